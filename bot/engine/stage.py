"""The turn as all its rules share it: what they look at, and what they have come to."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from bot.contract import Action, AnyEvent, Decision, Document, Event, Granted, RuleSaid, TimerFired, Told
from bot.engine.cache import Cache, Place
from bot.engine.forgetting import Forgotten
from bot.rulebook.model import Binding

_NOTHING_GRANTED = Granted()
_GRANTED = f"/{Granted.__name__}"
Lookup = Callable[[str, str], Awaitable[Decision | None]]
"""Finds what was said about an event, by actor and event id."""


class Taken:
    """What a turn came to: all that a commit will write.

    Attributes:
        raw: the event as it stood in the inbox.
        said: what the rules said; those that are not listed were clear.
        decided: everything to be performed, asked of a person, or, by rules in shadow, only decided.
        events: consequences, for this actor's own inbox; `told`, for others.
        timers: timer key → the event due, or `None` to forget it.
        forgotten: what is deleted.
        pause: whether the room is to be silent from now on.
    """

    __slots__ = (
        "decided", "documents", "event", "events", "forgotten", "pause", "ranks", "raw", "said", "timers",
        "told", "version",
    )  # fmt: skip

    def __init__(self, event: AnyEvent, raw: bytes = b"", version: int = 0) -> None:
        self.event = event
        self.raw = raw
        self.version = version
        self.said: list[RuleSaid] = []
        self.decided: list[Action] = []
        self.events: list[Event] = []
        self.told: list[Told] = []
        self.timers: dict[str, TimerFired | None] = {}
        self.documents: dict[Place, Document] = {}
        self.ranks: dict[tuple[str, str], float] = {}
        self.forgotten: list[Forgotten] = []
        self.pause: bool | None = None

    def copy(self) -> "Taken":
        """Return the same, to be added to without changing this."""
        same = Taken(self.event, self.raw, self.version)
        same.said += self.said
        same.decided += self.decided
        same.events += self.events
        same.told += self.told
        same.timers |= self.timers
        same.documents |= self.documents
        same.ranks |= self.ranks
        same.forgotten += self.forgotten
        same.pause = self.pause
        return same


class Batch(NamedTuple):
    """What all turns of one commit share.

    Attributes:
        now: the worker's clock when it read the events.
        accounts: member ids of our own accounts; `logins` their names, `platform/account`.
    """

    cache: Cache
    lookup: Lookup
    now: datetime
    accounts: frozenset[str]
    logins: frozenset[str] = frozenset()


class Stage:
    """What all rules of one turn share, with what the batch shares.

    Attributes:
        member: whom the event is about; `about` their id, or `""`.
        own: the hashes of the actor's and of that member's documents, which lie ready.
        late: whether the event is older than the limit.
    """

    __slots__ = (
        "about", "accounts", "actor", "binding", "cache", "event", "granted", "late", "logins", "lookup",
        "member", "now", "own", "room", "taken",
    )  # fmt: skip

    def __init__(self, taken: Taken, binding: Binding, batch: Batch, *, late: bool) -> None:
        self.cache, self.lookup, self.now, self.accounts, self.logins = batch
        self.taken = taken
        self.event = event = taken.event
        self.actor = event.actor
        self.room = event.room
        self.member = event.member
        self.about = "" if event.member is None else event.member.id
        self.own = self.cache.keys.documents(self.actor, self.about)
        self.binding = binding
        self.late = late
        self.granted = _NOTHING_GRANTED

    def hash(self, member: str | None, fading: bool) -> str:
        """Name the hash of documents of the actor, or of a member in it."""
        if member is None:
            return self.own[fading]
        if member == self.about:
            return self.own[2 + fading]
        return self.cache.keys.document(self.actor, member, fading)

    async def recall(self) -> None:
        """Look up what members of this actor were granted; it lies with what every batch reads at once."""
        self.granted = await self.cache.get((self.own[False], _GRANTED), Granted)
