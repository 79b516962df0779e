"""Whom a task is for: whoever is on duty, else the management room, else the owner."""

from bot.contract import House
from bot.engine.scope import Scope

DUTY, MANAGEMENT, OWNER = "duty", "management", "owner"
_SHARED = frozenset({DUTY, "helper", "moderator"})
"""Receivers that are anybody who looks after the room; those on duty do it first."""


def receiver(scope: Scope, to: str) -> str:
    """Return who gets a task that is for `to` (a role, a member id, or `duty`), at the event's time.

    Of several who are on duty one is chosen by the event's seed, so that nobody waits for another.
    """
    if to not in _SHARED:
        return to
    on_duty = now_on_duty(scope)
    if on_duty:
        return scope.choose(on_duty, DUTY)
    if to != DUTY:
        return to
    return MANAGEMENT if scope.house.management else OWNER


def now_on_duty(scope: Scope) -> tuple[str, ...]:
    """Return the ids of those who are on duty at the event's time, each once, as the roster has them."""
    parts = (part for part in scope.house.duty if part.holds(scope.event.at))
    return tuple(dict.fromkeys(member for part in parts for member in part.members))


def called(house: House, member: str | None) -> str:
    """Return what the roster calls somebody who is on it; nothing if it does not name them."""
    return next((part.name or member for part in house.duty if member and member in part.members), "")
