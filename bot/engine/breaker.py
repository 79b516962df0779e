"""The circuit breaker: rules that remove too many people of a room, too fast, remove no more.

It is for rules alone: what a person commands is done. Once open it stays so until a person
says `/resume` there, for nobody has looked yet at what went wrong.
"""

from enum import Enum

from bot.contract import Answer, Bounds, Breaker, Mode, Remove, Room
from bot.engine.scope import Scope

FEWEST = 5
"""However small a room is, so many removals are let pass, unless its file allows fewer."""
ALERT = (
    "熔断：群「{{ room.name }}」里被移出的人太多，规则先不再移人，只做记录。"
    "请看看 /案件；没问题就在群里发 /恢复"
    " · Breaker: too many removals here at once, so rules remove nobody for now."
    " Look at /cases, then send /resume."
)


class State(Enum):
    """Whether rules may remove: yes; not any more, from this very removal on; no."""

    closed = "closed"
    trips = "trips"
    open = "open"


def most(room: Room | None, bounds: Bounds) -> int:
    """Return how many removals within `bounds.within` a room allows."""
    if room is None or room.members is None:
        return bounds.removals
    return min(bounds.removals, max(FEWEST, room.members * bounds.percent // 100))


async def ask(scope: Scope, answers: tuple[Answer, ...]) -> State:
    """Count a removal that a rule is about to decide, and return whether it may."""
    removes = any(isinstance(answer, Remove) for answer in answers)
    if not removes or scope.of.authority or scope.late or scope.mode is not Mode.live:
        return State.closed
    breaker = await scope.load(Breaker)
    if breaker.tripped is not None:
        return State.open
    now, bounds = scope.event.at, scope.house.breaker
    recent = tuple(at for at in breaker.removals if now - at < bounds.within)
    if len(recent) >= most(scope.room, bounds):
        scope.save(Breaker(removals=recent, tripped=now))
        return State.trips
    scope.save(Breaker(removals=(*recent, now)))
    return State.closed
