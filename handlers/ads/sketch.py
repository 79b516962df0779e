"""Sketches: what copies of a text or a picture have in common, small enough to be kept.

A text's sketch is a minhash of its 3-grams as they are read: the share of equal values is the share of
3-grams that two texts have in common. A picture's is its perceptual hash. Bands are parts of a sketch by
which copies find each other: two texts that share 70 % of their 3-grams have one in common 19 times of 20.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from bot.contract.lessons import SAME_PICTURE

VALUES = 32
"""Minhash values of a text, 16 bits each."""
ALIKE = 0.6
"""Share of equal values from which two texts are copies of each other."""
SHORTEST = 12
"""Characters from which a text is compared with near copies; a shorter one only with itself."""
_BANDS, _ROWS = 5, 2
_PICTURE_BANDS, _PICTURE_DIGITS = 4, 4
_PLAIN = 24
"""A picture with fewer bright or dark edges than this (of 256) is a blank; blanks are not copies."""
_READ = 600
Sort = Literal["thing", "text", "picture"]

_RNG = np.random.default_rng(20260302)
_ODD = _RNG.integers(1, 2**31, size=(VALUES, 1), dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_XOR = _RNG.integers(0, 2**32, size=(VALUES, 1), dtype=np.uint32)
_A, _B, _C = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35)


def text_sketch(folded: str) -> str:
    """Return the sketch of a folded text (128 hexadecimal digits); empty if it is too short for one."""
    letters = folded.replace(" ", "")[:_READ]
    if len(letters) < SHORTEST:
        return ""
    codes = np.frombuffer(letters.encode("utf-32-le", "replace"), dtype=np.uint32)
    grams = (codes[:-2] * _A) ^ (codes[1:-1] * _B) ^ (codes[2:] * _C)
    mixed = ((grams ^ (grams >> np.uint32(15))) ^ _XOR) * _ODD
    lowest = (mixed ^ (mixed >> np.uint32(13))).min(axis=1)
    digits: bytes = (lowest & np.uint32(0xFFFF)).astype(">u2").tobytes()
    return digits.hex()


def bands(sort: Sort, sketch: str) -> list[str]:
    """Return the parts of a sketch that copies are looked up by; none of a picture that is a blank."""
    if sort == "text":
        size = 4 * _ROWS
        return [sketch[at * size : (at + 1) * size] for at in range(_BANDS)]
    if told(sketch) < _PLAIN:
        return []
    step = len(sketch) // _PICTURE_BANDS
    return [sketch[at * step : at * step + _PICTURE_DIGITS] for at in range(_PICTURE_BANDS)]


def alike(sort: Sort, one: str, other: str) -> bool:
    """Whether two sketches are of copies; things (a number, a link) and short texts go by name."""
    if sort == "picture":
        return same_picture(one, other)
    return sort == "thing" or one == other or share(one, other) >= ALIKE


def share(one: str, other: str) -> float:
    """Return the share of 3-grams that two texts have in common, by their sketches (within about 0.09)."""
    if not one or not other:
        return 0.0
    equal = sum(one[at : at + 4] == other[at : at + 4] for at in range(0, 4 * VALUES, 4))
    return equal / VALUES


def told(picture: str) -> int:
    """Return how much a picture's hash tells, in bits: little of a blank, 128 of a photograph."""
    bits = int(picture or "0", 16).bit_count()
    return min(bits, 256 - bits)


def same_picture(one: str, other: str) -> bool:
    """Whether two hashes are of the same picture; of pages with little on them fewer bits may differ."""
    tells = min(told(one), told(other))
    return tells >= _PLAIN and distance(one, other) <= min(SAME_PICTURE, tells // 3)


def distance(one: str, other: str) -> int:
    """Return the bits in which two pictures' hashes differ; all 256 if one has none."""
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else 256
