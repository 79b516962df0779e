"""Many files checked on all cores: each process reads its share and tells what is wrong with it."""

import multiprocessing
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path

from bot.contract import Do, Handler, TimerFired
from bot.rulebook.ability import cannot
from bot.rulebook.discovery import discover
from bot.rulebook.loader import Unit, make_unit
from bot.rulebook.problems import Problem

MANY = 32
"""Files from which it is worth the start of processes."""
Read = tuple[Path, Unit, list[Problem]]
"""A file, what came of it without its rules, and what a platform cannot do of them."""


def read_abreast(
    files: Sequence[Path], roots: Sequence[Path], can: frozenset[Do] | None, platform: str
) -> list[Read]:
    """Read files in as many processes as there are cores; nothing if they are few, or it cannot be done here.

    Left out are files whose rules matter to other files: those that might be part of a circle, and
    those that set timers or act on them.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if len(files) < MANY or cores < 2:
        return []
    discover()  # before the processes part
    shares = [files[share::cores] for share in range(cores)]
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings(), ProcessPoolExecutor(cores, context) as pool:
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking: nobody else works in this process
        work = partial(_share, roots=roots, can=can, platform=platform)
        return list(chain.from_iterable(pool.map(work, shares)))


def _share(
    files: Iterable[Path], roots: Sequence[Path], can: frozenset[Do] | None, platform: str
) -> list[Read]:
    found = []
    for file in files:
        unit = make_unit(file, roots)
        if not (unit.links or unit.timers or _hears_timers(unit)):
            unable = [] if can is None or unit.broken else list(cannot(unit.drafts, can, platform))
            unit.drafts = ()
            found.append((file, unit, unable))
    return found


def _hears_timers(unit: Unit) -> bool:
    handlers = (draft.rule.handler for draft in unit.drafts)
    return any(
        type(handler).awaits is not Handler.awaits and handler.hook(TimerFired) is not None
        for handler in handlers
    )
