"""The rulebook in force: rules bound to rooms, as the engine sees them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType

from bot.contract import (
    HOOKS,
    Answer,
    Event,
    Handler,
    Hook,
    Member,
    Mode,
    Role,
    Room,
    Standing,
)

_CACHED_ROOMS = 10_000


def _everyone(platform: str, room: Room) -> bool:
    return True


Standings = Callable[[Standing, datetime], bool]
"""Whether a member's standing, at a time, earns them to be passed over."""


def _nobody(member: Member, role: Role) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A handler bound to rooms, settings and answers.

    Attributes:
        id: stable; the key of its documents, timers and cases.
        then: every outcome the handler may have → its answers, the defaults filled in.
        covers: whether it applies to a room of a platform.
        named: whether its file names rooms; on a real platform a room that none names is left in peace.
        spares: whether a member of this role is passed over by what judges or punishes.
        spares_standing: whether a member is passed over for their tags, trust or points; `None` if nobody is.
        staff: member id → role, from its file.
        authority: acts for a person of rank (the commands), so it may reach lower staff.
        origin: `file:line`, or where else it comes from.
    """

    id: str
    handler: Handler
    then: Mapping[str, tuple[Answer, ...]]
    mode: Mode = Mode.live
    covers: Callable[[str, Room], bool] = _everyone
    named: bool = False
    spares: Callable[[Member, Role], bool] = _nobody
    spares_standing: Standings | None = None
    staff: Mapping[str, Role] = field(default_factory=dict)
    timezone: tzinfo = UTC
    authority: bool = False
    origin: str = ""


@dataclass(frozen=True)
class Binding:
    """The rules of one room, in order, with the hooks for each kind of event looked up beforehand.

    Attributes:
        named: whether a rule's file names this room, so that on a real platform anything acts in it at all.
    """

    rules: tuple[Rule, ...]
    staff: Mapping[str, Role]
    hooks: Mapping[type[Event], tuple[tuple[Rule, Hook], ...]]
    named: bool = False

    def role(self, member: Member) -> Role:
        """Return the higher of the platform's and the staff lists' role."""
        return max(member.role, self.staff.get(member.id, Role.member))

    def rule(self, name: str) -> Rule | None:
        """Return the rule of this id, if this room has it."""
        return next((rule for rule in self.rules if rule.id == name), None)


@dataclass(frozen=True)
class Staffing:
    """Who is staff in the rooms of a file, also of one without rules: member id → role."""

    covers: Callable[[str, Room], bool]
    roles: Mapping[str, Role]


def bind(rules: tuple[Rule, ...], *staffs: Mapping[str, Role]) -> Binding:
    """Look up, once, which rule listens to which kind of event, and who is staff."""
    staff: dict[str, Role] = {}
    for roles in (*staffs, *(rule.staff for rule in rules)):
        for member, role in roles.items():
            staff[member] = max(role, staff.get(member, Role.member))
    hooks = {
        kind: tuple((rule, hook) for rule in rules if (hook := rule.handler.hook(kind)) is not None)
        for kind in HOOKS
    }
    named = any(rule.named for rule in rules)
    return Binding(rules, MappingProxyType(staff), MappingProxyType(hooks), named)


@dataclass(frozen=True)
class Rulebook:
    """All rules, in order; `version` counts the accepted states.

    A rule id given in several files that cover the same room: the last one applies there.
    """

    rules: tuple[Rule, ...] = ()
    version: int = 0
    staff: tuple[Staffing, ...] = ()
    _bindings: dict[tuple[str, str, str, int | None], Binding] = field(
        default_factory=dict, repr=False, compare=False
    )

    def room(self, platform: str, room: Room) -> Binding:
        """Return the rules of a room, cached by everything a selector may look at."""
        key = (platform, room.id, room.name, room.members)
        binding = self._bindings.get(key)
        if binding is None:
            if len(self._bindings) >= _CACHED_ROOMS:
                self._bindings.clear()
            covering = {rule.id: rule for rule in self.rules if rule.covers(platform, room)}
            below = sorted(covering.values(), key=lambda rule: rule.authority)
            binding = self._bindings[key] = bind(
                tuple(below), *(group.roles for group in self.staff if group.covers(platform, room))
            )
        return binding
