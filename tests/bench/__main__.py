"""`make bench`: our engine and its peers on the same workload, in turn; a table, and `build/bench.json`."""

import argparse
import asyncio
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from bot.app.logs import set_up_logs
from bot.store import EmbeddedServer
from tests.bench import ads, meter, ours, reload, report

PEERS = {"aiogram": 4_000, "ptb": 4_000, "nonebot2": 800}
"""Peer → events of one run of it: enough for a few seconds."""
PARTS = {"ours", "latency", "ads", "reload", "check", *PEERS}
"""What can be measured, and is by default."""
RATES = {100: 20, 1_000: 15}
"""Events a second → seconds, for what an answer takes."""
Costs = dict[str, float]


def main() -> None:
    """Run what the arguments ask for; exit with 1 when a run is void."""
    args = _arguments()
    set_up_logs("warning")  # the peers log nothing either
    try:
        asyncio.run(_profile(args.n) if args.profile else _bench(args))
    except ours.VoidError as error:
        sys.exit(f"void: {error}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--n", type=int, default=12_000, help="events of one run of ours (at most 25,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; medians are shown")
    parser.add_argument("--only", default="", help="ours, latency, ads, reload, check, or peers, by commas")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"), help="where the figures go")
    parser.add_argument("--profile", action="store_true", help="show where our own time goes, and end")
    args = parser.parse_args()
    args.only = set(filter(None, args.only.split(","))) or PARTS
    if unknown := args.only - PARTS:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return args


async def _bench(args: argparse.Namespace) -> None:
    runs: defaultdict[str, list[Costs]] = defaultdict(list)
    for _ in range(args.runs):
        if "ours" in args.only:
            runs["ours"].append(await ours.measure(args.n))
        for peer, count in PEERS.items():
            if peer in args.only:
                runs[peer].append(await _peer(peer, count))
    figures = report.figures(runs)
    for part, measured in MEASURED.items():
        if part in args.only:
            figures[part] = await measured()
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(report.table(figures))


async def _latencies() -> dict[str, Costs]:
    """Return p50 and p99 from append to performed action, in milliseconds, at each rate."""
    found = {}
    for rate, seconds in RATES.items():
        took = await ours.latencies(rate * seconds, rate)
        found[str(rate)] = {name: meter.percentile(took, share) for name, share in report.SHARES.items()}
    return found


MEASURED: dict[str, Callable[[], Awaitable[Any]]] = {
    "latency": _latencies,
    "ads": partial(asyncio.to_thread, ads.measure),
    "reload": reload.measure,
    "check": partial(asyncio.to_thread, reload.checked),
}
"""What is measured once, besides what events cost."""


async def _peer(name: str, count: int) -> Costs:
    """Run a peer in its own environment, on a server of its own without the append-only file.

    Raises:
        VoidError: it did not come to the workload's counts.
    """
    python = os.environ.get("QUNGUAN_BENCH_PEERS", sys.executable)
    with tempfile.TemporaryDirectory(prefix="qunguan-") as folder:
        server = EmbeddedServer(Path(folder), extra=("--appendonly", "no"))
        await server.start()
        try:
            pid = await server.pid()
            meter.pin(meter.SERVER_CORE, pid)
            command = [python, "-m", "tests.bench.peers", name, str(count), str(server.socket), str(pid)]
            done = await asyncio.to_thread(subprocess.run, command, stdout=subprocess.PIPE, text=True)
        finally:
            await server.stop()
    if done.returncode:
        raise ours.VoidError(f"{name} ended with {done.returncode}")
    costs: Costs = json.loads(done.stdout.splitlines()[-1])
    return costs


async def _profile(count: int) -> None:
    profile = cProfile.Profile()
    costs = await ours.measure(count, profile)
    print(f"{costs['python_us']:.0f} µs an event, slowed down by the profiler")
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
