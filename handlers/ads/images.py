"""Pictures: the codes in them, and a hash by which a known advert is known again.

`read_image` is a pure function of bytes, bounded by sizes that are checked before anything is unpacked; run
it off the event loop (`asyncio.to_thread`). A decompression bomb is refused by its header.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import NamedTuple

import zxingcpp
from PIL import Image, UnidentifiedImageError

MAX_BYTES = 8 * 1024 * 1024
"""Largest file read; chat pictures are far smaller."""
MAX_PIXELS = 24_000_000
"""Largest picture unpacked whole, 72 MB in colour; a JPEG, shrunk while read, may have four times as many."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_JPEG_SHRINK = 4
_EDGE = 1600
_HASH = (17, 16)
_MAX_CODES = 8
_MAX_CODE_TEXT = 2000


class ImageRefused(ValueError):
    """The bytes are no picture that is read: not one at all, too large, or broken. The message says which."""


class Code(NamedTuple):
    """A code in a picture: its kind (`QR Code`, `EAN-13`, ...) and what it says, at most 2,000 characters."""

    kind: str
    text: str


class ImageFacts(NamedTuple):
    """What a picture shows: size in pixels, its codes, its perceptual hash (256 bits)."""

    width: int
    height: int
    codes: tuple[Code, ...]
    hash: int


def distance(one: int, other: int) -> int:
    """Bits in which two perceptual hashes differ: up to about 24 of 256 it is the same picture again."""
    return (one ^ other).bit_count()


def read_image(data: bytes) -> ImageFacts:
    """The facts of a picture (first frame).

    Raises:
        ImageRefused: when the bytes are no picture of `FORMATS`, too large, or broken.
    """
    if len(data) > MAX_BYTES:
        raise ImageRefused(f"{len(data)} bytes: more than {MAX_BYTES}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                size = picture.size
                _check(size, picture.format == "JPEG")
                picture.draft("L", (_EDGE, _EDGE))
                grey = picture.convert("L")
    except ImageRefused:
        raise
    except UnidentifiedImageError as error:
        raise ImageRefused(f"no picture: expected one of {', '.join(FORMATS)}") from error
    except Image.DecompressionBombError as error:
        raise ImageRefused(f"too many pixels: more than {MAX_PIXELS}") from error
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        raise ImageRefused(f"broken picture: {error}") from error
    grey.thumbnail((_EDGE, _EDGE))
    return ImageFacts(*size, _codes(grey), _hash(grey))


def _check(size: tuple[int, int], shrinks: bool) -> None:
    """Refuse by the header, before a pixel is unpacked."""
    width, height = size
    limit = MAX_PIXELS * (_JPEG_SHRINK if shrinks else 1)
    if width * height > limit:
        raise ImageRefused(f"{width} x {height} pixels: more than {limit}")


def _codes(grey: Image.Image) -> tuple[Code, ...]:
    """QR codes and bar codes."""
    found = zxingcpp.read_barcodes(grey)[:_MAX_CODES]
    return tuple(Code(_kind(code.format), code.text[:_MAX_CODE_TEXT]) for code in found if code.text)


def _kind(kind: object) -> str:
    """The name of a code's format without the enumeration's."""
    return str(kind).rpartition(".")[2]


def _hash(grey: Image.Image) -> int:
    """Difference hash: one bit for each pair of neighbours in a small copy, brighter or not."""
    small = grey.resize(_HASH)
    pixels = small.tobytes()
    width, height = _HASH
    bits = 0
    for row in range(height):
        for column in range(width - 1):
            at = row * width + column
            bits = bits << 1 | (pixels[at] < pixels[at + 1])
    return bits
