"""Help, talk and settings in conversations: the whole engine, a real server, what the members see."""

import pytest

from bot.contract import Do, Role
from bot.testing import Chat, Person
from tests.commands.groups import SHOP, done

pytestmark = SHOP


async def test_help_and_rules(room: Chat, boss: Person, alice: Person) -> None:
    """Everybody gets what they may use; staff get more."""
    assert "/踢" not in (await alice.says("／帮助"))[0]
    assert "/踢 移出群聊" in (await boss.says("/help"))[0]
    assert await alice.says("/规则") == ["机器人照看的规则：\n· check-in（执行）\n· no-ads（执行）"]


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
