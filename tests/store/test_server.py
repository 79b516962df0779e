"""The embedded server: its data stays, it has one owner, and nobody is left behind."""

import os
import signal
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.contract import Message, StoreError
from bot.engine.inbox import Inbox
from bot.store import EmbeddedServer, Store
from bot.testing.chat import START
from tests.engine.waiting import until


def message(number: int) -> Message:
    """Return a message."""
    return Message(id=f"m{number}", at=START, platform="test", room={"id": "r1"}, member={"id": "u"})


async def append(url: str, first: int, count: int) -> None:
    """Append messages one by one, as acknowledged as an event ever is."""
    store = await Store.open(url, shards=1)
    inbox = Inbox(store)
    for number in range(first, first + count):
        await inbox([message(number)])
    await inbox.close()
    await store.close()


async def kept(url: str) -> int:
    """Return how many messages are in the inbox."""
    store = await Store.open(url)
    try:
        return int(await store.client.xlen(store.shard(0).inbox))
    finally:
        await store.close()


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    """A server of the test's own, running."""
    server = EmbeddedServer(tmp_path / "data")
    await server.start()
    yield server
    await server.stop()


async def test_a_restart_keeps_everything(embedded: EmbeddedServer) -> None:
    """Stopped in order and started again in its folder it knows everything."""
    await append(embedded.url, 0, 50)
    await embedded.stop()
    assert not await embedded.answers()
    await embedded.start()
    assert await kept(embedded.url) == 50


async def test_a_killed_server_keeps_what_it_acknowledged(embedded: EmbeddedServer) -> None:
    """The append-only file has it, whatever way the server went."""
    await append(embedded.url, 0, 50)
    os.kill(await embedded.pid(), signal.SIGKILL)
    await until(lambda: gone(embedded), "the server's end")
    await embedded.stop()
    await embedded.start()
    assert await kept(embedded.url) == 50


async def gone(server: EmbeddedServer) -> bool:
    """Return whether nobody answers."""
    return not await server.answers()


async def test_an_orphan_is_taken_on(embedded: EmbeddedServer) -> None:
    """A server that outlived its owner is used as it is, and stopped by its new owner."""
    await append(embedded.url, 0, 5)
    pid = await embedded.pid()
    embedded._disown()  # noqa: SLF001  # what the death of a process does
    heir = EmbeddedServer(embedded.folder)
    await heir.start()
    assert await heir.pid() == pid
    assert await kept(heir.url) == 5
    await heir.stop()
    assert not await embedded.answers()
    assert embedded._process is not None  # noqa: SLF001
    assert embedded._process.wait() == 0  # noqa: SLF001


async def test_one_folder_one_owner(embedded: EmbeddedServer) -> None:
    """A second bot in the same folder hears so in words, and harms nothing."""
    second = EmbeddedServer(embedded.folder)
    with pytest.raises(StoreError, match=r"another qunguan runs .* QUNGUAN_DATA"):
        await second.start()
    await second.stop()
    assert await embedded.answers()


async def test_nobody_else_on_the_machine_may_read_it(embedded: EmbeddedServer) -> None:
    """The folder and the socket are the owner's alone, and no port is open."""
    assert stat.S_IMODE(embedded.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(embedded.socket.stat().st_mode) == 0o700
    store = await Store.open(embedded.url)
    assert (await store.client.config_get("port"))["port"] == "0"
    await store.close()


async def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    """The operator hears which setting to change."""
    with pytest.raises(StoreError, match="QUNGUAN_DATA"):
        await EmbeddedServer(tmp_path / ("x" * 120)).start()


async def test_a_server_that_cannot_start(tmp_path: Path) -> None:
    """A broken append-only file is an error that names the log; the folder is free again."""
    folder = tmp_path / "data"
    (folder / "appendonlydir").mkdir(parents=True)
    (folder / "appendonlydir" / "appendonly.aof.manifest").write_text("nonsense\n")
    server = EmbeddedServer(folder)
    with pytest.raises(StoreError, match=r"valkey\.log"):
        await server.start()
    with pytest.raises(StoreError, match=r"valkey\.log"):
        await EmbeddedServer(folder).start()


async def test_the_inbox_outlives_a_restart_of_the_server(embedded: EmbeddedServer) -> None:
    """Connections come back by themselves: the gateway gives again what it was told was not appended."""
    store = await Store.open(embedded.url, shards=1)
    inbox = Inbox(store)
    await inbox([message(0)])
    await embedded.stop()
    with pytest.raises(StoreError):
        await inbox([message(1)])
    await embedded.start()
    await inbox([message(0), message(1)])
    assert await kept(embedded.url) == 2
    await inbox.close()
    await store.close()
