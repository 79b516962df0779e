"""What the page asks of the rest of the house: the engine's desk, and the playground's world."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.contract import Action, Decision, GatewayStatus, Picture, Room

Push = Callable[[Mapping[str, Any]], None]


class Desk(Protocol):
    """What the operator's page asks of the engine. `StoreError` from any of these becomes "away for now"."""

    async def decision(self, actor: str, event: str) -> Decision | None:
        """Return what the rules said about an event of an actor; `None` while, or if ever, unknown."""

    async def room(self, platform: str, room: Room) -> Mapping[str, Any]:
        """Return what stands about a room besides its talk, as JSON values.

        `rules` (in order: `id`, `handler`, `mode`, `origin`, and how many cases were `decided` and found
        `wrong`), `version`, `staff` (member id → rank), `management` (a room's id, or empty), `cases` and
        open `reviews`, newest first, and `paused`.
        """

    def commands(self) -> Sequence[Mapping[str, Any]]:
        """Return the slash commands, in the order of `/help`.

        Each has its `name`, all `names` with their slash, `role` (the lowest that may), and `title`,
        `usage`, `help` and `example`, each `{"zh", "en"}`.
        """

    async def tasks(self) -> Sequence[Action]:
        """Return the open tasks for persons (`do` is `task`), oldest first."""

    async def statuses(self) -> Sequence[GatewayStatus]:
        """Return how each gateway is."""

    async def ready(self) -> tuple[bool, Mapping[str, Any]]:
        """Return whether all parts work, and for each part (JSON values) how it is."""

    def rulebook_problems(self) -> Sequence[str]:
        """Return the errors of rule files that are not in force, one line each; empty when all is well."""

    def now(self) -> datetime:
        """Return the installation's time, aware, UTC."""

    async def advance(self, span: timedelta) -> None:
        """Move the installation's clock ahead, so that the timers in between come due."""


class World(Protocol):
    """What the page asks of the playground."""

    platform: str

    def view(self) -> dict[str, Any]:
        """Return all rooms with their members and lines, as JSON values, `type` being `world`."""

    def watch(self, push: Push) -> Callable[[], None]:
        """Have `push` called with every change, JSON values with a `type`; returns what ends it."""

    def room(self, room: str) -> Room:
        """Return a room as events show it.

        Raises:
            GatewayError: there is none of that id.
        """

    async def act(self, body: bytes) -> dict[str, Any]:
        """Do what a person at the page asks, one JSON object; returns `{"event", "room"}`, both ids.

        `event` is `None` where the bot hears nothing of it.

        Raises:
            pydantic.ValidationError: `body` is no such object.
            GatewayError: refused; it may carry a `code` (one word) and a `hint`.
        """

    async def read(self, data: bytes) -> Picture | None:
        """Return what a picture shows, for the act that posts it; `None` if it cannot be read."""

    async def moved(self, span: timedelta) -> None:
        """Note for all to see that the clock was moved ahead."""
