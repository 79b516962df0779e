"""Who speaks, and where: members, rooms and the roles members hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import IntEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer


class Fact(BaseModel):
    """Base of everything that has happened: frozen, and closed to unknown fields.

    What is wrong with one is told without what stood there: that may be somebody's words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Role(IntEnum):
    """Rank in a room, ordered: a higher role may act on a lower one, never on its equal."""

    member = 0
    partner = 1
    helper = 2
    moderator = 3
    operator = 4
    owner = 5
    bot = 6


STAFF = Role.moderator
"""Members from this role upwards are never punished by a rule."""


_NAMES = {role: role.name for role in Role}
_ROLES = {role.name: role for role in Role}


def _role(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return _ROLES[value]
        except KeyError:
            raise ValueError(f"no role {value!r}; one of {', '.join(_ROLES)}") from None
    return value


RoleName = Annotated[
    Role,
    BeforeValidator(_role),
    PlainSerializer(_NAMES.__getitem__, return_type=str),
]
"""A role, written by its name wherever it leaves the process."""


class Member(Fact):
    """A person in a room, as the platform showed them when the event was heard.

    Attributes:
        id: the platform's member id; rights hang on it, never on the name.
        name: the name shown in the room; anything at all may stand in it.
        role: what the platform says; the rulebook's `staff` may raise it.
    """

    id: str
    name: str = ""
    role: RoleName = Role.member


class Room(Fact):
    """A group.

    Attributes:
        id: the same for every account of ours that sits in it.
        name: its topic when the event was heard.
        members: how many people are in it, if the gateway knows.
    """

    id: str
    name: str = ""
    members: int | None = None


class Duty(Fact):
    """A part of the roster: who looks after a room at which hours of the day, in which time zone."""

    name: str = ""
    starts: time = time()
    ends: time = time()
    members: tuple[str, ...] = ()
    zone: str = "Asia/Shanghai"

    def holds(self, at: datetime) -> bool:
        """Whether they are on duty; hours that end before they start go over midnight."""
        clock = at.astimezone(ZoneInfo(self.zone)).time()
        if self.starts < self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends


@dataclass(frozen=True)
class Bounds:
    """What the circuit breaker of a room lets pass (`breaker:`).

    Attributes:
        removals: of members by rules, within `within` of event time.
        within: how long a removal counts.
        percent: of a small room's members, where that is less; yet never fewer than five.
    """

    removals: int = 10
    within: timedelta = timedelta(minutes=10)
    percent: int = 10


def _no_labels(platform: str, room: Room) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True)
class House:
    """What the rule files say of a room besides rules.

    Attributes:
        staff: member id → rank.
        duty: the roster.
        management: the id of the room that its alerts and tasks go to, and that commands it; may be empty.
        tags: what the files call it.
        breaker: how many removals by rules it bears.
        labels: what the files call any room of a platform: `tag:vip`, `kind:flash`, `purpose:convert`.
    """

    staff: Mapping[str, Role] = field(default_factory=dict)
    duty: tuple[Duty, ...] = ()
    management: str = ""
    tags: frozenset[str] = frozenset()
    breaker: Bounds = Bounds()
    labels: Callable[[str, Room], frozenset[str]] = _no_labels
