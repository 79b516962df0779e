"""The parts of a message besides the member's own words: cards, codes, forwarded records."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ads.detector import Detector, Verdict
from handlers.ads.post import Post, PostError, post
from handlers.ads.signals import CODE, DENIED, FORWARDED_LIMIT, STRANGER_CODE, WORDLESS

DETECTOR = Detector(allow=["shop.example.com"], deny=["evil.example.org"])
OFFER = "日结兼职，一天三百，加微信 abc12345 领取名额"


def weights(verdict: Verdict) -> dict[str, float]:
    """Signal → weight."""
    return {signal.name: signal.weight for signal in verdict.signals}


def image(*codes: str) -> Verdict:
    """The verdict on a picture with these codes, and no words."""
    return DETECTOR.judge(Post(kind="image", codes=codes))


@pytest.mark.parametrize(
    ("codes", "signals"),
    [
        ((), {}),
        (("6901234567892",), {}),
        (("WIFI:S:home;P:secret;;",), {}),
        (("https://shop.example.com/item/1",), {}),
        (("https://weixin.qq.com/g/abc",), {"code": STRANGER_CODE}),
        (("http://u.wechat.com/EAabc",), {"code": STRANGER_CODE}),
        (("wxp://f2f0abc",), {"code": STRANGER_CODE}),
        (("HTTPS://T.ME/+abc",), {"code": STRANGER_CODE}),
        (("https://somewhere.example.net/x",), {"code": CODE}),
        (("13812345678",), {"code": CODE}),
        (("https://a.evil.example.org",), {"denied_link": DENIED}),
        (("https://somewhere.example.net/x", "https://weixin.qq.com/g/abc"), {"code": STRANGER_CODE}),
    ],
)
def test_a_code_weighs_by_where_it_leads(codes: tuple[str, ...], signals: dict[str, float]) -> None:
    """A stranger's group or account, somewhere, nowhere; the gravest counts, once."""
    assert weights(image(*codes)) == {"text": WORDLESS} | signals


def test_a_code_alone_is_clear() -> None:
    """One weak signal."""
    assert image("https://weixin.qq.com/g/abc").verdict == "clear"


def test_a_forwarded_offer_weighs_less_than_ones_own() -> None:
    """Half at most, and a comment of one's own counts in full."""
    own = DETECTOR.judge(Post(text=OFFER))
    passed_on = DETECTOR.judge(Post(kind="forwarded", forwarded=(OFFER,)))
    warned = DETECTOR.judge(Post(text="大家小心这种骗子，别理", kind="forwarded", forwarded=(OFFER,)))
    assert own.score > passed_on.score > warned.score
    assert 0 < weights(passed_on)["forwarded"] <= FORWARDED_LIMIT
    assert own.verdict == "advert"
    assert passed_on.verdict != "advert"


def test_what_is_forwarded_innocently_weighs_nothing() -> None:
    """Talk is talk."""
    verdict = DETECTOR.judge(Post(kind="forwarded", forwarded=("今晚一起吃饭吗", "好啊，老地方见")))
    assert "forwarded" not in weights(verdict)


def test_pictures_and_records_are_read_from_lines() -> None:
    """As `qunguan classify` and replay get them."""
    fields = {
        "kind": "image",
        "picture": {"codes": ["a"], "hash": "00", "text": "图中"},
        "forwarded": [{"text": "x", "name": "y"}, {"text": "z"}],
    }
    read = post(fields)
    assert (read.codes, read.picture, read.image_text, read.forwarded) == (("a",), "00", "图中", ("x", "z"))


@pytest.mark.parametrize(
    "fields", [{"picture": 1}, {"picture": {"codes": "a"}}, {"forwarded": "x"}, {"forwarded": ["x"]}]
)
def test_wrong_shapes_are_named(fields: dict[str, object]) -> None:
    """With the field."""
    with pytest.raises(PostError, match=r"`(picture|codes|forwarded)`"):
        post(fields)


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=4))
def test_anything_is_judged(codes: list[str], lines: list[str]) -> None:
    """Whatever a code or a record says."""
    verdict = DETECTOR.judge(Post(kind="other", codes=tuple(codes), forwarded=tuple(lines)))
    assert 0 < verdict.score < 1


def test_endless_codes_and_records_cost_no_more() -> None:
    """They are cut."""
    start = process_time()
    DETECTOR.judge(
        Post(kind="other", codes=("http://" * 100_000,) * 100, forwarded=("加微信 " * 10_000,) * 50)
    )
    assert process_time() - start < 2
