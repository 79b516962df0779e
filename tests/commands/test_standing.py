"""Points, tags, red packets, invitations, check-ins: what members earn and owe."""

import pytest

from bot.contract import Do
from bot.testing import Chat, Person
from tests.commands.groups import SHOP, done

pytestmark = SHOP


async def test_tags(room: Chat, boss: Person, alice: Person) -> None:
    """Whatever stands in a tag, it is a word."""
    assert await boss.says("/标签 @Alice {{7*7}}", mentions=[alice]) == ["Alice 有了标签「{{7*7}}」"]
    assert await boss.says("/去标签 @Alice vip", mentions=[alice]) == ["Alice 没有标签「vip」。现有：{{7*7}}"]
    assert await boss.says("/untag @Alice {{7*7}}", mentions=[alice]) == ["Alice 的标签「{{7*7}}」去掉了"]


async def test_points_are_given_and_taken(room: Chat, boss: Person, alice: Person) -> None:
    """By staff, to others only, within reason."""
    assert await boss.says("/积分 给 @Alice 10 好评", mentions=[alice]) == [
        "Alice 得到 10 分：好评，现有 10 分"
    ]
    assert await boss.says("/points take Alice 4") == ["Alice 扣了 4 分，现有 6 分"]
    assert await boss.says("/积分 给 Boss 10") == ["对自己就不用啦。"]
    assert "1 到 100000" in (await boss.says("/积分 给 Alice 0"))[0]
    assert await alice.says("/积分 给 Alice 10") == ["/积分 给 要小当家才能用哦。"]
    assert await alice.says("/积分") == ["Alice 现有 6 分"]


@pytest.mark.rules("""
    version: 1
    staff: {moderator: [boss]}
    rules:
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{fine: {text: "{{ member.name }} 发红包"}}]}
    """)
async def test_red_packets_owed_and_paid(room: Chat, boss: Person, alice: Person) -> None:
    """By number from the list."""
    assert await boss.says("/红包") == ["没有人欠红包。"]
    await alice.says("返利")
    assert (await boss.says("/欠红包"))[0].splitlines()[1] == "1. Alice"
    assert await boss.says("/红包 已发 1") == ["Alice 的红包收到，一笔勾销🧧"]
    assert await boss.says("/red-packet paid Alice") == ["Alice 不欠红包。"]


async def test_invitations_are_counted_once_and_made(room: Chat, boss: Person, alice: Person) -> None:
    """Coming in twice counts once."""
    assert await alice.says("/邀请 排行") == ["还没有人邀请过朋友。"]
    for _ in range(2):
        await room.joins("Carol", inviter=alice)
    await room.joins("Dan", inviter=alice)
    assert await alice.says("/邀请 排行") == ["邀请排行\n🥇 Alice 2 人"]
    assert await boss.says("/邀请 Carol") == ["正在请 Carol 进群。"]
    assert done(room) == [(Do.invite, "Carol")]


async def test_points_why_tells_where_they_came_from(room: Chat, boss: Person, alice: Person) -> None:
    """Newest first, whoever gave them."""
    assert await alice.says("/积分 明细") == ["Alice 还没有积分记录。"]
    await alice.says("签到")
    await boss.says("/积分 给 Alice 10 好评")
    assert await alice.says("/积分 明细") == [
        "Alice\n03-02 09:00 +10 → 15 管理员\n03-02 09:00 +5 → 5 check-in"
    ]
    assert await boss.says("/积分 为什么 Alice") == await boss.says("/points why Alice")


async def test_check_in_points_and_rank(room: Chat, alice: Person, ming: Person) -> None:
    """The check-in rule answers `/checkin` itself, once; the points are there at once."""
    assert len(await alice.says("/checkin")) == 1
    assert await alice.says("/积分") == ["Alice 现有 5 分"]
    assert await ming.says("／排行") == ["积分排行\n🥇 Alice 5 分"]


@pytest.mark.rules("version: 1\nrules: {}\n")
async def test_check_in_where_there_is_none(room: Chat) -> None:
    """The command says so."""
    alice = await room.joins("Alice")
    assert await alice.says("/签到") == ["这个群还没有开签到哦。"]
