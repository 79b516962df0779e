"""The platform of a recorded chat: lines of JSON are its events, and everything asked of it succeeds."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

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
    Whispered,
)

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = "2026-03-02T09:00:00+08:00"
_PARTS: dict[str, type[BaseModel]] = {
    "room": Room, "member": Member, "inviter": Member, "link": Link, "mini_program": MiniProgram,
    "contact": Contact, "picture": Picture, "forwarded": Forwarded, "quote": Quote,
}  # fmt: skip
"""What the fields that are objects are made of."""


def _written_time(value: object) -> object:
    """Refuse a number: seconds or milliseconds, and in which zone, nobody could tell."""
    if not isinstance(value, str) or value.replace(".", "", 1).isdigit():
        raise ValueError(f"write the time out, with its offset: {_TIME}")
    return value


def _near(value: datetime) -> datetime:
    """Refuse times for which the timers around them would have no date."""
    if not 1971 <= value.year <= 9000:
        raise ValueError("the year lies outside 1971 to 9000")
    return value


Time = Annotated[AwareDatetime, BeforeValidator(_written_time), AfterValidator(_near)]
"""When something was recorded, aware."""


class ReplayError(QunguanError):
    """A line cannot be replayed: its number, what is wrong, what was expected."""


class Line(BaseModel):
    """One line of a recorded chat; the README documents it. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    at: Time
    type: Literal["message", "join", "leave", "rename", "whisper"]
    room: Annotated[Room | None, Field(validate_default=True)] = None
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

    @field_validator("room")
    @classmethod
    def _of_a_room(cls, room: Room | None, info: ValidationInfo) -> Room | None:
        """Refuse anything without a room but what is written privately, and that with one."""
        private = info.data.get("type") == "whisper"
        if room is None and not private:
            raise PydanticCustomError("missing", "field required")
        if room is not None and private:
            raise PydanticCustomError("no_room", "a whisper is written privately, in no room")
        return room

    def event(self) -> AnyEvent:
        """Translate the line.

        Raises:
            ValueError: a message, join, leave or whisper without its member.
        """
        room, member = self.room, self.member
        if self.type == "rename" and room is not None:
            return RoomRenamed(id=self.id, at=self.at, account=self.account, room=room, member=member)
        if member is None:
            raise ValueError(f"member: a {self.type} needs its member")
        if room is None:
            return Whispered(
                id=self.id, at=self.at, account=self.account, member=member, kind=self.kind, text=self.text
            )
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
        ReplayError: with the number of the line that is no event, in both languages.
    """
    for number, raw in enumerate(lines, 1):
        text = raw.removeprefix(b"\xef\xbb\xbf").strip()
        if not text:
            continue
        try:
            yield Line.model_validate_json(text).event()
        except ValidationError as error:
            raise _wrong(number, *_first(error)) from error
        except ValueError as error:
            raise _wrong(number, str(error), "message、join、leave、whisper 要写明 member") from error


def _wrong(number: int, english: str, chinese: str) -> ReplayError:
    return ReplayError(f"line {number}: {english} · 第 {number} 行：{chinese}")


def _first(error: ValidationError) -> tuple[str, str]:
    """Say what is wrong with a line, without its words, in English and Chinese."""
    detail = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in detail["loc"])
    said = detail["msg"].removeprefix("Value error, ")
    match detail["type"]:
        case "extra_forbidden":
            known = ", ".join((_PARTS.get(str(detail["loc"][0]), Line)).model_fields)
            return f"unknown field {where!r}; known are {known}", f"没有 {where!r} 这个字段，可用的有 {known}"
        case "missing":
            return f"{where}: field required", f"缺少 {where}"
        case "json_invalid":
            said = said.replace(" at line 1 column ", " at column ")
            return f"no JSON object: {said}", "这一行不是一个 JSON 对象"
        case "no_room":
            return f"{where}: {said}", f"{where}：whisper 是私聊，不在群里"
        case "timezone_aware":
            return f"{where}: give the offset, as in {_TIME}", f"{where} 要带时区，例如 {_TIME}"
        case _:
            return f"{where + ': ' if where else ''}{said}", f"{where or '这一行'} 不对"


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
