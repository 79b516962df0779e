"""Measures the ad detector: start, memory, time a message, and the figures on a folder of labelled texts.

    python tests/bench/ads.py [DIR]

DIR is by default what QUNGUAN_ADS_DATA says, else `../shared/data/ads` beside the checkout; without such a
folder only speed is measured, on texts of our own parts. Prints one JSON object; CPU time, one core, one
message at a time. `make bench` puts the same object into `build/bench.json` under `ads`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, process_time_ns
from typing import Any

TERMS, PATTERNS, MESSAGES = 50_000, 500, 6_000
ROOT = Path(__file__).parents[2]
_START = """
import sys, time; began = time.perf_counter()
from handlers.ads.detector import Detector, Post
detector = Detector(); detector.judge(Post("早")); took = time.perf_counter() - began
print(took, int(open("/proc/self/statm").read().split()[1]))
"""
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20


def data_folder() -> Path | None:
    """Return the folder of labelled texts; None where there is none (a clean clone)."""
    named = os.environ.get("QUNGUAN_ADS_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data" / "ads"
    return folder if (folder / "dev.jsonl").is_file() else None


def started() -> dict[str, float]:
    """Import, weights and a first verdict in a new process (milliseconds, best of five), and its memory."""
    runs = [
        subprocess.run([sys.executable, "-c", _START], capture_output=True, check=True, cwd=ROOT)
        for _ in range(5)
    ]
    took, pages = zip(*(map(float, run.stdout.split()) for run in runs), strict=True)
    return {"start_ms": min(took) * 1000, "memory_alone_mb": min(pages) * _PAGE_MB}


def memory_mb() -> float:
    """Resident memory of this process now, megabytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_MB


def lists(rng: random.Random) -> tuple[list[str], list[str]]:
    """Random Chinese terms of two to five characters, and patterns of two words with a gap."""
    han = [chr(code) for code in range(0x4E00, 0x7000)]

    def word(low: int, high: int) -> str:
        return "".join(rng.choices(han, k=rng.randint(low, high)))

    return [word(2, 5) for _ in range(TERMS)], [f"{word(2, 2)}.{{0,5}}{word(2, 2)}" for _ in range(PATTERNS)]


def messages(rng: random.Random, folder: Path | None) -> list[str]:
    """Chat text of median about 40 and at most 200 characters: from the folder, else of our own parts."""
    if folder is not None:
        rows = [json.loads(line)["text"] for line in (folder / "dev.jsonl").open(encoding="utf-8")]
    else:
        from handlers.ads.train.compose import adverts, ordinary

        rows = [*adverts(MESSAGES, rng), *("，".join(ordinary(3, rng)) for _ in range(MESSAGES))]
    fitting = [text for text in rows if 20 <= len(text) <= 200]
    rng.shuffle(fitting)
    return fitting[:MESSAGES]


def speed(folder: Path | None) -> dict[str, Any]:
    """Time a message through the whole text path with large lists, and what the lists cost."""
    from handlers.ads.detector import Detector
    from handlers.ads.post import Post

    rng = random.Random(1)
    terms, patterns = lists(rng)
    before = process_time()
    detector = Detector({"bench": terms}, {"bench": patterns})
    build = process_time() - before
    posts = [Post(text) for text in messages(rng, folder)]
    for post in posts[:500]:
        detector.judge(post)
    taken = sorted(_timed(detector, post) for post in posts)
    return {
        "median_length": median(len(post.text) for post in posts),
        "median_us": taken[len(taken) // 2] / 1000,
        "p99_us": taken[len(taken) * 99 // 100] / 1000,
        "lists_ms": build * 1000,
        "memory_mb": memory_mb(),
        "batch_us": batch_us(detector, posts),
    }


def batch_us(detector: Any, posts: list[Any]) -> float:
    """Microseconds of CPU a message when all are given at once."""
    before = process_time()
    detector.judge_all(posts)
    return (process_time() - before) / len(posts) * 1e6


def _timed(detector: Any, post: Any) -> int:
    """Nanoseconds of CPU for one verdict."""
    before = process_time_ns()
    detector.judge(post)
    return process_time_ns() - before


def reference_ms() -> float:
    """A fixed piece of work, so that figures of a busy machine can be told from those of an idle one."""
    best = min(_summed() for _ in range(5))
    return best * 1000


def _summed() -> float:
    before = perf_counter()
    sum(range(1_000_000))
    return perf_counter() - before


def figures(folder: Path | None) -> dict[str, Any]:
    """Everything as one object."""
    result: dict[str, Any] = {**started(), "reference_ms": reference_ms(), **speed(folder)}
    if folder is not None:
        from handlers.ads.lines import evaluate_file

        names = [name for name in ("dev", "dev_evasion") if (folder / f"{name}.jsonl").is_file()]
        result |= {name: evaluate_file(folder / f"{name}.jsonl") for name in names}
    return result


def measure() -> dict[str, Any]:
    """Run this file in a process of its own, where nothing else takes memory, and return its figures."""
    done = subprocess.run([sys.executable, __file__], stdout=subprocess.PIPE, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else data_folder()
    print(json.dumps(figures(given), ensure_ascii=False, indent=1))
