"""Fits the linear model: hashed n-grams into logistic regression, then int8 weights and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from handlers.ads.features import BITS, POWER, Codes, indices, keys, outline, placed
from handlers.ads.normalise import reading
from handlers.ads.train.examples import Example, weights

STRENGTH = 100.0
"""Inverse of the regularisation (scikit-learn's C), chosen on dev and on sources left out."""
ITERATIONS = 15
"""Epochs of dual coordinate descent; more changed no figure."""
HARD_HAM = 12.0
"""Extra weight of ham that a model which did not see it finds suspicious: few false positives decide."""
_SUSPICIOUS = -1.5
_TRIAL_ITERATIONS = 6
_INPUT_SCALE = 0.127
_ONE_SOURCE, _ENOUGH_SOURCES, _TWICE = 0.2, 4, 2
_SHAPES = 0.7
"""How far a text's shape is trusted beside its words: in full, it finds less of what was never seen."""
_BUCKET, _BUCKETS = np.uint32(4), 1 << 28
"""Keys are counted without their last bits, in half a gigabyte."""

Floats = NDArray[np.float64]


class Fitted(NamedTuple):
    """A fitted model before calibration: bias and one weight a place, as the run time applies them."""

    bias: float
    table: NDArray[np.float32]


def matrix(texts: Sequence[str]) -> Any:
    """Texts as a sparse matrix: their number to minus `POWER` for each of a row's n-grams."""
    found = [indices(reading(text)) for text in texts]
    return _sparse(found, [len(each) for each in found])


def learnable(texts: Sequence[str]) -> tuple[Any, NDArray[np.bool_]]:
    """Texts to learn from as a `matrix` without the n-grams that only one has, and which places are shapes'.

    Nothing general can be learned from what comes once, and each would take the place of another.
    """
    found, shapes = [], np.zeros(1 << BITS, dtype=bool)
    for read in map(reading, texts):
        found.append(keys(read))
        shapes[outline(read)] = True
    again = _again(found)
    kept = [placed(each[again[each >> _BUCKET]]) for each in found]
    return _sparse(kept, [len(placed(each)) for each in found]), shapes


def _again(found: Sequence[Codes]) -> NDArray[np.bool_]:
    """Bucket of a key → whether two rows have it."""
    seen, again = np.zeros(_BUCKETS, dtype=bool), np.zeros(_BUCKETS, dtype=bool)
    for each in found:
        buckets = each >> _BUCKET
        again[buckets[seen[buckets]]] = True
        seen[buckets] = True
    return again


def _sparse(rows: Sequence[Codes], sizes: Sequence[int]) -> Any:
    """Rows of places as a matrix; `sizes` are the numbers of n-grams that the texts have."""
    from scipy.sparse import csr_matrix

    values = [
        np.full(len(row), size**-POWER, dtype=np.float32) for row, size in zip(rows, sizes, strict=True)
    ]
    ends = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    places = np.concatenate(rows).astype(np.int32)
    return csr_matrix((np.concatenate(values), places, ends), shape=(len(rows), 1 << BITS))


def rarity(matrix_: Any) -> NDArray[np.float32]:
    """How much a place tells by being rare: the logarithm of rows over rows that have it, and one."""
    rows = np.bincount(matrix_.indices, minlength=1 << BITS)
    return np.asarray(np.log((matrix_.shape[0] + 1) / (rows + 1)) + 1, dtype=np.float32)


def spread(matrix_: Any, rows: Sequence[Example]) -> NDArray[np.float32]:
    """How far a place may be trusted: what only one source says is that source's style, or its topic.

    From `_ONE_SOURCE` for a place that no source has twice, to one when `_ENOUGH_SOURCES` have it.
    """
    sources = np.array([row.source for row in rows])
    having = np.zeros(1 << BITS, dtype=np.float32)
    for source in sorted(set(sources)):
        having += np.bincount(matrix_[sources == source].indices, minlength=1 << BITS) >= _TWICE
    share = _ONE_SOURCE + (1 - _ONE_SOURCE) * having / _ENOUGH_SOURCES
    return np.asarray(np.minimum(share, 1), dtype=np.float32)


def fit(
    matrix_: Any,
    labels: NDArray[np.bool_],
    rows: Sequence[Example],
    strength: float = STRENGTH,
    shapes: NDArray[np.bool_] | None = None,
) -> Fitted:
    """Logistic regression on the weighted rows; rarity, spread and `_SHAPES` are folded into its weights."""
    scale = rarity(matrix_) * spread(matrix_, rows) * np.float32(_INPUT_SCALE)
    if shapes is not None:
        scale[shapes] *= _SHAPES
    scaled = matrix_.copy()
    scaled.data *= scale[scaled.indices]
    given = np.array(weights(rows))
    given[_hard(scaled, labels, rows, given, strength)] *= HARD_HAM
    model = _regression(scaled, labels, given, strength, ITERATIONS)
    return Fitted(float(model.intercept_[0]), (model.coef_[0] * scale).astype(np.float32))


def _regression(
    scaled: Any, labels: NDArray[np.bool_], given: Floats, strength: float, iterations: int
) -> Any:
    """A fitted logistic regression of scikit-learn; deterministic."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, max_iter=iterations, tol=1e-2, random_state=0
    )
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)
        return model.fit(scaled, labels, sample_weight=given / given.mean())


def _hard(
    scaled: Any, labels: NDArray[np.bool_], rows: Sequence[Example], given: Floats, strength: float
) -> NDArray[np.bool_]:
    """Ham that a model of the other half takes for suspicious; copies of a text are in one half."""
    half = np.array([crc32(row.text[:12].encode("utf-8", "replace")) & 1 for row in rows], dtype=bool)
    scores = np.zeros(len(rows))
    for part in (half, ~half):
        trial = _regression(scaled[part], labels[part], given[part], strength, _TRIAL_ITERATIONS)
        scores[~part] = trial.decision_function(scaled[~part])
    return ~labels & (scores > _SUSPICIOUS)


def quantised(fitted: Fitted) -> tuple[float, NDArray[np.int8]]:
    """The scale and the int8 table; the largest thousandth of a per cent of weights is clipped."""
    table = fitted.table
    limit = float(np.quantile(np.abs(table[table != 0]), 0.9999))
    scale = limit / 127
    return scale, np.clip(np.round(table / scale), -127, 127).astype(np.int8)


def raw(matrix_: Any, bias: float, table: NDArray[Any], scale: float = 1.0) -> Floats:
    """The uncalibrated sums of all rows, as `Model.raw` makes them one by one."""
    return np.asarray(matrix_ @ (table.astype(np.float64) * scale) + bias, dtype=np.float64)


def calibrated(scores: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset (Platt) that make the scores of held-out rows log odds."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6, solver="lbfgs").fit(scores.reshape(-1, 1), labels)
    return float(model.coef_[0][0]), float(model.intercept_[0])
