"""From the bytes of a picture to what it shows: the codes in it, and a hash by which it is known again.

`read_picture` is a pure function, bounded by sizes that are checked before anything is unpacked: a
decompression bomb is refused by its header.
"""

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import zxingcpp
from PIL import Image, UnidentifiedImageError

from bot.contract import Picture

MAX_BYTES = 8 * 1024 * 1024
"""Largest file read; chat pictures are far smaller."""
MAX_PIXELS = 24_000_000
"""Largest picture unpacked whole, 72 MB in colour; a JPEG, shrunk while read, may have four times as many."""
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_JPEG_SHRINK = 4
_EDGE = 1600
_HASH = (17, 16)
_MAX_CODES = 8
_FRAMES = 8
_MAX_CODE_TEXT = 2000


class PictureRefused(ValueError):
    """The bytes are no picture that is read: not one at all, too large, or broken. The message says which."""


def read_picture(data: bytes) -> Picture:
    """Return what a picture shows: its codes, and its perceptual hash of 256 bits.

    Of one that moves, the first frame that has codes; the hash is that of the first frame.

    Raises:
        PictureRefused: when the bytes are no picture of `FORMATS`, too large, or broken.
    """
    with opened(data) as picture:
        picture.draft("L", (_EDGE, _EDGE))
        grey = _grey(picture)
        codes = _codes(grey) or _codes_later(picture)
    return Picture(codes=codes, hash=f"{_hash(grey):064x}")


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """Give a picture that is not unpacked yet; what goes wrong while the block unpacks it is a refusal.

    Raises:
        PictureRefused: when the bytes are no picture of `FORMATS`, too large, or broken.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(f"{len(data)} bytes: more than {MAX_BYTES}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                _check(picture.size, picture.format == "JPEG")
                yield picture
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise PictureRefused(f"no picture: expected one of {', '.join(FORMATS)}") from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(f"too many pixels: more than {MAX_PIXELS}") from error
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
        raise PictureRefused(f"broken picture: {error}") from error


def _check(size: tuple[int, int], shrinks: bool) -> None:
    """Refuse by the header, before a pixel is unpacked."""
    width, height = size
    limit = MAX_PIXELS * (_JPEG_SHRINK if shrinks else 1)
    if width * height > limit:
        raise PictureRefused(f"{width} x {height} pixels: more than {limit}")


def _grey(picture: Image.Image) -> Image.Image:
    """The frame in grey, small enough; what shows through is white, as in chats."""
    if picture.has_transparency_data:
        drawn = picture.convert("RGBA")
        drawn.thumbnail((_EDGE, _EDGE))
        picture = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn)
    grey = picture.convert("L")
    grey.thumbnail((_EDGE, _EDGE))
    return grey


_BAD_FRAME = (
    EOFError,
    OSError,
    ValueError,
    SyntaxError,
    IndexError,
    struct.error,
    Image.DecompressionBombError,
    MemoryError,
)
"""What Pillow raises for a later frame: the last one was before it, or it is cut, broken or too large."""


def _codes_later(picture: Image.Image) -> tuple[str, ...]:
    """The codes of the first later frame that has any; all together no larger than one picture may be.

    A frame may be larger than those before it, so each is measured before it is unpacked.
    """
    left = MAX_PIXELS - picture.width * picture.height
    for number in range(1, _FRAMES):
        try:
            picture.seek(number)
            left -= picture.width * picture.height
            codes = _codes(_grey(picture)) if left >= 0 else ()
        except _BAD_FRAME:
            return ()
        if codes or left < 0:
            return codes
    return ()


def _codes(grey: Image.Image) -> tuple[str, ...]:
    """What QR codes and bar codes say, at most 2,000 characters each."""
    found = zxingcpp.read_barcodes(grey)[:_MAX_CODES]
    said = (code.text[:_MAX_CODE_TEXT].encode("utf-8", "replace").decode() for code in found)
    return tuple(dict.fromkeys(text for text in said if text))


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
