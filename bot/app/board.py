"""The board: where each part says how it is, for the page, the command line and the checks of readiness."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.contract import GatewayStatus, Lane
from bot.store import Store

STALE_SECONDS = 10.0
"""A part that has said nothing for so long is taken for dead."""
_FORGOTTEN_SECONDS = 60.0
GATEWAY = "gateway:"


class Board:
    """What the parts last said, in one hash."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._key = store.keys.fleet("status")
        self._ours = store.keys.fleet("accounts")

    async def post(self, part: str, facts: Mapping[str, Any]) -> None:
        """Say how a part is."""
        seconds, micros = await self._store.client.time()
        entry = json.dumps({"seen": seconds + micros / 1e6, **facts}, ensure_ascii=False)
        await self._store.client.hset(self._key, part, entry)

    async def remove(self, part: str) -> None:
        """Take down what a part said: it has stopped in order."""
        await self._store.client.hdel(self._key, part)

    async def read(self) -> dict[str, dict[str, Any]]:
        """Return what each part last said; `age` in seconds."""
        seconds, micros = await self._store.client.time()
        entries: dict[Any, Any] = dict(await self._store.client.hgetall(self._key))
        found = {name.decode(): json.loads(entry) for name, entry in sorted(entries.items())}
        for entry in found.values():
            entry["age"] = round(seconds + micros / 1e6 - entry.pop("seen"), 1)
        return found

    async def gateways(self) -> list[GatewayStatus]:
        """Return how each gateway is."""
        board = await self.read()
        found = (_status(entry) for name, entry in board.items() if name.startswith(GATEWAY))
        return [status for status in found if status is not None]

    async def remember(self, members: Iterable[str]) -> None:
        """Note member ids as those of our own accounts, for good: the guard knows them before any login."""
        if ids := list(members):
            await self._store.client.sadd(self._ours, *ids)

    async def ours(self) -> frozenset[str]:
        """Return the member ids our accounts ever had."""
        ids: set[Any] = set(await self._store.client.smembers(self._ours))
        return frozenset(id.decode() for id in ids)


def _status(entry: Mapping[str, Any]) -> GatewayStatus | None:
    """Read a posted status; one of another version of ours may not be readable, and is passed over."""
    try:
        return GatewayStatus.model_validate({key: value for key, value in entry.items() if key != "age"})
    except ValidationError:
        return None


@dataclass(frozen=True)
class ShardState:
    """How one shard is.

    Attributes:
        lag: events waiting; `outbox` actions waiting, the oldest since `oldest` seconds.
        holder: the worker that has its lease, or `""`.
        dead: events given up.
        paused: rooms that must be silent; `*` for all.
    """

    shard: int
    lag: int
    outbox: int
    oldest: float
    holder: str
    dead: int
    paused: tuple[str, ...]


async def shard_states(store: Store) -> list[ShardState]:
    """Ask the server how every shard is; ages in seconds."""
    seconds, micros = await store.client.time()
    board = await Board(store).read()
    accounts = [name.removeprefix(GATEWAY) for name in board if name.startswith(GATEWAY)]
    now = seconds + micros / 1e6
    return [await _shard_state(store, shard, accounts, now) for shard in range(store.shards)]


async def _shard_state(store: Store, shard: int, accounts: Sequence[str], now: float) -> ShardState:
    keys, client = store.shard(shard), store.client
    waiting, oldest = 0, now
    for account in accounts:
        for lane in Lane:
            stream = keys.out(account, lane)
            first: Any = await client.xrange(stream, count=1)
            if first:
                waiting += int(await client.xlen(stream))
                oldest = min(oldest, int(first[0][0].split(b"-")[0]) / 1000)
    holder = await client.get(keys.lease)
    paused: set[Any] = set(await client.smembers(keys.paused))
    return ShardState(
        shard=shard,
        lag=int(await client.xlen(keys.inbox)),
        outbox=waiting,
        oldest=round(max(0.0, now - oldest), 1),
        holder=holder.decode() if isinstance(holder, bytes) else "",
        dead=int(await client.xlen(keys.dead)),
        paused=tuple(sorted(room.decode() for room in paused)),
    )


def ready(
    board: Mapping[str, Mapping[str, Any]], shards: Sequence[ShardState], expected: Iterable[str] = ()
) -> tuple[bool, dict[str, str]]:
    """Return whether all parts work, and what each says; the `expected` that are silent are starting."""
    parts = dict.fromkeys(expected, "starting")
    for name, entry in board.items():
        if entry["age"] > _FORGOTTEN_SECONDS and name not in parts:
            continue  # of a process that was killed and is not run any more
        state = str(entry.get("state", "ready"))
        parts[name] = state if entry["age"] <= STALE_SECONDS else "gone"
    free = [state.shard for state in shards if not state.holder]
    parts["shards"] = "ready" if not free else f"nobody works on {len(free)} of {len(shards)}"
    return all(state == "ready" for state in parts.values()), parts
