"""One connection of one task's own: no pool, no retries, so that its owner knows what became of each call."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha1
from importlib.resources import files
from typing import Any

from hiredis import pack_command
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoScriptError

from bot.contract import StoreError
from bot.store.client import FAILURES, failed
from bot.store.packed import Packed, fixed, number, pack
from bot.store.wire import PATIENCE, Wire


@dataclass(frozen=True)
class Script:
    """A Lua script that lies beside this file."""

    name: str

    @cached_property
    def source(self) -> str:
        """The script's text."""
        return files("bot.store").joinpath("scripts", f"{self.name}.lua").read_text("utf-8")

    @cached_property
    def digest(self) -> str:
        """What the server knows it by."""
        return sha1(self.source.encode(), usedforsecurity=False).hexdigest()


APPEND = Script("append")
BURY = Script("bury")
COMMIT = Script("commit")
FETCH = Script("fetch")
MARK = Script("mark")
READ = Script("read")
RELEASE = Script("release")
RETRY = Script("retry")
SETTLE = Script("settle")
TAKE = Script("take")
VERSION = Script("version")


class _UnknownScript(StoreError):
    """The server wants the script's text."""


class Line:
    """A connection used by one task at a time.

    Any failure, cancellation too, closes it: an answer that was not read must not be
    taken for the answer to the next question. The next call connects anew.
    """

    def __init__(
        self,
        connect: Callable[[], Awaitable[AbstractConnection]],
        lost: Callable[[BaseException], None] = lambda error: None,
    ) -> None:
        """Take what makes a connection, and what is told of each failure."""
        self._connect = connect
        self._lost = lost
        self._wire: Wire | None = None

    async def call(self, *command: Any) -> Any:
        """Send one command and return its answer, as bytes. Errors as in `send`."""
        return await self.send(pack_command(command))

    async def send(self, packed: bytes) -> Any:
        """Send one command, packed as the wire protocol has it, and return its answer, as bytes.

        Raises:
            StoreError: the server answered with an error, or the connection broke; then it is unknown
                whether the command was carried out.
        """
        try:
            if self._wire is None:
                self._wire = await self._open()
            return await self._wire.ask(packed)
        except NoScriptError as error:
            raise _UnknownScript(str(error)) from error
        except FAILURES as error:
            self._lost(error)
            await self.close()
            raise failed(error) from error
        except BaseException:
            await self.close()
            raise

    async def _open(self) -> Wire:
        async with asyncio.timeout(PATIENCE):  # a frozen server accepts connections, and says nothing
            connection = await self._connect()
            try:
                await connection.connect()  # type: ignore[no-untyped-call]  # redis-py has no hint there
                return Wire(connection)
            except BaseException:
                await connection.disconnect()
                raise

    async def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Any] | Packed = ()) -> Any:
        """Run a script; the first time on a server its text is sent along. Errors as in `send`."""
        try:
            return await self.send(_packed("EVALSHA", script.digest, keys, arguments))
        except _UnknownScript:
            return await self.send(_packed("EVAL", script.source, keys, arguments))

    async def close(self) -> None:
        """Give the connection back; a later call opens a new one."""
        wire, self._wire = self._wire, None
        if wire is not None:
            with contextlib.suppress(*FAILURES):
                await wire.close()


def _packed(command: str, script: str, keys: Sequence[str], arguments: Sequence[Any] | Packed) -> bytes:
    if not isinstance(arguments, Packed):
        packed: bytes = pack_command((command, script, len(keys), *keys, *arguments))
        return packed
    return b"*%d\r\n%b%b%b%b" % (
        3 + len(keys) + arguments.count,
        fixed(command, script),
        number(len(keys)),
        pack(*keys),
        b"".join(arguments.parts),
    )
