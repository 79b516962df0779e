"""The rate condition: so many within so long, counted in event time."""

from bisect import bisect_right
from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator

from bot.contract import Document, Span, Turn, format_span, member_actor
from handlers.match.scene import Asking, Scene, Test
from handlers.match.text import Condition

_SHORT = 10 * 60 * 1000
"""Milliseconds up to which the short-lived documents serve."""
_LONGEST = timedelta(days=1)


class _Counts(Document):
    """Event times in milliseconds, newest last: which rate of the rule → the times it still needs."""

    times: dict[str, tuple[int, ...]] = {}


class MemberMinutes(_Counts, of="member in room", keep="20m"):
    """A member's counts over at most ten minutes."""


class MemberDay(_Counts, of="member in room", keep="2d"):
    """A member's counts over at most a day."""


class RoomMinutes(_Counts, of="room", keep="20m"):
    """A room's counts over at most ten minutes."""


class RoomDay(_Counts, of="room", keep="2d"):
    """A room's counts over at most a day."""


class Rate(Condition):
    """The event that makes `times` within `within` full, and each one after it while it stays so.

    Counted is what meets the other conditions beside it: `all: [kind: image, rate: …]` counts images.
    `per: everywhere` counts a member in all rooms, in the order of the member's own actor.
    """

    times: int = Field(ge=2, le=200, description="几次 | how many")
    within: Span = Field(description="多久之内，最多一天 | within how long, at most a day")
    per: Literal["member", "room", "everywhere"] = Field(
        "member", description="按人、按群，还是按人在所有群 | of a member, a room, a member everywhere"
    )

    @field_validator("within")
    @classmethod
    def _countable(cls, span: timedelta) -> timedelta:
        if not timedelta() < span <= _LONGEST:
            raise ValueError("a rate counts over at most one day")
        return span

    def test(self) -> Test:
        """Compile."""
        span = int(self.within.total_seconds() * 1000)
        tally = Tally(self.times, span, of_member=self.per == "member")
        return Test(asking=(_told(tally) if self.per == "everywhere" else _counted(tally),))


class Tally:
    """So many within so many milliseconds, of a member in the room or of an actor."""

    __slots__ = ("key", "kind", "span", "times")

    def __init__(self, times: int, span: int, *, of_member: bool = False) -> None:
        self.times, self.span = times, span
        self.key = f"{times}/{span}"
        kinds: tuple[type[_Counts], type[_Counts]] = (
            (MemberMinutes, MemberDay) if of_member else (RoomMinutes, RoomDay)
        )
        self.kind = kinds[span > _SHORT]

    @property
    def shown(self) -> str:
        """The rate in words."""
        return f"{self.times} in {format_span(timedelta(milliseconds=self.span))}"

    async def full(self, turn: Turn) -> bool:
        """Count the turn's event, and tell whether it is full."""
        now = int(turn.event.at.timestamp() * 1000)
        counts = await turn.load(self.kind)
        before = counts.times.get(self.key, ())
        recent = (*before[bisect_right(before, now - self.span) :], now)
        if before and now < before[-1]:  # an event that came late
            recent = tuple(sorted(recent))
        recent = recent[-self.times :]
        turn.save(self.kind(times={**counts.times, self.key: recent}))
        return len(recent) >= self.times


def _counted(tally: Tally) -> Asking:
    """Count here, and hold when it is full."""

    async def ask(scene: Scene) -> bool:
        return await tally.full(scene.turn) and scene.saw("rate", tally.shown)

    return ask


def _told(tally: Tally) -> Asking:
    """Have the member's actor count; it tells the room when it is full, so here it never holds."""

    async def ask(scene: Scene) -> bool:
        if scene.member is not None:
            actor = member_actor(scene.event.platform, scene.member.id)
            scene.turn.tell(
                actor, times=tally.times, span=tally.span, matched=[one.detail for one in scene.found]
            )
        return False

    return ask
