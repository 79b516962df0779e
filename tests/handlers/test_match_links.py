"""Custom rules: kinds, cards, links, contact details and mentions."""

from typing import Any

import pytest

from bot.contract import Contact, Kind, Link, MiniProgram
from tests.handlers.test_match import hits


async def test_kinds_and_mini_programs() -> None:
    """The example of the rulebook: mini programs, but not our own."""
    match = {"all": [{"kind": "mini_program"}, {"not": {"app_id": ["wx1234"]}}]}
    own, foreign = MiniProgram(app_id="wx1234"), MiniProgram(app_id="wx9")
    assert not await hits(match, kind=Kind.mini_program, mini_program=own)
    assert await hits(match, kind=Kind.mini_program, mini_program=foreign)
    assert not await hits(match, "小程序")
    assert await hits({"kind": ["image", "video"]}, kind=Kind.video)


@pytest.mark.parametrize(
    ("match", "text", "hit"),
    [
        ({"links": True}, "看 https://a.example.com/x", True),
        ({"links": True}, "v1.2.3 版本", False),
        ({"links": True}, "看 报告.pdf 和 main.py", False),
        ({"links": True}, "https://example.museum 开了", True),
        ({"links": True}, "在 a.com.", True),
        ({"links": True}, "a.comedy", False),
        ({"links": False}, "没有链接", True),
        ({"links": False}, "www.a.com", False),
        ({"domains": ["b23.tv"]}, "HTTPS://B23.TV/abc", True),
        ({"domains": ["example.com"]}, "a.example.com/x", True),
        ({"domains": ["example.com"]}, "https://notexample.com", False),
        ({"domains": ["https://www.example.com/"]}, "example.com", True),
        ({"links": {"allow": ["qq.com"]}}, "https://mp.weixin.qq.com/s/1", False),
        ({"links": {"allow": ["qq.com"]}}, "https://qq.com.evil.cn/s/1", True),
        ({"links": {"allow": ["qq.com"]}}, "没有链接", False),
        ({"links": {"domains": ["qq.com"]}}, "https://a.cn https://qq.com", True),
    ],
)
async def test_links_and_domains(match: Any, text: str, hit: bool) -> None:
    """A domain stands for all below it, and for nothing that only looks like it."""
    assert await hits(match, text) is hit


async def test_a_link_card_counts_like_a_written_link() -> None:
    """The host of its address, whatever user, port or case stands around it."""
    card = Link(url="https://user@Shop.Example.com:8443/x?y", title="好物")
    assert await hits({"domains": "example.com"}, kind=Kind.link, link=card)


@pytest.mark.parametrize(
    ("means", "text", "hit"),
    [
        ("phone", "电话 138-1234-5678", True),
        ("phone", "单号 2138123456789", False),
        ("wechat", "加微信：abc_12345", True),
        ("wechat", "微信支付", False),
        ("wechat", "找 wxid_ab12cd34", True),
        ("qq", "QQ群 12345678", True),
        ("qq", "12345678", False),
        ("true", "qq 12345678", True),
        (["phone", "qq"], "wx abc12345", False),
    ],
)
async def test_contact_details(means: Any, text: str, hit: bool) -> None:
    """Phone, WeChat and QQ numbers as people write them."""
    assert await hits({"contacts": means}, text) is hit


async def test_a_contact_card_is_a_kind() -> None:
    """And its name is the card's title."""
    card = Contact(id="u9", name="返利小王")
    assert await hits(
        {"kind": "contact", "text": {"any_of": "返利", "in": "card"}}, kind=Kind.contact, contact=card
    )


async def test_mentions() -> None:
    """How many are called, and whether everybody is."""
    assert await hits({"mentions": ">= 3"}, mentions=("a", "b", "c"))
    assert not await hits({"mentions": ">= 3"}, mentions=("a", "b"))
    assert await hits({"mentions_all": "true"}, "@所有人 开会")
    assert not await hits({"mentions_all": True}, "所有人")
