"""From a message of the contract to the detector's verdict, and from its signals to evidence for people."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import NamedTuple

from bot.contract import Evidence, Kind, Message, harmless
from bot.contract.lessons import Lessons
from handlers.ads.copies import WORTH, Mark, marks
from handlers.ads.detector import Detector, Judgement, Verdict, backed
from handlers.ads.detector import Limits as Thresholds
from handlers.ads.fragments import Fragment
from handlers.ads.pieces import MARGIN, Joined
from handlers.ads.post import Post
from handlers.ads.settings import Allow, Deny, Limits
from handlers.ads.signals import DENIED, Circumstances, Signal, circumstantial, probability
from handlers.ads.taught import Likeness, index, seen, things
from handlers.ads.tree import MOST_CODES, in_code, leads

SHOWN: Mapping[str, str] = {
    "text": "文字像广告",
    "image_text": "图片里的文字像广告",
    "words": "广告词",
    "lexicon": "常见广告用语",
    "denied_link": "黑名单链接",
    "invite_link": "邀请链接",
    "short_link": "短链接",
    "link_card": "链接卡片",
    "mini_program": "小程序",
    "contact_card": "名片",
    "code": "二维码",
    "denied_card": "黑名单名片",
    "forwarded": "转发的内容",
    "forwarded_contact": "转发里有联系方式",
    "duplicate": "多处重复",
    "copied": "别处已判广告",
    "split": "分几条发",
    "first_message": "进群第一条",
    "first_link": "第一条就带链接",
    "join_and_post": "刚进群就发",
    "nickname": "昵称像广告",
    "taught": "管理员教过",
}
"""The signals that speak for an advert, in the words of `reasons`."""
_STEPS: tuple[Judgement, ...] = ("clear", "review", "advert")
_MODEL_ONLY = frozenset(
    {
        "text",
        "image_text",
        "lexicon",
        "forwarded",
        "forwarded_contact",
        "first_message",
        "first_link",
        "join_and_post",
        "nickname",
    }
)
"""What a single moderator's `/notad` may outweigh; never an operator's word, a denied link, a repetition."""
NO_LESSONS = Lessons()
_LONG_NUMBER = 8
"""Digits from which a bare number is no amount and no praise (`666666`)."""


class Judged(NamedTuple):
    """A verdict in the contract's terms; `reasons` names the signals in Chinese, strongest first.

    Attributes:
        marks: what it can be known again by elsewhere.
        earlier: ids of earlier messages that are part of the same advert.
        excused: whether staff have taught that it is none, or its links are allowed: it is no piece of one.
    """

    score: float
    verdict: Judgement
    reasons: str = ""
    evidence: tuple[Evidence, ...] = ()
    marks: tuple[Mark, ...] = ()
    earlier: tuple[str, ...] = ()
    excused: bool = False

    @property
    def logit(self) -> float:
        """The log odds of the score."""
        return _logit(self.score)

    def graver_than(self, other: "Judged") -> bool:
        """Whether more is held against it than before."""
        return _STEPS.index(self.verdict) > _STEPS.index(other.verdict)

    def repeated(self, rooms: int, accounts: int, limits: Thresholds, *, copied: bool = False) -> "Judged":
        """Judge anew, knowing in how many other rooms and from how many other accounts it came."""
        known = circumstantial(Circumstances(rooms=rooms, accounts=accounts, copied=copied), has_link=False)
        score = probability(self.logit + sum(signal.weight for signal in known))
        verdict: Judgement = (
            "advert" if score >= limits.act else "review" if score >= limits.review else "clear"
        )
        before = Signal("before", f"{self.score:.0%}", self.logit)
        return Judged(score, verdict, SHOWN["duplicate"], _evidence([*known, before]))


class Judge:
    """The detector with a rule's own lists."""

    def __init__(
        self,
        words: Iterable[str],
        allow: Allow,
        deny: Deny,
        limits: Limits | None,
        patterns: Iterable[str] = (),
    ) -> None:
        self._allow = allow
        self._deny = deny
        thresholds = None if limits is None else Thresholds(limits.review, limits.act)
        self._detector = _detector(tuple(words), tuple(patterns), allow.domains, deny.domains, thresholds)

    def __call__(self, message: Message, known: Circumstances, lessons: Lessons = NO_LESSONS) -> Judged:
        """Judge what the member posted; what they quote is not looked at."""
        post = self._post(message)
        verdict = self._detector.judge(post, known, self._denied_cards(post))
        judgement, signals = _with_proportion(verdict), verdict.signals
        score = max(verdict.score, self.limits.act) if judgement == "advert" else verdict.score
        reached = _reached(post, verdict)
        fit = None
        if lessons.lessons:
            fit = index(lessons).find(seen(verdict.read, reached, post.picture))
        if fit is not None:
            judgement = _taught(judgement, signals, fit)
            score, signal = self._weighed(judgement, score, fit)
            signals = (*signals, signal)
        fine = judgement == "clear" and (
            fit is not None or any(one.name == "allowed_link" for one in signals)
        )
        worth = score >= WORTH and not fine
        known_by = [*reached, *_bare_numbers(verdict)]
        found = tuple(marks(known_by, verdict.read.folded, post.picture)) if worth else ()
        if judgement == "clear":
            return Judged(score, "clear", marks=found, excused=fine)
        strongest = sorted(signals, key=lambda signal: signal.weight, reverse=True)
        evidence = _evidence(self._with_words(post, strongest))
        return Judged(score, judgement, _reasons(strongest), evidence, found)

    def together(
        self, message: Message, joined: Joined, alone: Judged, known: Circumstances, lessons: Lessons
    ) -> Judged | None:
        """Judge lines as one; return it if they clearly say more together than the last one alone."""
        whole = self(message.model_copy(update={"text": joined.text}), known, lessons)
        if not whole.graver_than(alone) or whole.logit < _logit(self._least(whole.verdict)) + MARGIN:
            return None
        split = Evidence(signal="split", detail=joined.detail, weight=whole.logit - alone.logit)
        evidence = sorted((*whole.evidence, split), key=lambda item: item.weight or 0.0, reverse=True)
        earlier = tuple(piece.message for piece in joined.lines[:-1])
        reasons = f"{whole.reasons}、{SHOWN['split']}"
        return whole._replace(reasons=reasons, evidence=tuple(evidence), earlier=earlier)

    def _least(self, verdict: Judgement) -> float:
        return self.limits.act if verdict == "advert" else self.limits.review

    def _weighed(self, judgement: Judgement, score: float, fit: Likeness) -> tuple[float, Signal]:
        """Return the score that goes with a judgement, and the lesson as the signal that made it so."""
        low = {"clear": 0.0, "review": self.limits.review, "advert": self.limits.act}[judgement]
        high = self.limits.review / 2 if judgement == "clear" else 1.0
        moved = min(max(score, low), high)
        weight = _logit(moved) - _logit(score) if moved != score else 0.0
        return moved, Signal("taught", f"#{fit.lesson.number} {fit.share:.0%}", weight)

    def _with_words(self, post: Post, signals: Iterable[Signal]) -> list[Signal]:
        """The signals, those of words with the words that speak for an advert, as they were written."""
        words = {"text": post.own, "image_text": post.image_text}
        return [
            Signal(one.name, _shown(self._detector.fragments(text)), one.weight)
            if (text := words.get(one.name)) else one
            for one in signals
        ]  # fmt: skip

    def _denied_cards(self, post: Post) -> list[Signal]:
        """The cards that are adverts wherever they stand."""
        cards = ((post.app_id, self._deny.app_ids), (post.contact_id, self._deny.contacts))
        return [Signal("denied_card", card, DENIED) for card, denied in cards if card and card in denied]

    @property
    def limits(self) -> Thresholds:
        """The scores that count here."""
        return self._detector.limits

    def _post(self, message: Message) -> Post:
        """The message as the detector sees it, without the cards and codes that are allowed here."""
        link, app, card = message.link, message.mini_program, message.contact
        app = None if app is not None and app.app_id in self._allow.app_ids else app
        card = None if card is not None and card.id in self._allow.contacts else card
        picture = message.picture
        return Post(
            text=message.text,
            kind="text" if message.kind is Kind.text else "other",
            link_url=link.url if link is not None else "",
            link_title=link.title if link is not None else "",
            app_id=app.app_id if app is not None else "",
            app_title=app.title if app is not None else "",
            contact_id=card.id if card is not None else "",
            contact_name=card.name if card is not None else "",
            image_text=picture.text if picture is not None else "",
            codes=tuple(code for code in picture.codes if code not in self._allow.codes) if picture else (),
            picture=picture.hash if picture is not None else "",
            forwarded=tuple(line.text for line in message.forwarded or ()),
        )


def _reached(post: Post, verdict: Verdict) -> list[str]:
    """What the message wants reached or opened: in its words, its cards, its codes; never a public place."""
    in_words = things(verdict.found)
    if post.kind == "text" and not (post.contact_id or post.app_id or post.codes):
        return in_words
    codes = [thing for code in post.codes[:MOST_CODES] for thing in _opened(code)]
    cards = [f"contact:{post.contact_id}"] if post.contact_id else []
    return [*in_words, *([post.link_url] if leads(post.link_url) else []), *cards, *codes]


def _opened(code: str) -> list[str]:
    """What a code makes one reach or open: what is found in it, or else what it says."""
    found = in_code(code)
    public = found.links and not found.leading
    return things(found) or ([] if public else [code])


def _bare_numbers(verdict: Verdict) -> list[str]:
    """Long numbers that may be an account's: no reason to act on, but the same elsewhere is a copy."""
    return [number for number in verdict.found.of("number") if len(number) >= _LONG_NUMBER]


def _reasons(strongest: Iterable[Signal]) -> str:
    named = (SHOWN[signal.name] for signal in strongest if signal.weight > 0 and signal.name in SHOWN)
    return "、".join(dict.fromkeys(named))


def _evidence(signals: Iterable[Signal]) -> tuple[Evidence, ...]:
    return tuple(Evidence(signal=name, detail=detail, weight=weight) for name, detail, weight in signals)


def _shown(found: Sequence[Fragment]) -> str:
    """Fragments for people to read, each with what it weighs."""
    return " ".join(f"「{harmless(one.text, 30)}」{one.weight:+.1f}" for one in found)


def _logit(score: float) -> float:
    return log(score / (1 - score))


_DENIED = frozenset({"denied_link", "denied_card"})


def _with_proportion(verdict: Verdict) -> Judgement:
    """The verdict where there is something to reach or to open; where words are all there is, one step less.

    What reads like an advert, or has an operator's word, is then for review, for removing somebody takes a
    second signal; what might be one is let be, for warning people because of `你好` is a nuisance. What is
    only forwarded is for review at most. What the operator denies is an advert whatever stands around it.
    """
    if any(signal.name in _DENIED for signal in verdict.signals):
        return "advert"
    if backed(list(verdict.signals), verdict.found):
        return verdict.verdict
    names = {signal.name for signal in verdict.signals}
    if "forwarded_contact" in names and verdict.verdict != "clear":
        return "review"
    return "review" if "words" in names or verdict.verdict == "advert" else "clear"


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
    words: tuple[str, ...],
    patterns: tuple[str, ...],
    allow: frozenset[str],
    deny: frozenset[str],
    limits: Thresholds | None,
) -> Detector:
    """Rules with the same lists, in many rooms' files, share one."""
    terms = {"words": words} if words else None
    found = {"patterns": patterns} if patterns else None
    return Detector(terms, found, allow=allow, deny=deny, limits=limits)
