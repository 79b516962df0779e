"""Dead letters: events given up after five failed tries, and what nobody can read, until a person decides."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.contract import QunguanError
from bot.store import Store, scripts

_ENTRY = re.compile(r"\d{1,20}-\d{1,20}")


@dataclass(frozen=True)
class Letter:
    """One event that was given up, or an action that could not be read.

    Attributes:
        id: `shard-entry`, what the commands take.
        event: as it stood in the inbox; of an action, as in the outbox.
        why: the traceback, or that the process died.
        stream: the outbox stream that it came from; `""` of an event.
    """

    id: str
    type: str
    event_id: str
    event: str
    why: str
    stream: str = ""


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
        raise _none(name)
    return _letter(shard, *entries[0])


async def retry(store: Store, name: str) -> None:
    """Put a dead letter back where it came from, at the end; of two who do so at once one is refused.

    Errors as in `find`.
    """
    letter = await find(store, name)
    shard, entry = _place(store, name)
    keys = store.shard(shard)
    stream, field = (letter.stream, "a") if letter.stream else (keys.inbox, "e")
    line = store.line(keys.dead)
    try:
        if not await line.run(scripts.RETRY, (keys.dead, stream), (entry, field)):
            raise _none(name)
    finally:
        await line.close()


async def drop(store: Store, name: str) -> None:
    """Throw a dead letter away. Errors as in `find`."""
    shard, entry = _place(store, name)
    if not await store.client.xdel(store.shard(shard).dead, entry):
        raise _none(name)


def _none(name: str) -> QunguanError:
    return QunguanError(f"no dead letter {name}: see `qunguan dead list`")


def _place(store: Store, name: str) -> tuple[int, str]:
    number, _, entry = name.partition("-")
    if not number.isdecimal() or int(number) >= store.shards or not _ENTRY.fullmatch(entry):
        raise QunguanError(f"{name!r} is no dead letter: see `qunguan dead list`")
    return int(number), entry


def _letter(shard: int, entry: bytes, fields: dict[bytes, bytes]) -> Letter:
    stream = fields.get(b"from", b"").decode()
    raw = fields[b"a" if stream else b"e"].decode("utf-8", "replace")
    try:
        event = json.loads(raw)
    except ValueError:
        event = {}
    known = event if isinstance(event, dict) else {}
    return Letter(
        id=f"{shard}-{entry.decode()}",
        type=str(known.get("do" if stream else "type", "?")),
        event_id=str(known.get("id", "?")),
        event=raw,
        why=fields.get(b"why", b"").decode("utf-8", "replace"),
        stream=stream,
    )
