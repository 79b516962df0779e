"""What reading a picture promises: its codes, a hash that survives resizing, and no bomb unpacked."""

import struct
import zlib
from io import BytesIO
from random import Random
from time import process_time

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handlers.ads.images import MAX_BYTES, MAX_PIXELS, ImageRefused, distance, read_image


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


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_qr_code_says_where_it_leads(kind: str) -> None:
    """In every kind of picture that is read."""
    facts = read_image(saved(qr("https://t.me/+abc"), kind))
    assert [(code.kind, code.text) for code in facts.codes] == [("QR Code", "https://t.me/+abc")]


def test_a_code_inside_a_larger_picture_is_found() -> None:
    """A poster with a code in its corner."""
    poster = scene(1)
    poster.paste(qr("http://weixin.qq.com/r/abc").resize((220, 220)), (350, 350))
    assert [code.text for code in read_image(saved(poster, "JPEG", quality=80)).codes] == [
        "http://weixin.qq.com/r/abc"
    ]


def test_a_picture_without_codes_has_none() -> None:
    """And its size is told."""
    facts = read_image(saved(Image.new("RGB", (30, 20), "white")))
    assert (facts.width, facts.height, facts.codes) == (30, 20, ())


def test_the_same_picture_again_has_nearly_the_same_hash() -> None:
    """Smaller and compressed: near. Another picture: far."""
    first = read_image(saved(scene(1))).hash
    again = read_image(saved(scene(1).resize((300, 300)), "JPEG", quality=60)).hash
    other = read_image(saved(scene(2))).hash
    assert distance(first, again) <= 24
    assert distance(first, other) >= 80


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no picture"),
        (b"hello", "no picture"),
        (b"\0" * (MAX_BYTES + 1), "bytes: more than"),
        (saved(Image.new("RGB", (50, 50)))[:60], "broken picture"),
        (bomb(60_000, 60_000), "pixels: more than"),
        (bomb(5_000, MAX_PIXELS // 5_000 + 1), "pixels: more than"),
    ],
    ids=["empty", "text", "large", "cut", "bomb", "just too many"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, says: str) -> None:
    """Refused by header or by size, before anything large is unpacked."""
    start = process_time()
    with pytest.raises(ImageRefused, match=says):
        read_image(data)
    assert process_time() - start < 1


@settings(deadline=None)  # the first call loads the decoders
@given(st.binary(max_size=300), st.integers(0, 500), st.integers(0, 255))
def test_any_bytes_are_read_or_refused(tail: bytes, at: int, value: int) -> None:
    """A picture with bytes changed, cut or appended: facts, or a refusal, and nothing else."""
    data = bytearray(saved(Image.new("RGB", (40, 40), "red")))
    data[at % len(data)] = value
    for candidate in (bytes(data), bytes(data) + tail, tail, bytes(data[: at % len(data)])):
        try:
            facts = read_image(candidate)
        except ImageRefused:
            continue
        assert facts.hash >= 0
