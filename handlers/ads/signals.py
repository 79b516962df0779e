"""Signals: single pieces of evidence with their weights, in logits, and what they add up to.

A weight of 1.0 multiplies the odds that a message is an advert by e. The text model's own weight is
calibrated on data; the others are set by hand so that no weak one alone lifts a clear message to `act`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log1p
from typing import NamedTuple

WORD, MORE_WORDS, WORDS_LIMIT = 2.0, 0.7, 3.4
"""An operator's word, every further one, and at most for all."""
LEXICON, MORE_LEXICON, LEXICON_LIMIT = 0.8, 0.3, 1.4
"""A word of the shipped lists, every further one, and at most for all."""
DENIED, ALLOWED = 5.0, -1.0
"""A link to a denied domain; nothing but links to allowed domains."""
INVITE, SHORT_LINK, LINK_CARD = 0.8, 0.4, 0.4
MINI_PROGRAM, CONTACT_CARD = 1.2, 1.5
STRANGER_CODE, CODE = 2.4, 0.8
"""A code that opens a stranger's account, group or payment; one that leads anywhere else."""
FORWARDED_SHARE, FORWARDED_LIMIT, FORWARDED_CONTACT = 0.5, 3.8, 0.6
"""How much of its weight a text keeps when it is forwarded, at most how much, and a contact in it."""
IMAGE_SHARE, IMAGE_LIMIT = 0.5, 3.8
"""How much of its weight a text keeps in a picture that has own words beside it, and at most: half
an advert in words (`有兴趣的私聊我`) and half in a poster are one; a warning (-5 or less) with one is not."""
WORDLESS = -3.2
"""What the text weighs where there is none: the model knows texts only. A picture that goes round in many
rooms is mostly a joke, so by itself it is not even counted (`copies.WORTH`)."""
DUPLICATE_ROOM, DUPLICATES_LIMIT, COPIED = 1.0, 4.0, 2.0
"""The same text, code or number in one more room or from one more account, at most for all; and when the
same was an advert elsewhere."""
FIRST_MESSAGE, JOIN_AND_POST, FIRST_LINK, NICKNAME, TRUSTED = 0.6, 0.8, 0.6, 1.0, -2.0
JOIN_AND_POST_SECONDS = 60.0
_BEND = 20.0


class Signal(NamedTuple):
    """One piece of evidence: its name, what was seen (never a whole message), its weight in logits."""

    name: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the text does not show: behaviour and repetition, gathered by whoever asks for a verdict.

    Attributes:
        rooms: other rooms in which the same text, code or number was posted lately.
        accounts: other accounts that posted it lately.
        first: whether it is the member's first message here.
        since_join: seconds since the member joined; None when unknown or long ago.
        trusted: whether the member has earned trust here.
        copied: whether the same, posted elsewhere, was found to be an advert.
        nickname: score of the member's nickname as an advert, 0 to 1; 0 when not judged.
        taught: weight from the fleet's own `/ad` and `/notad` samples, in logits, bounded by the teacher.
    """

    rooms: int = 0
    accounts: int = 0
    first: bool = False
    since_join: float | None = None
    trusted: bool = False
    copied: bool = False
    nickname: float = 0.0
    taught: float = 0.0


NOTHING_KNOWN = Circumstances()


def circumstantial(known: Circumstances, has_link: bool) -> list[Signal]:
    """The signals of the circumstances; empty when nothing is known."""
    if known is NOTHING_KNOWN:
        return []
    repeats = known.rooms + known.accounts
    hasty = known.since_join is not None and known.since_join <= JOIN_AND_POST_SECONDS
    weights = (
        (
            "duplicate",
            f"{known.rooms} rooms, {known.accounts} accounts",
            min(repeats * DUPLICATE_ROOM, DUPLICATES_LIMIT),
        ),
        ("copied", "", COPIED * known.copied),
        ("first_message", "", FIRST_MESSAGE * known.first),
        ("first_link", "", FIRST_LINK * (known.first and has_link)),
        ("join_and_post", f"{known.since_join} s", JOIN_AND_POST * hasty),
        ("trusted", "", TRUSTED * known.trusted),
        ("nickname", f"{known.nickname:.2f}", NICKNAME * (known.nickname >= 0.5)),
        ("taught", "", known.taught),
    )
    return [Signal(name, detail, float(weight)) for name, detail, weight in weights if weight]


def probability(logit: float) -> float:
    """The probability of a logit; far out the logit is bent, so that order survives rounding near 0 and 1."""
    if logit > _BEND:
        logit = _BEND + log1p(logit - _BEND)
    elif logit < -_BEND:
        logit = -_BEND - log1p(-_BEND - logit)
    return 1 / (1 + exp(-logit))
