"""The rulebook in force: rules bound to rooms, as the engine sees them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from bot.contract import (
    HOOKS,
    ActionDone,
    Answer,
    Bounds,
    Do,
    Duty,
    Event,
    Glance,
    Handler,
    Hook,
    House,
    Member,
    Message,
    Mode,
    Role,
    Room,
    Sought,
    Standing,
)
from bot.rulebook.sieve import Sieve, sifted

_CACHED_ROOMS = 10_000


def _everyone(platform: str, room: Room) -> bool:
    return True


Covers = Callable[[str, Room], bool]
"""Whether something applies to a room of a platform."""
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
    covers: Covers = _everyone
    named: bool = False
    spares: Callable[[Member, Role], bool] = _nobody
    spares_standing: Standings | None = None
    staff: Mapping[str, Role] = field(default_factory=dict)
    timezone: tzinfo = UTC
    authority: bool = False
    origin: str = ""


class Asked(NamedTuple):
    """A rule that listens to a kind of event: what is called, and the quick look before, if it has one."""

    rule: Rule
    hook: Hook
    glance: Glance | None


@dataclass(frozen=True)
class Binding:
    """The rules of one room, in order, with the hooks for each kind of event looked up beforehand.

    Attributes:
        house: what the files say of it besides rules.
        sieve: tells by its own words which rules a message may concern.
        awaiting: the rules that wait to hear that actions were performed, and of which.
        named: whether a rule's file names this room, so that on a real platform anything acts in it at all.
    """

    rules: tuple[Rule, ...]
    house: House
    hooks: Mapping[type[Event], tuple[Asked, ...]]
    sieve: Sieve[Asked]
    awaiting: Mapping[str, frozenset[Do]] = field(default_factory=dict)
    named: bool = False

    @property
    def staff(self) -> Mapping[str, Role]:
        """Who is staff by the files: member id → role."""
        return self.house.staff

    def role(self, member: Member) -> Role:
        """Return the higher of the platform's and the staff lists' role."""
        listed = self.house.staff.get(member.id)
        return member.role if listed is None else max(member.role, listed)

    def rule(self, name: str) -> Rule | None:
        """Return the rule of this id, if this room has it."""
        return next((rule for rule in self.rules if rule.id == name), None)


@dataclass(frozen=True)
class Staffing:
    """What a file says of its rooms besides rules, also a file without any.

    Attributes:
        roles: member id → rank, there and in the management room.
        management: the id of the room that its rooms are managed from.
        breaker: how many removals by rules its rooms bear, if it says so.
    """

    covers: Covers
    roles: Mapping[str, Role]
    duty: tuple[Duty, ...] = ()
    management: str = ""
    breaker: Bounds | None = None


def _asked(rules: tuple[Rule, ...], kind: type[Event], house: House) -> Iterator[Asked]:
    for rule in rules:
        hook = rule.handler.hook(kind)
        if hook is not None:
            yield Asked(rule, hook, rule.handler.glance(kind, house))


def _sieve(listening: Sequence[Asked]) -> Sieve[Asked]:
    """Make the sieve of messages: what it lets pass needs no glance any more."""
    items: list[tuple[Asked, Sought | None]] = []
    for asked in listening:
        sought = asked.rule.handler.seeks()
        items.append((asked._replace(glance=None), sought) if sifted(sought) else (asked, None))
    return Sieve(items)


def bind(
    rules: tuple[Rule, ...], staffings: Sequence[Staffing] = (), *,
    manages: bool = False, tags: frozenset[str] = frozenset(),
) -> Binding:  # fmt: skip
    """Look up, once, which rule listens to which kind of event, and who is staff.

    Args:
        rules: of the room, in order.
        staffings: what the files that cover it say besides rules.
        manages: whether other rooms are managed from this one, so that it counts as named.
        tags: what the files call the room.
    """
    staff: dict[str, Role] = {}
    for roles in (*(one.roles for one in staffings), *(rule.staff for rule in rules)):
        for member, role in roles.items():
            staff[member] = max(role, staff.get(member, Role.member))
    named = manages or any(rule.named for rule in rules)
    duty = tuple(part for one in staffings for part in one.duty)
    management = next((one.management for one in reversed(staffings) if one.management), "")
    house = House(MappingProxyType(staff), duty, management, tags, _strictest(staffings))
    hooks = {kind: tuple(_asked(rules, kind, house)) for kind in HOOKS}
    awaiting = {asked.rule.id: asked.rule.handler.hears_done for asked in hooks[ActionDone]}
    return Binding(rules, house, MappingProxyType(hooks), _sieve(hooks[Message]), awaiting, named)


def _strictest(staffings: Sequence[Staffing]) -> Bounds:
    """Return the breaker of a room that several files may set: the one that lets the fewest removals pass."""
    bounds = [one.breaker for one in staffings if one.breaker is not None]
    return min(bounds, key=lambda one: one.removals / one.within.total_seconds(), default=Bounds())


@dataclass(frozen=True)
class Rulebook:
    """All rules, in order; `version` counts the accepted states.

    A rule id given in several files that cover the same room: the last one applies there.
    `tags` are what files call rooms: name → tests of which one has to hold; `labels` are these, kinds and
    purposes: `tag:name`, `kind:name`, `purpose:name` → tests.
    """

    rules: tuple[Rule, ...] = ()
    version: int = 0
    staff: tuple[Staffing, ...] = ()
    tags: Mapping[str, Sequence[Covers]] = field(default_factory=dict)
    labels: Mapping[str, Sequence[Covers]] = field(default_factory=dict)
    _bindings: dict[tuple[str, str, str, int | None], Binding] = field(
        default_factory=dict, repr=False, compare=False
    )
    _alike: dict[tuple[object, ...], Binding] = field(default_factory=dict, repr=False, compare=False)

    def of(self, rules: tuple[Rule, ...]) -> "Rulebook":
        """Return the same rulebook with other rules."""
        return Rulebook(rules, self.version, self.staff, self.tags, self.labels)

    def room(self, platform: str, room: Room) -> Binding:
        """Return the rules of a room, cached by everything a selector may look at."""
        key = (platform, room.id, room.name, room.members)
        binding = self._bindings.get(key)
        if binding is None:
            if len(self._bindings) >= _CACHED_ROOMS:
                self._bindings.clear()
            covering = {rule.id: rule for rule in self._covering(platform, room)}
            below = sorted(covering.values(), key=lambda rule: rule.authority)
            manages = any(group.management == room.id for group in self.staff)
            staffings = [
                group for group in self.staff
                if group.covers(platform, room) or group.management == room.id
            ]  # fmt: skip
            called = {tag for tag, tests in self.tags.items() if any(test(platform, room) for test in tests)}
            binding = self._bindings[key] = self._shared(
                tuple(below), tuple(staffings), manages, frozenset(called)
            )
        return binding

    def labelled(self, platform: str, room: Room) -> frozenset[str]:
        """Return what the files call a room: its tags, kinds and purposes."""
        return frozenset(
            label for label, tests in self.labels.items() if any(test(platform, room) for test in tests)
        )

    def _covering(self, platform: str, room: Room) -> Iterator[Rule]:
        """Yield the rules of a room; those of a file share their test, which is asked once."""
        known: dict[int, bool] = {}
        for rule in self.rules:
            test = id(rule.covers)
            if test not in known:
                known[test] = rule.covers(platform, room)
            if known[test]:
                yield rule

    def _shared(
        self, rules: tuple[Rule, ...], staffings: tuple[Staffing, ...], manages: bool, tags: frozenset[str]
    ) -> Binding:
        """Return the one binding of all rooms under the same rules."""
        key = (*map(id, rules), *map(id, staffings), manages, tags)
        if key not in self._alike:
            bound = bind(rules, staffings, manages=manages, tags=tags)
            house = replace(bound.house, labels=self.labelled)
            self._alike[key] = replace(bound, house=house)
        return self._alike[key]
