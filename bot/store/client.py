"""redis-py's clients, as everybody else may use them: they stop when told to, and fail with our error."""

from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import (
    AskError,
    ClusterDownError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
    TryAgainError,
)

from bot.contract import StoreAway, StoreError

FAILURES = (RedisError, RedisClusterException, OSError)
"""All that redis-py raises when the server is away, refuses, or a cluster's layout is not known."""
MOVING = (AskError, ClusterDownError, TryAgainError)
"""Answers that say that a cluster is laid out otherwise than we think; MOVED is an `AskError` too."""
_FOR_NOW = (*MOVING, OutOfMemoryError, ReadOnlyError)
_BUSY = ("BUSY ", "MISCONF", "NOREPLICAS")
"""How answers begin that redis-py has no class for."""
RESP = 2
"""The wire protocol: lines read its flat lists as they come."""
_POOL = 32
_SILENT = None
"""Nothing told of the library when a connection opens: redis-py reads it from files, 5 ms each time."""
Client = Redis | RedisCluster


def failed(error: BaseException) -> StoreError:
    """Return an error of redis-py's as ours: what the server refused, or that it cannot serve for now."""
    text = str(error) or type(error).__name__
    refused = isinstance(error, ResponseError) and not isinstance(error, _FOR_NOW)
    return StoreError(text) if refused and not text.startswith(_BUSY) else StoreAway(text)


class _Single(Redis):
    async def execute_command(self, *args: Any, **options: Any) -> Any:
        try:
            return await super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except FAILURES as error:
            raise failed(error) from error


class _Cluster(RedisCluster):
    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().execute_command(*args, **kwargs)
        except FAILURES as error:
            raise failed(error) from error


def connect(url: str, *, cluster: bool) -> Client:
    """Return a client for an address; it connects when it is first used, and raises `StoreError` only."""
    if not cluster:
        client = _Single.from_url(url, max_connections=_POOL, protocol=RESP, driver_info=_SILENT)
        pool = client.connection_pool
        pool.connection_class = _stoppable(pool.connection_class)
        return client
    nodes = _Cluster.from_url(url, protocol=RESP, driver_info=_SILENT)
    manager = nodes.nodes_manager
    for node in manager.startup_nodes.values():
        kind: Any = _stoppable(node.connection_class)
        node.connection_class = manager.connection_kwargs["connection_class"] = kind
    return nodes


def connection_to(client: Client, key: str, options: Mapping[str, Any]) -> AbstractConnection:
    """Return a new connection, not yet open, to the node that holds `key`.

    Raises:
        redis.exceptions.RedisClusterException: no node is known to hold it.
    """
    if isinstance(client, RedisCluster):
        node = client.get_node_from_key(key)
        if node is None:
            raise RedisClusterException(f"no node of the cluster is known to hold {key}")
        return node.connection_class(**{**node.connection_kwargs, **options})
    pool = client.connection_pool
    return pool.connection_class(**{**pool.connection_kwargs, **options})


def _stoppable(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """Return a kind of connection that writes without `wait_for`; reads are timed.

    Python 3.11's `wait_for` may swallow a cancellation, and whoever was told to stop goes on for ever.
    """

    class Stoppable(kind):  # type: ignore[misc,valid-type]  # whichever the address asks for
        socket_timeout: float | None

        async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
            kept, self.socket_timeout = self.socket_timeout, None
            try:
                await super().send_packed_command(command, check_health)
            finally:
                self.socket_timeout = kept

    return Stoppable
