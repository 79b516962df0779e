"""Whatever a member writes: no error, no long time, no score outside its bounds."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.ads.detector import Detector
from handlers.ads.folding import LIMIT
from handlers.ads.normalise import reading, trace
from handlers.ads.post import Post

DETECTOR = Detector({"own": ["刷单", "free"]}, {"own": ["日.{0,3}赚"]})
ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY = st.text(
    st.sampled_from(list("加薇微信v❤+ 1一壹oq群裙扣.点com:/@(ā)（发fā）️\u200b\u202e\u202c\ud800\udc00弓长̶\n"))
)
HOSTILE = {
    "letters": "a",
    "spaces": " ",
    "points": "a.",
    "dashes": "a-",
    "digits": "1",
    "numerals": "一",
    "o": "1o",
    "plus": "+",
    "brackets": "(a",
    "glosses": "发(f",
    "overrides": "\u202e",
    "marks": "a\u0316\u0301",
    "ligatures": "\ufdfa",
    "hosts": "a.b-",
    "schemes": "http://",
    "mentions": "@a",
    "emoji": "🔥",
    "joiners": "\u200b",
    "contacts": "微信",
    "ids": "a1",
    "splits": "弓",
    "surrogates": "\ud800",
    "pinyin": "xian",
    "hearts": "薇❤",
    "spelled": "a ",
}


@settings(deadline=None)  # a busy machine; time is bounded by the last test of this file
@given(ANY_TEXT | NASTY)
def test_any_text_has_a_verdict(text: str) -> None:
    """Lone surrogates, controls, anything: a score between 0 and 1, the same each time."""
    verdict = DETECTOR.judge(Post(text))
    assert 0 < verdict.score < 1
    assert verdict == DETECTOR.judge(Post(text))


@settings(deadline=None)  # a busy machine; time is bounded by the last test of this file
@given(ANY_TEXT | NASTY)
def test_any_text_has_a_reading_that_others_can_match(text: str) -> None:
    """What comes out can be encoded, is bounded, and is what the trace ends with."""
    read = reading(text)
    read.clean.encode()
    read.folded.encode()
    assert len(read.clean) <= LIMIT
    assert len(read.folded) <= 2 * LIMIT
    steps = trace(text)
    assert (steps[-1].text if steps else text) == read.folded


@settings(deadline=None)  # a busy machine; time is bounded by the last test of this file
@given(NASTY)
def test_reading_again_what_was_read_raises_nothing(text: str) -> None:
    """Folded text may be stored and read again."""
    reading(reading(text).folded)


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_input_takes_long(unit: str) -> None:
    """A message at the limit and one of a megabyte, made of the worst repetition, take a bounded time.

    The bound is some fifty times what an ordinary message of that length takes here: loose enough for a
    busy machine, far below what anything quadratic would need.
    """
    for size in (LIMIT, 1_000_000):
        text = (unit * (size // len(unit) + 1))[:size]
        start = process_time()
        DETECTOR.judge(Post(text))
        assert process_time() - start < 0.25
