"""A process of the official Wechaty gateway (gateway.mjs): started, killed, frozen, spoken to."""

import asyncio
import itertools
import json
import os
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.engine.waiting import PATIENCE

HERE = Path(__file__).parent
TOKEN = "puppet_mock_test"


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def install() -> None:
    """Fetch the locked packages of the gateway, if they are not there."""
    if not (HERE / "node_modules" / "wechaty-puppet-service").is_dir():
        npm = await asyncio.create_subprocess_exec(
            "npm", "ci", "--no-audit", "--no-fund", cwd=HERE, stdout=asyncio.subprocess.DEVNULL
        )
        if await npm.wait():
            raise RuntimeError(f"npm ci failed in {HERE}")


class GatewayProcess:
    """An official gateway on a port of its own, told what to do and asked what the bot did, a line each.

    Attributes:
        endpoint: `host:port` it listens on, the same after a restart.
        performed: what the bot did through it, in order: dicts of `performed`, `to`, `text`, `member`, `id`.
        said: texts of the sent messages, in order.
    """

    def __init__(self, token: str = TOKEN, tls: dict[str, str] | None = None) -> None:
        self.token = token
        self.tls = tls
        self.port = free_port()
        self.performed: list[dict[str, Any]] = []
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._up = asyncio.Event()
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)

    @property
    def endpoint(self) -> str:
        """Return where it listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def said(self) -> list[str]:
        """Return the texts the bot sent, in order."""
        return [done["text"] for done in self.performed if done["performed"] == "say"]

    async def start(self) -> None:
        """Start the gateway; returns once it listens."""
        await install()
        node = shutil.which("node")
        if node is None:
            raise RuntimeError("the tests need node on the PATH")
        self._up.clear()
        self._process = await asyncio.create_subprocess_exec(
            node, "gateway.mjs", self.endpoint, self.token, json.dumps(self.tls) if self.tls else "",
            cwd=HERE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, limit=2**20, env=os.environ | {"WECHATY_LOG": "silent"},
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read(self._process))
        await asyncio.wait_for(self._up.wait(), PATIENCE)

    @property
    def alive(self) -> bool:
        """Return whether the gateway runs, frozen or not."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """End the gateway at once (SIGKILL)."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End the gateway, if it runs."""
        if self.alive:
            self.thaw()
            await self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Stop the gateway in its tracks (SIGSTOP): connections stay open, nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen gateway go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        assert self._reading is not None
        self._signal(number)
        await self._process.wait()
        await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            report = json.loads(line)
            if "up" in report:
                self._up.set()
            elif "n" in report:
                self._answers.pop(report["n"]).set_result(report)
            else:
                self._note(report)
                async with self._changed:
                    self._changed.notify_all()

    def _note(self, report: dict[str, Any]) -> None:
        self.performed.append(report)

    async def _do(self, op: str, **command: Any) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"op": op, "n": number, **command}).encode() + b"\n")
        report = await asyncio.wait_for(answer, PATIENCE)
        if "error" in report:
            raise RuntimeError(f"{op}: {report['error']}")
        return report["answer"]

    async def wait_for(self, done: Callable[[Self], bool], within: float = PATIENCE) -> None:
        """Wait until the bot did what `done` asks for.

        Raises:
            TimeoutError: it did not, `within` seconds; shows what was done instead.
        """
        try:
            async with asyncio.timeout(within), self._changed:
                await self._changed.wait_for(lambda: done(self))
        except TimeoutError:
            raise TimeoutError(f"the bot did only {self.performed}") from None
