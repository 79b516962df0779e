"""One process of the crash tests: a source, workers, a sender, or all; it can stop itself at a step."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.app.parts import send
from bot.contract import SystemClock
from bot.engine.inbox import Inbox
from bot.engine.pace import OFF
from bot.engine.sender import Desk
from bot.engine.worker import Office
from bot.engine.workers import Workers
from bot.store import Line, Packed, Script, Store, scripts
from tests.engine.crash import world

DAY = timedelta(days=1)
AT_ONCE = 20


@dataclass(frozen=True)
class Halt:
    """Where a process stops itself: before or after a step, the n-th time it is there.

    Attributes:
        step: a script's name, or `fire`, `attempt`, `forward` and `turn`.
        by: SIGKILL, or SIGSTOP for a holder that freezes and comes back.
    """

    step: str
    when: str
    nth: int = 1
    by: signal.Signals = signal.SIGKILL

    def __str__(self) -> str:
        return f"{self.step}-{self.when}"


@dataclass(frozen=True)
class Spec:
    """What one process does.

    Attributes:
        roles: of `source`, `worker` and `sender`.
        slices: what the source appends.
        performed: the file of the platform of paper.
        seconds: how long leases last.
    """

    url: str
    roles: tuple[str, ...]
    performed: Path
    base: datetime
    slices: tuple[int, ...] = ()
    halt: Halt | None = None
    seconds: float = 1.0


def run(spec: Spec) -> None:
    """Be that process; a source alone ends when everything is appended."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    if spec.halt is not None:
        install(spec.halt)
    asyncio.run(work(spec))


async def work(spec: Spec) -> None:
    """Run the roles."""
    store = await Store.open(spec.url)
    async with asyncio.TaskGroup() as group:
        if "worker" in spec.roles:
            office = Office(
                store=store, clock=SystemClock(), rulebook=world.rulebook(), tells=Inbox(store, most=10**9),
                real=lambda platform: True, late=DAY,
            )  # fmt: skip
            group.create_task(Workers(office, seconds=spec.seconds).run())
        if "sender" in spec.roles:
            desk = Desk(store, SystemClock(), world.Paper(spec.performed), OFF, old=DAY)
            group.create_task(send(desk, spec.seconds))
        if "source" in spec.roles:
            group.create_task(feed(Inbox(store, most=400), spec))


async def feed(inbox: Inbox, spec: Spec) -> None:
    """Append the slices, a few events at a time."""
    events = list(world.messages(spec.slices, spec.base))
    for start in range(0, len(events), AT_ONCE):
        await inbox(events[start : start + AT_ONCE])
    await inbox.close()


def install(halt: Halt) -> None:
    """Have the process stop itself at a step."""
    left = halt.nth

    def reach(step: str, when: str) -> None:
        nonlocal left
        if (step, when) == (halt.step, halt.when):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), halt.by)

    run, call = Line.run, Line.call

    async def watched_run(
        line: Line, script: Script, keys: Sequence[str], arguments: Sequence[Any] | Packed = ()
    ) -> Any:
        step = name_of(script, arguments)
        reach(step, "before")
        answer = await run(line, script, keys, arguments)
        if script is scripts.COMMIT or answer not in ([], b"paused", b"tried"):
            reach(step, "after")
        return answer

    async def watched_call(line: Line, *command: Any) -> Any:
        step = "forward" if command[0] == "XDEL" else command[0]
        reach(step, "before")
        answer = await call(line, *command)
        reach(step, "after")
        return answer

    Line.run, Line.call = watched_run, watched_call  # type: ignore[method-assign,assignment]
    world.BREAK.append(lambda: reach("turn", "within"))


def name_of(script: Script, arguments: Sequence[Any] | Packed) -> str:
    """Tell the commits of timers and of tries from those of turns."""
    if script is not scripts.COMMIT or not isinstance(arguments, Packed):
        return script.name
    words = b"".join(arguments.parts)
    if b"\r\nACK\r\n" in words:
        return script.name
    return "attempt" if b"\r\nHINCRBY\r\n" in words else "fire"
