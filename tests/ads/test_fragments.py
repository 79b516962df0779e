"""The words behind a score: found where the member wrote them, in bounded time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ads.detector import Detector
from handlers.ads.fragments import LOOKED_AT, Fragment, fragments

DETECTOR = Detector()


def weigh(text: str) -> float:
    """A model that minds two words."""
    return 3.0 * ("返利" in text) + 2.0 * ("abc123" in text)


def test_the_words_that_speak_for_an_advert_are_shown_strongest_first() -> None:
    """And none of the others."""
    found = fragments("大家早上好 返利 今天天气不错 abc123", weigh)
    assert [(one.text, one.weight) for one in found] == [("返利", 3.0), ("abc123", 2.0)]


def test_a_disguise_is_shown_as_it_was_written() -> None:
    """The model reads 加微; the member wrote something else."""
    found = DETECTOR.fragments("我们明天下午三点开会 加薇❤️领返利 vx12345")
    assert any("薇" in one.text for one in found)


@pytest.mark.parametrize("text", ["", " ", "大家好"])
def test_nothing_speaks_for_an_advert_where_nothing_does(text: str) -> None:
    """No words, or none that weigh."""
    assert fragments(text, weigh) == []


def test_the_looks_are_bounded() -> None:
    """However long a text is."""
    looks: list[str] = []

    def count(text: str) -> float:
        looks.append(text)
        return float(len(text))

    fragments("返利 " * 100_000, count)
    assert len(looks) <= 25
    assert max(map(len, looks)) == LOOKED_AT


@given(st.text("加微 a1❤️\n，", max_size=80))
def test_a_fragment_stands_in_the_text(text: str) -> None:
    """Whatever the text; strongest first."""
    found: list[Fragment] = DETECTOR.fragments(text)
    assert all(one.text in text for one in found)
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
