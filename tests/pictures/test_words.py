"""Reading the words of a picture: what is kept of them, and that there is an end to it."""

from typing import Any

import pytest
from PIL import Image

from bot.pictures.read import PictureRefused
from bot.pictures.words import MOST_LINES, MOST_TEXT, WordReader
from tests.pictures.making import bomb, saved


class Lines:
    """An engine that finds what a test has written."""

    def __init__(self, *lines: tuple[str, float]) -> None:
        self.lines = lines
        self.seen: list[Image.Image] = []
        self.read_so_far = 0

    def find(self, picture: Image.Image) -> list[Any]:
        """The lines; the picture is kept for the test."""
        self.seen.append(picture)
        return list(self.lines)

    def read(self, line: Any) -> tuple[str, float]:
        """A line."""
        self.read_so_far += 1
        return str(line[0]), float(line[1])


SHEET = saved(Image.new("RGB", (60, 40), "white"))


def test_lines_of_which_the_model_is_sure_are_the_text() -> None:
    """From the top, one below the other; blank ones and guesses are none."""
    engine = Lines((" 兼职日结 ", 0.9), ("？？", 0.4), (" ", 0.9), ("加微信 abc", 0.6))
    assert WordReader(60, engine)(SHEET) == "兼职日结\n加微信 abc"


def test_a_page_of_small_print_is_read_in_part() -> None:
    """So many lines, so many characters, and no line more when the time is over."""
    full = Lines(*[("字" * 100, 0.9)] * (MOST_LINES + 10))
    assert len(WordReader(60, full)(SHEET)) == MOST_TEXT
    assert full.read_so_far == MOST_LINES
    late = Lines(("字", 0.9))
    assert (WordReader(-1, late)(SHEET), late.read_so_far) == ("", 0)


def test_a_picture_is_read_small_upright_and_on_white() -> None:
    """A large one scaled down, one that was taken sideways turned, black on nothing still to be seen."""
    engine = Lines()
    read = WordReader(60, engine)
    sideways = Image.Exif()
    sideways[0x0112] = 6
    read(saved(Image.new("RGB", (2400, 1200)), "JPEG"))
    read(saved(Image.new("RGB", (60, 40)), "JPEG", exif=sideways))
    read(saved(Image.new("RGBA", (60, 40), (0, 0, 0, 0))))
    read(saved(Image.new("P", (60, 40)), "GIF", transparency=0))
    large, turned, clear, gif = engine.seen
    assert (large.size, turned.size) == ((800, 400), (40, 60))
    assert clear.getpixel((0, 0)) == gif.getpixel((0, 0)) == (255, 255, 255)
    assert {picture.mode for picture in engine.seen} == {"RGB"}


@pytest.mark.parametrize("data", [b"hello", SHEET[:60], bomb(60_000, 60_000)], ids=["text", "cut", "bomb"])
def test_what_is_no_picture_is_refused_before_anything_looks_at_it(data: bytes) -> None:
    """As it is for its codes."""
    engine = Lines()
    with pytest.raises(PictureRefused):
        WordReader(60, engine)(data)
    assert engine.seen == []
