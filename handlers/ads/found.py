"""What the detector found of a message, as everything that follows from it is told."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.contract import Evidence, Member


class Found(NamedTuple):
    """What is said of a message that reads like an advert: whose it is, how sure, why, and its id."""

    member: Member
    score: float
    reasons: str
    message: str
    evidence: Sequence[Evidence] = ()
