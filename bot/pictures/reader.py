"""The reader: hands pictures to a process of its own, one at a time, and gives up on what takes too long."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from subprocess import DEVNULL

import structlog

from bot.contract import Picture

log = structlog.get_logger()
MAX_BYTES = 8 * 1024 * 1024
"""Largest picture that is read."""
MOST_WAITING = 32
"""Pictures that may wait; beyond that they are not read."""
_START_SECONDS, _END_SECONDS = 60.0, 2.0
_LONGEST_ANSWER = 2**20


class PictureReader:
    """Reads pictures off the event loop; the process starts with the first, and anew after each failure.

    Args:
        deadline: seconds that one picture may take; then the process is ended.
        command: what reads them, `bot.pictures.child` unless a test says otherwise.
    """

    def __init__(
        self,
        *,
        deadline: float = 5.0,
        command: tuple[str, ...] = (sys.executable, "-m", "bot.pictures.child"),
    ) -> None:
        self._deadline = deadline
        self._command = command
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._reading: set[asyncio.Task[Picture | None]] = set()

    async def __call__(self, data: bytes) -> Picture | None:
        """Return what a picture shows; `None` if it is none, too large, takes too long, or too many wait."""
        if not data or len(data) > MAX_BYTES or len(self._reading) >= MOST_WAITING:
            log.warning("picture.was_refused", size=len(data), waiting=len(self._reading))
            return None
        reading = asyncio.create_task(self._read(data))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        return await asyncio.shield(
            reading
        )  # whoever gives up waiting leaves the next answer to the next picture

    async def _read(self, data: bytes) -> Picture | None:
        async with self._turn:
            try:
                process = self._process or await self._start()
                async with asyncio.timeout(self._deadline):
                    answer = await _ask(process, data)
            except (TimeoutError, OSError, ValueError, EOFError) as error:
                log.warning("picture.was_given_up", size=len(data), why=type(error).__name__)
                await self._end()
                return None
        if "picture" not in answer:
            log.info("picture.was_refused", size=len(data), why=answer.get("refused"))
            return None
        return Picture.model_validate(answer["picture"])

    async def _start(self) -> Process:
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True,
            limit=_LONGEST_ANSWER,
        )  # fmt: skip
        async with asyncio.timeout(_START_SECONDS):
            await _answer(process)
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()

    async def close(self) -> None:
        """End the process; what is under way is given up."""
        for reading in tuple(self._reading):
            reading.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()  # it ends with its input
            with suppress(TimeoutError):
                async with asyncio.timeout(_END_SECONDS):
                    await self._process.wait()
        await self._end()


async def _ask(process: Process, data: bytes) -> dict[str, object]:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    process.stdin.write(len(data).to_bytes(4))
    process.stdin.write(data)
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: Process) -> dict[str, object]:
    assert process.stdout is not None  # noqa: S101 - both are pipes
    line = await process.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError("the process has ended")
    answer: dict[str, object] = json.loads(line)
    return answer
