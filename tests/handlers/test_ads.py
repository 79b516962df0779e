"""Adverts: what is one, and what follows from it."""

from math import log
from typing import Any

import pytest
from pydantic import ValidationError

from bot.contract import Kind, Message, Room
from handlers.ads import Ads
from handlers.ads.copies import WORTH
from handlers.ads.judge import Judge
from handlers.ads.settings import Allow, Deny
from handlers.ads.signals import NOTHING_KNOWN, probability
from tests.handlers.world import ALICE, BOB, MORNING, World, names

WORDS = ["加微信", "返利", "刷单", "日结"]
ADVERT = "加薇❤️领返利 vx12345"
"""An operator's word and a contact detail."""


def ads(**settings: Any) -> World:
    """A room under the handler with the words above."""
    return World(Ads.model_validate({"words": WORDS} | settings))


async def _verdict(text: str = "", fields: dict[str, Any] | None = None, **settings: Any) -> list[str]:
    return names(await ads(**settings).says(ALICE, text, **(fields or {})))


@pytest.mark.parametrize(
    "text", ["發(fā)廣告加微信", "返\u200b利", "高額返利哦", "来刷 单吧", "@alice88 返利吗"]
)
async def test_an_operators_word_alone_is_for_review(text: str) -> None:
    """However it is disguised; it warns, it removes nobody."""
    assert await _verdict(text) == ["review"]


@pytest.mark.parametrize(
    "text", [ADVERT, "日结兼职 联系QQ 12345678", "刷单 https://evil.example.com", "返利 电话 13812345678"]
)
async def test_a_word_with_a_contact_or_a_link_is_an_advert(text: str) -> None:
    """The second signal."""
    assert await _verdict(text) == ["advert"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "有事问企业微信客服",
        "这个链接是广告吗?",
        "快递到了 13812345678",
        "验证码 123456",
        "今晚八点见",
        "https://mp.weixin.qq.com/s/x",
    ],
)
async def test_what_is_no_advert_is_left_alone(text: str) -> None:
    """A number, a link or the word 广告 in a question is nothing by itself."""
    assert await _verdict(text) == []


async def test_nobody_is_judged_by_what_they_quote() -> None:
    """Only own words, links and cards count."""
    assert await _verdict("别信这个", {"quote": {"id": "m0", "text": ADVERT}}) == []


async def test_the_title_of_a_card_is_the_members_own() -> None:
    """An operator's word on a mini program, a link, a contact: card and word are two signals."""
    card = {"kind": Kind.mini_program, "mini_program": {"app_id": "wx9", "title": "天天返利"}}
    assert await _verdict("", card) == ["advert"]
    link = {"kind": Kind.link, "link": {"url": "https://evil.example.com", "title": "返利"}}
    assert await _verdict("", link) == ["advert"]
    assert await _verdict("返利找他", {"kind": Kind.contact, "contact": {"id": "u9", "name": "小王"}}) == [
        "advert"
    ]


async def test_a_card_alone_is_nothing() -> None:
    """Parents' children post mini programs too."""
    assert (
        await _verdict("", {"kind": Kind.mini_program, "mini_program": {"app_id": "wx9", "title": "接龙"}})
        == []
    )
    assert await _verdict("", {"kind": Kind.contact, "contact": {"id": "u9", "name": "小王"}}) == []


async def test_what_is_allowed_is_no_signal() -> None:
    """Domains as they are pasted, with all below them; mini programs; accounts."""
    text = "返利 https://shop.example.com/x"
    assert await _verdict(text) == ["advert"]
    assert await _verdict(text, allow={"domains": ["https://www.example.com/"]}) == ["review"]
    card = {"kind": Kind.mini_program, "mini_program": {"app_id": "wx9", "title": "返利"}}
    assert await _verdict("", card, allow={"app_ids": ["wx9"]}) == []
    contact = {"kind": Kind.contact, "contact": {"id": "u9", "name": "客服"}}
    assert await _verdict("返利", contact, allow={"contacts": ["u9"]}) == ["review"]


async def test_an_empty_list_of_words_finds_nothing_by_itself() -> None:
    """Failing safe."""
    assert await _verdict("大家好", words=[]) == []


async def test_the_reasons_are_told() -> None:
    """Evidence for each signal, strongest first; reasons in words; the score below one."""
    [advert] = await ads().says(ALICE, ADVERT)
    assert 0 < advert.facts["score"] < 1
    assert "广告词" in advert.facts["reasons"]
    weights = [item.weight or 0.0 for item in advert.evidence]
    assert len(weights) >= 2
    assert weights == sorted(weights, reverse=True)


COPIED = "低价代购，联系 vx abc12345"
"""Something to reach, and none of the operator's words."""


async def _just_for_review() -> World:
    """A world in which `COPIED` is for review, and two more units of evidence make it an advert."""
    message = Message(id="m", at=MORNING, room=Room(id="r1"), member=ALICE, text=COPIED)
    known = Judge([], Allow(), Deny(), None)(message, NOTHING_KNOWN)
    assert known.score >= WORTH
    act = probability(log(known.score / (1 - known.score)) + 1.5)
    return ads(words=[], limits={"review": known.score * 0.99, "act": act})


async def test_the_same_number_elsewhere_makes_an_advert_of_it() -> None:
    """For review in one room, an advert in both with the second; another number is nobody's fault."""
    world = await _just_for_review()
    assert names(await world.says(ALICE, COPIED)) == ["review"]
    world.room = "r2"
    assert names(await world.says(BOB, COPIED)) == ["review", "advert", "advert"]
    world.room = "r3"
    assert len(await world.says(ALICE, COPIED.replace("abc12345", "xyz98765"))) <= 1  # judged once, by itself


async def test_the_same_member_twice_in_one_room_is_no_copy() -> None:
    """Asking again is not spreading."""
    world = await _just_for_review()
    assert [names(await world.says(ALICE, COPIED)) for _ in range(3)] == [["review"]] * 3


async def test_copies_are_forgotten_after_an_hour() -> None:
    """The same seller tomorrow is judged by tomorrow."""
    world = await _just_for_review()
    await world.says(ALICE, COPIED)
    await world.advance(hours=2)
    world.room = "r2"
    assert names(await world.says(BOB, COPIED)) == ["review"]


@pytest.mark.parametrize(
    "settings",
    [
        {"handling": "rude"},
        {"ladder": {0: "gentle"}},
        {"chain": {"lines": ["a"] * 6}},
        {"limits": {"review": 2, "act": 1}},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, Any]) -> None:
    """When the file is read."""
    with pytest.raises(ValidationError):
        Ads.model_validate(settings)


@pytest.mark.parametrize(
    "text", ["", "\ud800", "加" * 30_000, "http://" * 10_000, "1" * 20_000, "\u202e" * 5_000]
)
async def test_no_text_is_too_much(text: str) -> None:
    """Long, odd and hostile texts have a verdict too."""
    await _verdict(text)
