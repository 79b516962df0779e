"""The handlers in a room: YAML above, a real server below."""

import pytest

from bot.contract import Do, Kind, MiniProgram, Role
from bot.testing import Chat


@pytest.mark.rules("""
version: 1
timezone: Asia/Shanghai
rules:
  check-in:
    handler: check_in
    window: {from: "05:30", to: "23:59"}
    streaks: {2: 20}
""")
async def test_checking_in_day_after_day(room: Chat) -> None:
    """The streak counts days, not messages."""
    alice = await room.joins("Alice")
    assert await alice.says("签到") == ["✅ Alice 第 1 天,+5 分"]
    assert await alice.says("／签到") == ["Alice 今天已经签过啦"]
    await room.clock.advance(days=1)
    assert await alice.says("打卡") == ["✅ Alice 第 2 天,+25 分"]
    await room.clock.advance(hours=18)
    assert await alice.says("签到") == ["Alice 签到时间是 05:30–23:59 哦"]


@pytest.mark.rules("""
version: 1
timezone: Asia/Shanghai
rules:
  welcome:
    handler: welcome
    say: "欢迎 {{ names }}"
    later:
      - {day: 1, at: "20:00", say: "第一天：自我介绍接龙"}
      - {day: 7, at: "20:00", direct: "{{ member.name }} 一周啦"}
""")
async def test_newcomers_are_greeted_together_and_later(room: Chat) -> None:
    """One greeting for both; then the first day's word in the room, and a week later one each."""
    alice = await room.joins("Alice")
    await room.clock.advance(seconds=10)
    await room.joins("Bob")
    await room.clock.advance(seconds=20)
    assert room.said == ["欢迎 Alice、Bob"]
    await room.clock.advance(days=2)
    assert room.said[1:] == ["第一天：自我介绍接龙"]
    await alice.leaves()
    await room.clock.advance(days=6)
    direct = [action for action in room.performed if action.do is Do.direct]
    assert [(action.to, action.text) for action in direct] == [("Bob", "Bob 一周啦")]


@pytest.mark.rules("""
version: 1
rules:
  no-mini-programs:
    handler: match
    match: {kind: mini_program}
    then: {hit: [{strike: 1}, {say: "{{ member.name }} 群里不发小程序哦"}]}
  repeat-offender: {handler: strikes, at: {2: warn, 3: remove}}
""")
async def test_strikes_lead_to_a_warning_and_a_removal(room: Chat) -> None:
    """A strike is itself an event: one mechanism for escalation, whoever gave it."""
    alice = await room.joins("Alice")
    card = MiniProgram(app_id="wx9")
    said = [await alice.posts(kind=Kind.mini_program, mini_program=card) for _ in range(3)]
    assert said[0] == ["Alice 群里不发小程序哦"]
    assert said[1] == ["Alice 群里不发小程序哦", "Alice 已经被提醒 2 次啦，请留意一下群规哦"]
    assert said[2] == [
        "Alice 多次违反群规，已移出群聊",
        "Alice 群里不发小程序哦",
    ]  # moderation goes out first
    assert [action.member.id for action in room.performed if action.do is Do.remove and action.member] == [
        "Alice"
    ]


@pytest.mark.rules("""
version: 1
rules:
  rude:
    handler: match
    match: {text: [骂人]}
    then: {hit: {strike: 2}}
  repeat-offender: {handler: strikes, at: {3: remove}, across: all_rooms}
""")
async def test_strikes_of_two_rooms_are_added_up(room: Chat) -> None:
    """Two here and two there: the second room removes; a person is asked about the first."""
    alice = await room.joins("Alice")
    other = Chat(room.machine, room.gateway, id="r2", turns=room.turns)
    there = await other.joins("Alice")
    assert await alice.says("骂人") == []
    assert await there.says("骂人") == ["Alice 多次违反群规，已移出群聊"]
    assert [action.room.id for action in room.performed if action.do is Do.remove] == ["r2"]
    [task] = other.tasks
    assert task.text == (
        "Alice 多次违反群规，最近在这些群也被警告过：测试群。"
        "要从所有群移出就发 /拉黑 所有群 Alice，会先列出清单，等你确认"
    )


@pytest.mark.rules("""
version: 1
rules:
  milestone: {handler: red_packet_milestone, members: [4], remind_at: 0.75}
""")
async def test_the_fourth_member_fills_the_room(room: Chat) -> None:
    """Announced at three of four, celebrated at four; a person is asked for the red packet."""
    for name in ("Alice", "Bob", "Carol", "Dave", "Eve"):
        await room.joins(name)
    assert room.said == ["群里 3 人啦，还差 1 位就满 4 人，满员发红包🧧", "🎉 满 4 人啦！红包马上来🧧"]
    assert [task.text for task in room.tasks] == ["请在「测试群」发 4 人红包"]


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, words: [加微信, 返利], handling: neutral}
""")
async def test_an_operators_word_warns_and_with_a_contact_removes(room: Chat) -> None:
    """Never by the word alone, never for what is quoted, never staff."""
    alice = await room.joins("Alice")
    [warning] = await alice.says("發(fā)廣告加微信")
    assert warning.startswith("@Alice")
    assert await alice.says("别信", quote={"id": "m0", "text": "返利加微信 vx12345"}) == []
    assert await alice.says("加薇❤️领返利 vx12345") == ["因系统检测到 Alice 发广告，已移出群聊"]
    assert [action.do for action in room.performed].count(Do.remove) == 1
    boss = await room.joins("Boss", role=Role.moderator)
    assert await boss.says("加薇❤️领返利 vx12345") == []
    assert [action.do for action in room.performed].count(Do.remove) == 1


@pytest.mark.rules("""
version: 1
rules:
  flood:
    handler: match
    match: {rate: {times: 3, within: 10s}}
    then: {hit: {say: "{{ member.name }} 慢一点～ {{ matched }}"}}
""")
async def test_a_flood_is_counted_in_event_time(room: Chat) -> None:
    """Three within ten seconds; the clock of the machine does not matter."""
    alice = await room.joins("Alice")
    assert [await alice.says("a") for _ in range(3)] == [[], [], ["Alice 慢一点～ 3 in 10s"]]
    await room.clock.advance(seconds=10)
    assert await alice.says("a") == []


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, words: [返利], handling: neutral, fine: {within: 10m}, follow_up: {after: 2h}}
""")
async def test_a_red_packet_clears_a_fine_and_its_absence_removes(room: Chat) -> None:
    """Alice pays, Bob does not; two hours later Bob is offered the way back."""
    alice, bob = await room.joins("Alice"), await room.joins("Bob")
    for person in (alice, bob):
        assert await person.says("返利加 vx12345") == [f"@{person.id} 群规说好的，发广告要发红包哦🧧"]
    assert await alice.posts(kind=Kind.red_packet) == ["收到 Alice 的红包，这事翻篇啦～下次注意哦"]
    await room.clock.advance(minutes=10)
    assert room.said[-2:] == ["@Bob 还有 5 分钟，红包别忘啦🧧", "因系统检测到 Bob 发广告，已移出群聊"]
    assert [action.member and action.member.id for action in room.performed if action.do is Do.remove] == [
        "Bob"
    ]
    await room.clock.advance(hours=2)
    assert [(action.do, action.to) for action in room.decided[-1:]] == [(Do.direct, "Bob")]
