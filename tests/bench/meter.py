"""What a run costs: the CPU of whole processes from /proc, and what to make of many figures."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

PYTHON_CORE, SERVER_CORE = 0, -1
"""Python runs on the first core this process may use, the server on the last."""
_CORES = sorted(os.sched_getaffinity(0))


def pin(core: int, pid: int = 0) -> None:
    """Keep a process, all its threads, on one core; `pid` 0 is this one."""
    for thread in Path(f"/proc/{pid or 'self'}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {_CORES[core]})


@contextmanager
def pinned(server: int) -> Iterator[None]:
    """Keep this process and the server on a core each while the block runs."""
    pin(PYTHON_CORE)
    pin(SERVER_CORE, server)
    try:
        yield
    finally:
        os.sched_setaffinity(0, _CORES)


def cpu_seconds(pid: int) -> float:
    """Return how long the threads of a process have run, user and system, from the scheduler's own count."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def waited_seconds() -> float:
    """Return how long this process' threads were ready to run and waited for a core, by the scheduler."""
    total = 0
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            total += int((thread / "schedstat").read_text().split()[1])
    return total / 1e9


def children_seconds() -> float:
    """Return the CPU that child processes which have ended used, user and system."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies; 0 of none."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else 0.0
