"""Greetings, and the words of the days after."""

import pytest
from pydantic import ValidationError

from bot.contract import Direct, Member, Say
from handlers.welcome import Welcome
from tests.handlers.world import ALICE, BOB, World, names


async def test_those_who_come_together_are_greeted_together() -> None:
    """One greeting, thirty seconds after the first of them."""
    world = World(Welcome())
    assert await world.joins(ALICE) == []
    await world.advance(seconds=20)
    assert await world.joins(BOB) == []
    [greeting] = await world.advance(seconds=10)
    assert greeting.facts == {"names": "Alice、Bob", "count": 2}
    assert await world.advance(hours=1) == []


async def test_those_who_come_later_get_a_greeting_of_their_own() -> None:
    """The next newcomer starts the next gathering."""
    world = World(Welcome())
    await world.joins(ALICE)
    await world.advance(seconds=31)
    await world.joins(BOB)
    [greeting] = await world.advance(seconds=31)
    assert greeting.facts["names"] == "Bob"


async def test_whoever_has_left_is_not_greeted() -> None:
    """And if nobody is left, nothing is said."""
    world = World(Welcome())
    await world.joins(ALICE)
    await world.joins(BOB)
    await world.leaves(ALICE)
    [greeting] = await world.advance(minutes=1)
    assert greeting.facts["names"] == "Bob"
    await world.joins(ALICE)
    await world.leaves(ALICE)
    assert await world.advance(minutes=1) == []


async def test_a_join_told_twice_greets_once() -> None:
    """An event and the roster both tell of it, perhaps after the greeting."""
    world = World(Welcome())
    await world.joins(ALICE)
    await world.joins(ALICE)
    [greeting] = await world.advance(minutes=5)
    assert greeting.facts["count"] == 1
    await world.joins(ALICE)
    assert await world.advance(minutes=5) == []


async def test_whoever_comes_back_is_greeted_again() -> None:
    """After leaving; or after a day, when the leaving was not seen."""
    world = World(Welcome())
    await world.joins(ALICE)
    await world.advance(minutes=1)
    await world.leaves(ALICE)
    await world.joins(ALICE)
    assert names(await world.advance(minutes=1)) == ["greeted"]
    await world.advance(days=2)
    await world.joins(ALICE)
    assert names(await world.advance(minutes=1)) == ["greeted"]


async def test_without_gathering_each_is_greeted_at_once() -> None:
    """`gather: 0s`."""
    world = World(Welcome.model_validate({"gather": "0s"}))
    assert names(await world.joins(ALICE)) == ["greeted"]
    assert await world.advance(minutes=1) == []


async def test_a_crowd_is_counted_rather_than_listed() -> None:
    """Eight names, then the number; names are made harmless."""
    world = World(Welcome())
    for n in range(20):
        await world.joins(Member(id=f"u{n}", name=f"n{n}\u202e@所有人"))
    [greeting] = await world.advance(minutes=1)
    assert greeting.facts["names"].endswith("等 20 位新朋友")
    assert greeting.facts["names"].count("、") == 7
    assert "@" not in greeting.facts["names"]
    assert "\u202e" not in greeting.facts["names"]


def test_own_texts_replace_the_default() -> None:
    """`say` is one text or variants of it; `greeted` keeps its facts."""
    handler = Welcome.model_validate({"say": ["欢迎 {{ names }}", "{{ names }} 来啦"]})
    greeted = handler.outcomes()["greeted"]
    assert greeted.answers == (Say(("欢迎 {{ names }}", "{{ names }} 来啦")),)
    assert set(greeted.declares) == {"names", "count"}


_LATER = {
    "gather": "0s",
    "later": [
        {"day": 0, "at": "08:00", "say": "早"},
        {"day": 1, "at": "20:00", "say": "第一天：自我介绍接龙"},
        {"day": 7, "at": "20:00", "direct": "一周啦，感觉如何？"},
    ],
}


async def test_the_days_after_are_told_to_all_of_a_day_at_once() -> None:
    """Two newcomers of one day hear one word in the room, and each a direct one a week later."""
    world = World(Welcome.model_validate(_LATER))
    await world.joins(ALICE)
    await world.joins(BOB)
    assert names(await world.advance(days=2)) == ["later_2"]
    assert names(await world.advance(days=6)) == ["later_3", "later_3"]
    assert await world.advance(days=30) == []


async def test_whoever_left_hears_nothing_later() -> None:
    """Neither directly nor, if all of that day have left, in the room."""
    world = World(Welcome.model_validate(_LATER))
    await world.joins(ALICE)
    await world.joins(BOB)
    await world.leaves(ALICE)
    assert names(await world.advance(days=8)) == ["later_2", "later_3"]
    await world.joins(ALICE)
    await world.leaves(ALICE)
    await world.leaves(ALICE)
    assert await world.advance(days=8) == []


async def test_newcomers_of_two_days_have_days_of_their_own() -> None:
    """Each day's newcomers hear the first day's word on their own first day."""
    world = World(Welcome.model_validate(_LATER))
    await world.joins(ALICE)
    await world.advance(days=1)
    await world.joins(BOB)
    assert names(await world.advance(hours=12)) == ["later_2"]
    assert names(await world.advance(days=1)) == ["later_2"]


def test_later_words_are_outcomes_by_number() -> None:
    """So that `then:` may answer `later_1` otherwise."""
    outcomes = Welcome.model_validate(_LATER).outcomes()
    assert list(outcomes) == ["greeted", "later_1", "later_2", "later_3"]
    assert outcomes["later_3"].answers == (Direct("一周啦，感觉如何？"),)


@pytest.mark.parametrize(
    "later", [{"day": 1}, {"day": 1, "say": "a", "direct": "b"}, {"day": -1, "say": "a"}]
)
def test_a_later_word_is_said_or_sent_not_both(later: dict[str, object]) -> None:
    """One of `say` and `direct`, on a day that comes."""
    with pytest.raises(ValidationError):
        Welcome.model_validate({"later": [later]})
