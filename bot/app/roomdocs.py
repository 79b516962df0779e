"""Documents, for the command line and the page: read past the workers, never written."""

from collections.abc import AsyncIterator
from typing import TypeVar

from bot.contract import Document
from bot.store import Store

D = TypeVar("D", bound=Document)

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


async def document(store: Store, actor: str, kind: type[D]) -> D:
    """Return a document that all rules of an actor share, as of the last commit; or its defaults."""
    keys = store.shard(store.shard_of(actor))
    raw = await store.client.hget(keys.document(actor, None, kind.keep is not None), f"/{kind.__name__}")
    return kind.model_validate_json(raw) if raw else kind()
