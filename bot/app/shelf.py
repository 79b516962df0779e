"""Where a gateway keeps a world of its own over restarts."""

from bot.store import Store


class StoreShelf:
    """One blob in the store; `bot.contract.Shelf`."""

    def __init__(self, store: Store, name: str) -> None:
        self._client = store.client
        self._key = store.keys.fleet("shelf", name)

    async def get(self) -> bytes | None:
        """Return what was put last.

        Raises:
            StoreError: the server is away.
        """
        blob = await self._client.get(self._key)
        return blob if isinstance(blob, bytes) else None

    async def put(self, blob: bytes) -> None:
        """Keep a blob. Errors as in `get`."""
        await self._client.set(self._key, blob)
