"""Quiet hours."""

from datetime import datetime

import pytest

from bot.contract import Say
from bot.testing import Chat
from handlers.quiet_hours import QuietHours
from tests.handlers.world import ALICE, SHANGHAI, World, names


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("2026-03-02 08:59", False),
        ("2026-03-02 09:00", True),
        ("2026-03-02 17:59", True),
        ("2026-03-02 18:00", False),
        ("2026-03-07 12:00", False),  # a Saturday
        ("2026-05-01 12:00", False),  # a Friday, but Labour Day
        ("2026-05-09 12:00", True),  # a Saturday that is worked for it
    ],
)
async def test_working_time_is_quiet(at: str, quiet: bool) -> None:
    """From nine until before six, on the days that are worked."""
    world = World(QuietHours(), now=datetime.fromisoformat(at).replace(tzinfo=SHANGHAI))
    assert names(await world.says(ALICE, "在吗")) == (["broken"] if quiet else [])


async def test_quiet_hours_may_run_over_midnight() -> None:
    """From ten at night until seven; the end is told."""
    handler = QuietHours.model_validate({"days": ["mon", "tue"], "from": "22:00", "to": "07:00"})
    world = World(handler, now=datetime(2026, 3, 2, 23, 0, tzinfo=SHANGHAI))
    [broken] = await world.says(ALICE, "在吗")
    assert broken.facts == {"ends": "07:00"}
    await world.advance(hours=7)
    assert names(await world.says(ALICE, "早")) == ["broken"]
    await world.advance(hours=2)
    assert await world.says(ALICE, "早") == []


async def test_a_command_is_no_chat() -> None:
    """However the slash is typed."""
    world = World(QuietHours())
    assert await world.says(ALICE, "/签到") == []
    assert await world.says(ALICE, "／签到") == []


def test_it_is_said_once_a_day_to_each() -> None:
    """The default answer does not become chatter itself; staff are passed over."""
    [say] = QuietHours.broken.answers
    assert isinstance(say, Say)
    assert say.once == "per_member_per_day"
    assert QuietHours.judges


@pytest.mark.rules("""
version: 1
timezone: Asia/Shanghai
rules:
  work-time:
    handler: quiet_hours
    days: workdays
    from: "09:00"
    to: "18:00"
    then: {broken: {say: "上班时间少聊两句,晚上见～", once: per_member_per_day}}
""")
async def test_the_rule_of_the_example(room: Chat) -> None:
    """As the target rulebook writes it: once a day to each member."""
    alice, bob = await room.joins("Alice"), await room.joins("Bob")
    assert await alice.says("在吗") == ["上班时间少聊两句,晚上见～"]
    assert await alice.says("在吗") == []
    assert await bob.says("在") == ["上班时间少聊两句,晚上见～"]
    await room.clock.advance(hours=9)
    assert await alice.says("下班啦") == []
