"""What checking and reloading a huge rulebook costs, the second while the engine has events to handle."""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.app.memory import settle_memory
from bot.app.parts import send
from bot.app.run import Bot
from bot.app.settings import Settings
from bot.engine.pace import OFF
from bot.engine.sender import Desk
from bot.engine.workers import Workers
from bot.rulebook import Loaded, watch
from bot.store import EmbeddedServer, Store
from tests.bench import meter, rules
from tests.bench.ours import Load, Ours
from tests.bench.tally import Tally

FILES, RULES = 200, 25
"""Files, and rules in each."""
RATE, SECONDS = 100, 8
"""Events a second, and for how long: longer than a reload takes."""
_TICK = 0.001
_HEAD = """\
version: 1
rooms: {{id: r{file}}}
include: [lists/words.txt]
scripts: {{hi: {{day: {{warm: ["{{{{ member.name }}}} 一", "{{{{ member.name }}}} 二", "三"]}}}}}}
rules:
"""
_RULE = """\
  rule-{n}:
    handler: match
    match:
      all:
        - text: [$words, 暗号{n}]
        - not: {{member: {{role: [helper, partner]}}}}
    then: {{hit: [{{say: $scripts.hi, once: per_member_per_day}}, {{task: {{to: owner, text: "{n}"}}}}]}}
    examples: {{hit: [暗号{n}], miss: [你好]}}
"""


def write(folder: Path, files: int = FILES, each: int = RULES) -> None:
    """Write rule files, one a room, with a list that all of them include."""
    for file in range(files):
        text = "".join(_RULE.format(n=file * each + n) for n in range(each))
        (folder / f"{file:03}.yaml").write_text(_HEAD.format(file=file) + text, "utf-8")
    change(folder, "甲")


def change(folder: Path, word: str) -> None:
    """Change the list, so that every file is read anew."""
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "lists" / "words.txt").write_text(f"没人说的{word}\n", "utf-8")


class Pulse:
    """How long the event loop was held up at worst, in seconds, while `felt`.

    Attributes:
        worst: by our own work, without what our threads waited for a core of a busy machine.
        by_clock: all of it.
    """

    def __init__(self) -> None:
        self.worst = self.by_clock = 0.0

    async def _beat(self) -> None:
        waited = meter.waited_seconds()
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            late = time.perf_counter() - began - _TICK
            before, waited = waited, meter.waited_seconds()
            self.by_clock = max(self.by_clock, late)
            self.worst = max(self.worst, late - (waited - before))

    @contextmanager
    def felt(self) -> Iterator[None]:
        """Feel it while the block runs."""
        self.worst = self.by_clock = 0.0
        task = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            task.cancel()


@asynccontextmanager
async def _watched(files: int, each: int) -> AsyncIterator[tuple[Bot, Ours, asyncio.Event]]:
    """Run the engine on many rules, its folder watched as `qunguan run` does; tells of new rules in force."""
    with tempfile.TemporaryDirectory(prefix="qunguan-") as name:
        folder = Path(name) / "rules"
        folder.mkdir()
        rules.write(folder)
        write(folder, files, each)
        server = EmbeddedServer(Path(name) / "data")
        await server.start()
        store = await Store.open(server.url)
        tally = Tally()
        bot = Bot(Settings(rules=folder, redis_url=server.url, playground=False), store, lambda status: None)
        bot.gateways.append(tally)
        bot.office.committed = tally.committed
        await bot.take(bot.loaded)
        taken = asyncio.Event()

        async def take(loaded: Loaded) -> None:
            await bot.take(loaded)
            taken.set()

        tasks = [
            asyncio.create_task(Workers(bot.office).run()),
            asyncio.create_task(send(Desk(store, bot.clock, tally, OFF, performed=tally.settled))),
            asyncio.create_task(watch(bot.loader, take)),
        ]
        try:
            settle_memory()
            yield bot, Ours(await server.pid(), bot.inbox, tally), taken
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await bot.close()
            await store.close()
            await server.stop()


async def measure(files: int = FILES, each: int = RULES, seconds: float = SECONDS) -> dict[str, float]:
    """Return how long the event loop stands still while every file is loaded again, and how long that takes.

    Events flow all the time; `idle_pause_ms` is what they alone come to.
    """
    async with _watched(files, each) as (bot, ours, taken):
        pulse = Pulse()
        with pulse.felt():
            await ours.at_rate(Load.make(2 * RATE, prefix="i", seed=11), RATE)
        idle, load = pulse.worst, Load.make(int(seconds * RATE))
        with pulse.felt():
            events = asyncio.create_task(ours.at_rate(load, RATE))
            taken.clear()
            began = time.perf_counter()
            change(bot.settings.rules, "乙")
            await taken.wait()
            whole = time.perf_counter() - began
            await events
        return {
            "files": files + 1, "rules": len(bot.loaded.rulebook.rules), "whole_ms": whole * 1000,
            "pause_ms": pulse.worst * 1000, "by_clock_ms": pulse.by_clock * 1000,
            "idle_pause_ms": idle * 1000,
        }  # fmt: skip


def checked(files: int = FILES, each: int = RULES) -> dict[str, float]:
    """Return how long `qunguan check` takes over many rules, a process of its own: by the clock, and CPU."""
    with tempfile.TemporaryDirectory(prefix="qunguan-") as name:
        write(Path(name), files, each)
        began, cpu = time.perf_counter(), meter.children_seconds()
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "check", name], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout[-500:] + done.stderr[-500:])
        return {
            "files": files, "rules": files * each,
            "seconds": time.perf_counter() - began, "cpu_seconds": meter.children_seconds() - cpu,
        }  # fmt: skip
