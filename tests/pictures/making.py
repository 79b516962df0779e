"""Pictures for tests: codes, scenes, and what must not be unpacked."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

import segno
from PIL import Image, ImageDraw, ImageFont


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
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


def poster(
    *lines: str, size: tuple[int, int] = (600, 700), ink: str = "black", paper: str = "white"
) -> Image.Image:
    """Lines of text, large, in the font that the set-up of the tests installs."""
    sheet = Image.new("RGBA", size, paper)
    draw, font = ImageDraw.Draw(sheet), ImageFont.truetype("NotoSansCJK-Regular.ttc", 44, index=2)
    for at, line in enumerate(lines):
        draw.text((40, 60 + at * 90), line, font=font, fill=ink)
    return sheet


def noise(seed: int, edge: int = 1600) -> Image.Image:
    """A picture in which every pixel is something else."""
    return Image.frombytes("L", (edge, edge), Random(seed).randbytes(edge * edge))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a picture of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def grown_gif(first: Image.Image, width: int, height: int, dispose: int = 1) -> bytes:
    """A GIF of a few bytes whose second frame promises to be larger than the first, and ends early."""
    control = b"!\xf9\x04" + struct.pack("<BHBB", dispose << 2, 10, 0, 0)
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\0"
    return saved(first, "GIF")[:-1] + control + frame + b";"
