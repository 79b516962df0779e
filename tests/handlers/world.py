"""A room, a clock and one rule, in memory: enough to ask a handler what happened.

The whole way, through YAML, engine and Redis, is tested with `bot.testing`; here a handler
stands alone. Documents go through JSON, as they do in Redis, and timers fire when the clock
is moved over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, TypeVar, cast
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.contract import (
    AnyEvent,
    Decision,
    Document,
    Event,
    Handler,
    House,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    Outcome,
    Owner,
    Role,
    Room,
    RoomRenamed,
    RuleInfo,
    Standing,
    StrikeGiven,
    StrikeRecord,
    TimerFired,
    Told,
    Turn,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
"""A Monday, nine o'clock."""
ALICE = Member(id="u_alice", name="Alice")
BOB = Member(id="u_bob", name="Bob")

D = TypeVar("D", bound=Document)
T = TypeVar("T")


def names(outcomes: Sequence[Outcome]) -> list[str]:
    """The names of what happened."""
    return [outcome.name for outcome in outcomes]


@dataclass
class World:
    """A handler bound as the one rule, `rule`, of the room `r1` of the platform `test`."""

    handler: Handler
    now: datetime = MORNING
    members: int | None = None
    late: bool = False
    room: str = "r1"
    staff: dict[str, Role] = field(default_factory=dict)
    papers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    timers: dict[tuple[str, str], TimerFired] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    count: int = 0

    async def says(self, member: Member, text: str = "", **fields: Any) -> list[Outcome]:
        """Post a message."""
        return await self.happens(Message, member=member, text=text, **fields)

    async def joins(self, member: Member) -> list[Outcome]:
        """Come in."""
        return await self.happens(MemberJoined, member=member)

    async def leaves(self, member: Member) -> list[Outcome]:
        """Go."""
        return await self.happens(MemberLeft, member=member)

    async def renamed(self, name: str, by: Member = ALICE) -> list[Outcome]:
        """Give the room a name."""
        return await self.happens(RoomRenamed, member=by, room=Room(id=self.room, name=name))

    async def strikes(self, member: Member, count: int = 1) -> list[Outcome]:
        """Give strikes, as the engine's effect does, and tell of them."""
        standing = self.standing(member)
        given = (*standing.strikes, StrikeRecord(at=self.now, rule="other", count=count))
        self.stands(member, standing.model_copy(update={"strikes": given}))
        total = sum(strike.count for strike in given)
        return await self.happens(StrikeGiven, member=member, rule="other", count=count, total=total)

    def standing(self, member: Member) -> Standing:
        """What a member has earned and owes."""
        paper = self.papers.get((f"room:test/{self.room}", member.id, "Standing"))
        return Standing() if paper is None else Standing.model_validate_json(paper)

    def stands(self, member: Member, standing: Standing) -> None:
        """Set what a member has earned and owes."""
        self.papers[f"room:test/{self.room}", member.id, "Standing"] = standing.model_dump_json()

    async def happens(self, kind: type[Event], /, **fields: Any) -> list[Outcome]:
        """Let an event happen now; tells are delivered after it."""
        self.count += 1
        place = {"room": Room(id=self.room, name="妈妈好物群", members=self.members)} | fields
        event = kind.model_validate({"id": f"e{self.count}", "at": self.now, "platform": "test"} | place)
        return await self._handled(event)

    async def advance(self, **span: float) -> list[Outcome]:
        """Move the clock; what is due on the way fires, in order."""
        until = self.now + timedelta(**span)
        outcomes = []
        while due := min((timer.at for timer in self.timers.values() if timer.at <= until), default=None):
            key = next(key for key, timer in self.timers.items() if timer.at == due)
            self.now = due.astimezone(SHANGHAI)
            outcomes += await self._handled(self.timers.pop(key))
        self.now = until
        return outcomes

    async def _handled(self, event: Event) -> list[Outcome]:
        turn = FakeTurn(self, event)
        hook = self.handler.hook(type(event))
        verdict = None if hook is None else await hook(event, turn)
        self.papers |= turn.papers
        self.timers = {key: timer for key, timer in (self.timers | turn.timers).items() if timer is not None}
        outcomes = [verdict] if isinstance(verdict, Outcome) else list(verdict or ())
        for told in turn.told:
            outcomes += await self._handled(told)
        return outcomes


class FakeTurn:
    """The turn of one event; its buffer is kept apart until the handler returns."""

    rule = "rule"

    def __init__(self, world: World, event: Event) -> None:
        self.world = world
        self.late = world.late
        self.event = event
        self.papers: dict[tuple[str, str, str], str] = {}
        self.timers: dict[tuple[str, str], TimerFired | None] = {}
        self.told: list[Told] = []

    @property
    def room(self) -> Room | None:
        """Where it happened."""
        return cast("AnyEvent", self.event).room

    @property
    def member(self) -> Member | None:
        """Whom it is about."""
        return cast("AnyEvent", self.event).member

    @property
    def now(self) -> datetime:
        """When."""
        return self.event.at.astimezone(SHANGHAI)

    @property
    def today(self) -> date:
        """On which day."""
        return self.now.date()

    @property
    def rules(self) -> Sequence[RuleInfo]:
        """None that are shown."""
        return ()

    def role(self, member: Member) -> Role:
        """The higher of the platform's and the world's."""
        return max(member.role, self.world.staff.get(member.id, Role.member))

    def _place(self, kind: type[Document], member: str | None) -> tuple[str, str, str]:
        who = (self.member.id if self.member else "") if member is None else member
        return self.event.actor, "" if kind.owner is Owner.actor else who, kind.__name__

    async def load(self, kind: type[D], member: str | None = None) -> D:
        """Read a document, or its defaults."""
        place = self._place(kind, member)
        paper = self.papers.get(place) or self.world.papers.get(place)
        return kind() if paper is None else kind.model_validate_json(paper)

    def save(self, document: Document, member: str | None = None) -> None:
        """Keep a document in the buffer."""
        self.papers[self._place(type(document), member)] = document.model_dump_json()

    def forget(self, member: str | None = None) -> None:
        """No handler forgets anybody."""

    async def top(self, kind: type[D], count: int) -> list[tuple[str, D]]:
        """Nobody is ranked."""
        return []

    def choose(self, options: Sequence[T], *salt: str) -> T:
        """By the event's id."""
        return options[crc32("|".join((self.event.id, *salt)).encode()) % len(options)]

    def timer(
        self,
        key: str,
        at: datetime,
        body: dict[str, Any] | None = None,
        *,
        member: Member | None = None,
        late: Literal["run", "skip"] = "run",
    ) -> None:
        """Set a timer, about the event's member if no other is named."""
        self.timers[self.event.actor, key] = TimerFired(
            id=f"t:{key}@{at.timestamp()}", at=at.astimezone(UTC), platform="test", of=self.event.actor,
            rule=self.rule, key=key, room=self.room, member=member or self.member, body=body or {}, late=late,
        )  # fmt: skip

    def cancel(self, key: str) -> None:
        """Forget a timer."""
        self.timers[self.event.actor, key] = None

    @property
    def house(self) -> House:
        """Nothing is said of the room."""
        return House()

    def tell(self, actor: str, room: Room | None = None, rule: str = "", /, **body: Any) -> None:
        """Have another actor told, once this turn is over."""
        self.told.append(
            Told(
                id=f"{self.event.id}:{len(self.told)}", at=self.event.at, platform="test", of=actor,
                sender=self.event.actor, rule=rule or self.rule, body=body,
                room=room or self.room, member=self.member,
            )
        )  # fmt: skip

    async def decision(self, event: str) -> Decision | None:
        """Nothing is remembered."""
        return None

    def pause(self, paused: bool) -> None:
        """No rule pauses a room."""


def is_a_turn(turn: FakeTurn) -> Turn:
    """Have mypy check that the fake is what handlers are given."""
    return turn
