"""Private answers: who waits for what a member writes to an account of ours, besides any room.

A rule that has written to somebody privately tells the member's own actor (`Turn.tell`), and there keeps an
`Awaited`. When the member writes, the engine passes the words on to each rule that waits: they come as a
`Told` in its room's order, with `ANSWER` and `KIND` in its body. Of anybody else's words nothing comes.
"""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract.documents import Document
from bot.contract.people import Room

ANSWER, KIND = "answer", "kind"
"""Keys of the `Told` that carries an answer: the words, and what sort of message it was (`Kind`)."""
MOST_WAITING = 50
"""Rules and rooms that wait for one member; the oldest goes first."""


class Waiting(BaseModel):
    """A rule that waits for an answer in a room, until a time (event time), and our account there."""

    model_config = ConfigDict(frozen=True)
    room: Room
    rule: str
    account: str
    until: AwareDatetime


class Awaited(Document, of="room", shared=True, keep="35d"):
    """Who waits for a private answer of a member, oldest first; kept by the member's own actor."""

    waiting: tuple[Waiting, ...] = ()

    def by(self, one: Waiting) -> "Awaited":
        """Return it with a rule that waits, instead of what the same rule waited for in that room before."""
        return Awaited(waiting=(*self.without(one.room.id, one.rule).waiting, one)[-MOST_WAITING:])

    def without(self, room: str, rule: str) -> "Awaited":
        """Return it without a rule of a room, which waits no longer."""
        kept = (one for one in self.waiting if (one.room.id, one.rule) != (room, rule))
        return Awaited(waiting=tuple(kept))
