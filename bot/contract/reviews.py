"""Reviews: what a rule suspects and a person decides, one numbered list a room.

A room that has a management room leaves the numbers to it, so that `/ok 12` means one message there,
whichever of its rooms that was posted in; both keep the entry.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract.documents import Document
from bot.contract.people import Member, Room

DESK = "commands"
"""The rule that keeps a management room's list and that `/ok` and `/no` are typed to: the commands."""
MOST_REVIEWS = 50
"""Entries a room keeps; the oldest goes first."""
Decided = Literal["", "guilty", "clear"]
"""What became of an entry; nothing yet."""


class Review(BaseModel):
    """One suspicion.

    Attributes:
        number: counts up within the room, or within the rooms of one management room.
        at: event time of the message.
        rule: the rule that suspects, and that is told what was decided.
        message: the id of the message; `text` what it says, cut.
        score: how probable it is, 0 to 1; `reasons` why, in words.
        room: where it was posted, in the list of a management room; `None` in the list of that room.
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
    room: Room | None = None


class Reviews(Document, of="room", shared=True):
    """A room's last entries, oldest first; `count` is the number given last."""

    count: int = 0
    last: tuple[Review, ...] = ()

    def of(self, number: int | None) -> Review | None:
        """Return the entry of a number, if it is still kept."""
        return next((one for one in self.last if one.number == number), None)

    def added(self, review: Review) -> "Reviews":
        """Return the entries with a new one."""
        count = max(self.count, review.number)
        return Reviews(count=count, last=(*self.last, review)[-MOST_REVIEWS:])

    def settled(self, number: int, decided: Decided) -> "Reviews":
        """Return the entries with one decided."""
        last = tuple(
            one.model_copy(update={"decided": decided}) if one.number == number else one for one in self.last
        )
        return Reviews(count=self.count, last=last)
