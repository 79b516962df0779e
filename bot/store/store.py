"""The way to the server: one address, one namespace, a fixed number of shards; standalone or cluster."""

from collections.abc import Mapping
from typing import Any, Self

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.connection import AbstractConnection, Connection
from redis.exceptions import MovedError, RedisError

from bot.contract import StoreError
from bot.store.keys import Keys, ShardKeys, shard_of
from bot.store.line import Line

OLDEST = {"redis": (6, 2), "valkey": (7, 2)}
"""The oldest servers that will do."""
DEFAULT_SHARDS = 8
_POOL = 32
_UNTIMED: Mapping[str, Any] = {"socket_timeout": None}
"""A line keeps time itself: redis-py's way starts a task per call, and Python 3.11's `wait_for`, in which it
does, may swallow a cancellation."""
_RESP = 2
"""The wire protocol: lines read its flat lists as they come."""


class Store:
    """Opens lines to the node that holds a shard, and a shared client for what is rare.

    Attributes:
        keys: all key names.
        shards: how many there are, fixed when the installation was made.
        client: redis-py's client, for the command line and the pages.
    """

    def __init__(self, client: "Redis | RedisCluster", keys: Keys, shards: int, url: str) -> None:
        self.client = client
        self.keys = keys
        self.shards = shards
        self._url = url
        self._shard_keys = tuple(keys.shard(number) for number in range(shards))

    @classmethod
    async def open(
        cls, url: str, *, namespace: str = "qunguan", shards: int | None = None, cluster: bool = False
    ) -> Self:
        """Connect, check the server's version, and read or fix the number of shards.

        Raises:
            StoreError: unreachable, too old, or made with another number of shards.
        """
        keys = Keys(namespace)
        client: Redis | RedisCluster
        if cluster:
            client = RedisCluster.from_url(url, protocol=_RESP)
        else:
            client = Redis.from_url(url, max_connections=_POOL, protocol=_RESP)
            pool = client.connection_pool
            pool.connection_class = _stoppable(pool.connection_class)
        try:
            await _check_version(client)
            fixed = await _fix_shards(client, keys.fleet("installation"), shards)
        except (RedisError, OSError) as error:
            await client.aclose()
            raise StoreError(
                f"cannot use Redis at {_shown(url)}: {error}; set REDIS_URL or start it"
            ) from error
        except StoreError:
            await client.aclose()
            raise
        return cls(client, keys, fixed, url)

    def shard(self, number: int) -> ShardKeys:
        """Return the keys of one shard."""
        return self._shard_keys[number]

    def shard_of(self, actor: str) -> int:
        """Return the number of an actor's shard."""
        return shard_of(actor, self.shards)

    def line(self, key: str) -> Line:
        """Return a new line to the node that holds `key`."""
        return Line(lambda: self._connection(key))

    def _connection(self, key: str) -> AbstractConnection:
        if isinstance(self.client, RedisCluster):
            node = self.client.get_node_from_key(key)
            if node is None:
                raise StoreError(f"no node of the cluster holds {key}")
            return Connection(**_plain(node.connection_kwargs), **_UNTIMED)
        pool = self.client.connection_pool
        return pool.connection_class(**{**pool.connection_kwargs, **_UNTIMED})

    async def moved(self, error: RedisError) -> None:
        """Look the cluster's layout up again after a line's call was answered with MOVED."""
        if isinstance(error, MovedError) and isinstance(self.client, RedisCluster):
            await self.client.nodes_manager.initialize()

    async def close(self) -> None:
        """Close the shared client; lines are closed by their owners."""
        await self.client.aclose()


def _stoppable(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """Return a kind of connection that writes without `wait_for`, for the same reason; reads are timed."""

    class Stoppable(kind):  # type: ignore[misc,valid-type]  # whichever the address asks for
        socket_timeout: float | None

        async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
            kept, self.socket_timeout = self.socket_timeout, None
            try:
                await super().send_packed_command(command, check_health)
            finally:
                self.socket_timeout = kept

    return Stoppable


def _plain(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    known = ("host", "port", "username", "password", "protocol")
    return {name: kwargs[name] for name in known if name in kwargs}


def _shown(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url


async def _check_version(client: "Redis | RedisCluster") -> None:
    info = await client.info("server")
    if isinstance(client, RedisCluster) and "redis_version" not in info:
        info = next(iter(info.values()))
    name = "valkey" if "valkey_version" in info else "redis"
    version = str(info[f"{name}_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST[name]:
        oldest = ".".join(map(str, OLDEST[name]))
        raise StoreError(f"the server is {name} {version}, but {oldest} or newer is needed")


async def _fix_shards(client: "Redis | RedisCluster", key: str, wanted: int | None) -> int:
    await client.hsetnx(key, "shards", str(wanted or DEFAULT_SHARDS))
    fixed = int(await client.hget(key, "shards") or 0)
    if wanted is not None and wanted != fixed:
        raise StoreError(
            f"this installation was made with {fixed} shards, not {wanted}: set QUNGUAN_SHARDS={fixed},"
            " or start with another QUNGUAN_NAMESPACE"
        )
    return fixed
