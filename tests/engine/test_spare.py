"""Who is passed over: said once for a file, by role, id, tag, points or trust."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.contract import Standing, StrikeRecord
from bot.testing import Chat

RULES = """
version: 1
spare: {{{spare}}}
rules:
  vip:
    handler: match
    match: {{text: {{any_of: [我是老客]}}}}
    then: {{hit: [{{tag: vip}}, {{points: 60}}]}}
  no-spam:
    handler: match
    match: {{text: {{any_of: [刷单]}}}}
    then: {{hit: [remove]}}
"""


async def removed_before_and_after(room: Chat) -> tuple[bool, bool]:
    """Whether a member is removed, before and after they have earned a tag and points."""
    bob = await room.joins("Bob")
    await bob.says("刷单吗")
    before = len(room.decided)
    await bob.says("我是老客")
    await bob.says("刷单吗")
    return before == 1, len(room.decided) == 2


@pytest.mark.rules(RULES.format(spare="tag: [vip]"))
async def test_a_tag_spares(room: Chat) -> None:
    """From the moment a member has it."""
    assert await removed_before_and_after(room) == (True, False)


@pytest.mark.rules(RULES.format(spare='points: ">= 60"'))
async def test_points_spare(room: Chat) -> None:
    """As many as the rule says."""
    assert await removed_before_and_after(room) == (True, False)


@pytest.mark.rules(RULES.format(spare='trust: ">= 2"'))
async def test_trust_spares(room: Chat) -> None:
    """60 points are two levels."""
    assert await removed_before_and_after(room) == (True, False)


@pytest.mark.rules(RULES.format(spare='trust: ">= 3", tag: [other], points: "> 60"'))
async def test_whoever_has_not_earned_enough_is_not_spared(room: Chat) -> None:
    """No key of `spare` holds."""
    assert await removed_before_and_after(room) == (True, True)


def test_trust_is_earned_by_points_and_lost_by_strikes() -> None:
    """Four levels; each strike of the last thirty days takes one."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert [Standing(points=points).trust(now) for points in (0, 9, 10, 50, 200, 1000, 9999)] == [
        0, 0, 1, 2, 3, 4, 4,
    ]  # fmt: skip
    strikes = (
        StrikeRecord(at=now - timedelta(days=31), rule="r", count=3),
        StrikeRecord(at=now - timedelta(days=29), rule="r"),
    )
    assert Standing(points=200, strikes=strikes).trust(now) == 2
    assert Standing(points=0, strikes=strikes).trust(now) == 0
