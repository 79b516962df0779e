"""Dead letters: events given up after five failed tries, until a person retries or drops them."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.contract import QunguanError
from bot.store import Store

_ENTRY = re.compile(r"\d{1,20}-\d{1,20}")


@dataclass(frozen=True)
class Letter:
    """One event that was given up.

    Attributes:
        id: `shard-entry`, what the commands take.
        event: as it stood in the inbox.
        why: the traceback, or that the process died.
    """

    id: str
    type: str
    event_id: str
    event: str
    why: str


async def letters(store: Store) -> list[Letter]:
    """Return all dead letters, shard by shard, oldest first."""
    found: list[Letter] = []
    for shard in range(store.shards):
        entries: Any = await store.client.xrange(store.shard(shard).dead)
        found += [_letter(shard, entry, fields) for entry, fields in entries]
    return found


async def find(store: Store, name: str) -> Letter:
    """Return one dead letter.

    Raises:
        QunguanError: there is none of this name.
    """
    shard, entry = _place(store, name)
    entries: Any = await store.client.xrange(store.shard(shard).dead, entry, entry)
    if not entries:
        raise QunguanError(f"no dead letter {name}: see `qunguan dead list`")
    return _letter(shard, *entries[0])


async def retry(store: Store, name: str) -> None:
    """Put a dead letter back into its inbox, at the end. Errors as in `find`."""
    letter = await find(store, name)
    shard, entry = _place(store, name)
    keys = store.shard(shard)
    async with store.client.pipeline(transaction=True) as pipeline:
        pipeline.xadd(keys.inbox, {"e": letter.event})
        pipeline.xdel(keys.dead, entry)
        await pipeline.execute()


async def drop(store: Store, name: str) -> None:
    """Throw a dead letter away. Errors as in `find`."""
    await find(store, name)
    shard, entry = _place(store, name)
    await store.client.xdel(store.shard(shard).dead, entry)


def _place(store: Store, name: str) -> tuple[int, str]:
    number, _, entry = name.partition("-")
    if not number.isdecimal() or int(number) >= store.shards or not _ENTRY.fullmatch(entry):
        raise QunguanError(f"{name!r} is no dead letter: see `qunguan dead list`")
    return int(number), entry


def _letter(shard: int, entry: bytes, fields: dict[bytes, bytes]) -> Letter:
    raw = fields[b"e"].decode("utf-8", "replace")
    try:
        event = json.loads(raw)
    except ValueError:
        event = {}
    known = event if isinstance(event, dict) else {}
    return Letter(
        id=f"{shard}-{entry.decode()}",
        type=str(known.get("type", "?")),
        event_id=str(known.get("id", "?")),
        event=raw,
        why=fields.get(b"why", b"").decode("utf-8", "replace"),
    )
