"""Words, patterns, amounts, contact details and links, each by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.contract import Link, Message, Room, normal
from handlers.match.amounts import Amount
from handlers.match.contacts import Means, contacts, domains, under
from handlers.match.words import Patterns, Words, folded_pattern
from tests.handlers.world import ALICE, MORNING

AMOUNT = TypeAdapter(Amount)


@given(
    st.text(alphabet="ab加微信 1", max_size=30),
    st.lists(st.text(alphabet="ab加微信1", min_size=1), max_size=12),
)
def test_words_are_found_where_they_stand_whole(text: str, words: list[str]) -> None:
    """However many there are: few are looked for one by one, many in one pass, with the same answer."""
    text = normal(text)

    def whole(word: str) -> bool:
        def parts(left: str, right: str) -> bool:
            both = left + right
            return not (both.isascii() and len(both) == 2 and (both.isalpha() or both.isdigit()))

        return any(
            text.startswith(word, at)
            and parts(text[at - 1 : at] if at else "", word[0])
            and parts(word[-1], text[at + len(word) : at + len(word) + 1])
            for at in range(len(text))
        )

    expected = any(whole(normal(word)) for word in words)
    assert (Words(words).first(text) is not None) is expected
    assert (Words([*words, *(f"无{n}" for n in range(10))]).first(text) is not None) is expected


def test_the_word_is_told_as_it_was_written() -> None:
    """Not as it was folded; of two that fold alike the last."""
    assert Words(["ＶＸ"]).first("vx") == "ＶＸ"
    assert Words(["", " ", "\u200b"]).first("任何") is None


def test_no_words_are_never_all_there() -> None:
    """The empty list again."""
    assert not Words([]).all("加微信")
    assert Words(["加", "信"]).all("加微信")
    assert not Words(["加", "QQ"]).all("加微信")


@pytest.mark.parametrize(
    ("pattern", "folded"),
    [
        ("微信：", r"微信\:"),
        ("（a）", r"\(a\)"),
        ("[：:]", r"[\::]"),
        ("發", "发"),
        ("Ａ", "a"),
        ("a.b", "a.b"),
        ("㈱", "㈱"),
    ],
)
def test_a_pattern_is_folded_as_texts_are(pattern: str, folded: str) -> None:
    """So that it finds what its author sees; full-width signs stay signs."""
    assert folded_pattern(pattern) == folded


@given(st.text(max_size=40))
def test_any_text_can_be_searched(text: str) -> None:
    """Whatever members write, lone surrogates too."""
    patterns = Patterns([r"(a|aa)+$", r"[一-龥]{2}\d*"])
    patterns.first(normal(text))
    Words(["加微信", "vx", "a", "b", "c", "d"]).first(normal(text))


def test_the_first_pattern_tells_what_it_found() -> None:
    """In the order of the list."""
    patterns = Patterns([r"b+", r"a+"])
    assert patterns.first("aabb") == "bb"
    assert patterns.first("aa") == "aa"
    assert patterns.first("c") is None


@pytest.mark.parametrize(
    ("written", "fits", "fits_not"),
    [
        (">= 3", 3, 2),
        ("> 3", 4, 3),
        ("<= 3", 3, 4),
        ("<3", 2, 3),
        ("= 3", 3, 4),
        ("≥ 3", 3, 2),
        ("≤3", 3, 4),
        ("> -1", 0, -1),
    ],
)
def test_amounts(written: str, fits: int, fits_not: int) -> None:
    """As an operator compares."""
    amount = AMOUNT.validate_python(written)
    assert amount.fits(fits)
    assert not amount.fits(fits_not)


@pytest.mark.parametrize("written", ["3", 3, "=> 3", "> three", "", "> 3 4", None, ["> 3"]])
def test_what_is_no_comparison_is_refused(written: object) -> None:
    """A bare number too: at least, at most or exactly?"""
    with pytest.raises(ValidationError):
        AMOUNT.validate_python(written)


def test_contact_details_come_in_the_order_asked_for() -> None:
    """The first kind that is there."""
    text = "vx abc12345 电话13812345678"
    assert contacts(text, [Means.phone, Means.wechat]) == (Means.phone, "13812345678")
    assert contacts(text, [Means.qq, Means.wechat]) == (Means.wechat, "abc12345")
    assert contacts(text, [Means.qq]) is None
    assert contacts(text, []) is None


def test_domains_of_card_and_text() -> None:
    """The card's first, then those written out, without user, port and path."""
    message = Message(
        id="m", at=MORNING, room=Room(id="r1"), member=ALICE, link=Link(url="HTTPS://a.b.example.com:8443/x")
    )
    text = "看 http://c.cn/y?z=d.com 和 www.e.org。"
    assert list(domains(message, text)) == ["a.b.example.com", "c.cn", "d.com", "www.e.org"]
    assert list(domains(message.model_copy(update={"link": Link(url="")}), "没有")) == []


def test_a_domain_lies_under_itself_and_its_parents() -> None:
    """And under nothing that only ends alike."""
    assert under("a.b.com", frozenset({"b.com"}))
    assert under("b.com", frozenset({"b.com"}))
    assert not under("ab.com", frozenset({"b.com"}))
    assert not under("b.com.cn", frozenset({"b.com"}))
