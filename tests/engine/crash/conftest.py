"""Real processes to stop, on a real server; forked from one that has imported everything, to be gentle."""

import multiprocessing
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from unittest import mock

import pytest

from bot.store import EmbeddedServer, Store
from tests.engine.crash import program
from tests.engine.crash.model import Model, left
from tests.engine.crash.program import Halt, Spec
from tests.engine.crash.world import PER_SLICE
from tests.engine.waiting import until

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["__main__", program.__name__])


def _unmeasured() -> dict[str, str]:
    """Return our environment without what has a new process measure coverage: killed, it tells none."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


@dataclass
class Process:
    """One process of the bot's."""

    real: ForkServerProcess

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.real.pid is not None
        return self.real.pid

    async def end(self) -> int | None:
        """Wait for its end; return its exit code, negative for a signal."""
        await until(lambda: not self.real.is_alive(), "the end of a process")
        return self.real.exitcode

    async def frozen(self) -> None:
        """Wait until it stands still."""
        await until(lambda: self._state() == "T", "a process to stand still")

    def _state(self) -> str:
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Stop it as a failing machine would."""
        self.real.kill()
        self.real.join()


@dataclass
class Town:
    """The processes of one test, their store, and what they are given to do."""

    store: Store
    spec: Spec
    processes: list[Process] = field(default_factory=list)

    def start(self, *roles: str, halt: Halt | None = None, slices: tuple[int, ...] = ()) -> Process:
        """Start a process."""
        spec = replace(self.spec, roles=roles, halt=halt, slices=slices)
        real = _CONTEXT.Process(target=program.run, args=(spec,), daemon=True)
        with mock.patch.dict(os.environ, _unmeasured(), clear=True):
            real.start()
        process = Process(real)
        self.processes.append(process)
        return process

    async def drained(self) -> None:
        """Wait until nothing waits any more."""
        await until(self._nothing_left, "the end of all work")

    async def _nothing_left(self) -> bool:
        return not await left(self.store)

    async def finish(self, slices: int) -> int:
        """Tell everything again, let all be done, compare with the model; return how much is uncertain."""
        source = self.start("source", slices=tuple(range(slices)))
        assert await source.end() == 0
        await self.drained()
        return await Model(slices * PER_SLICE).check(self.store, self.spec.performed)

    def performed(self) -> int:
        """Return how many bytes of deeds are written."""
        return self.spec.performed.stat().st_size if self.spec.performed.exists() else 0

    async def goes_on(self, bytes_more: int = 1) -> None:
        """Wait until something more is performed."""
        before = self.performed()
        await until(lambda: self.performed() >= before + bytes_more, "something to be performed")


@pytest.fixture
async def town(store: Store, server: EmbeddedServer, tmp_path: Path) -> AsyncIterator[Town]:
    """A store with four shards and nobody at work."""
    town = Town(store, Spec(server.url, (), tmp_path / "performed", datetime.now(UTC)))
    try:
        yield town
    finally:
        for process in town.processes:
            process.kill()
