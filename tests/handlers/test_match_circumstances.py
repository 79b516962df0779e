"""Custom rules: conditions on who, where and when, and rates."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import (
    Member,
    Role,
    RoomRenamed,
    Standing,
    StrikeRecord,
)
from bot.contract.workdays import HOLIDAYS, WORKED, is_workday
from handlers.match import Match
from tests.handlers.world import ALICE, BOB, MORNING, World, names


def _world(match: Any, **settings: Any) -> World:
    return World(Match.model_validate({"match": match} | settings))


async def _hits(match: Any, text: str = "", **fields: Any) -> bool:
    return names(await _world(match).says(ALICE, text, **fields)) == ["hit"]


async def test_a_rename_by_nobody_known_is_nobodys() -> None:
    """Conditions on the member do not hold where there is none."""
    for member in ({"points": "= 0"}, {"id": "u"}, {"role": "member"}, {"name": "a"}):
        assert await _world({"member": member}, when="rename").happens(RoomRenamed, member=None) == []
    everywhere = {"rate": {"times": 2, "within": "1h", "per": "everywhere"}}
    assert await _world(everywhere, when="rename").happens(RoomRenamed, member=None) == []


async def test_who_it_is() -> None:
    """Id, name, role, tags, points and strikes."""
    assert await _hits({"member": {"id": ALICE.id}})
    assert not await _hits({"member": {"id": [BOB.id]}})
    world = _world({"member": {"name": "代购"}})
    assert names(await world.says(Member(id="u", name="小王(代購)"))) == ["hit"]
    world = _world({"member": {"role": ["helper"]}})
    world.staff = {ALICE.id: Role.helper}
    assert [len(await world.says(who)) for who in (ALICE, BOB)] == [1, 0]


async def test_how_a_member_stands() -> None:
    """Points, strikes and tags are read from what effects and commands have left."""
    world = _world({"member": {"points": ">= 5", "strikes": "= 2", "tag": ["vip", "paid"]}})
    assert await world.says(ALICE) == []
    strike = StrikeRecord(at=MORNING, rule="x", count=2)
    world.stands(ALICE, Standing(points=5, strikes=(strike,), tags=frozenset({"paid"})))
    assert names(await world.says(ALICE)) == ["hit"]


async def test_joined_within_holds_only_for_joins_that_were_seen() -> None:
    """Of older members nothing is known, and nobody is judged by that."""
    world = _world({"member": {"joined_within": "10m"}, "links": True})
    assert await world.says(ALICE, "https://a.com") == []
    await world.joins(BOB)
    await world.advance(minutes=10)
    assert names(await world.says(BOB, "https://a.com")) == ["hit"]
    await world.advance(seconds=1)
    assert await world.says(BOB, "https://a.com") == []


async def test_the_first_message_is_the_first_after_joining() -> None:
    """Only that one, and it is spent on any message, not only on one that fits the rest."""
    world = _world({"member": {"first_message": True}, "links": True})
    assert await world.says(ALICE, "https://a.com") == []
    await world.joins(BOB)
    assert names(await world.says(BOB, "https://a.com")) == ["hit"]
    assert await world.says(BOB, "https://a.com") == []
    await world.joins(ALICE)
    await world.says(ALICE, "大家好")
    assert await world.says(ALICE, "https://a.com") == []
    assert names(await _world({"member": {"first_message": False}}).says(ALICE)) == []


async def test_where_it_is() -> None:
    """The room's name with `*`, its id, its size if that is known."""
    assert await _hits({"room": {"name": ["妈妈*"]}})
    assert not await _hits({"room": {"name": "爸爸*"}})
    assert await _hits({"room": {"id": "r1"}})
    assert not await _hits({"room": {"members": ">= 2"}})
    world = _world({"room": {"members": ">= 200"}})
    world.members = 200
    assert names(await world.says(ALICE)) == ["hit"]


def test_the_year_2026_has_its_working_days() -> None:
    """As many as the notice makes: 365 days less weekends and holidays, and the six swapped days."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert len(WORKED) == 11
    assert all(day.weekday() >= 5 for day in WORKED)
    assert sum(is_workday(day) for day in days) == 248
    assert not any(is_workday(day) for day in HOLIDAYS)


@pytest.mark.parametrize(
    ("time", "hours", "hit"),
    [
        ({"hours": {"from": "09:00", "to": "18:00"}}, 0, True),
        ({"hours": {"from": "09:00", "to": "18:00"}}, 9, False),
        ({"hours": {"from": "22:00", "to": "09:00"}}, 15, True),
        ({"hours": {"from": "22:00", "to": "09:00"}}, 0, False),
        ({"days": ["mon"]}, 0, True),
        ({"days": "weekend"}, 0, False),
        ({"days": "weekend"}, 24 * 5, True),
        ({"days": ["weekdays", "sun"]}, 24 * 5, False),
        ({"days": "workdays"}, 0, True),
        ({"days": "holidays"}, 0, False),
        ({"days": "workdays"}, 24 * 60, False),
        ({"days": "workdays", "hours": {"from": "09:00", "to": "18:00"}}, 24 * 68, True),
        ({"days": "workdays"}, 24 * 69, False),
    ],
)
async def test_when_it_is(time: Any, hours: int, hit: bool) -> None:
    """Hours from … until before …, over midnight too, and days of the week; the world starts Monday 09:00."""
    world = _world({"time": time})
    await world.advance(hours=hours)
    assert bool(await world.says(ALICE)) is hit


async def test_a_rate_counts_within_its_span() -> None:
    """The third within ten seconds, and each after it while it stays so."""
    world = _world({"rate": {"times": 3, "within": "10s"}})
    said = []
    for seconds in (0, 4, 4, 1, 10):
        await world.advance(seconds=seconds)
        said.append(len(await world.says(ALICE)))
    assert said == [0, 0, 1, 1, 0]


async def test_a_rate_counts_what_the_conditions_beside_it_let_through() -> None:
    """Wherever it stands in the list: three links, not three messages."""
    for match in (
        [{"rate": {"times": 2, "within": "1h"}}, {"links": True}],
        {"rate": {"times": 2, "within": "1h"}, "links": True},
    ):
        world = _world(match)
        said = [len(await world.says(ALICE, text)) for text in ("a", "a.com", "b", "b.com")]
        assert said == [0, 0, 0, 1]


async def test_a_rate_is_each_members_or_the_rooms() -> None:
    """`per: room` adds everybody up."""
    mine, ours = ({"rate": {"times": 2, "within": "1h", "per": per}} for per in ("member", "room"))
    assert [len(await world.says(BOB)) for world in [_world(mine)] for _ in [await world.says(ALICE)]] == [0]
    assert [len(await world.says(BOB)) for world in [_world(ours)] for _ in [await world.says(ALICE)]] == [1]


async def test_a_rate_everywhere_adds_up_the_rooms() -> None:
    """Two links here and one there; the room of the third answers, about the member."""
    world = _world({"links": True, "rate": {"times": 3, "within": "1h", "per": "everywhere"}})
    assert await world.says(ALICE, "a.com") == []
    assert await world.says(BOB, "a.com") == []
    assert await world.says(ALICE, "no link") == []
    assert await world.says(ALICE, "b.com") == []
    world.room = "r2"
    [outcome] = await world.says(ALICE, "c.com")
    assert (outcome.name, outcome.member, outcome.facts["matched"]) == ("hit", ALICE, "c.com、3 in 1h")
    await world.advance(hours=2)
    assert await world.says(ALICE, "d.com") == []


@given(st.lists(st.integers(0, 12), max_size=25))
async def test_a_rate_equals_a_models(gaps: list[int]) -> None:
    """However the messages lie, it holds exactly when enough of them lie in the window."""
    world, at = _world({"rate": {"times": 4, "within": "20s"}}), 0
    seen: list[int] = []
    for gap in gaps:
        at += gap
        await world.advance(seconds=gap)
        seen.append(at)
        assert len(await world.says(ALICE)) == (sum(then > at - 20 for then in seen) >= 4)
