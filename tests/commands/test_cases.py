"""Cases are listed, explained and taken back."""

import pytest

from bot.contract import Do
from bot.testing import Chat, Person
from tests.commands.groups import SHOP, done

pytestmark = SHOP


async def test_cases_are_listed_explained_and_undone(room: Chat, boss: Person, alice: Person) -> None:
    """What can be taken back is; the rule that was wrong is counted."""
    await alice.says("加我领返利")
    await boss.says("/踢 @Alice 广告", mentions=[alice])
    listed = (await boss.says("/案件"))[0].splitlines()
    assert [line.split()[0] for line in listed] == ["#2", "#1"]
    [told] = await boss.says("/为什么 1")
    assert "no-ads：hit → strike, tag, say" in told
    assert told.endswith("· text 返利\n规则版本 1")
    assert await boss.says("/撤销 1") == ["案 1 已撤销，对不住 Alice 啦；警告已清；积分和标签已还原"]
    assert await boss.says("/undo 2") == ["案 2 已撤销，对不住 Alice 啦；正在请TA回来"]
    assert done(room) == [(Do.remove, "Alice"), (Do.invite, "Alice")]
    assert await boss.says("/undo 2") == ["案 2 已经撤销过了。"]
    assert await boss.says("/undo 9") == ["没有案 9。发 /案件 看看最近的。"]
    assert (await boss.says("/cases"))[0].endswith("误判：no-ads 1")
    assert await boss.says("/积分 Alice") == ["Alice 现有 0 分"]


@pytest.mark.rules("""
    version: 1
    staff: {moderator: [boss]}
    rules:
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 2}, {points: -3}, {tag: 广告}, {untag: 新人}, {fine: {text: 发红包}}]}
    """)
async def test_undo_gives_back_exactly_what_the_case_took(room: Chat, boss: Person, alice: Person) -> None:
    """Points, tags and fines too; what was given before and since stays."""
    await boss.says("/积分 给 Alice 10")
    await boss.says("/标签 Alice 新人")
    await boss.says("/警告 Alice")
    await alice.says("返利")
    assert await boss.says("/积分 Alice") == ["Alice 现有 7 分，被提醒过 3 次"]
    await boss.says("/undo 2")
    assert await boss.says("/积分 Alice") == ["Alice 现有 10 分，被提醒过 1 次"]
    assert await boss.says("/红包") == ["没有人欠红包。"]
    assert (await boss.says("/去标签 Alice x"))[0].endswith("现有：新人")


async def test_undoing_a_ban_lifts_it(room: Chat, boss: Person, alice: Person) -> None:
    """The member may come in again and is asked to."""
    await boss.says("/ban @Alice", mentions=[alice])
    assert await boss.says("/undo 1") == ["案 1 已撤销，对不住 Alice 啦；已移出黑名单；正在请TA回来"]
    await room.joins("Alice")
    assert done(room) == [(Do.remove, "Alice"), (Do.invite, "Alice")]


async def test_why_shows_what_every_rule_said(room: Chat, boss: Person, alice: Person) -> None:
    """By quoting the message."""
    await alice.says("加我领返利")
    [told] = await boss.says("/why", quote={"id": alice.last})
    assert "03-02 09:00" in (await boss.says("/why 1"))[0]
    assert told.startswith("no-ads：hit → strike, tag, say")
    assert told.splitlines()[-2:] == ["我看到的文字：加我领返利", "规则版本 1"]
    await alice.says("你好")
    [told] = await boss.says("/为什么", quote={"id": alice.last})
    assert told.splitlines()[:2] == ["所有规则都觉得那条消息没问题。", "没有命中：check-in、no-ads"]
