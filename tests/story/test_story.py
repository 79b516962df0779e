"""The story of a group, from its first member to a mistake that is undone: read it as the tutorial."""

import pytest

from bot.contract import Do, MiniProgram, Role
from bot.testing import Chat

RULES = """
version: 1
timezone: Asia/Shanghai
staff: {owner: [wxid_jessie], moderator: [wxid_aaron]}

rules:
  no-ads:
    handler: ads
    words: [加微信, 返利, 刷单]
    handling: neutral
    examples:
      hit: ["加薇❤️领返利 vx12345"]
      miss: ["有事问企业微信客服", "这个链接是广告吗?"]

  three-times:
    handler: strikes
    at: {3: warn, 5: remove}
    within: 30d

  welcome:
    handler: welcome
    gather: 30s
    say: "欢迎 {{ names }}～群规在公告里,先看看哦"

  check-in:
    handler: check_in
    points: 5
    streaks: {2: 10}

  milestone:
    handler: red_packet_milestone
    members: [3]
    then:
      reached: [{say: "满 {{ count }} 人啦!"}, {task: {to: owner, text: "请发 {{ count }} 人红包"}}]

  no-mini-programs:
    handler: match
    match: {kind: mini_program}
    then: {hit: [{strike: 1}, {say: "{{ member.name }} 群里不发小程序哦"}]}
"""

pytestmark = pytest.mark.rules(RULES)


async def test_chapter_one_people_come(room: Chat) -> None:
    """Who comes within half a minute is greeted once, together; the third member makes a milestone."""
    await room.joins("Jessie", id="wxid_jessie")
    await room.joins("Alice")
    await room.joins("小明")
    assert room.said == ["满 3 人啦!"]
    assert [(task.to, task.text) for task in room.tasks] == [("owner", "请发 3 人红包")]

    await room.clock.advance(seconds=30)
    assert room.said[1:] == ["欢迎 Jessie、Alice、小明～群规在公告里,先看看哦"]


async def test_chapter_two_people_stay(room: Chat) -> None:
    """A word a day earns points, two days in a row more; the ranking knows."""
    alice = await room.joins("Alice")
    bob = await room.joins("Bob")
    assert await alice.says("签到") == ["✅ Alice 第 1 天,+5 分"]
    assert await alice.says("打卡") == ["Alice 今天已经签过啦"]
    assert await bob.says("/签到") == ["✅ Bob 第 1 天,+5 分"]

    await room.clock.advance(days=1)
    assert await alice.says("签到") == ["✅ Alice 第 2 天,+15 分"]
    [ranking] = await bob.says("/排行")
    assert ranking.index("Alice 20") < ranking.index("Bob 5")


async def test_chapter_three_somebody_posts_an_advert(room: Chat) -> None:
    """An operator's word with a number to add is an advert: said aloud, removed, and explained on request."""
    aaron = await room.joins("Aaron", id="wxid_aaron")
    eve = await room.joins("Eve")
    [said] = await eve.says("加薇❤️领返利 vx12345")
    assert "Eve" in said
    assert [(action.do, action.member.id) for action in room.performed if action.member][-1] == (
        Do.remove,
        "Eve",
    )

    [why] = await aaron.says("/为什么", quote={"id": eve.last, "text": "加薇"})
    assert "no-ads" in why
    assert "返利" in why


async def test_chapter_four_nobody_is_punished_by_accident(room: Chat) -> None:
    """The same words from staff move nothing; a question about adverts is none; a quote is not one's own."""
    jessie = await room.joins("Jessie", id="wxid_jessie")
    alice = await room.joins("Alice")
    advert = "加薇❤️领返利 vx12345"
    for posted in (
        await jessie.says(advert),
        await alice.says("这个链接是广告吗?"),
        await alice.says("群主快看", quote={"id": "m0", "text": advert}),
    ):
        assert posted == []
    assert room.performed == []


async def test_chapter_five_three_times_is_a_pattern(room: Chat) -> None:
    """Strikes add up over rules: the third brings a warning, the fifth a removal, and a pardon wipes them."""
    jessie = await room.joins("Jessie", id="wxid_jessie")
    bob = await room.joins("Bob")
    card = MiniProgram(app_id="wxother", title="小区食堂")

    for _ in range(2):
        assert await bob.posts(kind="mini_program", mini_program=card) == ["Bob 群里不发小程序哦"]
    said = await bob.posts(kind="mini_program", mini_program=card)
    assert len(said) == 2
    assert "3 次" in said[1]

    await jessie.says("/原谅 @Bob", mentions=[bob])
    for _ in range(4):
        await bob.posts(kind="mini_program", mini_program=card)
    assert Do.remove not in [action.do for action in room.performed]
    await bob.posts(kind="mini_program", mini_program=card)
    assert Do.remove in [action.do for action in room.performed]


async def test_chapter_six_staff_run_the_room_from_inside(room: Chat) -> None:
    """Commands work from a phone, full-width slash and all; members may not, and equals may not either."""
    aaron = await room.joins("Aaron", id="wxid_aaron")
    moderator = await room.joins("Mei", role=Role.moderator)
    bob = await room.joins("Bob")

    assert "小当家" in (await bob.says("/踢 @Aaron", mentions=[aaron]))[0]
    await aaron.says("／警告 @Mei 太吵", mentions=[moderator])
    await aaron.says("／踢 @Bob 广告", mentions=[bob])
    assert [action.member.id for action in room.performed if action.do is Do.remove and action.member] == [
        "Bob"
    ]


async def test_chapter_seven_a_mistake_is_undone(room: Chat) -> None:
    """A case has a number; taking it back invites the removed member again."""
    jessie = await room.joins("Jessie", id="wxid_jessie")
    carol = await room.joins("Carol")
    await carol.says("加薇❤️领返利 vx12345")
    await jessie.says("/撤销 1")
    assert [action.do for action in room.performed][-2:].count(Do.invite) == 1


async def test_chapter_eight_quiet_please(room: Chat) -> None:
    """Paused, the bot reads on and does nothing but answer its staff."""
    jessie = await room.joins("Jessie", id="wxid_jessie")
    alice = await room.joins("Alice")
    await jessie.says("/暂停")
    assert await alice.says("加薇❤️领返利 vx12345") == []
    assert len(await jessie.says("/恢复")) == 1
    assert len(await alice.says("签到")) == 1
