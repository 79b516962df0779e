"""The handler of adverts: reads a message, weighs the signals, says what it found and why."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.contract import Evidence, Handler, Message, Outcome, Standing, Turn
from handlers.ads.answers import ADVERT, WARNING, Handling
from handlers.ads.normalise import reading
from handlers.ads.reasons import (
    ACT,
    CARD,
    LINK,
    REVIEW,
    Words,
    domains,
    from_text,
    score,
    under,
)


def _bare(value: Any) -> Any:
    """Take domains as they are pasted: `https://www.example.com/` is `example.com`."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    hosts = (str(item).strip().lower().rpartition("//")[2].partition("/")[0] for item in value)
    return [host.removeprefix("*.").removeprefix("www.") for host in hosts]


class Allow(BaseModel):
    """What is no advert here: domains with all below them, mini programs, accounts (their cards)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    domains: Annotated[frozenset[str], BeforeValidator(_bare)] = frozenset()
    app_ids: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()


class Softer(BaseModel):
    """Members who are only ever asked, never removed (parents whose children post mini programs)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    tag: frozenset[str] = frozenset()


class Ads(Handler, name="ads", judges=True):
    """Finds adverts in what a member posts: never in what they quote, never by one weak signal.

    An operator's word alone makes a `review`; with a contact detail, a link or a card it is an `advert`.
    """

    words: tuple[str, ...] = ()
    allow: Allow = Allow()
    handling: Handling = Handling.gentle
    softer_for: Softer = Softer()

    review = Outcome(WARNING, score=float, reasons=str)
    advert = Outcome(*ADVERT[Handling.gentle], score=float, reasons=str)

    @cached_property
    def lexicon(self) -> Words:
        """The operator's words, compiled."""
        return Words(self.words)

    def outcomes(self) -> Mapping[str, Outcome]:
        """The declared ones; what is done about an advert goes by `handling`."""
        advert = Outcome(*ADVERT[self.handling], **self.advert.declares).named("advert")
        return {"review": self.review, "advert": advert}

    async def on_message(self, message: Message, turn: Turn) -> Outcome | None:
        """Weigh what the member posted."""
        evidence = sorted(self._evidence(message), key=lambda item: item.weight or 0.0, reverse=True)
        total = score(evidence)
        if total < REVIEW:
            return None
        acts = total >= ACT and len(evidence) > 1 and not await self._is_soft(turn)
        said = self.advert if acts else self.review
        reasons = "、".join(dict.fromkeys(_SHOWN[item.signal] for item in evidence))
        return said(score=total, reasons=reasons, evidence=evidence)

    def _evidence(self, message: Message) -> Iterator[Evidence]:
        titles = [card.title for card in (message.link, message.mini_program) if card is not None]
        text = reading("\n".join([message.text, *titles]) if titles else message.text)
        yield from from_text(text, self.lexicon)
        for domain in domains(message, text.clean):
            if not under(domain, self.allow.domains):
                yield Evidence(signal="link", detail=domain, weight=LINK)
                break
        app, card = message.mini_program, message.contact
        if app is not None and app.app_id not in self.allow.app_ids:
            yield Evidence(signal="mini_program", detail=app.app_id, weight=CARD)
        if card is not None and card.id not in self.allow.contacts:
            yield Evidence(signal="contact_card", detail=card.id, weight=CARD)

    async def _is_soft(self, turn: Turn) -> bool:
        if not self.softer_for.tag:
            return False
        return not self.softer_for.tag.isdisjoint((await turn.load(Standing)).tags)


_SHOWN: Mapping[str, str] = {
    "words": "广告词",
    "lexicon": "疑似广告词",
    "contact": "联系方式",
    "link": "链接",
    "mini_program": "小程序",
    "contact_card": "名片",
}
