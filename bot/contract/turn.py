"""What a handler is handed: the turn, its only door to state, time and chance."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeVar

from bot.contract.actions import Evidence, Mode
from bot.contract.documents import Document
from bot.contract.events import Event
from bot.contract.people import Fact, House, Member, Role, Room


class RuleInfo(Fact):
    """A rule as it is shown to people.

    Attributes:
        hears: the types of events it listens to.
    """

    id: str
    handler: str
    mode: Mode
    origin: str = ""
    hears: frozenset[str] = frozenset()


class RuleSaid(Fact):
    """What one rule said about an event: an outcome's name, `clear`, `skipped` or `failed`, and why.

    `withheld` says why its answers were not given (`spared`, `staff`, `paused`, `shadow`, `late`, `breaker`).
    """

    rule: str
    said: str
    evidence: tuple[Evidence, ...] = ()
    did: tuple[str, ...] = ()
    withheld: str = ""


class Decision(Fact):
    """What all rules said about one event; rules that are not listed were clear."""

    event: dict[str, Any]
    said: tuple[RuleSaid, ...] = ()
    version: int = 0


D = TypeVar("D", bound=Document)
T = TypeVar("T")


class Turn(Protocol):
    """The handling of one event for one actor, as one rule sees it.

    Nothing is written while a handler runs: what it saves, sets and tells is kept in a
    buffer that is lost whole if the handler raises, and committed with the event's
    acknowledgement if it does not.
    """

    @property
    def event(self) -> Event:
        """The event that is being handled."""

    @property
    def room(self) -> Room | None:
        """The room the event came from, if it has one."""

    @property
    def rule(self) -> str:
        """The id of the rule that runs."""

    @property
    def now(self) -> datetime:
        """The event's time, in the rule's time zone."""

    @property
    def today(self) -> date:
        """The event's day, in the rule's time zone."""

    @property
    def late(self) -> bool:
        """Whether the event is older than the limit, so that nothing will be said about it."""

    def role(self, member: Member) -> Role:
        """Return the member's rank: the highest of the platform's, the rule file's and a granted one."""

    async def load(self, kind: type[D], member: str | None = None) -> D:
        """Return a document of the actor, or of `member` (default: the event's) in it, or its defaults."""

    def save(self, document: Document, member: str | None = None) -> None:
        """Keep a document of the actor, or of `member` (default: the event's) in it."""

    def forget(self, member: str | None = None) -> None:
        """Delete all documents, of all rules, of a member of the actor, or, without one, of the actor itself.

        They are gone with the commit: also what this turn saved of theirs before, and their places in ranks.
        """

    async def top(self, kind: type[D], count: int) -> list[tuple[str, D]]:
        """Return the `count` members ranked highest by a `ranked` document, best first, ties by member id."""

    def choose(self, options: Sequence[T], *salt: str) -> T:
        """Choose one, always the same for the same event, rule and salt."""

    def timer(
        self,
        key: str,
        at: datetime,
        body: dict[str, Any] | None = None,
        *,
        member: Member | None = None,
        late: Literal["run", "skip"] = "run",
    ) -> None:
        """Have `on_timer` called at `at`; a timer of the same key of this rule and actor is replaced."""

    def cancel(self, key: str) -> None:
        """Forget a timer of this rule and actor, if there is one."""

    def tell(
        self, actor: str, room: Room | None = None, rule: str = "", /, *, via: str = "", **body: Any
    ) -> None:
        """Have this rule's `on_told` called in another actor's order, with `body` (JSON values).

        `rule` is another rule whose hook is called instead. `room` is the room that the actor is; without
        it the event names the room of this turn. `via` is the account of ours that sits there, if it is
        another than this turn's.
        """

    @property
    def house(self) -> House:
        """What the rule files say of this room besides rules."""

    @property
    def rules(self) -> Sequence[RuleInfo]:
        """The rules of this room, in order."""

    async def decision(self, event: str) -> Decision | None:
        """Return what was said about an earlier event of this actor, if it is still in the history."""

    def pause(self, paused: bool) -> None:
        """Stop, or resume, all acting in this room from the next event on; also what waits to be sent."""
