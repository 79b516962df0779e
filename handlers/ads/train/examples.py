"""What the model learns from: the labelled files, their rewritten copies, and texts of our own parts.

A row counts by its source and class (`weights`): large sources speak less per row, so that no one source
decides what an advert is. All draws are seeded, so the same folder gives the same examples.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from handlers.ads.train.compose import adverts, ordinary
from handlers.ads.train.rewrite import MILD, rewritten

OWN = "own"
"""The source of the texts made from our own parts."""
OWN_ADVERTS, OWN_HAM = 80_000, 64_000
ADVERT_COPIES, HAM_COPIES = 2, 0.15
"""Rewritten copies of each advert, and the share of the ham that is rewritten once."""
_BALANCE = 0.5
"""Weight of a row: the size of its source and class to the power of minus this."""

_EMPHASIS = {
    ("tgcn", True): 8.0,
    ("tgcn", False): 8.0,
    ("qqmc", True): 8.0,
    ("qqmc", False): 8.0,
    ("smslr", False): 4.0,
    ("nus_zh", False): 2.0,
    ("sms80w", False): 1.5,
    ("msglog", False): 1.5,
}
"""Groups' own talk counts more, and so does the hardest ham: notices of banks and shops, blessings."""


class Example(NamedTuple):
    """One text with its label and source."""

    text: str
    advert: bool
    source: str


def read(path: Path) -> list[Example]:
    """The rows of a labelled JSONL file. Raises `ValueError` with the line of a row that is none."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            rows.append(Example(row["text"], bool(row["label"]), row["source"]))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: expected an object with text, label and source") from error
    return rows


def examples(rows: Sequence[Example], rng: Random) -> list[Example]:
    """`rows`, their rewritten copies, and our own texts."""
    return [*rows, *_rewritten(rows, rng), *own(OWN_ADVERTS, OWN_HAM, rng)]


def _rewritten(rows: Sequence[Example], rng: Random) -> Iterator[Example]:
    """Copies in disguise: every advert hard, some ham mildly."""
    for row in rows:
        if row.advert:
            yield from (row._replace(text=rewritten(row.text, rng)) for _ in range(ADVERT_COPIES))
        elif rng.random() < HAM_COPIES:
            yield row._replace(text=rewritten(row.text, rng, MILD))


def own(ads: int, ham: int, rng: Random) -> list[Example]:
    """Texts of our own parts; half of the adverts and a quarter of the ham rewritten."""
    rows = [Example(text, True, OWN) for text in adverts(ads, rng)]
    rows += [Example(text, False, OWN) for text in ordinary(ham, rng)]
    return [
        row._replace(text=rewritten(row.text, rng)) if row.advert and rng.random() < 0.5
        else row._replace(text=rewritten(row.text, rng, MILD)) if not row.advert and rng.random() < 0.25
        else row
        for row in rows
    ]  # fmt: skip


def weights(rows: Sequence[Example]) -> list[float]:
    """The weight of each row, 1.0 on average."""
    sizes = Counter((row.source, row.advert) for row in rows)
    raw = [sizes[key] ** -_BALANCE * _EMPHASIS.get(key, 1.0) for key in ((r.source, r.advert) for r in rows)]
    mean = sum(raw) / len(raw)
    return [weight / mean for weight in raw]
