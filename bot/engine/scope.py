"""The turn as one rule sees it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar
from zlib import crc32

import structlog

from bot.contract import (
    MAX_DEPTH,
    AnyEvent,
    Decision,
    Document,
    House,
    Member,
    Mode,
    Owner,
    Role,
    Room,
    RuleInfo,
    TimerFired,
    Told,
)
from bot.engine.cache import Place
from bot.engine.forgetting import forgotten
from bot.engine.infos import infos
from bot.engine.stage import Stage, Taken
from bot.rulebook.model import Rule

__all__ = ["Scope", "Stage", "Taken"]

log = structlog.get_logger()
D = TypeVar("D", bound=Document)
T = TypeVar("T")
_SHADOW = Mode.shadow


@cache
def _drawer(kind: type[Document]) -> tuple[str, bool, bool]:
    """Return what the fields of a kind end in, whether it is an actor's own, and whether it fades."""
    return f"/{kind.__name__}", kind.owner is Owner.actor, kind.keep is not None


class Scope:
    """A turn as one rule sees it: `bot.contract.Turn`; what the rule comes to is taken back if it fails."""

    __slots__ = ("_before", "_now", "mode", "numbered", "of", "stage")

    def __init__(self, stage: Stage, rule: Rule, mode: Mode) -> None:
        self.stage = stage
        self.of = rule
        self.mode = mode
        self.numbered = 0
        self._before: Taken | None = None
        self._now: datetime | None = None

    @property
    def buffer(self) -> Taken:
        """What the turn has come to, for this rule to add to; most rules come to nothing, so copied late."""
        if self._before is None:
            self._before = self.stage.taken
            self.stage.taken = self._before.copy()
        return self.stage.taken

    def drop(self) -> None:
        """Forget all that the rule came to."""
        if self._before is not None:
            self.stage.taken, self._before = self._before, None

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
        name, of_actor, fading = _drawer(kind)
        field = name if kind.shared else self.of.id + name
        if member is None and not of_actor:
            member = self.stage.about
        return self.stage.hash(None if of_actor else member, fading), f"~{field}" if shadow else field

    async def load(self, kind: type[D], member: str | None = None) -> D:
        """Return a document; see `bot.contract.Turn.load`."""
        place = self._place(kind, member, self.mode is _SHADOW and not kind.shared)
        cache, saved = self.stage.cache, self.stage.taken.documents
        if saved and isinstance(found := saved.get(place), kind):
            return found
        held = cache.held(place, kind)
        return held if held is not None else await cache.get(place, kind)

    def save(self, document: Document, member: str | None = None) -> None:
        """Keep a document; see `bot.contract.Turn.save`. In shadow it goes to a namespace of its own."""
        kind = type(document)
        shadow = self.mode is _SHADOW
        place = self._place(kind, member, shadow)
        self.buffer.documents[place] = document
        if kind.ranked is not None and not shadow:
            who = member or self.stage.about
            key = self.stage.cache.keys.rank(self.stage.actor, kind.__name__)
            self.buffer.ranks[key, who] = float(getattr(document, kind.ranked))

    def forget(self, member: str | None = None) -> None:
        """Delete what there is of a member, or of the actor; see `bot.contract.Turn.forget`."""
        gone = forgotten(self.stage.cache.keys, self.stage.actor, member)
        taken = self.buffer
        taken.forgotten.append(gone)
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
