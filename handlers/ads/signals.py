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
DENIED, ALLOWED = 5.0, -1.0
"""A link to a denied domain; nothing but links to allowed domains."""
INVITE, SHORT_LINK, LINK_CARD = 0.8, 0.4, 0.4
MINI_PROGRAM, CONTACT_CARD = 1.2, 1.5
STRANGER_CODE = 2.0
DUPLICATE_ROOM, DUPLICATES_LIMIT = 1.0, 4.0
"""The same text, code or number in one more room or from one more account, and at most for all."""
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
        trusted: whether the member is known and trusted here.
        stranger_codes: QR codes in the message that lead to a stranger, a group or a shop.
        nickname: score of the member's nickname as an advert, 0 to 1; 0 when not judged.
        taught: weight from the fleet's own `/ad` and `/notad` samples, in logits, bounded by the teacher.
    """

    rooms: int = 0
    accounts: int = 0
    first: bool = False
    since_join: float | None = None
    trusted: bool = False
    stranger_codes: int = 0
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
        ("first_message", "", FIRST_MESSAGE * known.first),
        ("first_link", "", FIRST_LINK * (known.first and has_link)),
        ("join_and_post", f"{known.since_join} s", JOIN_AND_POST * hasty),
        ("trusted", "", TRUSTED * known.trusted),
        ("code", f"{known.stranger_codes}", STRANGER_CODE * bool(known.stranger_codes)),
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
