"""Reviews: what a rule suspects and a person decides, one numbered list a room."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract.documents import Document
from bot.contract.people import Member

MOST_REVIEWS = 50
"""Entries a room keeps; the oldest goes first."""
Decided = Literal["", "guilty", "clear"]
"""What became of an entry; nothing yet."""


class Review(BaseModel):
    """One suspicion.

    Attributes:
        number: counts up within the room.
        at: event time of the message.
        rule: the rule that suspects, and that is told what was decided.
        message: the id of the message; `text` what it says, cut.
        score: how probable it is, 0 to 1; `reasons` why, in words.
    """

    model_config = ConfigDict(frozen=True)
    number: int
    at: AwareDatetime
    rule: str
    member: Member
    message: str
    text: str
    score: float
    reasons: str = ""
    decided: Decided = ""


class Reviews(Document, of="room", shared=True):
    """A room's last entries, oldest first; `count` is the number given last."""

    count: int = 0
    last: tuple[Review, ...] = ()

    def of(self, number: int | None) -> Review | None:
        """Return the entry of a number, if it is still kept."""
        return next((one for one in self.last if one.number == number), None)

    def added(self, review: Review) -> "Reviews":
        """Return the entries with a new one."""
        return Reviews(count=review.number, last=(*self.last, review)[-MOST_REVIEWS:])

    def settled(self, number: int, decided: Decided) -> "Reviews":
        """Return the entries with one decided."""
        last = tuple(
            one.model_copy(update={"decided": decided}) if one.number == number else one for one in self.last
        )
        return Reviews(count=self.count, last=last)
