"""The turn, and the turn as one rule sees it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, TypeVar
from zlib import crc32

import structlog

from bot.contract import (
    MAX_DEPTH,
    Action,
    AnyEvent,
    Decision,
    Document,
    Event,
    Granted,
    House,
    Member,
    Mode,
    Owner,
    Role,
    Room,
    RuleInfo,
    RuleSaid,
    TimerFired,
    Told,
)
from bot.engine.cache import Cache, Place
from bot.engine.forgetting import Forgotten, forgotten
from bot.engine.infos import infos
from bot.rulebook.model import Binding, Rule

log = structlog.get_logger()
D = TypeVar("D", bound=Document)
T = TypeVar("T")
_NOTHING_GRANTED = Granted()
Lookup = Callable[[str, str], Awaitable[Decision | None]]
"""Finds what was said about an event, by actor and event id."""


@dataclass(slots=True)
class Taken:
    """What a turn came to: all that a commit will write.

    Attributes:
        raw: the event as it stood in the inbox.
        said: what the rules said; those that are not listed were clear.
        decided: everything to be performed, asked of a person, or, by rules in shadow, only decided.
        events: consequences, for this actor's own inbox; `told`, for others.
        timers: timer key → the event due, or `None` to forget it.
        forgotten: what is deleted.
        pause: whether the room is to be silent from now on.
    """

    event: AnyEvent
    raw: bytes = b""
    version: int = 0
    said: list[RuleSaid] = field(default_factory=list)
    decided: list[Action] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    timers: dict[str, TimerFired | None] = field(default_factory=dict)
    documents: dict[Place, Document] = field(default_factory=dict)
    ranks: dict[tuple[str, str], float] = field(default_factory=dict)
    forgotten: list[Forgotten] = field(default_factory=list)
    pause: bool | None = None

    def absorb(self, other: "Taken") -> None:
        """Add what one rule came to."""
        self.said += other.said
        self.decided += other.decided
        self.events += other.events
        self.told += other.told
        self.timers |= other.timers
        self.documents |= other.documents
        self.ranks |= other.ranks
        self.forgotten += other.forgotten
        self.pause = self.pause if other.pause is None else other.pause


@dataclass(slots=True)
class Stage:
    """What all rules of one turn share; `now` is the worker's clock when it read the event."""

    event: AnyEvent
    actor: str
    room: Room | None
    binding: Binding
    cache: Cache
    lookup: Lookup
    taken: Taken
    now: datetime
    late: bool
    accounts: frozenset[str]
    granted: Granted = _NOTHING_GRANTED

    async def recall(self) -> None:
        """Look up what members of this actor were granted; it lies with what every batch reads at once."""
        place = self.cache.keys.document(self.actor, None, False), f"/{Granted.__name__}"
        self.granted = await self.cache.get(place, Granted)

    @property
    def member(self) -> Member | None:
        """Whom the event is about."""
        return self.event.member


class Scope:
    """A turn as one rule sees it: `bot.contract.Turn`, over a buffer of the rule's own."""

    __slots__ = ("_buffer", "_now", "mode", "numbered", "of", "stage")

    def __init__(self, stage: Stage, rule: Rule, mode: Mode) -> None:
        self.stage = stage
        self.of = rule
        self.mode = mode
        self.numbered = 0
        self._buffer: Taken | None = None
        self._now: datetime | None = None

    @property
    def buffer(self) -> Taken:
        """What the rule has come to so far; most rules come to nothing, so it is made when first used."""
        if self._buffer is None:
            self._buffer = Taken(self.stage.event)
        return self._buffer

    def drop(self) -> None:
        """Forget all that the rule came to."""
        self._buffer = None

    def close(self) -> None:
        """Hand over to the turn what the rule came to."""
        if self._buffer is not None:
            self.stage.taken.absorb(self._buffer)

    @property
    def event(self) -> AnyEvent:
        """The event that is being handled."""
        return self.stage.event

    @property
    def room(self) -> Room | None:
        """The room the event came from, if it has one."""
        return self.stage.room

    @property
    def rule(self) -> str:
        """The id of the rule that runs."""
        return self.of.id

    @property
    def now(self) -> datetime:
        """The event's time, in the rule's time zone."""
        if self._now is None:
            self._now = self.stage.event.at.astimezone(self.of.timezone)
        return self._now

    @property
    def today(self) -> date:
        """The event's day, in the rule's time zone."""
        return self.now.date()

    @property
    def late(self) -> bool:
        """Whether the event is older than the limit."""
        return self.stage.late

    @property
    def entered(self) -> datetime | None:
        """When what follows from this turn comes about, for `Event.entered`; of a late one all is late."""
        return None if self.stage.late else self.stage.now

    def role(self, member: Member) -> Role:
        """Return the member's rank; a bot's own account stands above all."""
        stage = self.stage
        if member.id in stage.accounts:
            return Role.bot
        role, granted = stage.binding.role(member), stage.granted.ranks.get(member.id)
        return role if granted is None else max(role, granted.role)

    def number(self) -> str:
        """Return the next id caused by this event and rule."""
        self.numbered += 1
        return f"{self.stage.event.id}:{self.of.id}:{self.numbered - 1}"

    def _place(self, kind: type[Document], member: str | None, shadow: bool) -> Place:
        if kind.owner is Owner.actor:
            member = None
        elif member is None:
            member = self.stage.member.id if self.stage.member is not None else ""
        key = self.stage.cache.keys.document(self.stage.actor, member, kind.keep is not None)
        owner = "" if kind.shared else self.of.id
        return key, f"{'~' if shadow else ''}{owner}/{kind.__name__}"

    async def load(self, kind: type[D], member: str | None = None) -> D:
        """Return a document; see `bot.contract.Turn.load`."""
        place = self._place(kind, member, self.mode is Mode.shadow and not kind.shared)
        for taken in (self._buffer, self.stage.taken):
            held = taken and taken.documents.get(place)
            if isinstance(held, kind):
                return held
        return await self.stage.cache.get(place, kind)

    def save(self, document: Document, member: str | None = None) -> None:
        """Keep a document; see `bot.contract.Turn.save`. In shadow it goes to a namespace of its own."""
        kind = type(document)
        shadow = self.mode is Mode.shadow
        place = self._place(kind, member, shadow)
        self.buffer.documents[place] = document
        if kind.ranked is not None and not shadow:
            who = member or (self.stage.member.id if self.stage.member is not None else "")
            key = self.stage.cache.keys.rank(self.stage.actor, kind.__name__)
            self.buffer.ranks[key, who] = float(getattr(document, kind.ranked))

    def forget(self, member: str | None = None) -> None:
        """Delete what there is of a member, or of the actor; see `bot.contract.Turn.forget`."""
        gone = forgotten(self.stage.cache.keys, self.stage.actor, member)
        self.buffer.forgotten.append(gone)
        for taken in (self.buffer, self.stage.taken):
            taken.documents = {at: held for at, held in taken.documents.items() if at[0] not in gone.hashes}
            taken.ranks = {at: rank for at, rank in taken.ranks.items() if at[1] != gone.member}

    async def top(self, kind: type[D], count: int) -> list[tuple[str, D]]:
        """Return the members ranked highest; see `bot.contract.Turn.top`."""
        key = self.stage.cache.keys.rank(self.stage.actor, kind.__name__)
        return [(member, await self.load(kind, member)) for member in await self.stage.cache.top(key, count)]

    def choose(self, options: Sequence[T], *salt: str) -> T:
        """Choose one by the event's seed."""
        seed = "|".join((self.stage.event.id, self.of.id, *salt))
        return options[crc32(seed.encode()) % len(options)]

    def timer(
        self,
        key: str,
        at: datetime,
        body: dict[str, Any] | None = None,
        *,
        member: Member | None = None,
        late: Literal["run", "skip"] = "run",
    ) -> None:
        """Set a timer; see `bot.contract.Turn.timer`."""
        stage = self.stage
        name = self._timer(key)
        due = round(at.timestamp() * 1000)
        self.buffer.timers[name] = TimerFired(
            id=f"timer:{name}@{due}", at=at, platform=stage.event.platform, account=stage.event.account,
            of=stage.actor, rule=self.of.id, key=key, version=stage.taken.version, room=stage.room,
            member=member or stage.member, body=body or {}, late=late,
        )  # fmt: skip

    def cancel(self, key: str) -> None:
        """Forget a timer of this rule and actor."""
        self.buffer.timers[self._timer(key)] = None

    def _timer(self, key: str) -> str:
        return f"{self.stage.actor}|{self.of.id}|{key}"

    def tell(
        self, actor: str, room: Room | None = None, rule: str = "", /, *, via: str = "", **body: Any
    ) -> None:
        """Tell another actor; see `bot.contract.Turn.tell`."""
        cause = self.stage.event
        if rule not in ("", self.of.id) and self.mode is Mode.shadow:
            return  # what only decides sets no other rule to work
        if cause.depth >= MAX_DEPTH:
            log.warning("chain.cut", event_id=cause.id, rule=self.of.id, depth=cause.depth)
            return
        self.buffer.told.append(
            Told(
                id=self.number(), at=cause.at, platform=cause.platform, account=via or cause.account,
                entered=self.entered, depth=cause.depth + 1, of=actor, sender=self.stage.actor, body=body,
                rule=rule or self.of.id, room=room or self.stage.room, member=self.stage.member,
            )
        )  # fmt: skip

    @property
    def house(self) -> House:
        """What the rule files say of this room besides rules."""
        return self.stage.binding.house

    @property
    def rules(self) -> Sequence[RuleInfo]:
        """The rules of this room, in order."""
        return infos(self.stage.binding)

    async def decision(self, event: str) -> Decision | None:
        """Return what was said about an earlier event of this actor."""
        return await self.stage.lookup(self.stage.actor, event)

    def pause(self, paused: bool) -> None:
        """Stop, or resume, all acting in this room."""
        self.buffer.pause = paused
