"""A group chat for tests: people who talk in it, and what the bot did about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.app.machine import Machine
from bot.contract import (
    Action,
    AnyEvent,
    CommandIssued,
    Decision,
    Do,
    Kind,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    Mode,
    Role,
    Room,
    RoomRenamed,
    Whispered,
)
from bot.engine.history import History, decide
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway


class Time:
    """The test's hand on the clock; timers on the way fire at their own times."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def now(self) -> datetime:
        """Return the time it is."""
        return self._machine.clock.now()

    async def advance(self, **span: float) -> None:
        """Let time pass: `advance(days=1)`, the arguments of `timedelta`."""
        await self._machine.advance(timedelta(**span))


@dataclass
class Chat:
    """A room, and everything that happened in it.

    Attributes:
        turns: what each turn came to, oldest first.
        performed: what the gateway performed, oldest first.
        clock: the test's hand on the time.
    """

    machine: Machine
    gateway: ReplayGateway
    id: str = "r1"
    name: str = "测试群"
    turns: list[Taken] = field(default_factory=list)
    members: dict[str, "Person"] = field(default_factory=dict)
    _count: int = 0

    @property
    def clock(self) -> Time:
        """The test's hand on the time."""
        return Time(self.machine)

    @property
    def performed(self) -> list[Action]:
        """What the gateway performed, oldest first."""
        return self.gateway.performed

    @property
    def said(self) -> list[str]:
        """Every text the bot has said in this room, oldest first."""
        return [a.text for a in self.performed if a.do is Do.say and a.room.id == self.id]

    @property
    def decided(self) -> list[Action]:
        """Everything decided in this room: performed, asked of a person, or only in shadow."""
        return [action for taken in self.turns for action in taken.decided if action.room.id == self.id]

    @property
    def tasks(self) -> list[Action]:
        """What was asked of a person."""
        return [action for action in self.decided if action.do is Do.task and action.mode is Mode.live]

    def next_id(self) -> str:
        """Return an id no event had yet."""
        self._count += 1
        return f"{self.id}-m{self._count}"

    def facts(self) -> dict[str, Any]:
        """Return what every event of this room carries."""
        room = Room(id=self.id, name=self.name, members=len(self.members) or None)
        return {
            "at": self.clock.now(),
            "platform": self.gateway.platform,
            "account": self.gateway.account,
            "room": room,
        }

    async def hears(self, event: AnyEvent) -> list[str]:
        """Have an event handled, and all that follows at once; return what the bot said in this room."""
        before = len(self.said)
        await self.machine.feed(event)
        return self.said[before:]

    def person(self, name: str, *, id: str = "", role: Role = Role.member) -> "Person":
        """Return somebody who is already in the room."""
        person = Person(self, Member(id=id or name, name=name, role=role))
        self.members[person.id] = person
        return person

    async def joins(
        self, name: str, *, id: str = "", role: Role = Role.member, inviter: "Person | None" = None
    ) -> "Person":
        """Have somebody come in; what the bot says to that is in `said`."""
        person = self.person(name, id=id, role=role)
        by = inviter.member if inviter else None
        await self.hears(MemberJoined(id=self.next_id(), member=person.member, inviter=by, **self.facts()))
        return person

    async def renamed(self, name: str) -> list[str]:
        """Give the room another name."""
        self.name = name
        return await self.hears(RoomRenamed(id=self.next_id(), **self.facts()))

    async def why(self, event: str) -> Decision | None:
        """Return what the rules said about an event, as the history has it."""
        for taken in reversed(self.turns):
            if taken.event.id == event:
                return decide(taken)
        return await History(self.machine.store).decision(f"room:{self.gateway.platform}/{self.id}", event)


@dataclass
class Person:
    """A member of the room."""

    chat: Chat
    member: Member
    last: str = ""

    @property
    def id(self) -> str:
        """The member's id."""
        return self.member.id

    async def posts(
        self, text: str = "", *, id: str = "", at: datetime | None = None, **fields: Any
    ) -> list[str]:
        """Post anything (the fields of `bot.contract.Message`); return what the bot said."""
        facts = self.chat.facts() | ({"at": at} if at else {})
        self.last = id or self.chat.next_id()
        return await self.chat.hears(Message(id=self.last, member=self.member, text=text, **facts, **fields))

    async def says(self, text: str, *, mentions: Sequence["Person"] = (), **fields: Any) -> list[str]:
        """Say a text; return what the bot said to it at once."""
        return await self.posts(text, mentions=tuple(person.id for person in mentions), **fields)

    async def whispers(
        self, text: str, *, id: str = "", at: datetime | None = None, kind: Kind = Kind.text
    ) -> list[Action]:
        """Write to the bot privately, in no room; return what was performed upon it, wherever."""
        chat = self.chat
        facts = {key: value for key, value in chat.facts().items() if key != "room"} | (
            {"at": at} if at else {}
        )
        before = len(chat.performed)
        self.last = id or chat.next_id()
        await chat.machine.feed(Whispered(id=self.last, member=self.member, text=text, kind=kind, **facts))
        return chat.performed[before:]

    async def leaves(self) -> list[str]:
        """Leave the room."""
        self.chat.members.pop(self.id, None)
        return await self.chat.hears(
            MemberLeft(id=self.chat.next_id(), member=self.member, **self.chat.facts())
        )

    async def commands(self, text: str) -> list[str]:
        """Issue a command from outside the room, as the console does."""
        event = CommandIssued(id=self.chat.next_id(), member=self.member, text=text, **self.chat.facts())
        return await self.chat.hears(event)


START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
"""When tests begin: a Monday morning."""
