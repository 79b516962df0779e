"""Leaves whole sources out of training: what the model does on adverts of a kind it never saw.

    python -m handlers.ads.train.unseen DIR [CAP]

This, not the pooled figure, is what a room will meet. Each source with adverts is left out in turn; the
thresholds come from the dev ham of the other sources. CAP bounds the rows of a source and class (5,000).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from handlers.ads.evaluate import RATES, threshold
from handlers.ads.train import fit as fitting
from handlers.ads.train.examples import Example, examples, read
from handlers.ads.train.learn import SEED

CAP = 5_000
_TESTED = 1_500


class Unseen(NamedTuple):
    """One source left out: recall of its adverts and rate of its ham, at each of `RATES` elsewhere."""

    source: str
    adverts: int
    ham: int
    recall: tuple[float, ...]
    false: tuple[float, ...]


def capped(rows: list[Example], cap: int, rng: Random) -> list[Example]:
    """At most `cap` rows of each source and class, drawn by `rng`."""
    seen: Counter[tuple[str, bool]] = Counter()
    kept = []
    for row in rng.sample(rows, len(rows)):
        seen[row.source, row.advert] += 1
        if seen[row.source, row.advert] <= cap:
            kept.append(row)
    return kept


def leave_out(folder: Path, cap: int = CAP) -> Iterator[Unseen]:
    """Each source with adverts in turn; a source that dev lacks is tested on its training rows."""
    rng = Random(SEED)
    given = capped(read(folder / "train.jsonl"), cap, rng)
    rows = examples(given, rng)
    held = read(folder / "dev.jsonl")
    known = {row.source for row in held if row.advert}
    sources = sorted({row.source for row in given if row.advert})
    for source in sources:
        if source not in known:
            held += [row for row in given if row.source == source and row.advert][:_TESTED]
    table, shapes = fitting.learnable([row.text for row in rows])
    test = fitting.matrix([row.text for row in held])
    for source in sources:
        yield _without(source, rows, table, shapes, held, test)


def _without(
    source: str, rows: list[Example], table: Any, shapes: NDArray[np.bool_], held: list[Example], test: Any
) -> Unseen:
    """Fit without a source, test on it."""
    keep = np.array([row.source != source for row in rows])
    others = [row for row in rows if row.source != source]
    fitted = fitting.fit(table[keep], np.array([row.advert for row in others]), others, shapes=shapes)
    scores = fitting.raw(test, fitted.bias, fitted.table)
    split: dict[tuple[bool, bool], list[float]] = {}
    for score, row in zip(scores, held, strict=True):
        split.setdefault((row.source == source, row.advert), []).append(float(score))
    limits = [threshold(split[False, False], rate) for rate in RATES]
    adverts, ham = split[True, True], split.get((True, False), [])
    return Unseen(
        source,
        len(adverts),
        len(ham),
        tuple(sum(s > limit for s in adverts) / len(adverts) for limit in limits),
        tuple(sum(s > limit for s in ham) / max(1, len(ham)) for limit in limits),
    )


if __name__ == "__main__":
    for result in leave_out(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CAP):
        sys.stdout.write(json.dumps(result._asdict()) + "\n")
        sys.stdout.flush()
