"""Events: frozen facts, the only thing that ever enters an inbox.

Every event belongs to one *actor* (`Event.actor`), whose events are handled one after
another. The wire form is one JSON object with a `type`; `EVENT` decodes it.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter
from pydantic_core import to_json

from bot.contract.message import Contact, Forwarded, Kind, Link, MiniProgram, Picture, Quote
from bot.contract.people import Fact, Member, Room

MAX_DEPTH = 5
"""How many consequences may follow from each other before the chain is cut (ARCHITECTURE, 9)."""


def room_actor(platform: str, room: str) -> str:
    """Name the actor that a room is."""
    return f"room:{platform}/{room}"


def member_actor(platform: str, member: str) -> str:
    """Name the actor that a member is across all rooms of a platform."""
    return f"member:{platform}/{member}"


class Event(Fact):
    """Base of all events.

    Attributes:
        id: unique within its actor; given twice within 24 h of event time it acts once.
        at: when it happened, by the platform's clock.
        platform: the platform's name, `wechat`, `playground`, `replay`.
        account: the login of ours that heard it, and that will answer.
        depth: 0 for what came from outside, else how many consequences lie before it.
        entered: when a consequence came about, if its cause was not late: a timer that ran late, or an
            action that waited long, makes what follows from it no late event.
    """

    type: str
    id: str
    at: AwareDatetime
    platform: str = "replay"
    account: str = "replay"
    depth: int = 0
    entered: AwareDatetime | None = None

    @property
    def actor(self) -> str:
        """The actor in whose order this event is handled."""
        raise NotImplementedError

    def wire(self) -> bytes:
        """Encode the event for an inbox; `EVENT.validate_json` is the way back."""
        return to_json(self, exclude_none=True)


class RoomEvent(Event):
    """An event of one room; `member` is whom it is about."""

    room: Room
    member: Member | None = None

    @property
    def actor(self) -> str:
        """The room."""
        return room_actor(self.platform, self.room.id)


class Message(RoomEvent):
    """A member posted something: their own words and, kept apart from them, what came with it.

    Attributes:
        text: the member's own words; nothing of what they quote or forward stands in it.
        picture: what was read of an image; `None` also if it could not be read in time.
        forwarded: the lines of a chat record that the member passed on; `None` if they did not.
        incomplete: the gateway could not fetch its payload.
    """

    type: Literal["message"] = "message"
    member: Member
    kind: Kind = Kind.text
    text: str = ""
    link: Link | None = None
    mini_program: MiniProgram | None = None
    contact: Contact | None = None
    picture: Picture | None = None
    forwarded: tuple[Forwarded, ...] | None = None
    mentions: tuple[str, ...] = ()
    quote: Quote | None = None
    incomplete: bool = False


class Whispered(Event):
    """Somebody wrote to an account of ours privately: an event of their own actor, and of no room.

    No rule hears it. What it says is passed on to the rules that wait for it (`whispers.Awaited`), as a
    `Told`; of what nobody waits for nothing comes, and nothing is kept.
    """

    type: Literal["whisper"] = "whisper"
    member: Member
    room: None = None
    kind: Kind = Kind.text
    text: str = ""

    @property
    def actor(self) -> str:
        """Whoever wrote it, across all rooms."""
        return member_actor(self.platform, self.member.id)


class MemberJoined(RoomEvent):
    """A member came into the room, brought by `inviter` if that is known."""

    type: Literal["join"] = "join"
    member: Member
    inviter: Member | None = None


class MemberLeft(RoomEvent):
    """A member left, or was removed by `remover`."""

    type: Literal["leave"] = "leave"
    member: Member
    remover: Member | None = None


class Seated(RoomEvent):
    """An account of ours sits in the room, or (`here` false) no longer does, as its gateway has found.

    Told after a login and every now and then, so that rooms are known in which nobody says anything.
    """

    type: Literal["seat"] = "seat"
    here: bool = True


class RoomRenamed(RoomEvent):
    """The room got the name `room.name`; `member` did it, if that is known."""

    type: Literal["rename"] = "rename"


class TimerFired(Event):
    """A timer that a rule set has come due; `at` is when it was due, not when it was read.

    Attributes:
        of: the actor that owns the timer.
        rule: the rule that set it; dropped with a log line when no rulebook knows it.
        version: the rulebook's version when it was set.
        key: the rule's name for it; a timer of the same key replaces the earlier one.
        body: what the rule wanted to remember.
        late: what to do when it is overdue by more than the limit.
    """

    type: Literal["timer"] = "timer"
    of: str
    rule: str
    key: str
    version: int = 0
    room: Room | None = None
    member: Member | None = None
    body: dict[str, Any] = Field(default_factory=dict)
    late: Literal["run", "skip"] = "run"

    @property
    def actor(self) -> str:
        """The actor that set it."""
        return self.of


class Told(Event):
    """Another actor's turn told this one something, for the rule that sent it."""

    type: Literal["told"] = "told"
    of: str
    sender: str
    rule: str
    body: dict[str, Any] = Field(default_factory=dict)
    room: Room | None = None
    member: Member | None = None

    @property
    def actor(self) -> str:
        """The actor that is told."""
        return self.of


class CommandIssued(RoomEvent):
    """An admin's act from the console or the command line, in the words they would type in the room."""

    type: Literal["command"] = "command"
    member: Member
    text: str


class StrikeGiven(RoomEvent):
    """A consequence: a rule or a moderator gave a member `count` strikes."""

    type: Literal["strike"] = "strike"
    member: Member
    rule: str
    count: int = 1
    total: int = 1
    reason: str = ""


class PointsChanged(RoomEvent):
    """A consequence: a member's points changed by `amount` to `total`."""

    type: Literal["points"] = "points"
    member: Member
    rule: str
    amount: int
    total: int


class TagChanged(RoomEvent):
    """A consequence: a member got (`added`) or lost a tag."""

    type: Literal["tag"] = "tag"
    member: Member
    rule: str
    tag: str
    added: bool = True


class ActionDone(RoomEvent):
    """The sender performed an action; `message` is the platform's id of what it posted, if any."""

    type: Literal["done"] = "done"
    action: str
    do: str
    rule: str = ""
    message: str | None = None


class ActionFailed(RoomEvent):
    """The sender could not perform an action, or may have performed it without knowing (`uncertain`).

    `asked` says that a person was asked to do it, or to look at it.
    """

    type: Literal["failed"] = "failed"
    action: str
    do: str
    rule: str = ""
    reason: str
    uncertain: bool = False
    asked: bool = False


AnyEvent = Annotated[
    Message
    | Whispered
    | MemberJoined
    | MemberLeft
    | RoomRenamed
    | Seated
    | TimerFired
    | Told
    | CommandIssued
    | StrikeGiven
    | PointsChanged
    | TagChanged
    | ActionDone
    | ActionFailed,
    Field(discriminator="type"),
]
EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent, config=ConfigDict(hide_input_in_errors=True))
"""Decodes one event from JSON; raises `pydantic.ValidationError` on anything else."""
