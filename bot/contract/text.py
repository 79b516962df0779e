"""The text that rules match on: folded so that width, case, script and hidden characters do not matter."""

import re
import unicodedata
from functools import cache
from importlib.resources import files

LONGEST = 10_000
"""Characters of a text that are looked at; the rest is cut."""
_HIDDEN = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0]
    + [*range(0x0009), *range(0x000B, 0x0020), *range(0x007F, 0x00A0)]
    + [
        *range(0x200B, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    ]
    + [*range(0xE0000, 0xE0080), *range(0xD800, 0xE000)]
)
"""Zero-width, control, direction and variation characters, tags, and lone surrogates (which RE2 refuses)."""
_SPACES = re.compile(r"\s+")


@cache
def _table() -> dict[int, str | None]:
    """Traditional → simplified, one character to one, over the hidden characters."""
    pairs = files("bot.contract").joinpath("simplified.txt").read_text("utf-8").split()
    return dict(_HIDDEN) | {ord(pair[0]): pair[1] for pair in pairs}


def normal(text: str) -> str:
    """Fold a text for matching: NFKC, no hidden characters, simplified, lower case, single spaces."""
    if text.isascii():
        folded = text[:LONGEST].translate(_table()).lower()
    else:
        folded = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_table()).casefold()
    return _SPACES.sub(" ", folded).strip()


def harmless(name: str, longest: int = 32) -> str:
    """Make a nickname safe to print: one line, no hidden or direction characters, no @ of its own, not endless."""
    shown = _SPACES.sub(" ", name[:200].translate(dict(_HIDDEN))).replace("@", "＠").strip()
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
