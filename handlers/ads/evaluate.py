"""How good a detector is: precision, recall, F1, AUC, recall at fixed false-positive rates, calibration.

The definitions are those of the field: recall at a rate of x is the share of adverts scored above the
threshold that at most x of the ordinary messages exceed.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

RATES = (0.001, 0.005)
"""False-positive rates at which recall is given."""
_BINS = (0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)


class Scored(NamedTuple):
    """One labelled message with what the detector said."""

    advert: bool
    score: float
    verdict: str
    source: str


class Bin(NamedTuple):
    """One row of the calibration table: scores from `low` on, how many, their mean, the share of adverts."""

    low: float
    rows: int
    mean: float
    adverts: float


def auc(rows: Iterable[Scored]) -> float | None:
    """Area under the ROC curve, ties counted half; None when one class is missing."""
    below = wins = adverts = 0.0
    for _, tied in groupby(sorted(rows, key=itemgetter(1)), key=itemgetter(1)):
        here = [row.advert for row in tied]
        found = sum(here)
        wins += found * (below + (len(here) - found) / 2)
        below += len(here) - found
        adverts += found
    return wins / (below * adverts) if below and adverts else None


def threshold(ham: Sequence[float], rate: float) -> float:
    """The lowest score that at most `rate` of the ham scores exceed."""
    return sorted(ham, reverse=True)[min(int(rate * len(ham)), len(ham) - 1)]


def recall_at(rows: Iterable[Scored], rate: float) -> float | None:
    """Share of the adverts above the threshold for `rate`; None when one class is missing."""
    ham: list[float] = []
    adverts: list[float] = []
    for row in rows:
        (adverts if row.advert else ham).append(row.score)
    if not ham or not adverts:
        return None
    limit = threshold(ham, rate)
    return sum(score > limit for score in adverts) / len(adverts)


def at_verdict(rows: Sequence[Scored], verdicts: frozenset[str]) -> dict[str, float | None]:
    """Precision, recall, F1 and false-positive rate when these verdicts count as found."""
    adverts = sum(row.advert for row in rows)
    flagged = [row.advert for row in rows if row.verdict in verdicts]
    true, false = sum(flagged), len(flagged) - sum(flagged)
    return {
        "precision": true / len(flagged) if flagged else None,
        "recall": true / adverts if adverts else None,
        "f1": 2 * true / (len(flagged) + adverts) if flagged or adverts else None,
        "fpr": false / (len(rows) - adverts) if len(rows) > adverts else None,
    }


def calibration(rows: Iterable[Scored]) -> list[Bin]:
    """Bins of the score with the share of adverts in each; a calibrated score has `mean` near `adverts`."""
    bins: dict[int, list[Scored]] = defaultdict(list)
    for row in rows:
        bins[bisect_right(_BINS, row.score) - 1].append(row)
    return [
        Bin(
            _BINS[n],
            len(inside),
            sum(r.score for r in inside) / len(inside),
            sum(r.advert for r in inside) / len(inside),
        )
        for n, inside in sorted(bins.items())
    ]


def summary(rows: Sequence[Scored]) -> dict[str, Any]:
    """Every figure for one group of rows; None where a class is missing."""
    adverts = sum(row.advert for row in rows)
    return {
        "adverts": adverts,
        "ham": len(rows) - adverts,
        "auc": auc(rows),
        **{f"recall_at_{rate:.1%}_fpr": recall_at(rows, rate) for rate in RATES},
        "act": at_verdict(rows, frozenset({"advert"})),
        "review": at_verdict(rows, frozenset({"advert", "review"})),
    }


def report(rows: Sequence[Scored]) -> dict[str, Any]:
    """The whole report: all rows, each source, the calibration table."""
    sources: dict[str, list[Scored]] = defaultdict(list)
    for row in rows:
        sources[row.source].append(row)
    return {
        "all": summary(rows),
        "sources": {name: summary(inside) for name, inside in sorted(sources.items())},
        "calibration": [bin_._asdict() for bin_ in calibration(rows)],
    }


def labelled(path: Path) -> Iterable[dict[str, Any]]:
    """The rows of a JSONL file with `label` (1 advert, 0 ham); raises `ValueError` with the line's number."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                row["label"] = {0: False, 1: True, "0": False, "1": True}[row["label"]]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{path}:{number}: expected a JSON object with `text` and `label` 0 or 1"
                ) from error
            yield row
