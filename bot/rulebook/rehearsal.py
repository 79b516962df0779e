"""A turn without an engine: what a handler says to one message, with nothing behind it."""

from collections.abc import Coroutine, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, Literal, TypeVar
from zlib import crc32

from bot.contract import (
    Decision,
    Document,
    Event,
    Handler,
    House,
    Member,
    Message,
    Outcome,
    Role,
    Room,
    RuleInfo,
)

D = TypeVar("D", bound=Document)
T = TypeVar("T")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""When examples happen, by the rule's own clock: a working day, a Monday."""
SOMEBODY = Member(id="example-member", name="小明")
SOMEWHERE = Room(id="example-room", name="示例群", members=100)


class Rehearsal:
    """A `Turn` over an empty state that keeps what is saved, and nothing else."""

    def __init__(self, event: Event, rule: str = "example", zone: tzinfo = UTC) -> None:
        self.event = event
        self.rule = rule
        self.now = event.at.astimezone(zone)
        self.late = False
        self.rules: Sequence[RuleInfo] = ()
        self._documents: dict[tuple[type[Document], str | None], Document] = {}

    @property
    def room(self) -> Room | None:
        """The room of the event."""
        return getattr(self.event, "room", None)

    @property
    def today(self) -> date:
        """The event's day."""
        return self.now.date()

    def role(self, member: Member) -> Role:
        """Return the platform's role; an example knows no staff."""
        return member.role

    async def load(self, kind: type[D], member: str | None = None) -> D:
        """Return what was saved in this rehearsal, else the defaults."""
        found = self._documents.get((kind, member))
        return found if isinstance(found, kind) else kind()

    def save(self, document: Document, member: str | None = None) -> None:
        """Keep a document until the rehearsal is over."""
        self._documents[type(document), member] = document

    def forget(self, member: str | None = None) -> None:
        """Forget what was saved for a member."""
        self._documents = {at: held for at, held in self._documents.items() if at[1] != member}

    async def top(self, kind: type[D], count: int) -> list[tuple[str, D]]:
        """Return nobody."""
        return []

    def choose(self, options: Sequence[T], *salt: str) -> T:
        """Choose by event, rule and salt."""
        seed = ":".join((self.event.id, self.rule, *salt))
        return options[crc32(seed.encode()) % len(options)]

    def timer(
        self, key: str, at: datetime, body: dict[str, Any] | None = None, *,
        member: Member | None = None, late: Literal["run", "skip"] = "run",
    ) -> None:  # fmt: skip
        """Set nothing."""

    def cancel(self, key: str) -> None:
        """Cancel nothing."""

    @property
    def house(self) -> House:
        """Return that nothing is said of the room."""
        return House()

    def tell(self, actor: str, room: Room | None = None, /, **body: Any) -> None:
        """Tell nobody."""

    async def decision(self, event: str) -> Decision | None:
        """Remember nothing."""
        return None

    def pause(self, paused: bool) -> None:
        """Pause nothing."""


def example_message(given: str | Mapping[str, Any], zone: tzinfo) -> Message:
    """Make the message of an example: its text, or any fields of a message.

    Raises:
        pydantic.ValidationError: a field is unknown or wrong.
    """
    if isinstance(given, str):
        return _blank(zone).model_copy(update={"text": given})
    return Message.model_validate(_facts(zone) | dict(given))


def _facts(zone: tzinfo) -> dict[str, Any]:
    return {"id": "example", "at": NOON.replace(tzinfo=zone), "room": SOMEWHERE, "member": SOMEBODY}


@lru_cache(maxsize=64)
def _blank(zone: tzinfo) -> Message:
    """Make the message that all examples of a text are copies of, checked once."""
    return Message.model_validate(_facts(zone))


def rehearse(handler: Handler, message: Message, rule: str, zone: tzinfo) -> list[Outcome]:
    """Return the outcomes, other than `clear`, that a handler has for a message.

    Raises:
        Exception: whatever the handler raises.
        RuntimeError: the handler waits for something that is not its turn.
    """
    hook = handler.hook(Message)
    if hook is None:
        return []
    verdict = run(hook(message, Rehearsal(message, rule, zone)))
    said = [] if verdict is None else [verdict] if isinstance(verdict, Outcome) else list(verdict)
    return [outcome for outcome in said if outcome.name != "clear"]


def run(awaitable: Any) -> Any:
    """Run a coroutine that waits for nothing but a rehearsal, without an event loop."""
    coroutine: Coroutine[Any, Any, Any] = awaitable
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("the handler waits for something other than its turn")
