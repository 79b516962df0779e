"""Words in a picture: a poster says them, a screenshot shows what another said."""

import sys
from itertools import product
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ads.detector import Detector, Verdict
from handlers.ads.model import load
from handlers.ads.normalise import reading
from handlers.ads.post import Post, plain
from handlers.ads.signals import IMAGE_LIMIT, IMAGE_SHARE, WORDLESS, probability

DETECTOR = Detector()
POSTER = "手机兼职 日结三百元\n无需押金 先到先得\n加微信 abc88996"
HOMEWORK = "今天的数学作业\n完成练习册第 12 页\n明天早上交给组长"
WARNINGS = (
    "大家小心这个骗子",
    "大家小心这个骗子，别加",
    "注意，这种都是骗人的，别信",
    "这个人在别的群发广告，群主看到踢了吧",
    "这个靠谱吗？有人做过没有",
    "收到这种短信，是不是诈骗啊",
    "Careful, this is a scam, do not reply",
)
OPENINGS = ("有兴趣的私聊我", "想赚钱的看过来，名额有限", "需要的联系我")


def weights(verdict: Verdict) -> dict[str, float]:
    """Signal → weight."""
    return {signal.name: signal.weight for signal in verdict.signals}


def shown(text: str, image_text: str = POSTER, detector: Detector = DETECTOR) -> Verdict:
    """The verdict on own words with a picture that has words in it."""
    return detector.judge(Post(text, kind="image", image_text=image_text))


def test_a_poster_says_what_stands_in_it() -> None:
    """With no word of their own, the picture's weigh as own words would: in full, and once."""
    verdict, as_text = shown(""), DETECTOR.judge(Post(POSTER))
    assert verdict.verdict == "advert"
    assert verdict.score == as_text.score
    assert weights(verdict)["image_text"] == weights(as_text)["text"]
    assert "text" not in weights(verdict)


@pytest.mark.parametrize("said", ["🌹", "。", "🌹🌹 !!", " ", "\u200b", "..."])
def test_a_caption_without_words_is_none(said: str) -> None:
    """The poster is judged as if nothing stood beside it; what stands there alone is as it was."""
    assert shown(said).signals == shown("").signals
    assert shown(said).found == shown("").found
    assert Post(said, kind="image").own == said


@pytest.mark.parametrize("said", WARNINGS)
def test_a_warning_with_a_screenshot_is_clear(said: str) -> None:
    """Nobody is judged by the advert they show to others, whatever its words and numbers are."""
    verdict = shown(said)
    assert verdict.verdict == "clear"
    assert 0 < weights(verdict)["image_text"] <= IMAGE_LIMIT
    assert weights(verdict)["text"] == load().logit(reading(said))


@pytest.mark.parametrize("said", OPENINGS)
def test_an_advert_in_two_halves_is_one(said: str) -> None:
    """Half in words and half in the picture: more than the words alone, and enough."""
    assert DETECTOR.judge(Post(said, kind="image")).score < shown(said).score
    assert shown(said).verdict == "advert"


def test_the_words_in_a_picture_speak_for_nobody() -> None:
    """An innocent picture beside an advert takes nothing away from it."""
    assert load().logit(reading(HOMEWORK)) < 0
    verdict = shown(POSTER, HOMEWORK)
    assert "image_text" not in weights(verdict)
    assert verdict.score == DETECTOR.judge(Post(POSTER, kind="image")).score


def test_a_share_of_what_they_would_weigh_alone() -> None:
    """`IMAGE_SHARE` of the poster's own logit, up to the limit."""
    for text in ("周末团购，想要的私聊", POSTER):
        alone = weights(shown("", text))["image_text"]
        beside = weights(shown("看看", text)).get("image_text", 0.0)
        assert beside == pytest.approx(max(0.0, min(IMAGE_SHARE * alone, IMAGE_LIMIT)))


def test_the_title_of_a_card_is_own_words() -> None:
    """A picture beside it is shown, not said."""
    verdict = DETECTOR.judge(
        Post(kind="link", link_url="https://a.example.com", link_title="防骗提醒", image_text=POSTER)
    )
    assert {"text", "image_text"} <= weights(verdict).keys()
    assert verdict.verdict == "clear"


def test_what_is_to_be_reached_in_a_picture_is_found_beside_own_words_too() -> None:
    """For copies, for the case and as what backs an operator's word; what stands in both is found once."""
    own, there = "加微信 abc88996", f"{POSTER}\n看 ab88.vip"
    verdict = shown(own, there)
    assert verdict.found.of("wechat") == ["abc88996"]
    assert [link.domain for link in verdict.found.links] == ["ab88.vip"]
    assert verdict.read.folded == f"{reading(own).folded}\n{reading(there).folded}"


def test_a_denied_link_in_a_screenshot_is_still_denied() -> None:
    """The operator's lists see what is in a picture."""
    detector = Detector(deny=["evil.example.org"])
    assert "denied_link" in weights(shown("看看", "点 https://a.evil.example.org", detector))


def test_an_operators_word_of_ones_own_is_backed_by_the_number_in_the_picture() -> None:
    """Own word, picture's number: an advert. A word that only the picture has is for a person to see."""
    detector = Detector({"own": ["天气"]})
    assert shown("天气不错", "加微信 abc88996", detector).verdict == "advert"
    verdict = shown("大家小心这个骗子", "天气群，加微信 abc88996", detector)
    assert verdict.verdict == "review"
    assert "own:天气" in [signal.detail for signal in verdict.signals]
    assert shown("", "天气群，加微信 abc88996", detector).verdict == "advert"


def test_one_by_one_and_many_at_once_agree() -> None:
    """Posters and screenshots among plain texts."""
    posts = [
        Post(said, kind=kind, image_text=words)
        for said, words, kind in product(("", "大家小心", "早"), ("", POSTER), ("text", "image"))
    ]
    assert DETECTOR.judge_all(posts) == [DETECTOR.judge(post) for post in posts]


def test_no_words_anywhere_weigh_what_no_words_weigh() -> None:
    """An image nobody could read."""
    assert weights(DETECTOR.judge(Post(kind="image"))) == {"text": WORDLESS}


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["text", "image"]))
def test_the_weights_add_up_whatever_is_shown(said: str, words: str, kind: str) -> None:
    """And each place is named once."""
    verdict = DETECTOR.judge(Post(said, kind=kind, image_text=words))
    assert verdict.score == probability(sum(signal.weight for signal in verdict.signals))
    names = [signal.name for signal in verdict.signals]
    assert names.count("text") + names.count("image_text") == len({"text", "image_text"} & set(names))


def test_plain_text_pays_nothing_for_pictures() -> None:
    """Not one call into what reads the other parts of a message."""
    called: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.endswith("ads/tree.py"):
            called.add(frame.f_code.co_name)

    post = Post(POSTER)
    sys.setprofile(note)
    try:
        DETECTOR.judge(post)
    finally:
        sys.setprofile(None)
    assert called == set()
    assert plain(post)
    assert not plain(Post("看", image_text=POSTER))
