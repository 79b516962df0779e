"""From runs to figures, and from figures to a table."""

import os
import platform
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

SHARES = {"p50_ms": 0.5, "p99_ms": 0.99}
_NAMES = {
    "ours": "Qunguan",
    "aiogram": "aiogram",
    "ptb": "python-telegram-bot",
    "nonebot2": "nonebot2 + OneBot",
}


def figures(runs: Mapping[str, Sequence[Mapping[str, float]]]) -> dict[str, Any]:
    """Return the medians; `events_per_s` is what one core of Python handles, from the CPU an event costs.

    Rates by the wall clock swing with whatever else the machine does; they are given beside it.
    """
    medians = {
        name: {key: median(run[key] for run in some) for key in some[0]}
        for name, some in runs.items()
        if some
    }
    for cost in medians.values():
        cost["events_per_s"] = 1e6 / cost["python_us"]
    ours = medians.pop("ours", None)
    for cost in medians.values():
        if ours is not None:
            cost["ours_is_times"] = cost["python_us"] / ours["python_us"]
    found: dict[str, Any] = {"machine": _machine()}
    return found | ({"ours": ours} if ours else {}) | {"peers": medians}


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def table(found: Mapping[str, Any]) -> str:
    """Return the figures for reading."""
    rows: list[tuple[str, ...]] = [
        ("", "events/s per core", "Python µs/event", "Redis µs/event", "events/s by the clock", "ours is")
    ]
    rows += [_row(name, cost) for name, cost in _costs(found).items()]
    lines = [
        f"{name:22}" + "".join(f"{cell:>23}" for cell in cells) for name, *cells in rows if len(rows) > 1
    ]
    for rate, took in found.get("latency", {}).items():
        p50, p99 = (took[name] for name in SHARES)
        lines.append(f"append to performed action at {rate:>5} events/s: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    if ads := found.get("ads"):
        lines += _ads(ads)
    if reload := found.get("reload"):
        lines.append(
            "reload of {files:.0f} files with {rules:.0f} rules: {whole_ms:.0f} ms in all, the event loop"
            " held up for at most {pause_ms:.0f} ms".format(**reload)
        )
    if check := found.get("check"):
        lines.append(
            "qunguan check of {files:.0f} files with {rules:.0f} rules: {seconds:.1f} s"
            " ({cpu_seconds:.1f} s of CPU)".format(**check)
        )
    lines += [
        "",
        "Ours has a durable inbox, commits once and sends from a durable outbox (append-only file on);",
        "the peers keep only counters, on a server without that file. Nothing is logged but warnings.",
        "{cores} cores, Python {python}, load {load}; Python and the server on a core each.".format(
            **found["machine"]
        ),
    ]
    return "\n".join(lines)


def _ads(found: Mapping[str, Any]) -> list[str]:
    """The advert detector's lines: speed always, recall where the labelled texts are at hand."""
    lines = [
        "advert detector: {median_us:.0f} µs a message (median), p99 {p99_us:.0f} µs, start {start_ms:.0f} ms"
        ", {memory_mb:.0f} MB with 50,000 terms".format(**found)
    ]
    for name in ("dev", "dev_evasion"):
        if figures := found.get(name):
            low, high = figures["all"]["recall_at_0.1%_fpr"], figures["all"]["recall_at_0.5%_fpr"]
            lines.append(f"recall on {name} at 0.1 % and 0.5 % false positives: {low:.3f}, {high:.3f}")
    return lines


def _costs(found: Mapping[str, Any]) -> dict[str, Mapping[str, float]]:
    ours = {"ours": found["ours"]} if "ours" in found else {}
    return {**ours, **found["peers"]}


def _row(name: str, cost: Mapping[str, float]) -> tuple[str, ...]:
    keys = ("events_per_s", "python_us", "redis_us", "wall_per_s")
    times = f"{cost['ours_is_times']:.1f}×" if "ours_is_times" in cost else ""
    return (_NAMES[name], *(f"{cost[key]:,.0f}" for key in keys), times)
