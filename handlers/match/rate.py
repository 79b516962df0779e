"""The rate condition: so many within so long, counted in event time."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, field_validator

from bot.contract import Document, Span, format_span
from handlers.match.scene import Asking, Scene, Test
from handlers.match.text import Condition

_SHORT = timedelta(minutes=10)
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
    """

    times: Annotated[int, Field(ge=2, le=200)]
    within: Span
    per: Literal["member", "room"] = "member"

    @field_validator("within")
    @classmethod
    def _countable(cls, span: timedelta) -> timedelta:
        if not timedelta() < span <= _LONGEST:
            raise ValueError("a rate counts over at most one day")
        return span

    def test(self) -> Test:
        """Compile."""
        return Test(asking=(self._asking(),))

    def _asking(self) -> Asking:
        kinds = (MemberMinutes, MemberDay) if self.per == "member" else (RoomMinutes, RoomDay)
        kind: type[_Counts] = kinds[self.within > _SHORT]
        times, span = self.times, int(self.within.total_seconds() * 1000)
        key, shown = f"{times}/{span}", f"{times} in {format_span(self.within)}"

        async def ask(scene: Scene) -> bool:
            now = int(scene.event.at.timestamp() * 1000)
            counts = await scene.turn.load(kind)
            before = counts.times.get(key, ())
            recent = (*(at for at in before if at > now - span), now)[-times:]
            scene.turn.save(kind(times={**counts.times, key: recent}))
            return len(recent) >= times and scene.saw("rate", shown)

        return ask
