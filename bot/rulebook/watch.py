"""Hot reload: a saved file is in force within a second, or its problems are told and nothing changes."""

import asyncio
import inspect
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from watchfiles import Change, awatch

from bot.rulebook.discovery import folders
from bot.rulebook.files import SUFFIXES, shipped
from bot.rulebook.loader import Loaded, Loader

OnChange = Callable[[Loaded], Awaitable[None] | None]
T = TypeVar("T")
_SWITCH_SECONDS = 0.0005
QUIET_MS = 60
"""A save is over when nothing was written for so long; editors write, then rename, within a few."""
LONGEST_WAIT_MS = 400
"""Files that keep changing are read all the same after this time."""
LOOK_MS = 700
"""How often the folder is looked at in any case: network folders and containers send no events."""


async def watch(
    rules: Loader | Path | str, on_change: OnChange, *, stop: asyncio.Event | None = None
) -> None:
    """Load again whenever a rule file changes, and tell `on_change` if anything is different.

    Reading happens in a thread; what is handed over is whole: the new rulebook with every
    good file, and the last good state of each broken one (`Loaded.stale`, `Loaded.problems`).

    Args:
        rules: a loader, or the folder to make one for. What a loader has not loaded yet is told at once.
        on_change: called in this task, one call at a time.
        stop: ends the watching when set; cancelling the task does too.
    """
    loader = rules if isinstance(rules, Loader) else Loader(rules)
    known = loader.loaded
    seen = _signature(loader)
    last = await aside(loader.load)
    if known is None or _differs(last, known):
        await _tell(on_change, last)
    del known
    async for _ in awatch(
        *_folders(loader), watch_filter=_is_rule_file, debounce=LONGEST_WAIT_MS, step=QUIET_MS,
        rust_timeout=LOOK_MS, yield_on_timeout=True, stop_event=stop,
    ):  # fmt: skip
        signature = await aside(_signature, loader)
        if signature == seen:
            continue
        seen = signature
        loaded = await aside(loader.load)
        if _differs(loaded, last):
            await _tell(on_change, loaded)
        last = loaded
        await aside(loader.discard)


async def aside(work: Callable[..., T], *arguments: Any) -> T:
    """Do something long in a thread that lets the event loop in whenever it has something to do.

    A thread may keep all others waiting for Python's switch interval, 5 ms, each time that they
    want in, and a turn wants in several times. Measured in `make bench`, under `reload`.
    """
    return await asyncio.to_thread(_yielding, work, *arguments)


def _yielding(work: Callable[..., T], *arguments: Any) -> T:
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_SECONDS))
    try:
        return work(*arguments)
    finally:
        sys.setswitchinterval(before)


def _differs(loaded: Loaded, last: Loaded) -> bool:
    return loaded.rulebook is not last.rulebook or loaded.problems != last.problems


async def _tell(on_change: OnChange, loaded: Loaded) -> None:
    result = on_change(loaded)
    if inspect.isawaitable(result):
        await result


def _folders(loader: Loader) -> list[Path]:
    """Folders, never single files: saving by rename leaves a watched file behind."""
    folders = [path if path.is_dir() else path.parent for path in loader.paths]
    folders.append(shipped())
    return [folder for folder in dict.fromkeys(map(Path.resolve, folders)) if folder.is_dir()]


def _is_rule_file(_: Change, path: str) -> bool:
    return path.endswith((*SUFFIXES, ".txt"))


def _signature(loader: Loader) -> frozenset[tuple[str, int, int, int]]:
    """Name, time, size and inode of every file that may matter."""
    found = set()
    for folder in _folders(loader):
        for path in folder.rglob("*"):
            if _is_rule_file(Change.modified, str(path)):
                try:
                    stat = path.stat()
                except FileNotFoundError:  # between a save's delete and its rename
                    continue
                found.add((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return frozenset(found | _handlers())


def _handlers() -> set[tuple[str, int, int, int]]:
    """Return the same of the handlers' modules: a new one is imported with the next loading."""
    found = set()
    for path in (path for folder in folders() for path in folder.glob("*.py")):
        with suppress(FileNotFoundError):
            stat = path.stat()
            found.add((str(path), stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return found
