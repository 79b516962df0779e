"""Adverts: what is one, and what follows from it."""

from math import log
from typing import Any

import pytest
from pydantic import ValidationError

from bot.contract import (
    ActionDone,
    Case,
    Cases,
    Direct,
    Fine,
    Kind,
    Message,
    QuietRecall,
    Recall,
    Remove,
    Room,
    Say,
    Standing,
    Strike,
    StrikeRecord,
    Task,
    Untag,
)
from handlers.ads import Ads
from handlers.ads.copies import WORTH
from handlers.ads.judge import Judge
from handlers.ads.settings import Allow, Deny
from handlers.ads.signals import NOTHING_KNOWN, probability
from tests.handlers.world import ALICE, BOB, MORNING, World, names

WORDS = ["加微信", "返利", "刷单", "日结"]
ADVERT = "加薇❤️领返利 vx12345"
"""An operator's word and a contact detail."""


def _world(**settings: Any) -> World:
    return World(Ads.model_validate({"words": WORDS} | settings))


async def _verdict(text: str = "", fields: dict[str, Any] | None = None, **settings: Any) -> list[str]:
    return names(await _world(**settings).says(ALICE, text, **(fields or {})))


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
    [advert] = await _world().says(ALICE, ADVERT)
    assert 0 < advert.facts["score"] < 1
    assert "广告词" in advert.facts["reasons"]
    weights = [item.weight or 0.0 for item in advert.evidence]
    assert len(weights) >= 2
    assert weights == sorted(weights, reverse=True)


async def test_softer_members_are_only_asked() -> None:
    """`softer_for: {tag: [paid]}` turns an advert into a review."""
    world = _world(softer_for={"tag": ["paid", "parent"]})
    world.stands(ALICE, Standing(tags=frozenset({"parent"})))
    assert names(await world.says(ALICE, ADVERT)) == ["review"]
    assert names(await world.says(BOB, ADVERT)) == ["advert"]


@pytest.mark.parametrize(
    ("handling", "kinds"),
    [
        ("gentle", [Strike, Say]),
        ("neutral", [QuietRecall, Strike, Say, Remove]),
        ("violent", [QuietRecall, Strike, Remove]),
    ],
)
def test_handling_decides_the_answers(handling: str, kinds: list[type]) -> None:
    """One message; a message and the removal; the removal in silence. A review always only says something."""
    outcomes = Ads.model_validate({"handling": handling}).outcomes()
    assert [type(answer) for answer in outcomes["advert"].answers] == kinds
    assert [type(answer) for answer in outcomes["review"].answers] == [Say]


def test_by_default_nobody_is_removed() -> None:
    """`gentle` is the default, and it is what the class declares."""
    assert Ads().outcomes()["advert"].answers == Ads.advert.answers
    assert not any(
        isinstance(answer, Remove) for outcome in Ads().outcomes().values() for answer in outcome.answers
    )


FINE = {"handling": "neutral", "fine": {"red_packet": True, "within": "10m"}}


async def test_a_red_packet_in_time_clears_the_debt() -> None:
    """Asked for, reminded of at half time, paid; then nothing more comes."""
    world = _world(**FINE)
    assert names(await world.says(ALICE, ADVERT)) == ["advert"]
    [remind] = await world.advance(minutes=5)
    assert (remind.name, remind.facts) == ("remind", {"minutes": 5})
    assert await world.says(BOB, "", kind=Kind.red_packet) == []
    assert names(await world.says(ALICE, "", kind=Kind.red_packet)) == ["paid"]
    assert await world.says(ALICE, "", kind=Kind.red_packet) == []
    assert await world.advance(hours=1) == []


async def test_without_a_red_packet_the_handling_comes() -> None:
    """At the deadline; and at once, if another advert comes before it."""
    world = _world(**FINE)
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(minutes=10)) == ["remind", "unpaid"]
    world = _world(**FINE)
    await world.says(BOB, ADVERT)
    assert names(await world.says(BOB, ADVERT)) == ["again"]


async def test_a_late_red_packet_still_clears_the_debt() -> None:
    """Better late than never."""
    world = _world(fine={"within": "10m", "remind": False})
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(minutes=10)) == ["unpaid"]
    assert names(await world.says(ALICE, "", kind=Kind.red_packet)) == ["paid"]


async def test_whoever_left_is_not_asked_any_more() -> None:
    """The deadline and the reminder are forgotten."""
    world = _world(**FINE)
    await world.says(ALICE, ADVERT)
    await world.leaves(ALICE)
    assert await world.advance(hours=1) == []


async def test_what_was_taken_back_has_no_consequences() -> None:
    """After `/undo` neither reminder nor deadline nor way back."""
    world = _world(follow_up={}, **FINE)
    await world.says(ALICE, ADVERT)
    case = Case(number=1, id="e1:rule", at=world.now, rule="rule", member=ALICE.id, undone_by=BOB.id)
    world.papers["room:test/r1", "", "Cases"] = Cases(count=1, last=(case,)).model_dump_json()
    assert await world.advance(days=1) == []


def test_the_answers_of_a_fine() -> None:
    """First the fine; unpaid, the handling without a second strike; paid, the tag is taken."""
    outcomes = Ads.model_validate(FINE).outcomes()
    assert [type(answer) for answer in outcomes["advert"].answers] == [Strike, Fine]
    assert [type(answer) for answer in outcomes["unpaid"].answers] == [Say, Remove]
    assert [type(answer) for answer in outcomes["again"].answers] == [QuietRecall, Strike, Say, Remove]
    assert [type(answer) for answer in outcomes["paid"].answers] == [Untag, Say]
    assert [type(answer) for answer in Ads.model_validate({"fine": {}}).outcomes()["unpaid"].answers] == [Say]
    assert list(Ads.model_validate({"fine": {"red_packet": False}}).outcomes()) == ["review", "advert"]


async def test_a_gentle_chain_follows_while_the_member_is_there_and_owes() -> None:
    """The lines come one by one; a red packet, or leaving, ends them."""
    settings = {"chain": {"lines": ["哇有人发广告咯", "+1", "+2"], "every": "20s"}, "fine": {"within": "1h"}}
    world = _world(**settings)
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(seconds=40)) == ["chain_1", "chain_2"]
    await world.says(ALICE, "", kind=Kind.red_packet)
    assert await world.advance(seconds=40) == []
    await world.says(BOB, ADVERT)
    await world.leaves(BOB)
    assert await world.advance(seconds=40) == []
    chain = Ads.model_validate(settings).outcomes()["chain_2"]
    assert chain.answers == (Say("+1"),)


async def test_a_chain_needs_no_fine() -> None:
    """Without one the lines just come; with neutral handling they never do."""
    chain = {"lines": ["哇有人发广告咯"]}
    world = _world(chain=chain)
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(minutes=1)) == ["chain_1"]
    world = _world(chain=chain, handling="neutral")
    await world.says(ALICE, ADVERT)
    assert await world.advance(minutes=1) == []


async def test_a_removed_member_is_offered_a_way_back() -> None:
    """Hours later, if they have really gone and are not back yet."""
    world = _world(handling="neutral", follow_up={"after": "4h"})
    await world.says(ALICE, ADVERT)
    await world.leaves(ALICE)
    [offer] = await world.advance(hours=4)
    assert offer.name == "follow_up"
    assert [type(answer) for answer in world.handler.outcomes()["follow_up"].answers] == [Direct, Task]
    await world.says(BOB, ADVERT)
    assert await world.advance(hours=4) == []
    await world.says(BOB, ADVERT)
    await world.leaves(BOB)
    await world.joins(BOB)
    assert await world.advance(hours=4) == []


async def test_the_way_back_needs_a_removal_that_was_performed() -> None:
    """Told by the sender, where no leaving is seen; never by another action."""
    world = _world(handling="violent", follow_up={"after": "4h"})
    await world.says(ALICE, ADVERT)
    await world.happens(ActionDone, member=ALICE, action="a1", do="remove", rule="rule")
    assert names(await world.advance(hours=4)) == ["follow_up"]
    await world.says(BOB, ADVERT)
    await world.happens(ActionDone, member=BOB, action="a2", do="say", rule="rule")
    assert await world.advance(hours=4) == []


def test_recall_comes_first() -> None:
    """Only for what is about a message, and only if asked for."""
    outcomes = Ads.model_validate(FINE | {"recall": True, "ladder": {2: "violent"}}).outcomes()
    first = {name: type(outcome.answers[0]) for name, outcome in outcomes.items()}
    assert [name for name, kind in first.items() if issubclass(kind, Recall)] == [
        "advert",
        "advert_violent",
        "again",
        "piece",
    ]


COPIED = "低价代购，联系 vx abc12345"
"""Something to reach, and none of the operator's words."""


async def _just_for_review() -> World:
    """A world in which `COPIED` is for review, and two more units of evidence make it an advert."""
    message = Message(id="m", at=MORNING, room=Room(id="r1"), member=ALICE, text=COPIED)
    known = Judge([], Allow(), Deny(), None)(message, NOTHING_KNOWN)
    assert known.score >= WORTH
    act = probability(log(known.score / (1 - known.score)) + 1.5)
    return _world(words=[], limits={"review": known.score * 0.99, "act": act})


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


async def test_of_a_late_advert_nothing_follows() -> None:
    """The engine makes a task of it; no debt is written down, for nobody was asked."""
    world = _world(**FINE, chain={"lines": ["+1"]}, ladder={3: "violent"})
    world.late = True
    assert names(await world.says(ALICE, ADVERT)) == ["advert"]
    world.late = False
    assert await world.advance(hours=1) == []


async def test_the_ladder_counts_the_strikes_that_still_stand() -> None:
    """First gentle, then neutral, then violent; what is pardoned or long ago no longer counts."""
    world = _world(ladder={1: "gentle", 2: "neutral", 3: "violent"}, within="30d")

    def struck(count: int) -> None:
        strikes = tuple(StrikeRecord(at=world.now, rule="rule") for _ in range(count))
        world.stands(ALICE, Standing(strikes=strikes))

    said = []
    for count in (0, 1, 2, 7):
        struck(count)
        said += names(await world.says(ALICE, ADVERT))
    assert said == ["advert_gentle", "advert_neutral", "advert_violent", "advert_violent"]
    await world.advance(days=31)
    assert names(await world.says(ALICE, ADVERT)) == ["advert_gentle"]


async def test_a_ladder_that_starts_higher_leaves_the_first_to_the_handling() -> None:
    """`{2: violent}`: the first advert is dealt with by `handling`."""
    assert await _verdict(ADVERT, ladder={2: "violent"}) == ["advert"]


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
