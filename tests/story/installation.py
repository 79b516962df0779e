"""An installation of its own for a test: `qunguan run` as a process, in a home that did not exist before."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.app.commands import within
from tests.engine.waiting import PATIENCE

COMMAND = (sys.executable, "-m", "bot.cli")


@dataclass
class Installation:
    """A running bot.

    Attributes:
        address: of its page.
        process: `qunguan run`.
        environment: what its command line is called with.
    """

    address: str
    process: asyncio.subprocess.Process
    environment: Mapping[str, str]

    async def call(self, *words: str) -> tuple[int, str]:
        """Call `qunguan` with some words, in our own process; return its exit code and what it printed."""
        done = await asyncio.to_thread(within, words, self.environment)
        return done.returncode, done.stdout + done.stderr

    async def ready(self, *, yes: bool = True) -> None:
        """Wait until all parts are ready, or one is not; states are posted every two seconds."""
        async with asyncio.timeout(PATIENCE), ClientSession() as session:
            while True:
                async with session.get(f"{self.address}readyz") as answer:
                    if (answer.status == 200) is yes:
                        return
                await asyncio.sleep(0.05)

    async def status(self) -> dict[str, Any]:
        """Return what `qunguan status --json` says."""
        _, printed = await self.call("status", "--json")
        found: dict[str, Any] = json.loads(printed)
        return found


@asynccontextmanager
async def installation(home: Path, port: int, **settings: str) -> AsyncIterator[Installation]:
    """Start a bot and wait for its page; it is told to stop at the end, and must have stopped cleanly."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUNGUAN_", "WECHATY_", "REDIS_"))
    }
    environment = (
        kept | {"HOME": str(home), "QUNGUAN_DATA": str(home / "d"), "QUNGUAN_PORT": str(port)} | settings
    )
    with (home / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *COMMAND, "run", env=environment, stdout=asyncio.subprocess.PIPE, stderr=log
        )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while b"http" not in (line := await process.stdout.readline()):
                assert line, (home / "log").read_text()
        yield Installation(line.split()[-1].decode(), process, environment)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), PATIENCE)
    assert code == 0, (home / "log").read_text()
