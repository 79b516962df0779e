"""Where a gateway keeps a world of its own over restarts."""

from bot.contract import StoreError
from bot.store import RedisError, Store


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
        try:
            blob = await self._client.get(self._key)
        except (RedisError, OSError) as error:
            raise StoreError(str(error)) from error
        return blob if isinstance(blob, bytes) else None

    async def put(self, blob: bytes) -> None:
        """Keep a blob. Errors as in `get`."""
        try:
            await self._client.set(self._key, blob)
        except (RedisError, OSError) as error:
            raise StoreError(str(error)) from error
