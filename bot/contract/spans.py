"""Lengths of time as an operator writes them: `30s`, `10m`, `2h`, `7d`, also `10分钟`."""

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_UNITS = {
    "s": 1, "秒": 1,
    "m": 60, "min": 60, "分": 60, "分钟": 60,
    "h": 3600, "时": 3600, "小时": 3600,
    "d": 86400, "天": 86400,
    "w": 604800, "周": 604800,
}  # fmt: skip
_SPAN = re.compile(rf"(\d{{1,9}})\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_LONGEST = timedelta(days=3660)


def parse_span(text: str) -> timedelta:
    """Read a length of time such as `90s` or `1h30m`.

    Raises:
        ValueError: it is no such text, or longer than ten years.
    """
    compact = text.strip().lower()
    parts = _SPAN.findall(compact)
    if not parts or _SPAN.sub("", compact).strip():
        raise ValueError(f"{text!r} is no length of time; write 30s, 10m, 2h or 7d")
    span = timedelta(seconds=sum(int(number) * _UNITS[unit] for number, unit in parts))
    if span > _LONGEST:
        raise ValueError(f"{text!r} is longer than ten years")
    return span


def format_span(span: timedelta) -> str:
    """Write a length of time in the largest unit that divides it."""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _validate(value: Any) -> Any:
    return parse_span(value) if isinstance(value, str) else value


Span = Annotated[timedelta, BeforeValidator(_validate), PlainSerializer(format_span, return_type=str)]
"""A length of time, written as an operator writes it."""
