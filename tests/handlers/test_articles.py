"""What the articles ask of the handling of adverts, row by row (A1 to A13), with a real server below."""

import pytest

from bot.contract import Action, Do, Kind, Link, Member, MemberLeft, MiniProgram, Role
from bot.testing import Chat, Person

ADVERT = "加薇❤️领返利 vx12345"
HEAD = "version: 1\ntimezone: Asia/Shanghai\n"
BOT = Member(id="bot", name="群管", role=Role.bot)


def did(room: Chat) -> list[Do]:
    """What was performed besides talking and taking messages back, in order."""
    return [action.do for action in room.performed if action.do not in {Do.say, Do.recall}]


async def removed(room: Chat, person: Person) -> None:
    """Have the platform tell that the bot removed somebody."""
    await room.hears(MemberLeft(id=room.next_id(), member=person.member, remover=BOT, **room.facts()))


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice", id="u_alice")


@pytest.fixture
async def mod(room: Chat) -> Person:
    """A moderator."""
    return await room.joins("Mod", role=Role.moderator)


@pytest.mark.rules(
    HEAD
    + """
rules:
  welcome: {handler: welcome, gather: 1s, say: "欢迎 {{ names }}～群规：不发广告，发广告要发红包🧧"}
  no-ads: {handler: ads, words: [返利], handling: neutral, fine: {within: 10m, amount: 10 元}}
"""
)
async def test_a1_the_rules_come_first_and_whoever_posts_adverts_owes(room: Chat, mod: Person) -> None:
    """A1: the rules on joining; a debt with amount and deadline; a reminder; cleared, or escalated."""
    alice = await room.joins("Alice")
    await room.clock.advance(seconds=2)
    assert "Alice～群规：不发广告，发广告要发红包" in room.said[-1]
    await alice.says(ADVERT)
    assert "1. Alice 10 元，03-02 09:10 前" in (await mod.says("/红包"))[0]
    await room.clock.advance(minutes=5)
    assert room.said[-1] == "@Alice 还有 5 分钟，红包别忘啦🧧"
    await room.clock.advance(minutes=5)
    assert did(room) == [Do.remove]


@pytest.mark.rules(HEAD + "extends: [presets/retail]\nstaff: {owner: [u_main]}\n")
async def test_a2_the_account_that_acts_is_another_than_the_owners(room: Chat) -> None:
    """A2: the owner's own account is beyond its reach; newcomers hear that a bot watches."""
    owner = await room.joins("Jessie", id="u_main")
    await owner.says(ADVERT)
    assert did(room) == []
    assert {action.account for action in room.performed} <= {"bot"}
    for n in range(6):
        await room.joins(f"新人{n}")
        await room.clock.advance(seconds=31)
    greetings = [text for text in room.said if "新人" in text]
    assert len(greetings) == 6
    assert all("机器人" in text and "广告" in text for text in greetings)


@pytest.mark.rules(
    HEAD
    + """
rules:
  no-ads:
    handler: ads
    words: [返利]
    chain: {lines: ["哇有人发广告咯", "快发红包，不要会被踢的", "+1", "+2"], every: 20s}
"""
)
async def test_a3_a_gentle_chain(room: Chat, alice: Person) -> None:
    """A3: the poster is mentioned and asked for a red packet; the lines follow, spaced."""
    assert await alice.says(ADVERT) == ["@Alice 群规说好的，发广告要发红包哦🧧"]
    assert room.performed[-1].mentions == ("u_alice",)
    await room.clock.advance(seconds=40)
    assert room.said[1:] == ["哇有人发广告咯", "快发红包，不要会被踢的"]
    await room.clock.advance(minutes=1)
    assert room.said[3:] == ["+1", "+2"]
    assert did(room) == []


NEUTRAL = HEAD + "rules:\n  no-ads: {handler: ads, words: [返利], handling: neutral, follow_up: {after: 4h}, "


@pytest.mark.rules(NEUTRAL + "ladder: {1: neutral, 2: violent}}\n")
async def test_a4_a5_a6_told_removed_ignored_then_asked_back(room: Chat, alice: Person, mod: Person) -> None:
    """A4: said by name, then removed. A5: some hours nothing. A6: back on a promise; the strike stays."""
    assert await alice.says(ADVERT) == ["因系统检测到 Alice 发广告，已移出群聊"]
    assert did(room) == [Do.remove]
    await removed(room, alice)
    assert await alice.whispers("我保证不再发了，拉我回去吧") == []
    await room.clock.advance(hours=3, minutes=59)
    assert (did(room), room.tasks) == ([Do.remove], [])
    await room.clock.advance(minutes=1)
    [direct] = [action for action in room.performed if action.do is Do.direct]
    assert (direct.to, "我保证不再发" in direct.text) == ("u_alice", True)
    [invite] = await alice.whispers("我保证不再发广告了")
    assert (invite.do, invite.room.id, invite.member) == (Do.invite, "r1", alice.member)
    assert room.tasks == []
    back = await room.joins("Alice", id="u_alice")
    assert await mod.says("/积分 Alice") == ["Alice 现有 0 分，被提醒过 1 次"]
    assert await back.says(ADVERT) == []  # the second time, without a word
    assert did(room)[-1] is Do.remove


@pytest.mark.rules(HEAD + "rules:\n  no-ads: {handler: ads, words: [返利], handling: violent}\n")
async def test_a7_at_once_and_silently_with_a_case(room: Chat, alice: Person, mod: Person) -> None:
    """A7: taken back first, then removed; the room hears nothing, staff find the case with its reasons."""
    assert await alice.says(ADVERT) == []
    assert [action.do for action in room.performed] == [Do.recall, Do.remove]
    assert room.performed[0].message == alice.last
    [case] = (await mod.says("/案件"))[0].splitlines()
    assert case.endswith("Alice no-ads → strike,recall✓,remove✓")
    assert "no-ads：advert" in (await mod.says("/为什么 1"))[0]


@pytest.mark.rules(HEAD + "rules:\n  no-ads: {handler: ads, words: [返利], handling: violent}\n")
async def test_a7_stays_silent_where_nothing_can_be_taken_back(
    room: Chat, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On personal WeChat a recall is not possible: nobody is asked for it, and no person is bothered."""

    async def refuses(action: Action) -> str | None:
        return "not here" if action.do is Do.recall else None

    monkeypatch.setattr(room.gateway, "refuses", refuses)
    assert await alice.says(ADVERT) == []
    assert did(room) == [Do.remove]
    assert await room.machine.store.client.xlen(room.machine.store.shard(0).tasks) == 0


@pytest.mark.rules(HEAD + "extends: [presets/paid]\nrules: {no-ads: {words: [返利]}}\n")
async def test_a8_repeat_offenders_of_a_paid_group_leave_and_are_paid_back(room: Chat, alice: Person) -> None:
    """A8: after many strikes, removed; the money is a person's task."""
    for _ in range(6):
        await alice.says(ADVERT)
    assert did(room) == [Do.remove]
    await removed(room, alice)
    assert [task.text for task in room.tasks] == [
        "请给 Alice（u_alice）退款：金额看订单。原因：被移出「测试群」，strikes remove（案 7）"
    ]


@pytest.mark.rules(
    HEAD
    + """
rules:
  no-ads: {handler: ads, words: [返利], handling: violent, softer_for: {tag: [家长]}}
"""
)
async def test_a9_parents_whose_children_post_are_only_asked(room: Chat, alice: Person, mod: Person) -> None:
    """A9: an advert on a mini program by a parent is a word, never a removal or a strike."""
    await mod.says("/标签 @Alice 家长", mentions=[alice])
    card, kind = MiniProgram(app_id="wx9", title="天天返利"), Kind.mini_program
    assert (await alice.posts(kind=kind, mini_program=card))[0].startswith("@Alice 群里不发广告哦")
    assert did(room) == []
    bob = await room.joins("Bob")
    await bob.posts(kind=kind, mini_program=card)
    assert did(room) == [Do.remove]


@pytest.mark.rules(HEAD + "extends: [presets/flash]\nrules: {no-ads: {words: [返利]}}\n")
async def test_a10_during_a_campaign_troublemakers_leave_at_once(room: Chat, alice: Person) -> None:
    """A10: the stricter preset of a flash group."""
    assert await alice.says(ADVERT) == []
    assert did(room) == [Do.remove]


@pytest.mark.rules(HEAD + "extends: [presets/dormant]\nrules: {no-ads: {words: [返利]}}\n")
async def test_a11_a_dormant_group_is_kept_clean_and_left_in_peace(room: Chat, alice: Person) -> None:
    """A11: strict about adverts, no chatter, and a person is called when somebody asks again."""
    assert room.said == []
    await alice.says(ADVERT)
    bob = await room.joins("Bob")
    assert await bob.says("请问还有优惠吗") == []
    assert did(room) == [Do.remove]
    assert ["在问问题" in task.text for task in room.tasks] == [True]


@pytest.mark.rules(
    HEAD + "rules:\n  no-ads: {handler: ads, handling: violent, deny: {domains: [bad-shop.com]}}\n"
)
async def test_a12_bad_links_are_blocked(room: Chat, alice: Person) -> None:
    """A12: in a text or on a card, with all that lies below the domain."""
    await alice.says("看看这个 https://shop.bad-shop.com/x")
    bob = await room.joins("Bob")
    await bob.posts(kind=Kind.link, link=Link(url="https://bad-shop.com/y", title="好东西"))
    assert did(room) == [Do.remove, Do.remove]


@pytest.mark.rules(HEAD + "rules:\n  no-ads: {handler: ads, words: [返利], handling: neutral, queue: {}}\n")
async def test_a13_nobody_needs_to_be_there(room: Chat, alice: Person) -> None:
    """A13: at three in the morning adverts leave; what is doubtful waits, and is let go after a time."""
    await room.clock.advance(hours=18)
    assert await alice.says(ADVERT) == ["因系统检测到 Alice 发广告，已移出群聊"]
    bob = await room.joins("Bob")
    assert await bob.says("这家店有返利哦") == []
    await room.clock.advance(hours=3)
    assert did(room) == [Do.remove]
