"""From a message of the contract to a verdict, and from its signals to reasons people can read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from bot.contract import Evidence, Message
from handlers.ads.normalise import reading
from handlers.ads.reasons import ACT, CARD, LINK, REVIEW, Words, domains, from_text, score, under
from handlers.ads.settings import Allow, Deny, Limits
from handlers.ads.signals import Circumstances

SHOWN: Mapping[str, str] = {
    "words": "广告词",
    "lexicon": "疑似广告词",
    "contact": "联系方式",
    "link": "链接",
    "denied_link": "黑名单链接",
    "mini_program": "小程序",
    "contact_card": "名片",
}
"""The signals in the words of `reasons`."""


class Judged(NamedTuple):
    """A verdict in the contract's terms; `reasons` names the signals in Chinese, strongest first."""

    score: float
    verdict: Literal["clear", "review", "advert"]
    reasons: str = ""
    evidence: tuple[Evidence, ...] = ()


class Judge:
    """A rule's own lists, compiled."""

    def __init__(self, words: Iterable[str], allow: Allow, deny: Deny, limits: Limits | None) -> None:
        self._words = Words(words)
        self._allow, self._deny = allow, deny
        self._review, self._act = (limits.review, limits.act) if limits is not None else (REVIEW, ACT)

    def __call__(self, message: Message, known: Circumstances) -> Judged:
        """Judge what the member posted; what they quote is not looked at."""
        evidence = tuple(sorted(self._evidence(message), key=lambda item: -(item.weight or 0.0)))
        total = score(evidence)
        if total < self._review:
            return Judged(total, "clear")
        acts = total >= self._act and len(evidence) > 1
        reasons = "、".join(dict.fromkeys(SHOWN[item.signal] for item in evidence))
        return Judged(total, "advert" if acts else "review", reasons, evidence)

    def _evidence(self, message: Message) -> Iterator[Evidence]:
        titles = [card.title for card in (message.link, message.mini_program) if card is not None]
        text = reading("\n".join([message.text, *titles]) if titles else message.text)
        yield from from_text(text, self._words)
        for domain in domains(message, text.clean):
            if not under(domain, self._allow.domains):
                yield Evidence(signal="link", detail=domain, weight=LINK)
                break
        app, card = message.mini_program, message.contact
        if app is not None and app.app_id not in self._allow.app_ids:
            yield Evidence(signal="mini_program", detail=app.app_id, weight=CARD)
        if card is not None and card.id not in self._allow.contacts:
            yield Evidence(signal="contact_card", detail=card.id, weight=CARD)
