"""Quiet by a person's word: on, off, until."""

import pytest

from bot.testing import Chat, Person

pytestmark = pytest.mark.rules("""
    version: 1
    staff: {moderator: [aaron]}
    rules:
      work-time: {handler: quiet_hours, from: "13:00", to: "14:00"}
    """)


async def test_on_and_off(room: Chat, aaron: Person, alice: Person) -> None:
    """Outside of the rule's hours a member is asked to be quiet until the quiet is over; staff are not."""
    assert await alice.says("早") == []
    assert await aaron.says("/安静时间 开") == ["安静时间，到 /安静时间 关 为止。"]
    assert await alice.says("早") == ["Alice 现在是安静时间，通知 以后再聊哦～"]
    assert await aaron.says("早") == []
    assert await aaron.says("/quiet") == ["安静时间，到 /安静时间 关 为止。"]
    assert await aaron.says("/quiet off") == ["现在没有额外的安静，按规则里的时间来。"]
    assert await (await room.joins("Bob")).says("早") == []
    assert await aaron.says("/勿扰") == ["现在没有额外的安静，按规则里的时间来。"]


@pytest.mark.parametrize("when", ["10:30", "１０：３０", "90分钟", "1.5h", "一个半小时"])
async def test_until(room: Chat, aaron: Person, alice: Person, when: str) -> None:
    """Until a time of day or for a while, as typed on a Chinese keyboard; then it is over by itself."""
    assert await aaron.says(f"/安静时间 到 {when}") == ["安静时间，到 03-02 10:30 为止。"]
    assert await alice.says("早") == ["Alice 现在是安静时间，10:30 以后再聊哦～"]
    await room.clock.advance(minutes=91)
    assert await (await room.joins("Bob")).says("早") == []


async def test_what_is_no_time(aaron: Person) -> None:
    """It is explained, with an example."""
    assert "要一个时刻或一段时间" in (await aaron.says("/quiet until 改天"))[0]


async def test_a_time_that_is_over_today_is_tomorrow(aaron: Person) -> None:
    """At nine, eight o'clock is tomorrow's."""
    assert await aaron.says("/quiet until 8:00") == ["安静时间，到 03-03 08:00 为止。"]


async def test_the_rules_hours_hold_as_ever(room: Chat, aaron: Person, alice: Person) -> None:
    """`off` ends a person's word, not the rule."""
    await aaron.says("/quiet off")
    await room.clock.advance(hours=4, minutes=10)
    assert await alice.says("吃了吗") == ["Alice 现在是安静时间，14:00 以后再聊哦～"]


async def test_members_may_not(alice: Person) -> None:
    """It takes a moderator."""
    assert await alice.says("/quiet on") == ["/安静时间 开 要小当家才能用哦。"]


@pytest.mark.rules("version: 1\nstaff: {moderator: [aaron]}\nrules: {}\n")
async def test_without_such_a_rule(aaron: Person) -> None:
    """The command says that nobody would keep the quiet."""
    assert await aaron.says("/quiet on") == ["这个群没有 quiet_hours 规则，管不了安静哦。"]
