"""What reading a picture promises: its codes, a hash that survives resizing, and no bomb unpacked."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.GifImagePlugin import GifImageFile

from bot.pictures.read import MAX_BYTES, MAX_PIXELS, PictureRefused, read_picture
from handlers.ads.sketch import distance, same_picture
from tests.pictures.making import bomb, grown_gif, qr, saved, scene


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_qr_code_says_where_it_leads(kind: str) -> None:
    """In every kind of picture that is read."""
    facts = read_picture(saved(qr("https://t.me/+abc"), kind))
    assert facts.codes == ("https://t.me/+abc",)


def test_a_code_inside_a_larger_picture_is_found() -> None:
    """A poster with a code in its corner."""
    poster = scene(1)
    poster.paste(qr("http://weixin.qq.com/r/abc").resize((220, 220)), (350, 350))
    assert read_picture(saved(poster, "JPEG", quality=80)).codes == ("http://weixin.qq.com/r/abc",)


def test_a_code_on_nothing_is_read_as_chats_show_it() -> None:
    """Black where the rest shows through; what lies under it is black too, and nobody sees it."""
    code = qr("https://t.me/+abc").convert("L")
    sheet = Image.new("RGBA", code.size)
    sheet.putalpha(code.point(lambda grey: 255 - grey))
    assert read_picture(saved(sheet)).codes == ("https://t.me/+abc",)
    assert read_picture(saved(sheet, "WEBP", lossless=True)).codes == ("https://t.me/+abc",)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_a_code_in_a_later_frame_is_found(kind: str) -> None:
    """A picture that moves begins with something harmless; its hash is that of the beginning."""
    code = qr("https://t.me/+abc")
    first = scene(1).resize(code.size)
    moving = saved(first, kind, save_all=True, append_images=[first, code], duration=200)
    assert read_picture(moving).codes == ("https://t.me/+abc",)
    assert same_picture(read_picture(moving).hash, read_picture(saved(first)).hash)


def test_frames_are_read_up_to_a_bound() -> None:
    """A code after very many frames, or in a moving picture that is large, is not looked for."""
    code = qr("https://t.me/+abc")
    frames = [Image.new("RGB", code.size, (n, 0, 0)) for n in range(40)]
    moving = saved(frames[0], "GIF", save_all=True, append_images=[*frames[1:], code], duration=50)
    assert read_picture(moving).codes == ()


@pytest.mark.parametrize("dispose", [1, 2])
def test_a_later_frame_that_is_too_large_is_not_unpacked(
    dispose: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A GIF's frame may enlarge the picture: measured before it is unpacked, and the beginning is kept."""
    small = Image.new("L", (10, 10), "white")
    unpacked: set[tuple[int, int]] = set()
    load = GifImageFile.load

    def note(frame: GifImageFile) -> object:
        unpacked.add(frame.size)
        return load(frame)

    monkeypatch.setattr(GifImageFile, "load", note)
    facts = read_picture(grown_gif(small, 5200, 5200, dispose))
    assert unpacked == {(10, 10)}
    read_picture(grown_gif(small, 20, 20, dispose))
    assert unpacked == {(10, 10), (20, 20)}
    assert facts == read_picture(saved(small, "GIF"))


def test_a_later_frame_that_is_broken_costs_the_picture_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash and codes are those of the frames before, also where there is no memory for it."""
    small = Image.new("L", (10, 10), "white")
    expected = read_picture(saved(small, "GIF"))
    assert read_picture(grown_gif(small, 65_000, 65_000)) == expected
    for cut in range(1, 24):
        assert read_picture(grown_gif(small, 20, 20)[:-cut]) == expected
    for error in (MemoryError, Image.DecompressionBombError):

        def refuse(_: object, frame: int, error: type[Exception] = error) -> None:
            raise error(f"{frame}")

        monkeypatch.setattr(GifImageFile, "seek", refuse)
        assert read_picture(grown_gif(small, 20, 20)) == expected


def test_a_picture_without_codes_has_none() -> None:
    """A blank sheet."""
    assert read_picture(saved(Image.new("RGB", (30, 20), "white"))).codes == ()


def test_the_same_picture_again_has_nearly_the_same_hash() -> None:
    """Smaller and compressed: near. Another picture: far."""
    first = read_picture(saved(scene(1))).hash
    again = read_picture(saved(scene(1).resize((300, 300)), "JPEG", quality=60)).hash
    other = read_picture(saved(scene(2))).hash
    assert same_picture(first, again)
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
    with pytest.raises(PictureRefused, match=says):
        read_picture(data)
    assert process_time() - start < 1


@given(st.binary(max_size=300), st.integers(0, 500), st.integers(0, 255))
def test_any_bytes_are_read_or_refused(tail: bytes, at: int, value: int) -> None:
    """A picture with bytes changed, cut or appended: facts, or a refusal, and nothing else."""
    data = bytearray(saved(Image.new("RGB", (40, 40), "red")))
    data[at % len(data)] = value
    for candidate in (bytes(data), bytes(data) + tail, tail, bytes(data[: at % len(data)])):
        try:
            facts = read_picture(candidate)
        except PictureRefused:
            continue
        assert len(facts.hash) == 64
