"""The documents of all rooms, for the command line: read past the workers, never written."""

from collections.abc import AsyncIterator

from bot.store import Store

_SCAN = 500


async def room_documents(store: Store, field: str) -> AsyncIterator[tuple[str, bytes | str]]:
    """Yield one document of every room that has it, as JSON, with the room as platform/id.

    Args:
        store: the installation's.
        field: the document's rule and class, `/Cases` or `commands/Audit`.
    """
    for shard in range(store.shards):
        start = store.shard(shard).document("room:", None, False)
        async for key in store.client.scan_iter(match=f"{start}*", count=_SCAN):
            name = key.decode().removeprefix(start)
            raw = None if "|" in name else await store.client.hget(key, field)
            if raw is not None:
                yield name, raw
