"""What follows from an advert in one room: handling, debt, chain, way back and ladder; in memory."""

import pytest

from bot.contract import (
    ActionDone,
    Case,
    Cases,
    Fine,
    Kind,
    QuietDirect,
    QuietRecall,
    Recall,
    Remove,
    Say,
    Standing,
    Strike,
    StrikeRecord,
    Untag,
)
from handlers.ads import Ads
from tests.handlers.test_ads import ADVERT, ads
from tests.handlers.world import ALICE, BOB, names


async def test_softer_members_are_only_asked() -> None:
    """`softer_for: {tag: [paid]}` turns an advert into a review."""
    world = ads(softer_for={"tag": ["paid", "parent"]})
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
    world = ads(**FINE)
    assert names(await world.says(ALICE, ADVERT)) == ["advert"]
    [remind] = await world.advance(minutes=5)
    assert (remind.name, remind.facts) == ("remind", {"minutes": 5})
    assert await world.says(BOB, "", kind=Kind.red_packet) == []
    assert names(await world.says(ALICE, "", kind=Kind.red_packet)) == ["paid"]
    assert await world.says(ALICE, "", kind=Kind.red_packet) == []
    assert await world.advance(hours=1) == []


async def test_without_a_red_packet_the_handling_comes() -> None:
    """At the deadline; and at once, if another advert comes before it."""
    world = ads(**FINE)
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(minutes=10)) == ["remind", "unpaid"]
    world = ads(**FINE)
    await world.says(BOB, ADVERT)
    assert names(await world.says(BOB, ADVERT)) == ["again"]


async def test_a_late_red_packet_still_clears_the_debt() -> None:
    """Better late than never."""
    world = ads(fine={"within": "10m", "remind": False})
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(minutes=10)) == ["unpaid"]
    assert names(await world.says(ALICE, "", kind=Kind.red_packet)) == ["paid"]


async def test_whoever_left_is_not_asked_any_more() -> None:
    """The deadline and the reminder are forgotten."""
    world = ads(**FINE)
    await world.says(ALICE, ADVERT)
    await world.leaves(ALICE)
    assert await world.advance(hours=1) == []


async def test_what_was_taken_back_has_no_consequences() -> None:
    """After `/undo` neither reminder nor deadline nor way back."""
    world = ads(follow_up={}, **FINE)
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
    world = ads(**settings)
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
    world = ads(chain=chain)
    await world.says(ALICE, ADVERT)
    assert names(await world.advance(minutes=1)) == ["chain_1"]
    world = ads(chain=chain, handling="neutral")
    await world.says(ALICE, ADVERT)
    assert await world.advance(minutes=1) == []


async def test_a_removed_member_is_offered_a_way_back() -> None:
    """Hours later, if they have really gone and are not back yet."""
    world = ads(handling="neutral", follow_up={"after": "4h"})
    await world.says(ALICE, ADVERT)
    await world.leaves(ALICE)
    [offer] = await world.advance(hours=4)
    assert offer.name == "follow_up"
    assert [type(answer) for answer in world.handler.outcomes()["follow_up"].answers] == [QuietDirect]
    await world.says(BOB, ADVERT)
    assert await world.advance(hours=4) == []
    await world.says(BOB, ADVERT)
    await world.leaves(BOB)
    await world.joins(BOB)
    assert await world.advance(hours=4) == []


async def test_the_way_back_needs_a_removal_that_was_performed() -> None:
    """Told by the sender, where no leaving is seen; never by another action."""
    world = ads(handling="violent", follow_up={"after": "4h"})
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


async def test_of_a_late_advert_nothing_follows() -> None:
    """The engine makes a task of it; no debt is written down, for nobody was asked."""
    world = ads(**FINE, chain={"lines": ["+1"]}, ladder={3: "violent"})
    world.late = True
    assert names(await world.says(ALICE, ADVERT)) == ["advert"]
    world.late = False
    assert await world.advance(hours=1) == []


async def test_the_ladder_counts_the_strikes_that_still_stand() -> None:
    """First gentle, then neutral, then violent; what is pardoned or long ago no longer counts."""
    world = ads(ladder={1: "gentle", 2: "neutral", 3: "violent"}, within="30d")

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
    assert names(await ads(ladder={2: "violent"}).says(ALICE, ADVERT)) == ["advert"]
