"""The page's side of the engine."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from bot.app.board import Board, ready, shard_states
from bot.app.roomview import RoomView, commands
from bot.contract import Action, Decision, GatewayStatus, Room, SystemClock
from bot.engine.history import History
from bot.rulebook.model import Rulebook
from bot.store import Store

_TASKS_SHOWN = 100


class PageDesk:
    """Answers what the page asks; `bot.web.ports.Desk`. Raises `StoreError` while the server is away."""

    def __init__(
        self,
        store: Store,
        clock: SystemClock,
        problems: Callable[[], Sequence[str]],
        expected: Collection[str] = (),
        rulebook: Callable[[], Rulebook] = Rulebook,
    ) -> None:
        self._store = store
        self._rooms = RoomView(store, rulebook)
        self._clock = clock
        self._expected = expected
        self._problems = problems

    async def decision(self, actor: str, event: str) -> Decision | None:
        """Return what the rules said about an event."""
        return await History(self._store).decision(actor, event)

    async def room(self, platform: str, room: Room) -> Mapping[str, Any]:
        """Return a room's rules, staff, cases and reviews."""
        return await self._rooms.show(platform, room)

    def commands(self) -> Sequence[Mapping[str, Any]]:
        """Return all commands."""
        return commands()

    async def tasks(self) -> Sequence[Action]:
        """Return the tasks for persons, oldest first."""
        return [task for _, task in await open_tasks(self._store)]

    async def statuses(self) -> Sequence[GatewayStatus]:
        """Return how each gateway is."""
        return await Board(self._store).gateways()

    async def ready(self) -> tuple[bool, Mapping[str, Any]]:
        """Return whether all parts work."""
        board, states = await Board(self._store).read(), await shard_states(self._store)
        return ready(board, states, self._expected)

    def rulebook_problems(self) -> Sequence[str]:
        """Return the errors of rule files that are not in force."""
        return self._problems()

    def now(self) -> datetime:
        """Return the installation's time."""
        return self._clock.now()

    async def advance(self, span: timedelta) -> None:
        """Move the clock ahead."""
        self._clock.advance(span)


async def open_tasks(store: Store) -> list[tuple[str, Action]]:
    """Return the tasks for persons with their names, oldest first, at most 100 a shard."""
    found: list[tuple[str, Action]] = []
    for shard in range(store.shards):
        entries: Any = await store.client.xrevrange(store.shard(shard).tasks, count=_TASKS_SHOWN)
        for entry, fields in entries:
            try:
                found.append((f"{shard}-{entry.decode()}", Action.model_validate_json(fields[b"a"])))
            except (ValidationError, KeyError):
                continue
    return sorted(found, key=lambda item: item[1].at)
