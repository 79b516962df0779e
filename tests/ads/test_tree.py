"""The parts of a message besides the member's own words: cards, codes, forwarded records."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ads.detector import Detector, Verdict
from handlers.ads.post import Post, PostError, post
from handlers.ads.signals import CODE, DENIED, FORWARDED_LIMIT, STRANGER_CODE, WORDLESS, Circumstances

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
        (("https://www.gov.cn/a",), {}),
        (("https://www.gov.cn/?url=http://somewhere.example.net",), {"code": CODE}),
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


def test_a_forwarded_public_link_is_nobodys_contact() -> None:
    """News in a record adds nothing; a link of somebody's does."""
    offer = "兼职日结，一天三百，名额有限，私聊领取"
    news, shop = (
        weights(DETECTOR.judge(Post(kind="forwarded", forwarded=(offer, f"看 https://{host}/a"))))
        for host in ("www.gov.cn", "abc88.vip")
    )
    assert "forwarded_contact" not in news
    assert "forwarded_contact" in shop


@pytest.mark.parametrize(
    ("url", "carded"),
    [
        ("https://www.news.cn/2026/a.htm", False),
        ("https://www.news.cn/?url=https://abc88.vip", True),
        ("https://abc88.vip/a", True),
        ("no address", True),
    ],
)
def test_a_card_that_leads_to_the_news_is_no_strangers_card(url: str, carded: bool) -> None:
    """It is no signal of its own, backs no operator's word, and is no link of a first message."""
    detector, first = Detector({"own": ["天气"]}), Circumstances(first=True)
    verdict = detector.judge(Post(kind="link", link_url=url, link_title="今天天气不错"), first)
    assert ({"link_card", "first_link"} <= weights(verdict).keys()) is carded
    assert verdict.verdict == ("advert" if carded else "review")
    denying = Detector(deny=["news.cn"])
    denied = "denied_link" in weights(denying.judge(Post(kind="link", link_url=url)))
    assert denied is ("news.cn" in url)


def test_a_first_message_with_a_public_link_has_no_link() -> None:
    """News in the text of a first message is as if it was not there."""
    first = Circumstances(first=True)
    assert "first_link" not in weights(DETECTOR.judge(Post("看 https://www.news.cn/a"), first))
    assert "first_link" in weights(DETECTOR.judge(Post("看 https://abc88.vip/a"), first))


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
