"""The shape of a text: runs of one kind of character, by kind and length.

Advertisers change their words, less often how a message is built: a name in brackets, signs between short
stretches, a tail of letters and digits. A shape tells nothing of what is said.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]

_HAN, _DIGIT, _LETTER, _SPACE, _PICTURE = 1, 2, 3, 4, 5
_SIGN = 100
"""Any other character stands for itself, from here on."""
_HAN_BLOCKS, _PICTURES = ((0x3400, 0x4DC0), (0x4E00, 0xA000)), (0x2600, 0x27C0)
_PLANE = 0x10000
_SIZES = np.array([0, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, *[7] * 9, 8], dtype=np.uint32)
"""Length of a run → its class: up to three as they are, 4-5, 6-8, 9-11, 12-20, longer."""
_SIZE_CLASSES = np.uint32(16)
_VIEW = np.uint32(0x00400000)
"""Added to each code, so that no other view has it."""


def shape(codes: Codes) -> Codes:
    """One code for each run of a text between edges, by the code points of its characters, edges left out."""
    kinds = _kinds().take(codes, mode="clip")
    ends = (kinds[1:] != kinds[:-1]).nonzero()[0]
    runs: Codes = kinds.take(ends[1:])
    runs += _SIZES.take(ends[1:] - ends[:-1], mode="clip")
    return runs


@cache
def _kinds() -> Codes:
    """Code point of the basic plane → its kind; what lies beyond is clipped to the last one, a picture."""
    kinds = np.arange(_PLANE, dtype=np.uint32)
    chars = kinds.view("<U1")
    alike = [
        (_SPACE, np.char.isspace(chars)),
        (_LETTER, np.char.isalpha(chars)),
        (_DIGIT, np.char.isdigit(chars)),
    ]
    kinds += _SIGN
    for kind, which in alike:
        kinds[which] = kind
    for kind, (first, end) in [(_HAN, block) for block in _HAN_BLOCKS] + [(_PICTURE, _PICTURES)]:
        kinds[first:end] = kind
    kinds[-1] = _PICTURE
    return kinds * _SIZE_CLASSES + _VIEW
