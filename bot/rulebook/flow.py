"""Values → YAML on one line, quoted only where YAML would read something else."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.rulebook.syntax import quote

_BARE = re.compile(r"[A-Za-z0-9_$\u4e00-\u9fff][A-Za-z0-9_$./~+%\-\u4e00-\u9fff]*")
"""What needs no quotes, in lists and mappings too."""
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def flow(value: Any) -> str:
    """Write a value: a scalar, `[a, b]` or `{a: 1}`; texts as quoted as need be."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return text if _BARE.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    if all(sign.isprintable() for sign in text):
        return quote(text)
    return (
        '"'
        + "".join(_ESCAPES.get(sign, sign) if sign.isprintable() else _escaped(sign) for sign in text)
        + '"'
    )


def _escaped(sign: str) -> str:
    return _ESCAPES.get(sign) or f"\\U{ord(sign):08x}"
