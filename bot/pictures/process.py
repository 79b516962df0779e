"""A process of its own that answers one request at a time; what goes wrong there costs one answer."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from subprocess import DEVNULL

import structlog

log = structlog.get_logger()
Answer = dict[str, object]
_START_SECONDS, _END_SECONDS = 60.0, 2.0
_LONGEST_ANSWER = 2**20


class Child:
    """Runs a command; the process starts with the first request, and anew after each failure.

    Args:
        command: what is run; it speaks as `bot.pictures.child` does.
        deadline: seconds that one answer may take; then the process is ended.
        most: requests that may wait; beyond that they are refused.
    """

    def __init__(self, command: tuple[str, ...], *, deadline: float, most: int) -> None:
        self._command = command
        self._deadline = deadline
        self._most = most
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._ready = False
        self._asking: set[asyncio.Task[Answer | None]] = set()

    @property
    def ready(self) -> bool:
        """Whether it runs and has answered."""
        return self._ready

    @property
    def waiting(self) -> int:
        """Requests that are not answered yet."""
        return len(self._asking)

    async def __call__(self, data: bytes) -> Answer | None:
        """Return the answer; `None` if it failed, took too long, or too many wait."""
        if self.waiting >= self._most:
            log.warning("picture.was_refused", size=len(data), waiting=self.waiting)
            return None
        asking = asyncio.create_task(self._ask_in_turn(data))
        self._asking.add(asking)
        asking.add_done_callback(self._asking.discard)
        return await asyncio.shield(
            asking
        )  # whoever gives up waiting leaves the next answer to the next picture

    async def _ask_in_turn(self, data: bytes) -> Answer | None:
        async with self._turn:
            try:
                process = self._process or await self._start()
                async with asyncio.timeout(self._deadline):
                    answer = await _ask(process, data)
            except (TimeoutError, OSError, ValueError, EOFError) as error:
                log.warning("picture.was_given_up", size=len(data), why=type(error).__name__)
                await self._end()
                return None
        return answer

    async def start(self) -> None:
        """Start the process ahead of the first request; if that fails, the request tries again."""
        async with self._turn:
            if self._process is None:
                with suppress(TimeoutError, OSError, ValueError, EOFError):
                    await self._start()

    async def _start(self) -> Process:
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True,
            limit=_LONGEST_ANSWER,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_START_SECONDS):
                await _answer(process)
        except (TimeoutError, ValueError, EOFError):
            await self._end()
            raise
        self._ready = True
        return process

    async def _end(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()

    async def close(self) -> None:
        """End the process; what is under way is given up."""
        for asking in tuple(self._asking):
            asking.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()  # it ends with its input
            with suppress(TimeoutError):
                async with asyncio.timeout(_END_SECONDS):
                    await self._process.wait()
        await self._end()


async def _ask(process: Process, data: bytes) -> Answer:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    process.stdin.write(len(data).to_bytes(4))
    process.stdin.write(data)
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: Process) -> Answer:
    assert process.stdout is not None  # noqa: S101 - both are pipes
    line = await process.stdout.readline()
    if not line.endswith(b"\n"):
        raise EOFError("the process has ended")
    answer: Answer = json.loads(line)
    return answer
