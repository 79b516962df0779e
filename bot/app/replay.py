"""Replay: a recorded chat through the whole engine, an operator's way to try rules on yesterday."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.machine import Machine
from bot.contract import Action, AnyEvent, VirtualClock
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook.model import Rulebook
from bot.store import EmbeddedServer, Store

AFTERMATH = timedelta(hours=1)
"""How much longer timers run after the last event."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def scratch_store(shards: int = 1) -> AsyncIterator[Store]:
    """Give a store on an embedded server of its own that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="qunguan-") as folder:
        server = EmbeddedServer(Path(folder), extra=("--appendonly", "no"))
        await server.start()
        try:
            store = await Store.open(server.url, shards=shards)
            try:
                yield store
            finally:
                await store.close()
        finally:
            await server.stop()


async def replay(events: Iterable[AnyEvent], rulebook: Rulebook) -> AsyncIterator[Action]:
    """Run events through the engine and yield every action decided, in the order of the commits.

    The clock jumps to each event's time, firing the timers between; after the last event
    they run for one more hour. The same input gives the same actions.
    """
    found: list[Action] = []

    def decided(taken: Taken) -> None:
        found.extend(taken.decided)

    async with scratch_store() as store:
        machine = await Machine(store, VirtualClock(_EPOCH), ReplayGateway(), rulebook, decided).start()
        try:
            for event in events:
                await machine.feed(event)
                for action in found:
                    yield action
                found.clear()
            await machine.advance(AFTERMATH)
            for action in found:
                yield action
        finally:
            await machine.close()


def line(action: Action) -> dict[str, Any]:
    """Return an action as `qunguan replay --json` prints it."""
    return {
        "at": action.at.isoformat(),
        "room": action.room.id,
        "event": action.event,
        "rule": action.rule,
        "do": action.do.value,
        "member": action.member.id if action.member is not None else None,
        "to": action.to,
        "text": action.text,
        "mode": action.mode.value,
        "evidence": [item.model_dump(exclude_none=True) for item in action.evidence],
    }
