"""The circuit breaker: a rule gone wrong empties no room."""

from datetime import timedelta

import pytest

from bot.app.machine import Machine
from bot.contract import (
    Bounds,
    Breaker,
    Do,
    Event,
    Member,
    Message,
    Mode,
    Remove,
    Role,
    Room,
    Say,
    Strike,
    Turn,
    Verdict,
)
from bot.engine.breaker import most
from bot.rulebook.model import Rulebook, Staffing
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import hitting, made_hit, rule


def removed(room: Chat) -> list[str]:
    """Return who was removed, in order."""
    return [action.member.id for action in room.performed if action.do is Do.remove and action.member]


async def crowd(room: Chat, count: int, text: str = "x", *, first: int = 0) -> None:
    """Let some of a big room's people say the same, one after another."""
    for n in range(200):
        room.person(f"big{n}")
    for n in range(first, first + count):
        await room.person(f"u{n}").says(text)


async def test_the_eleventh_removal_in_ten_minutes_is_withheld(play: Play) -> None:
    """Ten go; then it is only recorded, nothing is said and nobody is struck, and staff are asked once."""
    room = await play(rule("harsh", hitting(), Remove(), Say("bye"), Strike()))
    await crowd(room, 13)
    assert removed(room) == [f"u{n}" for n in range(10)]
    assert room.said == ["bye"] * 10
    assert [task.to for task in room.tasks] == ["moderator"]
    assert "测试群" in room.tasks[0].text
    last = room.turns[-1]
    assert [(said.said, said.did, said.withheld) for said in last.said] == [
        ("hit", ("remove", "say", "strike"), "breaker")
    ]
    assert {action.mode for action in last.decided} == {Mode.shadow}
    assert not last.events


async def test_slow_removals_never_trip_it(play: Play) -> None:
    """Only the last ten minutes of event time count."""
    room = await play(rule("harsh", hitting(), Remove()))
    for n in range(25):
        await crowd(room, 1, first=n)
        await room.clock.advance(minutes=1, seconds=1)
    assert len(removed(room)) == 25
    assert room.tasks == []


async def test_it_stays_open_and_survives_a_restart(play: Play) -> None:
    """Time alone does not close it, nor does another life of the bot: nobody has looked yet."""
    harsh = rule("harsh", hitting(), Remove())
    room = await play(harsh)
    await crowd(room, 11)
    room = await play(harsh)
    await room.clock.advance(days=1)
    await room.person("late").says("x", id="again")
    assert removed(room) == []
    assert room.turns[-1].said[0].withheld == "breaker"


async def test_the_rules_below_go_on(play: Play) -> None:
    """What removes ends a turn; what only would have, does not."""
    room = await play(rule("harsh", hitting(), Remove()), rule("kind", hitting(), Say("hi")))
    await crowd(room, 11)
    assert room.said == ["hi"]


async def test_rules_share_it(play: Play) -> None:
    """It counts a room's removals, whichever rule decides them."""
    room = await play(rule("a", hitting("a"), Remove()), rule("b", hitting("b"), Remove()))
    await crowd(room, 6, "a")
    await crowd(room, 6, "b", first=6)
    assert len(removed(room)) == 10


async def test_shadow_does_not_count(play: Play) -> None:
    """A rule on trial removes nobody, so it cannot hold up the one that does."""
    room = await play(
        rule("trial", hitting("a"), Remove(), mode=Mode.shadow), rule("real", hitting("b"), Remove())
    )
    await crowd(room, 20, "a")
    await crowd(room, 1, "b", first=20)
    assert removed(room) == ["u20"]


async def test_a_command_is_not_held(play: Play) -> None:
    """What a person wants removed is removed, and does not count."""

    async def commands(event: Event, turn: Turn) -> Verdict:
        if not isinstance(event, Message):
            return None
        return made_hit(member=event.member, by=Member(id="boss", role=Role.owner))

    room = await play(rule("commands", commands, Remove(), authority=True))
    await crowd(room, 15)
    assert len(removed(room)) == 15


@pytest.mark.rules("""
    version: 1
    staff: {moderator: [boss]}
    rules:
      harsh: {handler: match, match: {text: {any_of: [返利]}}, then: {hit: {remove: {}}}}
    """)
async def test_status_tells_and_resume_closes_it(room: Chat) -> None:
    """Staff see that it is open, and `/resume` lets rules remove people again."""
    boss = await room.joins("Boss", id="boss")
    await crowd(room, 11, "返利")
    assert "熔断" in (await boss.says("/状态"))[0]
    assert "Breaker" not in (await boss.says("/恢复"))[0]
    assert "熔断" not in (await boss.says("/状态"))[0]
    await crowd(room, 1, "返利", first=20)
    assert removed(room)[-1] == "u20"


@pytest.mark.parametrize(
    ("members", "allowed"), [(None, 10), (3, 5), (49, 5), (60, 6), (99, 9), (100, 10), (500, 10)]
)
def test_small_rooms_allow_fewer(members: int | None, allowed: int) -> None:
    """A tenth of the members, at least five, at most ten."""
    assert most(Room(id="r", members=members), Bounds()) == allowed
    assert most(None, Bounds()) == 10


def test_a_file_may_allow_fewer_or_more() -> None:
    """`breaker:` of the rule file; five are let pass in any room, unless it allows fewer."""
    small, large = Room(id="r", members=40), Room(id="r", members=400)
    assert [most(room, Bounds(removals=3)) for room in (small, large, None)] == [3, 3, 3]
    assert [most(room, Bounds(removals=50, percent=20)) for room in (small, large, None)] == [8, 50, 50]
    assert most(small, Bounds(percent=1)) == 5


async def test_it_trips_where_the_file_says(play: Play) -> None:
    """Three within an hour, and not the built-in ten within ten minutes."""
    harsh = rule("harsh", hitting(), Remove())
    house = Staffing(lambda *_: True, {}, breaker=Bounds(removals=3, within=timedelta(hours=1)))

    def set_up(machine: Machine) -> None:
        machine.office.rulebook = Rulebook((harsh,), staff=(house,))

    room = await play(harsh, before=set_up)
    for n in range(5):
        await crowd(room, 1, first=n)
        await room.clock.advance(minutes=15)
    assert removed(room) == ["u0", "u1", "u2"]


def test_a_room_begins_unharmed() -> None:
    """A breaker that was never saved is closed."""
    assert Breaker().tripped is None
