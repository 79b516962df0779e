"""The way to the server: one address, one namespace, a fixed number of shards; standalone or cluster."""

from typing import Self

from redis.asyncio import RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ResponseError

from bot.contract import StoreError
from bot.store.client import MOVING, Client, connect, connection_to
from bot.store.keys import Keys, ShardKeys, shard_of
from bot.store.line import Line

OLDEST = {"redis": (6, 2), "valkey": (7, 2)}
"""The oldest servers that will do."""
DEFAULT_SHARDS = 8
_UNTIMED = {"socket_timeout": None}
"""A line keeps time itself: redis-py's way starts a task per call."""


class Store:
    """Opens lines to the node that holds a shard, and a shared client for what is rare.

    Attributes:
        keys: all key names.
        shards: how many there are, fixed when the installation was made.
        client: redis-py's client, for the command line and the pages; it raises `StoreError`.
    """

    def __init__(self, client: Client, keys: Keys, shards: int, url: str) -> None:
        self.client = client
        self.keys = keys
        self.shards = shards
        self._url = url
        self._astray = False
        self._shard_keys = tuple(keys.shard(number) for number in range(shards))

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        namespace: str = "qunguan",
        shards: int | None = None,
        cluster: bool = False,
        founding: bool = True,
    ) -> Self:
        """Connect, check the server's version, and read or fix the number of shards.

        Who is not `founding` only reads it: a look at a bot that is just starting must not fix it instead.

        Raises:
            StoreError: unreachable, too old, made with another number of shards, or not made yet.
        """
        keys = Keys(namespace)
        client = connect(url, cluster=cluster)
        try:
            await _check_version(client)
            fixed = await _fix_shards(client, keys.fleet("installation"), shards, founding=founding)
        except StoreError as error:
            await client.aclose()
            if error.__cause__ is None:
                raise
            raise StoreError(
                f"cannot use Redis at {_shown(url)}: {error}; set REDIS_URL or start it"
            ) from error
        return cls(client, keys, fixed, url)

    def shard(self, number: int) -> ShardKeys:
        """Return the keys of one shard."""
        return self._shard_keys[number]

    def shard_of(self, actor: str) -> int:
        """Return the number of an actor's shard."""
        return shard_of(actor, self.shards)

    def line(self, key: str) -> Line:
        """Return a new line to the node that holds `key`."""

        async def connection() -> AbstractConnection:
            await self._find_way()
            return connection_to(self.client, key, _UNTIMED)

        return Line(connection, self._lost)

    def _lost(self, error: BaseException) -> None:
        """Take note of a line's failure: perhaps its key lies on another node by now."""
        if not isinstance(error, ResponseError) or isinstance(error, MOVING):
            self._astray = True

    async def _find_way(self) -> None:
        """Look the cluster's layout up again, if a line went astray since the last time."""
        if self._astray and isinstance(self.client, RedisCluster):
            self._astray = False
            await self.client.nodes_manager.initialize()

    async def close(self) -> None:
        """Close the shared client; lines are closed by their owners."""
        await self.client.aclose()


def _shown(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url


async def _check_version(client: Client) -> None:
    info = await client.info("server")
    if isinstance(client, RedisCluster) and "redis_version" not in info:
        info = next(iter(info.values()))
    name = "valkey" if "valkey_version" in info else "redis"
    version = str(info[f"{name}_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST[name]:
        oldest = ".".join(map(str, OLDEST[name]))
        raise StoreError(f"the server is {name} {version}, but {oldest} or newer is needed")


async def _fix_shards(client: Client, key: str, wanted: int | None, *, founding: bool) -> int:
    if founding:
        await client.hsetnx(key, "shards", str(wanted or DEFAULT_SHARDS))
    fixed = int(await client.hget(key, "shards") or 0)
    if not fixed:
        raise StoreError(
            "nothing has run here yet: start it with `qunguan run` · 还没有运行过：先执行 `qunguan run`"
        )
    if wanted is not None and wanted != fixed:
        raise StoreError(
            f"this installation was made with {fixed} shards, not {wanted}: set QUNGUAN_SHARDS={fixed},"
            " or start with another QUNGUAN_NAMESPACE"
        )
    return fixed
