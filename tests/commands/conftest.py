"""A room in memory for the commands alone: one turn at a time, its clock in the test's hands.

What the whole engine makes of the commands' outcomes is told in `test_conversations.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, TypeVar
from zlib import crc32

import pytest

from bot.commands import Commands
from bot.contract import (
    CommandIssued,
    Decision,
    Document,
    Event,
    House,
    Member,
    MemberJoined,
    Message,
    Mode,
    Outcome,
    Owner,
    Quote,
    Role,
    Room,
    RuleInfo,
    Verdict,
)
from bot.testing import Chat, Person

D = TypeVar("D", bound=Document)
T = TypeVar("T")
ROOM = Room(id="r1", name="妈妈好物群")
OWNER = Member(id="u_owner", name="Jessie", role=Role.owner)
MODERATOR = Member(id="u_mod", name="Aaron", role=Role.moderator)
ALICE = Member(id="u_alice", name="Alice")
MING = Member(id="u_ming", name="小明")


@dataclass
class Memory:
    """A `Turn` over one room's documents in memory."""

    event: Event
    now: datetime
    documents: dict[tuple[type[Document], str], Document]
    decisions: dict[str, Decision]
    rules: Sequence[RuleInfo]
    staff: dict[str, Role]
    paused: list[bool]
    timers: dict[str, datetime]
    told: list[dict[str, Any]]
    room: Room | None = ROOM
    house: House = field(default_factory=House)
    rule: str = "commands"
    late: bool = False

    @property
    def today(self) -> date:
        """See `Turn.today`."""
        return self.now.date()

    def role(self, member: Member) -> Role:
        """See `Turn.role`."""
        return max(member.role, self.staff.get(member.id, Role.member))

    def _key(self, kind: type[Document], member: str | None) -> tuple[type[Document], str]:
        about = getattr(self.event, "member", None)
        own = about.id if about else ""
        return kind, "" if kind.owner is Owner.actor else member or own

    async def load(self, kind: type[D], member: str | None = None) -> D:
        """See `Turn.load`."""
        found = self.documents.get(self._key(kind, member))
        return kind.model_validate_json(found.model_dump_json()) if found else kind()

    def save(self, document: Document, member: str | None = None) -> None:
        """See `Turn.save`."""
        self.documents[self._key(type(document), member)] = document

    def forget(self, member: str | None = None) -> None:
        """See `Turn.forget`."""
        for key in [key for key in self.documents if key[1] == (member or "")]:
            del self.documents[key]

    async def top(self, kind: type[D], count: int) -> list[tuple[str, D]]:
        """See `Turn.top`."""
        own = [
            (key, value)
            for (of, key), value in self.documents.items()
            if of is kind and isinstance(value, kind)
        ]
        own.sort(key=lambda pair: (-getattr(pair[1], kind.ranked or ""), pair[0]))
        return own[:count]

    def choose(self, options: Sequence[T], *salt: str) -> T:
        """See `Turn.choose`."""
        return options[crc32("|".join((self.event.id, *salt)).encode()) % len(options)]

    def timer(
        self, key: str, at: datetime, body: dict[str, Any] | None = None, *, member: Member | None = None,
        late: Literal["run", "skip"] = "run",
    ) -> None:  # fmt: skip
        """See `Turn.timer`."""
        self.timers[key] = at

    def cancel(self, key: str) -> None:
        """See `Turn.cancel`."""
        self.timers.pop(key, None)

    def tell(self, actor: str, room: Room | None = None, rule: str = "", /, **body: Any) -> None:
        """See `Turn.tell`; nobody listens here, but what is asked for is kept."""
        if body:
            self.told.append(body)

    async def decision(self, event: str) -> Decision | None:
        """See `Turn.decision`."""
        return self.decisions.get(event)

    def pause(self, paused: bool) -> None:
        """See `Turn.pause`."""
        self.paused.append(paused)


@dataclass
class Group:
    """A room whose members say things, and the commands that answer."""

    commands: Commands = field(default_factory=Commands)
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    documents: dict[tuple[type[Document], str], Document] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    rules: list[RuleInfo] = field(
        default_factory=lambda: [
            RuleInfo(id="no-ads", handler="ads", mode=Mode.live),
            RuleInfo(id="greet", handler="welcome", mode=Mode.shadow),
            RuleInfo(id="commands", handler="commands", mode=Mode.live),
        ]
    )
    staff: dict[str, Role] = field(default_factory=dict)
    paused: list[bool] = field(default_factory=list)
    timers: dict[str, datetime] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def turn(self, event: Event) -> Memory:
        """Return a turn for an event."""
        return Memory(
            event=event, now=self.now, documents=self.documents, decisions=self.decisions, rules=self.rules,
            staff=self.staff, paused=self.paused, timers=self.timers, told=self.told,
        )  # fmt: skip

    def _id(self) -> str:
        self.count += 1
        return f"m{self.count}"

    def message(self, member: Member, text: str, **more: Any) -> Message:
        """Make a message."""
        return Message(id=self._id(), at=self.now, room=ROOM, member=member, text=text, **more)

    async def hears(self, member: Member, text: str, *mentions: Member, quote: str = "") -> list[Outcome]:
        """Let a member say something; return what the commands answer."""
        ids = tuple(mentioned.id for mentioned in mentions)
        event = self.message(member, text, mentions=ids, quote=Quote(id=quote) if quote else None)
        return _all(await self.commands.on_message(event, self.turn(event)))

    async def says(self, member: Member, text: str, *mentions: Member, quote: str = "") -> list[str]:
        """Let a member say something; return the texts of the answers."""
        return [
            str(outcome.facts["text"]) for outcome in await self.hears(member, text, *mentions, quote=quote)
        ]

    async def asked(self, member: Member, text: str) -> list[str]:
        """Let the console issue a command in a member's name."""
        event = CommandIssued(id=self._id(), at=self.now, room=ROOM, member=member, text=text)
        return [
            str(one.facts["text"]) for one in _all(await self.commands.on_command(event, self.turn(event)))
        ]

    async def joins(self, member: Member) -> list[Outcome]:
        """Let somebody come in."""
        event = MemberJoined(id=self._id(), at=self.now, room=ROOM, member=member)
        return _all(await self.commands.on_join(event, self.turn(event)))

    def posted(self, member: Member, id: str, **more: Any) -> None:
        """Have a message by a member in the history."""
        event = Message(id=id, at=self.now, room=ROOM, member=member, text="…")
        self.decisions[id] = Decision(event=event.model_dump(mode="json"), **more)

    def later(self, **span: float) -> None:
        """Move the clock."""
        self.now += timedelta(**span)


def _all(verdict: Verdict) -> list[Outcome]:
    return [verdict] if isinstance(verdict, Outcome) else list(verdict or ())


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice")


@pytest.fixture
def group() -> Group:
    """A room with default settings."""
    return Group()


@pytest.fixture
async def boss(room: Chat) -> Person:
    """An operator by the rule file's word."""
    return await room.joins("Boss", id="boss")


@pytest.fixture
async def aaron(room: Chat) -> Person:
    """A moderator by the rule file's word."""
    return await room.joins("Aaron", id="aaron")


@pytest.fixture
async def ming(room: Chat) -> Person:
    """A member."""
    return await room.joins("小明", id="u_ming")


@dataclass
class Town:
    """Rooms of one installation, and the people in the management room."""

    office: Chat
    first: Chat
    second: Chat
    other: Chat
    boss: Person
    aaron: Person
    ming: Person

    def said(self) -> list[str]:
        """Return what was said in the management room, in any order of rooms."""
        return self.office.said


@pytest.fixture
async def town(room: Chat) -> Town:
    """Three managed rooms that each have heard somebody, and the management room."""

    def chat(id: str, name: str) -> Chat:
        return Chat(room.machine, room.gateway, id=id, name=name, turns=room.turns)

    office = chat("office", "管理群")
    first, second, other = chat("r1", "妈妈好物一群"), chat("r2", "妈妈好物二群"), chat("r3", "别的群")
    boss, aaron = await office.joins("Boss", id="boss"), await office.joins("Aaron", id="aaron")
    ming = await first.joins("小明", id="u_ming")
    for one in (second, other):
        await (await one.joins("Alice")).says("早")
    return Town(office, first, second, other, boss, aaron, ming)
