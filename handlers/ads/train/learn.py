"""One training run: examples, fit, calibration, limits, the file."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handlers.ads.evaluate import threshold
from handlers.ads.features import POWER
from handlers.ads.model import pack
from handlers.ads.signals import probability
from handlers.ads.train import fit as fitting
from handlers.ads.train.examples import Example, examples, read

SEED = 20260302
CHAT = frozenset({"tgcn", "qqmc", "game", "lccc", "nus_zh", "nus_en", "kdconv", "cold", "irc", "uci"})
"""Sources whose ham is written the way groups talk; the limits are set on it."""
GROUPS = frozenset({"tgcn", "qqmc"})
"""Those of them that are groups with adverts in them: at `review` their ham alone keeps to the rate too."""
REVIEW_RATE, ACT_RATE = 0.005, 0.001
"""Share of chat-like ham that may reach `review` and `act`."""
_REVIEW_MARGIN, _ACT_MARGIN = 0.8, 0.4
"""The share of that which the limits leave, since dev is not the world, and to act is graver."""


def learn(folder: Path, out: Path, strength: float | None = None) -> dict[str, Any]:
    """Learn, calibrate, write; the header as written."""
    rng = Random(SEED)
    rows = examples(read(folder / "train.jsonl"), rng)
    held = read(folder / "dev.jsonl")
    table, shapes = fitting.learnable([row.text for row in rows])
    fitted = fitting.fit(table, _labels(rows), rows, strength or fitting.STRENGTH, shapes)
    del table
    header, weights = finish(fitted, held)
    header |= {"rows": len(rows), "strength": strength or fitting.STRENGTH, "seed": SEED}
    out.write_bytes(pack(header, weights))
    return header


def finish(fitted: fitting.Fitted, held: list[Example]) -> tuple[dict[str, Any], NDArray[np.int8]]:
    """Quantise, calibrate on the held-out rows, set the limits on their chat-like ham."""
    scale, weights = fitting.quantised(fitted)
    scores = fitting.raw(fitting.matrix([row.text for row in held]), fitted.bias, weights, scale)
    labels = _labels(held)
    slope, offset = fitting.calibrated(scores, labels)
    chat, groups = (_ham(scores, held, sources) for sources in (CHAT, GROUPS))
    review = max(threshold(chat, REVIEW_RATE * _REVIEW_MARGIN), threshold(groups, REVIEW_RATE))
    act = max(threshold(chat, ACT_RATE * _ACT_MARGIN), review)
    limits = {
        name: probability(offset + slope * limit) * (1 + 1e-12)
        for name, limit in (("review", review), ("act", act))
    }
    header = {"scale": scale, "bias": fitted.bias, "power": POWER, "calibration": [slope, offset]}
    return header | limits, weights


def _ham(scores: NDArray[np.float64], rows: list[Example], sources: frozenset[str]) -> list[float]:
    """The scores of the ham of some sources; of all ham where there is none of theirs."""
    ham = [(float(score), row) for score, row in zip(scores, rows, strict=True) if not row.advert]
    return [score for score, row in ham if row.source in sources] or [score for score, _ in ham]


def _labels(rows: list[Example]) -> NDArray[np.bool_]:
    return np.array([row.advert for row in rows])
