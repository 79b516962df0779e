"""From a message of the contract to the detector's verdict, and from its signals to evidence for people."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log
from typing import NamedTuple

from bot.contract import Evidence, Message
from bot.contract.lessons import Lessons
from handlers.ads.detector import REACH, Detector, Judgement, Verdict, backed
from handlers.ads.detector import Limits as Thresholds
from handlers.ads.post import Post
from handlers.ads.settings import Allow, Deny, Limits
from handlers.ads.signals import Circumstances, Signal, circumstantial, probability
from handlers.ads.taught import Likeness, index

SHOWN: Mapping[str, str] = {
    "text": "文字像广告",
    "words": "广告词",
    "denied_link": "黑名单链接",
    "invite_link": "邀请链接",
    "short_link": "短链接",
    "link_card": "链接卡片",
    "mini_program": "小程序",
    "contact_card": "名片",
    "code": "二维码",
    "duplicate": "多处重复",
    "first_message": "进群第一条",
    "first_link": "第一条就带链接",
    "join_and_post": "刚进群就发",
    "nickname": "昵称像广告",
    "taught": "管理员教过",
}
"""The signals that speak for an advert, in the words of `reasons`."""
_STEPS: tuple[Judgement, ...] = ("clear", "review", "advert")
_MODEL_ONLY = frozenset({"text", "first_message", "first_link", "join_and_post", "nickname"})
"""What a single moderator's `/notad` may outweigh; never an operator's word, a denied link, a repetition."""
NO_LESSONS = Lessons()


class Judged(NamedTuple):
    """A verdict in the contract's terms; `reasons` names the signals in Chinese, strongest first.

    Attributes:
        thing: what the reader is to reach or to open, if there is anything: the same in every copy.
    """

    score: float
    verdict: Judgement
    reasons: str = ""
    evidence: tuple[Evidence, ...] = ()
    thing: str = ""

    def graver_than(self, other: "Judged") -> bool:
        """Whether more is held against it than before."""
        return _STEPS.index(self.verdict) > _STEPS.index(other.verdict)

    def repeated(self, rooms: int, accounts: int, limits: Thresholds) -> "Judged":
        """Judge anew, knowing in how many other rooms and from how many other accounts it came."""
        known = circumstantial(Circumstances(rooms=rooms, accounts=accounts), has_link=False)
        logit = log(self.score / (1 - self.score)) + sum(signal.weight for signal in known)
        score = probability(logit)
        verdict: Judgement = (
            "advert" if score >= limits.act else "review" if score >= limits.review else "clear"
        )
        return Judged(score, verdict, SHOWN["duplicate"], _evidence(known))


class Judge:
    """The detector with a rule's own lists."""

    def __init__(self, words: Iterable[str], allow: Allow, deny: Deny, limits: Limits | None) -> None:
        self._allow = allow
        thresholds = None if limits is None else Thresholds(limits.review, limits.act)
        self._detector = _detector(tuple(words), allow.domains, deny.domains, thresholds)

    def __call__(self, message: Message, known: Circumstances, lessons: Lessons = NO_LESSONS) -> Judged:
        """Judge what the member posted; what they quote is not looked at."""
        post = self._post(message)
        verdict = self._detector.judge(post, known)
        judgement, score, signals = _with_proportion(verdict), verdict.score, verdict.signals
        thing = next(iter([*verdict.found.of(*REACH), *(link.url for link in verdict.found.links)]), "")
        fit = index(lessons).find(f"{post.words}\n{post.link_url}") if lessons.lessons else None
        if fit is not None:
            judgement = _taught(judgement, signals, fit)
            score, signal = self._weighed(judgement, score, fit)
            signals = (*signals, signal)
            thing = thing if judgement != "clear" else ""
        if judgement == "clear":
            return Judged(score, "clear", thing=thing)
        strongest = sorted(signals, key=lambda signal: signal.weight, reverse=True)
        reasons = "、".join(
            SHOWN[signal.name] for signal in strongest if signal.weight > 0 and signal.name in SHOWN
        )
        return Judged(score, judgement, reasons, _evidence(strongest), thing)

    def _weighed(self, judgement: Judgement, score: float, fit: Likeness) -> tuple[float, Signal]:
        """Return the score that goes with a judgement, and the lesson as the signal that made it so."""
        low = {"clear": 0.0, "review": self.limits.review, "advert": self.limits.act}[judgement]
        high = self.limits.review / 2 if judgement == "clear" else 1.0
        moved = min(max(score, low), high)
        weight = log(moved / (1 - moved)) - log(score / (1 - score)) if moved != score else 0.0
        return moved, Signal("taught", f"#{fit.lesson.number} {fit.share:.0%}", weight)

    @property
    def limits(self) -> Thresholds:
        """The scores that count here."""
        return self._detector.limits

    def _post(self, message: Message) -> Post:
        """The message as the detector sees it, without the cards that are allowed here."""
        link, app, card = message.link, message.mini_program, message.contact
        app = None if app is not None and app.app_id in self._allow.app_ids else app
        card = None if card is not None and card.id in self._allow.contacts else card
        return Post(
            text=message.text,
            kind="link" if link is not None else "text",
            link_url=link.url if link is not None else "",
            link_title=link.title if link is not None else "",
            app_id=app.app_id if app is not None else "",
            app_title=app.title if app is not None else "",
            contact_id=card.id if card is not None else "",
            contact_name=card.name if card is not None else "",
        )


def _evidence(signals: Iterable[Signal]) -> tuple[Evidence, ...]:
    return tuple(Evidence(signal=name, detail=detail, weight=weight) for name, detail, weight in signals)


def _with_proportion(verdict: Verdict) -> Judgement:
    """The verdict where there is something to reach or to open; where words are all there is, one step less.

    What reads like an advert, or has an operator's word, is then for review, for removing somebody takes a
    second signal; what might be one is let be, for warning people because of `你好` is a nuisance.
    """
    if backed(list(verdict.signals), verdict.found):
        return verdict.verdict
    operators = any(signal.name == "words" for signal in verdict.signals)
    return "review" if operators or verdict.verdict == "advert" else "clear"


def _taught(judgement: Judgement, signals: Iterable[Signal], fit: Likeness) -> Judgement:
    """What a lesson makes of a judgement: fully what was taught; of one moderator alone, one step at most."""
    step = _STEPS.index(judgement)
    if fit.lesson.full:
        return "advert" if fit.lesson.advert else "clear"
    if fit.lesson.advert:
        return _STEPS[max(step, 1)]
    outweighed = all(signal.name in _MODEL_ONLY for signal in signals if signal.weight > 0)
    return _STEPS[max(step - outweighed, 0)]


@lru_cache(maxsize=256)
def _detector(
    words: tuple[str, ...], allow: frozenset[str], deny: frozenset[str], limits: Thresholds | None
) -> Detector:
    """Rules with the same lists, in many rooms' files, share one."""
    return Detector({"words": words} if words else None, allow=allow, deny=deny, limits=limits)
