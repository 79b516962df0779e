"""The learned text model: a table of int8 weights over hashed n-grams, and how its sum is calibrated.

The file `data/weights.bin` holds a magic word, a header in JSON (what it was learned from, scale, bias,
calibration, thresholds) and the table; nothing in it can be turned back into words.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handlers.ads.features import BITS, batch, indices
from handlers.ads.normalise import Reading

WEIGHTS = Path(__file__).parent / "data" / "weights.bin"
_MAGIC = b"QGADS4\n"
_BATCH = 64
"""Texts hashed at once: more gains nothing, for their n-grams leave the cache."""


class ModelError(ValueError):
    """The weights file is not one this version can read."""


class Model:
    """A linear model over the n-grams of a text."""

    def __init__(self, header: dict[str, Any], weights: NDArray[np.int8]) -> None:
        """Take what `load` read: the header and the table of `2 ** BITS` weights."""
        self.header = header
        self._weights = weights
        self._scale = float(header["scale"])
        self._bias = float(header["bias"])
        self._power = float(header["power"])
        self._slope, self._offset = map(float, header["calibration"])

    def raw(self, read: Reading) -> float:
        """The uncalibrated sum for a text."""
        places = indices(read)
        found = self._weights.take(places, mode="wrap")
        return self._sum(int(np.add.reduce(found, dtype=np.int32)), len(places))

    def _sum(self, total: int, size: int) -> float:
        power: float = size**self._power
        return self._bias + self._scale * total / power

    def logit(self, read: Reading) -> float:
        """The calibrated log odds that a text is an advert."""
        return self._offset + self._slope * self.raw(read)

    def logits(self, reads: Sequence[Reading]) -> list[float]:
        """`logit` of many texts at once, some three times as fast for each."""
        found: list[float] = []
        for begin in range(0, len(reads), _BATCH):
            found += self._of_batch(reads[begin : begin + _BATCH])
        return found

    def _of_batch(self, reads: Sequence[Reading]) -> list[float]:
        places, starts = batch(reads)
        totals = np.add.reduceat(self._weights.take(places), starts, dtype=np.int32)
        sizes = np.diff(starts, append=len(places))
        return [
            self._offset + self._slope * self._sum(*each)
            for each in zip(totals.tolist(), sizes.tolist(), strict=True)
        ]

    @property
    def review(self) -> float:
        """Score from which a person should look: at most 0.5 % of chat-like ham reaches it."""
        return float(self.header["review"])

    @property
    def act(self) -> float:
        """Score from which to act: at most 0.1 % of chat-like ham reaches it."""
        return float(self.header["act"])


def pack(header: dict[str, Any], weights: NDArray[np.int8]) -> bytes:
    """The bytes of a weights file."""
    text = json.dumps(header | {"bits": BITS}, ensure_ascii=False, sort_keys=True).encode()
    return _MAGIC + struct.pack("<I", len(text)) + text + zlib.compress(weights.tobytes(), 9)


def unpack(data: bytes) -> Model:
    """The model in the bytes of a weights file; raises `ModelError` when they are not of this version."""
    if not data.startswith(_MAGIC):
        raise ModelError("not a weights file of this version: run `qunguan ads train DIR` again")
    start = len(_MAGIC) + 4
    (size,) = struct.unpack_from("<I", data, len(_MAGIC))
    header = json.loads(data[start : start + size])
    weights = np.frombuffer(zlib.decompress(data[start + size :]), dtype=np.int8)
    if header["bits"] != BITS or len(weights) != 1 << BITS:
        raise ModelError(f"the weights have {header['bits']} bits, this version reads {BITS}")
    return Model(header, weights)


@cache
def load(path: Path = WEIGHTS) -> Model:
    """The shipped model, or another; read once."""
    return unpack(path.read_bytes())
