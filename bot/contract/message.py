"""What a message is made of, kept apart: nobody is judged by what they quote or pass on."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.contract.people import Fact


class Kind(StrEnum):
    """What a message is made of."""

    text = "text"
    image = "image"
    link = "link"
    mini_program = "mini_program"
    contact = "contact"
    red_packet = "red_packet"
    sticker = "sticker"
    file = "file"
    voice = "voice"
    video = "video"
    forwarded = "forwarded"
    recalled = "recalled"
    unknown = "unknown"


class Link(Fact):
    """A link card."""

    url: str
    title: str = ""


class MiniProgram(Fact):
    """A mini-program card."""

    app_id: str
    title: str = ""


class Contact(Fact):
    """A contact card: somebody's account, recommended in the room."""

    id: str
    name: str = ""


class Quote(Fact):
    """The message that a message answers; nobody is judged by it."""

    id: str
    text: str = ""


class Forwarded(Fact):
    """One line of a forwarded chat record: what somebody else said elsewhere, and their name."""

    text: str
    name: str = ""


class Picture(Fact):
    """What a gateway could read of a picture; the picture itself is kept nowhere.

    Attributes:
        codes: what the QR codes and bar codes in it say.
        hash: perceptual hash, 64 hexadecimal digits; up to about 24 of its 256 bits change in a copy.
        text: the words in it, if somebody has read them.
    """

    codes: tuple[str, ...] = ()
    hash: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    text: str = ""
