"""Every command in a conversation: the whole engine, a real server, what the members see."""

import pytest

from bot.contract import Do, Role
from bot.testing import Chat, Person

pytestmark = pytest.mark.rules("""
    version: 1
    staff: {moderator: [boss]}
    rules:
      check-in: {handler: check_in}
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 1}, {tag: 广告}, {say: "{{ member.name }} 不发广告哦"}]}
    """)


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice")


def done(room: Chat) -> list[tuple[Do, str]]:
    """Return what was performed besides talking: the verb and whom it is about."""
    return [(a.do, a.member.id if a.member else "") for a in room.performed if a.do is not Do.say]


async def test_help_and_rules(room: Chat, boss: Person, alice: Person) -> None:
    """Everybody gets what they may use; staff get more."""
    assert "/踢" not in (await alice.says("／帮助"))[0]
    assert "/踢 移出群聊" in (await boss.says("/help"))[0]
    assert await alice.says("/规则") == ["机器人照看的规则：\n· check-in（执行）\n· no-ads（执行）"]


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


async def test_warn_counts_and_pardon_forgets(room: Chat, boss: Person, alice: Person) -> None:
    """A warning by a person and a strike by a rule are the same thing."""
    await alice.says("加我领返利")
    assert await boss.says("/警告 @Alice 广告", mentions=[alice]) == [
        "⚠️ @Alice 提醒一下：广告（第 2 次，案 2）"
    ]
    assert room.performed[-1].mentions == ("Alice",)
    assert await boss.says("/原谅 @Alice", mentions=[alice]) == ["Alice 的 2 次警告一笔勾销，以后多注意哦。"]
    assert await boss.says("/points Alice") == ["Alice 现有 0 分"]


async def test_strike_gives_several(room: Chat, boss: Person, alice: Person) -> None:
    """Up to ten; more is wrong use."""
    assert await boss.says("/记过 @Alice 3 刷屏", mentions=[alice]) == [
        "Alice 记过 3 次：刷屏（共 3 次，案 1）"
    ]
    assert "一次记 1 到 10 次" in (await boss.says("/strike @Alice 11", mentions=[alice]))[0]
    assert await boss.says("/积分 Alice") == ["Alice 现有 0 分，被提醒过 3 次"]


async def test_kick_by_quoting_what_was_written(room: Chat, boss: Person, alice: Person) -> None:
    """The author is removed; the members are told."""
    await alice.says("大家好")
    assert await boss.says("/踢 太吵", quote={"id": alice.last}) == ["已把 Alice 移出群聊：太吵（案 1）"]
    assert done(room) == [(Do.remove, "Alice")]


async def test_staff_by_the_platforms_word_are_safe_from_a_mention(room: Chat, boss: Person) -> None:
    """The owner has spoken once; after that a mention's id is enough to know the rank."""
    owner = await room.joins("Jessie", role=Role.owner)
    assert "级别不比你低" in (await boss.says("/kick @Jessie", mentions=[owner]))[0]
    assert "级别不比你低" in (await boss.says("/踢Jessie"))[0]
    assert done(room) == []


async def test_a_member_moderates_nobody(room: Chat, boss: Person, alice: Person, ming: Person) -> None:
    """And is told so."""
    assert await alice.says("/踢 @小明", mentions=[ming]) == ["/踢 要小当家才能用哦。"]
    assert await alice.says("/ban 小明") == ["/拉黑 要小当家才能用哦。"]
    assert done(room) == []


async def test_namesakes_are_told_apart_by_number(room: Chat, boss: Person, ming: Person) -> None:
    """Answered with the number alone."""
    await room.joins("小明", id="u_2")
    assert len((await boss.says("/踢小明"))[0].splitlines()) == 3
    assert await boss.says("2") == ["已把 小明 移出群聊（案 1）"]
    assert done(room) == [(Do.remove, "u_2")]


async def test_many_at_once_wait_for_yes(room: Chat, boss: Person, alice: Person, ming: Person) -> None:
    """Nothing is done before."""
    [question] = await boss.says("/踢 @Alice @小明 吵架", mentions=[alice, ming])
    assert done(room) == []
    await boss.says(f"/yes {question.split()[-1]}")
    assert done(room) == [(Do.remove, "Alice"), (Do.remove, "u_ming")]


async def test_an_unanswered_question_expires(room: Chat, boss: Person, alice: Person, ming: Person) -> None:
    """After two minutes of the chat's own time."""
    [question] = await boss.says("/踢 @Alice @小明", mentions=[alice, ming])
    await room.clock.advance(minutes=3)
    assert await boss.says(f"/确认 {question.split()[-1]}") == [
        "现在没有等你确认的事（也可能超过两分钟了）。"
    ]


async def test_mute_and_recall(room: Chat, boss: Person, alice: Person) -> None:
    """For how long, and which message."""
    await alice.says("哈哈哈")
    assert await boss.says("/撤回", quote={"id": alice.last}) == []
    assert await boss.says("/禁言 @Alice 半小时", mentions=[alice]) == ["Alice 先休息 30 分钟（案 2）"]
    recalled, muted = (a for a in room.performed if a.do in {Do.recall, Do.mute})
    assert (recalled.message, muted.seconds) == (alice.last, 1800)
    assert "从 1 分钟到 30 天" in (await boss.says("/mute @Alice 1s", mentions=[alice]))[0]
    assert "要引用那条消息" in (await boss.says("/撤回 @Alice", mentions=[alice]))[0]


async def test_a_ban_holds_until_it_ends_or_is_lifted(
    room: Chat, boss: Person, alice: Person, ming: Person
) -> None:
    """Whoever comes in again is removed, in the name of who banned them."""
    assert await boss.says("/拉黑 @Alice 2天 广告", mentions=[alice]) == [
        "已拉黑 Alice，2 天内：广告（案 1）"
    ]
    await room.joins("Alice")
    assert done(room) == [(Do.remove, "Alice")] * 2
    assert await boss.says("/黑名单") == ["1. Alice 广告"]
    await room.clock.advance(days=2, seconds=1)
    await room.joins("Alice")
    assert len(done(room)) == 2
    await boss.says("/ban 小明")
    assert await boss.says("/解封 小明") == ["小明 可以再进群了。"]
    assert await boss.says("/解封 小明") == ["小明 不在黑名单里。"]
    await room.joins("小明", id="u_ming")
    assert len(done(room)) == 3
    assert await boss.says("/bans") == ["黑名单是空的。"]


async def test_cases_are_listed_explained_and_undone(room: Chat, boss: Person, alice: Person) -> None:
    """What can be taken back is; the rule that was wrong is counted."""
    await alice.says("加我领返利")
    await boss.says("/踢 @Alice 广告", mentions=[alice])
    listed = (await boss.says("/案件"))[0].splitlines()
    assert [line.split()[0] for line in listed] == ["#2", "#1"]
    assert "no-ads：hit → strike, tag, say" in (await boss.says("/为什么 1"))[0]
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


async def test_say_and_announce(room: Chat, boss: Person) -> None:
    """As typed; what everybody is told of waits for `/yes`."""
    assert await boss.says("/说 今晚 {{ 8 }} 点\n开抢") == ["今晚 {{ 8 }} 点\n开抢"]
    [question] = await boss.says("/公告 今晚 {{ 8 }} 点开抢")
    assert done(room) == []
    await boss.says(f"/yes {question.split()[-1]}")
    [notice] = [a for a in room.performed if a.do is Do.announce]
    assert notice.text == "今晚 {{ 8 }} 点开抢"
    assert "还少点内容" in (await boss.says("/公告"))[0]


async def test_report_goes_to_a_person(room: Chat, boss: Person, alice: Person, ming: Person) -> None:
    """Any member may; the room sees only the thanks."""
    await ming.says("加我微信")
    assert await alice.says("/举报 发广告", quote={"id": ming.last}) == ["收到，已经转给管理员。"]
    assert await alice.says("/举报 有人 刷屏") == ["收到，已经转给管理员。"]
    assert [task.text for task in room.tasks] == [
        f"Alice 举报 小明（消息 {ming.last}）：发广告",
        "Alice 举报 ?：有人 刷屏",
    ]


async def test_status(room: Chat, boss: Person, alice: Person) -> None:
    """Rules by mode and how many cases."""
    await alice.says("返利")
    assert await boss.says("/状态") == ["规则：2 条执行，0 条试运行，0 条关\n案件：共 1 件"]


async def test_pause_stops_the_rules_and_resume_goes_on(room: Chat, boss: Person, alice: Person) -> None:
    """Commands still work, or nobody could resume."""
    await boss.says("/暂停")
    await alice.says("返利")
    assert await boss.says("/恢复") == ["我回来啦，继续照看大家。"]
    assert await alice.says("返利") == ["Alice 不发广告哦"]
    assert len([a for a in room.decided if a.rule == "no-ads"]) == 1


async def test_a_pause_may_end_by_itself(room: Chat, boss: Person, alice: Person) -> None:
    """At its time, which `/resume` forgets."""
    assert await boss.says("/暂停 2小时") == ["好，我先停手，03-02 11:00 回来。"]
    await room.clock.advance(hours=2, seconds=1)
    assert room.said[-1] == "我回来啦，继续照看大家。"
    assert await alice.says("返利") == ["Alice 不发广告哦"]
    await boss.says("/安静 1小时")
    await boss.says("/继续")
    before = len(room.said)
    await room.clock.advance(hours=2)
    assert len(room.said) == before


async def test_points_why_tells_where_they_came_from(room: Chat, boss: Person, alice: Person) -> None:
    """Newest first, whoever gave them."""
    assert await alice.says("/积分 明细") == ["Alice 还没有积分记录。"]
    await alice.says("签到")
    await boss.says("/积分 给 Alice 10 好评")
    assert await alice.says("/积分 明细") == [
        "Alice\n03-02 09:00 +10 → 15 管理员\n03-02 09:00 +5 → 5 check-in"
    ]
    assert await boss.says("/积分 为什么 Alice") == await boss.says("/points why Alice")


async def test_ranks_of_people(room: Chat, boss: Person, alice: Person) -> None:
    """By the platform's word or the rule file's, highest first."""
    owner = await room.joins("Jessie", role=Role.owner)
    assert await alice.says("/身份") == ["Alice：成员"]
    assert await alice.says("/role @Jessie", mentions=[owner]) == ["Jessie：群主"]
    await boss.says("早")
    assert await alice.says("/管理员") == ["群主 Jessie\n小当家 Boss"]


async def test_forget_deletes_what_is_known_of_a_member(room: Chat) -> None:
    """The owner's to do, after `/yes`."""
    owner = await room.joins("Jessie", role=Role.owner)
    alice = await room.joins("Alice", id="u_alice")
    await alice.says("返利")
    await alice.says("签到")
    [question] = await owner.says("/遗忘 Alice")
    assert "都删掉了" in (await owner.says(f"/yes {question.split()[-1]}"))[0]
    assert await alice.says("/积分") == ["Alice 现有 0 分"]
    assert "Alice" not in (await owner.says("/案件"))[0].split()


async def test_the_console_speaks_the_same_words(room: Chat, boss: Person, alice: Person) -> None:
    """Its answers stand in the room."""
    assert await boss.commands("/kick Alice spam") == ["已把 Alice 移出群聊：spam（案 1）"]
    assert await boss.commands("rank") == ["还没有人有积分，签到就有啦。"]


async def test_in_a_familys_group_the_bot_stays_silent(room: Chat, boss: Person) -> None:
    """On a real platform nothing acts, no command either, where no rule file names the room."""
    room.gateway.real = True
    assert await boss.says("/帮助") == []
    assert room.performed == []


@pytest.mark.rules("""
    version: 1
    rooms: {name: ["测试*"]}
    staff: {moderator: [boss]}
    rules:
      check-in: {handler: check_in}
    """)
async def test_in_a_named_group_commands_work_on_a_real_platform(room: Chat, boss: Person) -> None:
    """Naming the room in a rule file is what switches the bot on."""
    room.gateway.real = True
    assert len(await boss.says("/帮助")) == 1


@pytest.mark.rules("""
    version: 1
    rules:
      commands:
        {handler: commands, language: en, prefixes: ["!"], roles: {members.remove: owner}, silent: [kick]}
    """)
async def test_yaml_sets_the_commands_up(room: Chat) -> None:
    """Language, prefix, rights and silence are settings like any handler's."""
    mod = await room.joins("Mod", role=Role.moderator)
    owner = await room.joins("Jessie", role=Role.owner)
    alice = await room.joins("Alice")
    assert await alice.says("!points") == ["Alice has 0 points"]
    assert await mod.says("/kick @Alice", mentions=[alice]) == []
    assert await owner.says("!kick @Alice spam", mentions=[alice]) == [
        "Alice was removed from the group: spam (case 1)"
    ]
