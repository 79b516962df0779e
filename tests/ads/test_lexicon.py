"""What word lists promise: found in disguise, Latin only as whole words, all lists at once."""

import pytest

from handlers.ads.detector import Detector
from handlers.ads.lexicon import Hit, Lexicon, LexiconError, shipped
from handlers.ads.normalise import reading
from handlers.ads.post import Post
from handlers.ads.signals import LEXICON, LEXICON_LIMIT


def find(lexicon: Lexicon, text: str) -> list[Hit]:
    """The hits in a text as people write it."""
    return lexicon.find(reading(text).folded)


@pytest.mark.parametrize("text", ["在家刷单", "刷 單", "刷\u200b单", "刷.单", "刷🔥单"])
def test_a_chinese_word_is_found_anywhere_and_in_disguise(text: str) -> None:
    """Terms are folded like texts, so one spelling in the list is enough."""
    assert find(Lexicon({"own": ["刷单"]}), text) == [Hit("own", "刷单")]


def test_a_term_may_itself_be_written_in_disguise() -> None:
    """`薇信` and `廣告` in a list find the plain words too."""
    assert find(Lexicon({"own": ["加薇信", "廣告"]}), "加微信看广告") == [
        Hit("own", "加微信"),
        Hit("own", "广告"),
    ]


@pytest.mark.parametrize(
    ("text", "hit"), [("free money", True), ("freedom", False), ("carefree", False), ("买free送", True)]
)
def test_a_latin_word_is_found_only_whole(text: str, hit: bool) -> None:
    """`free` is not in `freedom`; Chinese beside it does not make it another word."""
    assert bool(find(Lexicon({"own": ["free"]}), text)) is hit


def test_overlapping_terms_are_all_found() -> None:
    """A long term does not hide a short one inside it, in whatever list."""
    lexicon = Lexicon({"a": ["微信"], "b": ["加微信", "微信号"]})
    assert set(find(lexicon, "加微信号")) == {Hit("a", "微信"), Hit("b", "加微信"), Hit("b", "微信号")}


def test_patterns_are_matched_with_the_terms() -> None:
    """Each matching pattern is told with its list; none matching is no error."""
    lexicon = Lexicon({}, {"own": ["日[赚入][0-9]+", "刷.{0,3}单"]})
    assert find(lexicon, "日赚300，刷个单") == [Hit("own", "日[赚入][0-9]+"), Hit("own", "刷.{0,3}单")]
    assert find(lexicon, "早上好") == []


def test_a_pattern_that_re2_cannot_read_is_named() -> None:
    """The error says list and pattern, so that the operator finds it."""
    with pytest.raises(LexiconError, match=r"own: '\(\?=x\)' is not an RE2 pattern"):
        Lexicon({}, {"own": ["(?=x)"]})


def test_empty_terms_and_lists_find_nothing() -> None:
    """A line of blanks in a list is no term."""
    lexicon = Lexicon({"own": ["", " ", "…"]})
    assert len(lexicon) == 0
    assert find(lexicon, "anything 刷单") == []


def test_fifty_thousand_terms_find_only_theirs() -> None:
    """Size changes nothing in what is found."""
    terms = [chr(0x5000 + n // 200) + chr(0x5E00 + n % 200) + "词" for n in range(50_000)]
    lexicon = Lexicon({"big": terms})
    assert find(lexicon, f"前{terms[12345]}后") == [Hit("big", terms[12345])]


def test_the_shipped_words_are_a_hint_named_by_kind() -> None:
    """However disguised; by itself it makes a review of nothing."""
    detector = Detector()
    verdict = detector.judge(Post(text="百家 樂"))
    [hint] = [signal for signal in verdict.signals if signal.name == "lexicon"]
    assert (hint.detail, hint.weight) == ("games:百家乐", LEXICON)
    many = detector.judge(Post(text="百家乐 时时彩 北京赛车 幸运飞艇 真人荷官"))
    assert max(signal.weight for signal in many.signals if signal.name == "lexicon") == LEXICON_LIMIT
    assert "lexicon" not in {signal.name for signal in detector.judge(Post(text="今晚吃什么")).signals}


def test_no_shipped_word_is_a_word_of_its_own_disguise() -> None:
    """Each is found as it stands in its list."""
    assert len(shipped()) > 100
    assert all(shipped().find(hit) for hit in ("刷单", "代开发票", "裸聊", "荐股"))
