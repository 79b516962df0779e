"""The platform of a recorded chat: lines of JSON are its events, and everything asked of it succeeds."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.contract import (
    Action,
    AnyEvent,
    Contact,
    Do,
    Forwarded,
    GatewayStatus,
    Hear,
    Kind,
    Link,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    MiniProgram,
    Picture,
    QunguanError,
    Quote,
    Receipt,
    Room,
    RoomRenamed,
    State,
)

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class ReplayError(QunguanError):
    """A line cannot be replayed: its number, what is wrong, what was expected."""


class Line(BaseModel):
    """One line of a recorded chat; the README documents it. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    at: AwareDatetime
    type: Literal["message", "join", "leave", "rename"]
    room: Room
    account: str = "replay"
    member: Member | None = None
    inviter: Member | None = None
    kind: Kind = Kind.text
    text: str = ""
    link: Link | None = None
    mini_program: MiniProgram | None = None
    contact: Contact | None = None
    picture: Picture | None = None
    forwarded: tuple[Forwarded, ...] | None = None
    mentions: tuple[str, ...] = ()
    quote: Quote | None = None

    def event(self) -> AnyEvent:
        """Translate the line.

        Raises:
            ValueError: a message, join or leave without its member.
        """
        room, member = self.room, self.member
        if self.type == "rename":
            return RoomRenamed(id=self.id, at=self.at, account=self.account, room=room, member=member)
        if member is None:
            raise ValueError(f"member: a {self.type} needs its member")
        if self.type == "leave":
            return MemberLeft(id=self.id, at=self.at, account=self.account, room=room, member=member)
        if self.type == "join":
            return MemberJoined(
                id=self.id, at=self.at, account=self.account, room=room, member=member,
                inviter=self.inviter,
            )  # fmt: skip
        return Message(
            id=self.id, at=self.at, account=self.account, room=room, member=member, kind=self.kind,
            text=self.text, link=self.link, mini_program=self.mini_program, contact=self.contact,
            picture=self.picture, forwarded=self.forwarded or None, mentions=self.mentions, quote=self.quote,
        )  # fmt: skip


def read(lines: Iterable[bytes]) -> Iterator[AnyEvent]:
    """Translate lines of JSON, one event a line; empty lines and a byte-order mark are passed over.

    Raises:
        ReplayError: with the number of the line that is no event.
    """
    for number, raw in enumerate(lines, 1):
        text = raw.removeprefix(b"\xef\xbb\xbf").strip()
        if not text:
            continue
        try:
            yield Line.model_validate_json(text).event()
        except ValidationError as error:
            raise ReplayError(f"line {number}: {_first(error)}") from error
        except ValueError as error:
            raise ReplayError(f"line {number}: {error}") from error


def _first(error: ValidationError) -> str:
    """Say what is wrong with a line, without its words."""
    detail = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"unknown field {where!r}; known are {', '.join(Line.model_fields)}"
    return f"{where + ': ' if where else ''}{detail['msg']}"


class ReplayGateway:
    """Performs everything at once and remembers it; tests hand it in as any platform."""

    can = frozenset(Do) - {Do.task}

    def __init__(self, platform: str = "replay", account: str = "replay", *, real: bool = False) -> None:
        self.platform = platform
        self.account = account
        self.real = real
        self.performed: list[Action] = []

    def status(self) -> GatewayStatus:
        """Return that it is ready: a recording always is."""
        return GatewayStatus(platform=self.platform, account=self.account, state=State.ready, since=_ALWAYS)

    async def listen(self, hear: Hear) -> None:
        """Return at once: its events are fed by whoever replays them."""

    async def refuses(self, action: Action) -> str | None:
        """Refuse nothing."""
        return None

    async def perform(self, action: Action) -> Receipt:
        """Remember the action."""
        self.performed.append(action)
        return Receipt(message=f"sent:{action.id}")

    async def close(self) -> None:
        """Nothing is held."""
