"""What is in the payloads: times, kinds, cards and events, read leniently, for puppets differ."""

import json
import math
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.contract import Kind

_MILLISECONDS = 1e11
"""Above it a timestamp counts milliseconds (in seconds it would be the year 5138)."""
KINDS: dict[int, Kind] = {
    1: Kind.file, 2: Kind.voice, 3: Kind.contact, 4: Kind.forwarded, 5: Kind.sticker, 6: Kind.image,
    7: Kind.text, 9: Kind.mini_program, 10: Kind.text, 12: Kind.red_packet, 13: Kind.recalled,
    14: Kind.link, 15: Kind.video,
}  # fmt: skip
"""By the puppet's numbers, which are what gateways put on the wire (the wire's own enum differs). Locations
(8), transfers (11) and posts (16) are `unknown`; 4 is a chat history, 10 a group note."""


def clean(text: str) -> str:
    """Replace lone surrogates, which JSON may carry and nothing else can."""
    return text.encode("utf-8", "replace").decode()


def millis(stamp: float) -> int | None:
    """Return a timestamp of seconds or milliseconds as milliseconds, or `None` if it is none."""
    if not math.isfinite(stamp) or stamp <= 0:
        return None
    whole = int(stamp if stamp > _MILLISECONDS else stamp * 1000)
    return whole if whole < 253402300800000 else None  # the year 10000


def instant(stamp: float, now: datetime) -> datetime:
    """Return when that was; `now` for no timestamp and for one in the future."""
    found = millis(stamp)
    return now if found is None else min(datetime.fromtimestamp(found / 1000, UTC), now)


def _whole(text: str) -> str:
    try:
        return clean(json.dumps(json.loads(text), ensure_ascii=False))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _words(value: Any) -> Any:
    return "" if value is None else value


def _ids(value: Any) -> Any:
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else value


Stamp = Annotated[float, BeforeValidator(_number)]
Words = Annotated[str, BeforeValidator(_words)]
Ids = Annotated[list[str], BeforeValidator(_ids)]
Id = Annotated[str, Field(min_length=1)]


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read it from JSON, if need be after replacing the half characters that JSON can carry.

        Raises:
            ValueError: it is not JSON, or lacks what makes it this payload.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            return cls.model_validate_json(_whole(text))


class MessageSeen(_Payload):
    """A message exists."""

    message_id: Id = Field(validation_alias="messageId")


class Joined(_Payload):
    """Members came into a room."""

    room_id: Id = Field(validation_alias="roomId")
    invitee_ids: Ids = Field(validation_alias="inviteeIdList")
    inviter_id: Words = Field("", validation_alias="inviterId")
    timestamp: Stamp = 0


class Left(_Payload):
    """Members left a room; a remover who is the member is none."""

    room_id: Id = Field(validation_alias="roomId")
    removee_ids: Ids = Field(validation_alias="removeeIdList")
    remover_id: Words = Field("", validation_alias="removerId")
    timestamp: Stamp = 0


class Renamed(_Payload):
    """A room got a new topic."""

    room_id: Id = Field(validation_alias="roomId")
    new_topic: Words = Field(validation_alias="newTopic")
    changer_id: Words = Field("", validation_alias="changerId")
    timestamp: Stamp = 0


class Scanned(_Payload):
    """A QR code to scan: status 2 waiting, 3 scanned, 4 confirmed, 5 timed out."""

    qrcode: Words = ""
    status: int = 0


class LoggedIn(_Payload):
    """An account is logged in."""

    contact_id: Id = Field(validation_alias="contactId")


class Dirtied(_Payload):
    """A payload changed: type 2 contact, 3 room, 4 the members of a room."""

    payload_type: int = Field(validation_alias="payloadType")
    payload_id: Id = Field(validation_alias="payloadId")


class LinkCard(_Payload):
    """A link's card, as JSON."""

    url: Words
    title: Words = ""


class MiniProgramCard(_Payload):
    """A mini program's card, as JSON; without an app id its `gh_` user name tells it apart."""

    app_id: Words = Field("", validation_alias="appid")
    username: Words = ""
    title: Words = ""
