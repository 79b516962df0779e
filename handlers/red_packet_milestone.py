"""Round numbers of members: announced when near, celebrated with a red packet when reached."""

from typing import Annotated

from pydantic import Field

from bot.contract import Document, Handler, MemberJoined, Outcome, Say, Task, Turn

_EPSILON = 1e-9
"""0.07 * 100 is a little more than 7 in floating point; people mean 7."""


class Counted(Document, of="room"):
    """What has been said about a room's size.

    Attributes:
        seen: the largest number of members seen so far.
        near: the milestones whose coming was announced.
        reached: the milestones that were celebrated, or passed before the bot was there.
    """

    seen: int | None = None
    near: frozenset[int] = frozenset()
    reached: frozenset[int] = frozenset()


class RedPacketMilestone(Handler, name="red_packet_milestone"):
    """Each milestone is reached once in a room's life, however often people leave and return."""

    members: tuple[Annotated[int, Field(ge=2)], ...] = Field(
        (100, 200, 300), description="满多少人发红包 | at how many members a red packet is due"
    )
    remind_at: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        0.9, description="到几成时预告，如 0.9 | from which share on it is announced"
    )

    reached = Outcome(
        Say("🎉 满 {{ count }} 人啦！红包马上来🧧"),
        Task("请在「{{ room.name }}」发 {{ count }} 人红包"),
        count=int,
        members=int,
    )
    near = Outcome(
        Say("群里 {{ members }} 人啦，还差 {{ missing }} 位就满 {{ count }} 人，满员发红包🧧"),
        count=int,
        members=int,
        missing=int,
    )

    async def on_join(self, event: MemberJoined, turn: Turn) -> Outcome | None:
        """Compare the room's size with the milestones; a gateway that does not know it is silent."""
        size = event.room.members
        if size is None:
            return None
        counted = await turn.load(Counted)
        before = size - 1 if counted.seen is None else counted.seen
        passed = frozenset(mark for mark in self.members if mark <= size)
        fresh = [mark for mark in passed - counted.reached if mark > before]
        if fresh:
            self._keep(turn, counted, size, passed)
            return self.reached(count=max(fresh), members=size)
        mark = self._upcoming(size, counted.near | counted.reached)
        self._keep(turn, counted, size, passed, frozenset() if mark is None else {mark})
        return None if mark is None else self.near(count=mark, members=size, missing=mark - size)

    def _upcoming(self, size: int, done: frozenset[int]) -> int | None:
        """Return the next milestone if it is near and was not announced yet."""
        mark = min((mark for mark in self.members if mark > size), default=None)
        if mark is None or self.remind_at is None or mark in done:
            return None
        return mark if size >= self.remind_at * mark - _EPSILON else None

    @staticmethod
    def _keep(
        turn: Turn,
        counted: Counted,
        size: int,
        passed: frozenset[int],
        near: frozenset[int] | set[int] = frozenset(),
    ) -> None:
        after = Counted(
            seen=max(size, counted.seen or 0), near=counted.near | near, reached=counted.reached | passed
        )
        if after != counted:
            turn.save(after)
