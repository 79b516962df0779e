"""Refunds: a task for a person when somebody is removed from a group that is paid for, and nothing else."""

import pytest

from bot.contract import Do, Member, MemberLeft, Role
from bot.testing import Chat, Person

ADVERT = "加薇❤️领返利 vx12345"
RULES = """
version: 1
rules:
  no-ads: {handler: ads, words: [返利], handling: neutral}
  refunds: {handler: refund, amount: 199 元}
"""
pytestmark = pytest.mark.rules(RULES)
BOT = Member(id="bot", name="群管", role=Role.bot)


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member who has paid."""
    return await room.joins("Alice", id="u_alice")


async def removed(room: Chat, person: Person, by: Member | None = BOT) -> None:
    """Have the platform tell that somebody was removed."""
    event = MemberLeft(id=room.next_id(), member=person.member, remover=by, **room.facts())
    await room.hears(event)


def asked(room: Chat) -> list[str]:
    """What was asked of a person about refunds."""
    return [task.text for task in room.tasks if task.rule == "refunds"]


async def test_who_is_removed_by_a_rule_is_paid_back_by_a_person(room: Chat, alice: Person) -> None:
    """Who, how much, why and which case; asked of the owner, and once."""
    await alice.says(ADVERT)
    await removed(room, alice)
    await removed(room, alice)
    assert asked(room) == ["请给 Alice（u_alice）退款：199 元。原因：被移出「测试群」，no-ads advert（案 1）"]
    assert [task.to for task in room.tasks if task.rule == "refunds"] == ["owner"]
    assert {action.do for action in room.performed} <= {Do.say, Do.recall, Do.remove}


async def test_a_removal_by_hand_counts_too(room: Chat, alice: Person) -> None:
    """In the name of who did it, also where the platform alone knows of it."""
    await removed(room, alice, Member(id="u_boss", name="Boss"))
    assert asked(room) == ["请给 Alice（u_alice）退款：199 元。原因：被移出「测试群」，管理员 Boss"]


async def test_a_removal_whose_remover_is_not_told_is_known_by_its_case(room: Chat, alice: Person) -> None:
    """Not every platform says who did it."""
    await alice.says(ADVERT)
    await removed(room, alice, None)
    assert len(asked(room)) == 1


async def test_who_leaves_by_themselves_is_not_paid_back(room: Chat, alice: Person) -> None:
    """Nor when a decision against them was taken back, or lies long behind."""
    await alice.leaves()
    assert asked(room) == []
    back = await room.joins("Alice", id="u_alice")
    await back.says(ADVERT)
    await (await room.joins("Mod", role=Role.moderator)).says("/撤销 1")
    await back.leaves()
    assert asked(room) == []
    again = await room.joins("Alice", id="u_alice")
    await again.says(ADVERT)
    await room.clock.advance(hours=2)
    await again.leaves()
    assert asked(room) == []


@pytest.mark.rules(RULES.replace("amount: 199 元", "tag: [paid]"))
async def test_only_those_who_paid_if_they_are_tagged(room: Chat, alice: Person) -> None:
    """And the order tells the amount if the rule does not."""
    bob = await room.joins("Bob")
    mod = await room.joins("Mod", role=Role.moderator)
    await mod.says("/标签 @Alice paid", mentions=[alice])
    await removed(room, bob)
    await removed(room, alice)
    assert asked(room) == ["请给 Alice（u_alice）退款：金额看订单。原因：被移出「测试群」，管理员 群管"]


@pytest.mark.rules("version: 1\nextends: [presets/paid]\n")
async def test_the_preset_of_paid_groups_asks_for_it(room: Chat, alice: Person) -> None:
    """Out of the box; and members who paid are never removed for an advert there."""
    mod = await room.joins("Mod", role=Role.moderator)
    await mod.says("/踢 @Alice 捣乱", mentions=[alice])
    await removed(room, alice)
    assert [task.text for task in room.tasks if "退款" in task.text] == [
        "请给 Alice（u_alice）退款：金额看订单。原因：被移出「测试群」，commands kicked（案 1）"
    ]
