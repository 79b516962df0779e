"""Ports: what the engine asks of a gateway, and what a gateway is given."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.contract.actions import Action, Do
from bot.contract.events import Event
from bot.contract.people import Fact

ABSENT = "对方已不在群里 / the member is not in the room any more"
"""What every gateway answers when a member to be removed is not in the room; then there is nothing to do."""


class Clock(Protocol):
    """The only clock; below the edge only event times are used."""

    def now(self) -> datetime:
        """Return the current time, aware, UTC."""


class Hear(Protocol):
    """Where a gateway puts what it heard; waits while the inbox is full, so that reading stops."""

    async def __call__(self, events: Sequence[Event]) -> None:
        """Append events, in this order; events already known are dropped. Returns once they are durable."""


class State(StrEnum):
    """How a gateway is."""

    starting = "starting"
    scan = "scan"
    ready = "ready"
    lost = "lost"
    logged_out = "logged_out"
    refused = "refused"


class GatewayStatus(Fact):
    """What is shown to the operator of a gateway.

    Attributes:
        qr: the text of the code to scan, while `state` is `scan`.
        detail: in words, what is wrong and what to do.
        since: since when it has been in this state.
        member: the member id it is logged in as, once that is known; no rule ever reaches it.
    """

    platform: str
    account: str
    state: State
    since: datetime
    qr: str | None = None
    detail: str = ""
    member: str | None = None


class Receipt(Fact):
    """A performed action; `message` is the platform's id of what was posted, if it tells."""

    message: str | None = None


class Gateway(Protocol):
    """One account on one chat platform.

    Attributes:
        platform: its name; the same for all accounts there, for a room is one actor.
        account: the name of the login in the installation's settings, used in outbox keys.
        real: whether real people are behind it; then only rules that name rooms act.
        can: what the platform can do at all; rules are checked against it when loaded.
    """

    platform: str
    account: str
    real: bool
    can: frozenset[Do]

    def status(self) -> GatewayStatus:
        """Return how it is now; never blocks."""

    async def listen(self, hear: Hear) -> None:
        """Translate and pass on what happens, reconnecting for ever; returns only when cancelled.

        Raises:
            GatewayError: it can never work as it is set up (a refused token).
        """

    async def refuses(self, action: Action) -> str | None:
        """Return why this very action cannot be performed here and now, or `None` if it can."""

    async def perform(self, action: Action) -> Receipt:
        """Perform an action (never a `task`).

        Raises:
            GatewayBusy: nothing was performed; repeat after `retry_after` seconds.
            GatewayError: refused for good; `uncertain` if it may have been performed.
        """

    async def close(self) -> None:
        """Give back connections; `listen` has been cancelled before."""


class Shelf(Protocol):
    """A place to keep one blob over restarts, for a gateway that has a world of its own."""

    async def get(self) -> bytes | None:
        """Return what was put last, or `None`."""

    async def put(self, blob: bytes) -> None:
        """Keep `blob` durably, instead of what was there."""
