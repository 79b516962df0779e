"""Whatever a member writes: no error, no long time, no score outside its bounds."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ads.detector import Detector
from handlers.ads.extract import KINDS, extract
from handlers.ads.folding import LIMIT
from handlers.ads.normalise import reading, trace
from handlers.ads.post import Post

DETECTOR = Detector({"own": ["刷单", "free"]}, {"own": ["日.{0,3}赚"]})
ANY_TEXT = st.text(st.characters(exclude_categories=()))
NASTY = st.text(
    st.sampled_from(list("加薇微信v❤+ 1一壹oq群裙扣.点com:/@(ā)（发fā）️\u200b\u202e\u202c\ud800\udc00弓长̶\n"))
)
CONTACTS = st.text(st.sampled_from("0123456789一二三.。点:/@comhtpwvxq加微信群号 ¥元"), max_size=300)
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
    "mixed": "жa0",
    "mixed names": "ж a0a_",
}


@given(ANY_TEXT | NASTY)
def test_any_text_has_a_verdict(text: str) -> None:
    """Lone surrogates, controls, anything: a score between 0 and 1, the same each time."""
    verdict = DETECTOR.judge(Post(text))
    assert 0 < verdict.score < 1
    assert verdict == DETECTOR.judge(Post(text))


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


@given(NASTY)
def test_reading_again_what_was_read_raises_nothing(text: str) -> None:
    """Folded text may be stored and read again."""
    reading(reading(text).folded)


@given(
    ANY_TEXT
    | NASTY
    | st.text(st.sampled_from("0123456789一二三.。点:/@comhtpwvxq加微信群号 ¥元"), max_size=300)
)
def test_any_text_can_be_searched_for_contacts(text: str) -> None:
    """Whatever stands in a text: values are bounded, kinds are known, nothing is found twice."""
    found = extract(text, reading(text))
    assert {contact.kind for contact in found.contacts} <= set(KINDS)
    assert all(0 < len(contact.value) <= 64 for contact in found.contacts)
    assert all(0 < len(link.host) <= 253 and len(link.url) <= 200 for link in found.links)
    assert len(set(found.contacts)) == len(found.contacts)


def milliseconds(text: str) -> float:
    """CPU time of this thread for one verdict, the best of three."""
    return min(_timed(text) for _ in range(3))


def _timed(text: str) -> float:
    before = thread_time()
    DETECTOR.judge(Post(text))
    return (thread_time() - before) * 1000


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_input_takes_long(unit: str) -> None:
    """A message at the limit, and one of a megabyte, made of the worst repetition, cost like ordinary text.

    Both are timed on the same machine in the same minute: at most ten times ordinary talk of that length
    (three is usual; anything quadratic would take hundreds).
    """
    ordinary = milliseconds(("今天下午去超市买了点水果，老板说明天会便宜一些。" * LIMIT)[:LIMIT])
    for size in (LIMIT, 1_000_000):
        assert milliseconds((unit * (size // len(unit) + 1))[:size]) < 10 * ordinary
