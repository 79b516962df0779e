"""Milestones of a room's size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.contract import Task
from handlers.red_packet_milestone import RedPacketMilestone
from tests.handlers.world import ALICE, World, names


async def _sizes(world: World, *sizes: int | None) -> list[list[str]]:
    """Let somebody join at each of these sizes of the room."""
    said = []
    for size in sizes:
        world.members = size
        said.append(names(await world.joins(ALICE)))
    return said


async def test_a_milestone_is_near_once_and_reached_once() -> None:
    """At ninety of a hundred it is announced, at a hundred celebrated, whoever comes and goes."""
    world = World(RedPacketMilestone())
    said = await _sizes(world, 89, 90, 91, 99, 100, 99, 100, 101)
    assert said == [[], ["near"], [], [], ["reached"], [], [], []]


async def test_the_facts_name_the_milestone() -> None:
    """`count` is the milestone, `members` the size, `missing` what is between them."""
    world = World(RedPacketMilestone(), members=95)
    [near] = await world.joins(ALICE)
    assert near.facts == {"count": 100, "members": 95, "missing": 5}
    world.members = 103
    [reached] = await world.joins(ALICE)
    assert reached.facts == {"count": 100, "members": 103}


async def test_a_leap_over_two_milestones_is_celebrated_once() -> None:
    """From 99 to 210 it is the two hundred that is celebrated, and the hundred is not made up for later."""
    world = World(RedPacketMilestone())
    await _sizes(world, 99)
    world.members = 210
    [reached] = await world.joins(ALICE)
    assert reached.facts["count"] == 200
    assert await _sizes(world, 99, 100, 150) == [[], [], []]


async def test_what_was_passed_before_the_bot_came_is_not_celebrated() -> None:
    """A room of 250 gets no red packet for its two hundredth member."""
    assert await _sizes(World(RedPacketMilestone()), 250, 251) == [[], []]


async def test_the_very_member_who_fills_it_counts_on_the_first_day() -> None:
    """The bot's first event in a room may be the hundredth member."""
    assert await _sizes(World(RedPacketMilestone()), 100) == [["reached"]]


async def test_rooms_have_milestones_of_their_own() -> None:
    """What one room has reached, another may still reach."""
    world = World(RedPacketMilestone())
    await _sizes(world, 100)
    world.room = "r2"
    assert await _sizes(world, 100) == [["reached"]]


async def test_without_a_known_size_or_a_reminder_it_is_silent() -> None:
    """A gateway that cannot tell the size, and `remind_at: null`."""
    assert await _sizes(World(RedPacketMilestone()), None) == [[]]
    assert await _sizes(World(RedPacketMilestone(remind_at=None)), 95, 99) == [[], []]


def test_a_person_is_asked_for_the_red_packet() -> None:
    """The bot cannot send money, and should not."""
    assert any(isinstance(answer, Task) for answer in RedPacketMilestone.reached.answers)


@pytest.mark.parametrize("settings", [{"remind_at": 1}, {"remind_at": 0}, {"members": [1]}])
def test_settings_that_make_no_sense_are_refused(settings: dict[str, object]) -> None:
    """A reminder at all or nothing; a milestone of one."""
    with pytest.raises(ValidationError):
        RedPacketMilestone.model_validate(settings)


@given(st.lists(st.integers(1, 330), max_size=30))
async def test_no_milestone_is_told_twice(sizes: list[int]) -> None:
    """However a room grows and shrinks."""
    world = World(RedPacketMilestone())
    told: list[tuple[str, int]] = []
    for size in sizes:
        world.members = size
        told += [(outcome.name, outcome.facts["count"]) for outcome in await world.joins(ALICE)]
    assert len(told) == len(set(told))
