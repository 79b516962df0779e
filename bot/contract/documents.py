"""Documents: typed pieces of state, of an actor or of a member in it, keyed by the rule that owns them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract.people import RoleName
from bot.contract.spans import parse_span


class Owner(StrEnum):
    """Whose state a document is."""

    actor = "room"
    member = "member in room"


RANKED: set[str] = set()
"""The names of all kinds of documents by which members are ranked."""


class Document(BaseModel):
    """Base of all state: `class Streak(Document, of="member in room")`.

    Class arguments:
        of: `"room"` (any actor's own, so also a member's across the fleet) or `"member in room"`.
        shared: kept once for all rules of the actor instead of once a rule.
        ranked: a number field by which `Turn.top` orders the members.
        keep: how long after its last change it is worth keeping, such as `"1h"`. Only
            housekeeping: a handler still compares times itself, in event time.

    A document that was never saved is its defaults, so every field has one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
    owner: ClassVar[Owner] = Owner.member
    shared: ClassVar[bool] = False
    ranked: ClassVar[str | None] = None
    keep: ClassVar[timedelta | None] = None

    def __init_subclass__(
        cls, *, of: str | None = None, shared: bool = False, ranked: str | None = None,
        keep: str | None = None, **config: Any,
    ) -> None:  # fmt: skip
        super().__init_subclass__(**config)
        if of is not None:
            cls.owner = Owner(of)
        cls.shared = shared
        cls.ranked = ranked
        if ranked is not None:
            RANKED.add(cls.__name__)
        cls.keep = None if keep is None else parse_span(keep)


TRUST_STEPS = (10, 50, 200, 1000)
"""Points from which a member is trusted one level more."""
TRUST_LOST_FOR = timedelta(days=30)
"""How long a strike takes one level away."""


class StrikeRecord(BaseModel):
    """One strike: when (event time), by which rule, in which case."""

    model_config = ConfigDict(frozen=True)
    at: AwareDatetime
    rule: str
    cause: str = ""
    count: int = 1


class Standing(Document, of="member in room", shared=True, ranked="points"):
    """What a member has earned and owes in a room; changed by effects and commands only.

    Attributes:
        name: the name last seen, for ranks.
        points: sum of all points given and taken.
        strikes: newest last, at most 100.
        tags: what rules and staff call the member.
    """

    name: str = ""
    points: int = 0
    strikes: tuple[StrikeRecord, ...] = ()
    tags: frozenset[str] = frozenset()

    def trust(self, at: datetime) -> int:
        """Return how far a member is trusted, 0 to 4: earned by points, less a level a recent strike."""
        earned = sum(self.points >= step for step in TRUST_STEPS)
        recent = sum(strike.count for strike in self.strikes if at - strike.at < TRUST_LOST_FOR)
        return max(earned - recent, 0)


class Owed(Document, of="member in room", shared=True, ranked="open"):
    """A red packet that a member owes the room, written by the effect `fine`; nobody ever moves money.

    Attributes:
        name: the name last seen, for lists.
        open: 1 while it is owed, else 0.
        amount: how much, in the operator's words; empty if the text alone says it.
        due: until when (event time); `None` without a deadline.
        rule: the rule that asked for it; `cause` the event that led to it.
    """

    name: str = ""
    open: int = 0
    amount: str = ""
    due: AwareDatetime | None = None
    rule: str = ""
    cause: str = ""


class Breaker(Document, of="room", shared=True):
    """The circuit breaker of a room: when rules removed somebody of late, newest last (event time).

    Attributes:
        tripped: since when rules remove nobody here, until a person says `/resume`; `None` if they may.
    """

    removals: tuple[AwareDatetime, ...] = ()
    tripped: AwareDatetime | None = None


class Grant(BaseModel):
    """A rank given by command: which, to whom by name, by whom (a member id), when (event time)."""

    model_config = ConfigDict(frozen=True)
    role: RoleName
    name: str = ""
    by: str = ""
    at: AwareDatetime


class Granted(Document, of="room", shared=True):
    """What staff gave members of a room by command; every turn there counts with it.

    Attributes:
        ranks: member id → the rank, which counts like one of the rule file's `staff`.
        spared: member id → name, of those whom no rule may hold anything against.
    """

    ranks: Mapping[str, Grant] = {}
    spared: Mapping[str, str] = {}


class Quiet(Document, of="room", shared=True):
    """Quiet by a person's word, besides a rule's quiet hours, until a time or another word."""

    on: bool = False
    until: AwareDatetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet at a time."""
        return self.on and (self.until is None or at < self.until)
