"""Which words of a text speak for an advert: what the text model would say without them.

Pieces are taken from the text as it was posted, so a fragment shows what the member wrote, disguise and all.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

LOOKED_AT = 400
"""Characters of a text that are looked at."""
_MOST_PIECES = 24
"""Pieces a text is cut into: each costs one more look of the model."""
_SHOWN = 3
_SHARE = 0.15
"""A piece that carries less than this share of what the strongest carries is not shown."""
_EDGES = " \t\n，。,.!！、；;：:"
_PIECE = re.compile(r"[A-Za-z0-9_]{1,20}|\s+|[^\sA-Za-z0-9_]{1,2}")


class Fragment(NamedTuple):
    """Some words as they were posted, and by how many logits they speak for an advert."""

    text: str
    weight: float


def fragments(text: str, logit: Callable[[str], float]) -> list[Fragment]:
    """Return the words that speak most for an advert, strongest first; neighbours are one fragment."""
    text = text[:LOOKED_AT]
    pieces = _pieces(text)
    if not pieces:
        return []
    whole = logit(text)
    lost = [whole - logit(text[:start] + text[end:]) for start, end in pieces]
    enough = max(*lost, 0.0) * _SHARE
    found: list[tuple[int, int, float]] = []
    for (start, end), weight in zip(pieces, lost, strict=True):
        if weight <= enough:
            continue
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end, found[-1][2] + weight)
        else:
            found.append((start, end, weight))
    shown = sorted(found, key=lambda one: one[2], reverse=True)[:_SHOWN]
    return [Fragment(text[start:end].strip(_EDGES), weight) for start, end, weight in shown]


def _pieces(text: str) -> list[tuple[int, int]]:
    """Cut a text at its words, in few enough pieces; blanks are no piece."""
    spans = [found.span() for found in _PIECE.finditer(text)]
    per = -(-len(spans) // _MOST_PIECES)
    joined = [
        (spans[at][0], spans[min(at + per, len(spans)) - 1][1]) for at in range(0, len(spans), per or 1)
    ]
    return [(start, end) for start, end in joined if text[start:end].strip()]
