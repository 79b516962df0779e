"""What conditions look at: one event with its texts, and what was found in it so far."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from bot.contract import Document, Event, Evidence, Member, Message, RoomRenamed, Turn, normal


class Part(StrEnum):
    """A part of a message; nobody is judged by what they quote, unless a rule says so."""

    own_text = "own_text"
    quoted = "quoted"
    forwarded = "forwarded"
    card = "card"
    ocr = "ocr"


class History(Document, of="member in room"):
    """What a rule saw of a member: when they joined, and the id of their first message after that."""

    joined: AwareDatetime | None = None
    first: str = ""


class Scene:
    """One event as one rule sees it.

    Attributes:
        found: the evidence so far, in the order of the conditions.
        history: of the member, if the rule asks for it.
    """

    __slots__ = ("_own", "event", "found", "history", "turn")

    def __init__(self, event: Event, turn: Turn) -> None:
        self.event = event
        self.turn = turn
        self.found: list[Evidence] = []
        self.history = _UNKNOWN
        self._own: str | None = None

    @property
    def member(self) -> Member | None:
        """Whom the event is about."""
        return getattr(self.event, "member", None)

    def text(self, part: Part = Part.own_text) -> str:
        """Return a part, normalised; the new name, where a room was renamed; else nothing."""
        if part is Part.own_text:
            if self._own is None:
                self._own = normal(_own(self.event))
            return self._own
        return normal(_PARTS[part](self.event)) if isinstance(self.event, Message) else ""

    def saw(self, signal: str, detail: str) -> bool:
        """Note evidence; always true, so that a condition can end with it."""
        self.found.append(Evidence(signal=signal, detail=detail))
        return True

    def forget(self, count: int) -> None:
        """Drop the evidence after the first `count` pieces: it belonged to what did not hold."""
        del self.found[count:]


_UNKNOWN = History()

Check = Callable[[Scene], bool]
Asking = Callable[[Scene], Awaitable[bool]]


class Test(NamedTuple):
    """A compiled condition: what can be answered at once, and what needs a document; it holds if all do."""

    plain: tuple[Check, ...] = ()
    asking: tuple[Asking, ...] = ()

    def at_once(self, scene: Scene) -> bool:
        """Answer the plain half."""
        for check in self.plain:  # noqa: SIM110 - runs for every message; all() makes a generator each time
            if not check(scene):
                return False
        return True

    async def holds(self, scene: Scene) -> bool:
        """Answer both halves, the plain one first."""
        if not self.at_once(scene):
            return False
        for ask in self.asking:
            if not await ask(scene):
                return False
        return True


def _own(event: Event) -> str:
    if isinstance(event, Message):
        return event.text
    return event.room.name if isinstance(event, RoomRenamed) else ""


def _quoted(message: Message) -> str:
    return message.quote.text if message.quote is not None else ""


def _forwarded(message: Message) -> str:
    return "\n".join(line.text for line in message.forwarded or ())


def _card(message: Message) -> str:
    titles = [card.title for card in (message.link, message.mini_program) if card is not None]
    return " ".join([*titles, message.contact.name] if message.contact is not None else titles)


def _ocr(message: Message) -> str:
    return message.picture.text if message.picture is not None else ""


_PARTS: Mapping[Part, Callable[[Message], str]] = {
    Part.quoted: _quoted, Part.forwarded: _forwarded, Part.card: _card, Part.ocr: _ocr,
}  # fmt: skip
