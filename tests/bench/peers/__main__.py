"""One run of one peer, in the peers' environment: `python -m tests.bench.peers NAME COUNT SOCKET SERVER_PID`.

Prints one JSON object; exits with 1 when the counts are not the workload's.
"""

import asyncio
import gc
import importlib
import inspect
import json
import logging
import sys
import time

from redis.asyncio import Redis

from tests.bench import meter, workload
from tests.bench.peers.rules import State, Tally

MODULES = {"aiogram": "aiogram_", "ptb": "ptb", "nonebot2": "nonebot2"}
WARM_UP = 100


async def run(name: str, count: int, socket: str, server: int) -> dict[str, float]:
    """Handle the workload one event after another, as these frameworks cost least; return what one cost.

    Raises:
        SystemExit: the run is void.
    """
    redis = Redis(unix_socket_path=socket, socket_timeout=None)
    peer, tally = importlib.import_module(f"tests.bench.peers.{MODULES[name]}"), Tally()
    one = peer.build(State(redis), tally)
    one = await one if inspect.isawaitable(one) else one
    logging.disable(logging.CRITICAL)
    posts = workload.posts(count)
    wanted, raw = workload.expected(posts), [peer.shape(post) for post in posts]
    for event in raw[:WARM_UP]:
        await one(event)
    await redis.flushall()
    tally.reset()
    gc.collect()
    gc.freeze()  # the workload itself is not theirs to walk over
    python, redis_before, began = time.process_time(), meter.cpu_seconds(server), time.perf_counter()
    for event in raw:
        await one(event)
    ended = time.perf_counter()
    cost = {
        "python_us": (time.process_time() - python) / count * 1e6,
        "redis_us": (meter.cpu_seconds(server) - redis_before) / count * 1e6,
        "wall_per_s": count / (ended - began),
    }
    await redis.aclose()
    if tally.outcomes != wanted or tally.sends != workload.sends(wanted):
        sys.exit(f"{name}: expected {dict(wanted)}, got {dict(tally.outcomes)} with {tally.sends} sends")
    return cost


if __name__ == "__main__":
    meter.pin(meter.PYTHON_CORE)
    print(json.dumps(asyncio.run(run(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])))))
