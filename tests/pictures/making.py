"""Pictures for tests: codes, scenes, and what must not be unpacked."""

import struct
import zlib
from io import BytesIO
from random import Random

import segno
from PIL import Image


def saved(picture: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    """A picture as bytes."""
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def qr(text: str) -> Image.Image:
    """A QR code as a picture."""
    out = BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=6, border=4)
    return Image.open(out).convert("RGB")


def scene(seed: int) -> Image.Image:
    """A picture of coarse random patches, as a photograph is for the hash."""
    rng = Random(seed)
    small = Image.frombytes("L", (24, 24), bytes(rng.randrange(256) for _ in range(24 * 24)))
    return small.resize((600, 600), Image.Resampling.BICUBIC).convert("RGB")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a picture of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks
