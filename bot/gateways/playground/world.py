"""The playground's world: rooms, who sits in them, and what was said, as one value that can be saved."""

import json
from datetime import datetime
from enum import Enum
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, PrivateAttr

from bot.contract import (
    AnyEvent,
    Contact,
    Do,
    Evidence,
    Fact,
    Forwarded,
    GatewayError,
    Kind,
    Link,
    Member,
    MiniProgram,
    Mode,
    Picture,
    Quote,
    Role,
    Room,
)
from bot.contract.people import RoleName

PLATFORM = "playground"
ACCOUNT = "playground"
BOT = Member(id="qunguan", name="群管小助手", role=Role.bot)
"""The bot's own seat, the same in every room."""
MOST_ENTRIES = 500
"""Lines of a room that are kept."""
MOST_SEATS = 300
"""People a room remembers, those who left included."""
MOST_UNHEARD = 5000
"""Events that wait for the engine before the world takes no more."""


class Refused(GatewayError):
    """The platform says no to a person or to the bot; `code` names why, in one word."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


class What(Enum):
    """What a line in the flow of a room is."""

    message = "message"
    join = "join"
    leave = "leave"
    rename = "rename"
    announce = "announce"
    direct = "direct"
    whisper = "whisper"
    mute = "mute"
    invite = "invite"
    role = "role"
    time = "time"


class Cause(Fact):
    """The action that put a line there: its rule, and the event the rule answered."""

    action: str
    do: Do
    rule: str
    event: str
    mode: Mode = Mode.live
    evidence: tuple[Evidence, ...] = ()


class Entry(Fact):
    """One line in the flow of a room; for what a person did, `id` is also the event's id.

    Attributes:
        by: who invited or removed the member.
        to: the receiver of a `direct`, or of a `whisper`: the bot.
        until: the end of a `mute`.
        cause: set when the bot did it.
    """

    id: str
    at: AwareDatetime
    what: What = What.message
    member: Member | None = None
    by: Member | None = None
    to: Member | None = None
    kind: Kind = Kind.text
    text: str = ""
    link: Link | None = None
    mini_program: MiniProgram | None = None
    contact: Contact | None = None
    picture: Picture | None = None
    forwarded: tuple[Forwarded, ...] | None = None
    mentions: tuple[str, ...] = ()
    quote: Quote | None = None
    recalled: bool = False
    until: AwareDatetime | None = None
    cause: Cause | None = None

    @property
    def gist(self) -> str:
        """What a quote of it shows."""
        cards = (self.link, self.mini_program)
        lines = (line.text for line in self.forwarded or ())
        return self.text or next((card.title for card in cards if card), "") or next(lines, "")


class Seat(BaseModel):
    """A person in a room, or one who was there."""

    id: str
    name: str
    role: RoleName = Role.member
    state: Literal["here", "left", "removed", "invited"] = "here"
    muted_until: AwareDatetime | None = None

    def member(self) -> Member:
        """Return the person as events show them."""
        return Member(id=self.id, name=self.name, role=self.role)


class Group(BaseModel):
    """A room; `crowd` is how many silent people sit in it besides those with a seat."""

    id: str
    name: str
    crowd: int = 0
    notice: str = ""
    seats: dict[str, Seat] = Field(default_factory=dict)
    entries: list[Entry] = Field(default_factory=list)
    _written: dict[str, str] = PrivateAttr(default_factory=dict)

    def room(self) -> Room:
        """Return the room as events show it."""
        return Room(id=self.id, name=self.name, members=self.count)

    @property
    def count(self) -> int:
        """How many people are in it."""
        return self.crowd + sum(seat.state == "here" for seat in self.seats.values())

    def seat(self, member: str) -> Seat:
        """Return a seat.

        Raises:
            Refused: nobody of that id was ever here.
        """
        if seat := self.seats.get(member):
            return seat
        raise Refused("unknown_member", f"no member {member!r} in this room", "Reload the page.")

    def present(self, member: str) -> Seat:
        """Return the seat of somebody who is here.

        Raises:
            Refused: unknown, or gone.
        """
        seat = self.seat(member)
        if seat.state != "here":
            raise Refused("not_here", f"{seat.name} is not in the room", "Invite them back first.")
        return seat

    def entry(self, entry: str) -> Entry | None:
        """Return a line that is still kept, or `None`."""
        return next((line for line in reversed(self.entries) if line.id == entry), None)

    def lines(self) -> str:
        """Return the lines as a JSON array; each is written out once, for a world is saved often."""
        old = self._written
        self._written = {
            line.id: old.get(line.id) or line.model_dump_json(exclude_none=True) for line in self.entries
        }
        return f"[{','.join(self._written.values())}]"

    def replace(self, entry: Entry) -> None:
        """Put another version of a line in its place."""
        self._written.pop(entry.id, None)
        self.entries = [entry if line.id == entry.id else line for line in self.entries]

    def head(self) -> dict[str, Any]:
        """Return the room without its lines, as the page gets it."""
        return self.model_dump(mode="json", exclude={"entries", "seats"}) | {
            "members": self.count,
            "seats": [seat.model_dump(mode="json") for seat in self.seats.values()],
        }


class World(BaseModel):
    """All rooms, the counter that names lines and people, and the events the engine has not heard yet.

    `born` is part of every id, so that a new world never repeats the ids of an older one.
    """

    born: AwareDatetime
    at: AwareDatetime
    count: int = 0
    groups: dict[str, Group] = Field(default_factory=dict)
    unheard: list[AnyEvent] = Field(default_factory=list)
    _changes: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    def name(self, letter: str) -> str:
        """Return the next id: `m` for a line, `u` for a person."""
        self.count += 1
        return f"{letter}{int(self.born.timestamp()):x}-{self.count}"

    def group(self, room: str) -> Group:
        """Return a room.

        Raises:
            Refused: there is none of that id.
        """
        if group := self.groups.get(room):
            return group
        raise Refused("unknown_room", f"no room {room!r} in the playground", "Reload the page.")

    def write(self, group: Group, entry: Entry) -> None:
        """Append a line, letting the oldest go."""
        group.entries.append(entry)
        del group.entries[:-MOST_ENTRIES]
        self.changed(group, entry)

    def replace(self, group: Group, entry: Entry) -> None:
        """Put another version of a line in its place."""
        group.replace(entry)
        self.changed(group, entry)

    def changed(self, group: Group, entry: Entry | None = None) -> None:
        """Note what the page has to show anew: the room's head, and maybe a line."""
        self._changes.append({"type": "room", "room": group.head()})
        if entry:
            self._changes.append({"type": "entry", "room": group.id, "entry": page_entry(entry)})

    def take_changes(self) -> list[dict[str, Any]]:
        """Return what changed since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def dump(self) -> bytes:
        """Return the world as JSON, for `load_world`."""
        head = self.model_dump_json(exclude_none=True, exclude={"groups": {"__all__": {"entries"}}})
        lines = ",".join(f"{json.dumps(room)}:{group.lines()}" for room, group in self.groups.items())
        return f'{{"world":{head},"lines":{{{lines}}}}}'.encode()

    def view(self, now: datetime) -> dict[str, Any]:
        """Return everything the page shows."""
        rooms = [
            group.head() | {"entries": [page_entry(entry) for entry in group.entries]}
            for group in self.groups.values()
        ]
        return {
            "type": "world",
            "platform": PLATFORM,
            "now": now.isoformat(),
            "bot": BOT.model_dump(mode="json"),
            "rooms": rooms,
        }


class _Saved(BaseModel):
    world: World
    lines: dict[str, list[Entry]]


def load_world(blob: bytes) -> World:
    """Read what `World.dump` wrote.

    Raises:
        pydantic.ValidationError: it is something else.
    """
    saved = _Saved.model_validate_json(blob)
    for room, entries in saved.lines.items():
        saved.world.group(room).entries = entries
    return saved.world


_CONTENT = {"text", "link", "mini_program", "contact", "picture", "forwarded", "quote"}


def page_entry(entry: Entry) -> dict[str, Any]:
    """Return a line as the page gets it; what was recalled leaves no text behind."""
    hidden = _CONTENT if entry.recalled else set()
    return entry.model_dump(mode="json", exclude_none=True, exclude=hidden)
