"""The shared block list in real rooms: who is on it is shown to moderators wherever they join."""

import pytest

from bot.contract import Do, Role
from bot.testing import Chat, Person

pytestmark = pytest.mark.rules("version: 1\ntimezone: Asia/Shanghai\nrules: {}\n")


@pytest.fixture
async def boss(room: Chat) -> Person:
    """An operator."""
    return await room.joins("Boss", role=Role.operator)


@pytest.fixture
def other(room: Chat) -> Chat:
    """Another room of the same fleet."""
    return Chat(room.machine, room.gateway, id="r2", turns=room.turns)


def removals(room: Chat) -> int:
    """How many were removed."""
    return sum(action.do is Do.remove for action in room.performed)


async def test_who_is_blocked_is_shown_in_every_room_and_removed_from_none(
    room: Chat, other: Chat, boss: Person, ming: Person
) -> None:
    """A task for the moderators, with the reason and the day it ends."""
    [told] = await boss.says("/全群拉黑 @小明 30天 发广告", mentions=[ming])
    assert told.startswith("小明 进了共享黑名单，30 天内：发广告。")
    await other.joins("小明", id="u_ming")
    [task] = other.tasks
    assert task.to == "moderator"
    assert task.text == "小明 刚进群，TA在共享黑名单里: 发广告（到 2026-04-01）。要不要移出，请看一下"
    assert removals(room) == 0
    await other.joins("Alice")
    assert len(other.tasks) == 1


async def test_it_ends_by_itself(room: Chat, other: Chat, boss: Person, ming: Person) -> None:
    """In event time."""
    await boss.says("/block @小明 2天", mentions=[ming])
    await room.clock.advance(days=2)
    await other.joins("小明", id="u_ming")
    assert other.tasks == []
    assert await boss.says("/blocks") == ["共享黑名单是空的。"]


async def test_it_is_listed_and_lifted(room: Chat, other: Chat, boss: Person, ming: Person) -> None:
    """Also by the number of the list, and from a room where the member never was."""
    await boss.says("/block @小明 骗子", mentions=[ming])
    there = await other.joins("Boss", role=Role.operator)
    assert await there.says("/共享黑名单") == ["1. 小明: 骗子"]
    assert await there.says("/全群解封 1") == ["小明 不在共享黑名单里了。"]
    assert await boss.says("/unblock @小明", mentions=[ming]) == ["小明 不在共享黑名单里。"]
    await other.joins("小明", id="u_ming")
    assert other.tasks == []


async def test_blocked_anew_the_later_word_holds(room: Chat, boss: Person, ming: Person) -> None:
    """One entry a member."""
    await boss.says("/block @小明 2天 广告", mentions=[ming])
    await boss.says("/block @小明 骗子", mentions=[ming])
    assert await boss.says("/blocks") == ["1. 小明: 骗子"]


async def test_it_takes_an_operator(room: Chat, ming: Person) -> None:
    """It reaches into all rooms, so a moderator of one may not; nobody blocks their equal."""
    mod = await room.joins("Mod", role=Role.moderator)
    assert await mod.says("/block @小明", mentions=[ming]) == ["/全群拉黑 要大当家才能用哦。"]
    boss = await room.joins("Boss", role=Role.operator)
    peer = await room.joins("Peer", role=Role.owner)
    await peer.says("大家好")
    [refused] = await boss.says("/block @Peer", mentions=[peer])
    assert "级别不比你低" in refused


async def test_it_says_how_it_is_used(room: Chat, boss: Person) -> None:
    """An empty list says so; nobody is a usage line."""
    assert await boss.says("/blocks") == ["共享黑名单是空的。"]
    [usage] = await boss.says("/block")
    assert "用法：/全群拉黑 @谁 [多久] [原因]" in usage
