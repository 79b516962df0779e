"""What everybody may ask: help, rules, points, ranks, why."""

import pytest

from bot.commands import COMMANDS, Commands
from bot.contract import Case, Cases, Evidence, Member, Mode, Role, RuleInfo, RuleSaid, Standing
from tests.commands.conftest import ALICE, MING, MODERATOR, Group


async def test_help_lists_what_the_asker_may_use(group: Group) -> None:
    """A member sees no moderation; a moderator sees it all."""
    [members] = await group.says(ALICE, "／帮助")
    [staff] = await group.says(MODERATOR, "/help")
    assert "/签到" in members
    assert "/踢" not in members
    assert "/踢 移出群聊" in staff


async def test_help_explains_one_command(group: Group) -> None:
    """Usage, example and all its names; a misspelt one gets the nearest."""
    assert await group.says(MODERATOR, "/帮助 踢") == [
        (
            "/踢 @谁 [原因]\n移出群聊。例如：/踢 @小明 发广告\n权限：members.remove，小当家起\n"
            "也叫：/kick /踢 /踢出 /移出 /remove"
        )
    ]
    assert await group.says(MODERATOR, "/help kikc") == ["没有 /kikc 这个指令，看看 /踢？"]
    assert await group.says(MODERATOR, "/help {0}") == ["没有 /{0} 这个指令，看看 /帮助？"]


@pytest.mark.parametrize("entry", COMMANDS.commands, ids=lambda entry: entry.name)
def test_every_command_has_a_chinese_name_and_an_example_that_begins_with_it(entry) -> None:  # type: ignore[no-untyped-def]
    """Help is complete in both languages."""
    assert any(not alias.isascii() for alias in entry.aliases)
    assert entry.help.zh
    assert entry.help.en
    assert COMMANDS.title(entry, "zh").split()[0] in entry.example.zh
    assert f"/{entry.head}" in entry.example.en


async def test_rules_shows_the_groups_rules_and_what_the_bot_applies(group: Group) -> None:
    """In the operator's words first; the commands themselves are no rule to a member."""
    assert await group.says(ALICE, "/规则") == ["机器人照看的规则：\n· no-ads（执行）\n· greet（试运行）"]
    group.commands = Commands(house_rules="发广告要发红包 {{ x }}")
    assert (await group.says(ALICE, "/rules"))[0].startswith("发广告要发红包 {{ x }}\n\n")
    group.rules.clear()
    assert "这个群还没有规则" in (await group.says(ALICE, "/rules"))[0]


async def test_points_are_ones_own_or_somebody_elses(group: Group) -> None:
    """Zero if there are none yet."""
    group.documents[Standing, MING.id] = Standing(name="小明", points=12)
    assert await group.says(ALICE, "/积分") == ["Alice 现有 0 分"]
    assert await group.says(ALICE, "/points @小明", MING) == ["小明 现有 12 分"]
    assert await group.says(ALICE, "/积分 小明") == ["小明 现有 12 分"]


async def test_the_rank_is_a_list_whose_numbers_staff_may_use(group: Group) -> None:
    """Best first, nobody with nothing, names made harmless."""
    assert await group.says(ALICE, "/排行") == ["还没有人有积分，签到就有啦。"]
    for id, name, points in (
        ("u1", "@所有人", 30),
        ("u2", "{{ x }}", 20),
        ("u3", "C", 10),
        ("u4", "D", 5),
        ("u5", "E", 0),
    ):
        group.documents[Standing, id] = Standing(name=name, points=points)
    listed = "积分排行\n🥇 ＠所有人 30 分\n🥈 {{ x }} 20 分\n🥉 C 10 分\n4. D 5 分"
    assert await group.says(MODERATOR, "/rank") == [listed]
    [outcome] = await group.hears(MODERATOR, "/warn 4 灌水")
    assert outcome.member == Member(id="u4", name="D")
    group.later(hours=1)
    assert "名单" in (await group.says(MODERATOR, "/warn 4 灌水"))[0]


async def test_checkin_is_the_check_in_rules_own_business(group: Group) -> None:
    """The command speaks only where there is no such rule."""
    assert await group.says(ALICE, "/签到") == ["这个群还没有开签到哦。"]
    group.rules.append(RuleInfo(id="daily", handler="check_in", mode=Mode.live))
    assert await group.says(ALICE, "/checkin") == []
    group.rules[-1] = RuleInfo(id="daily", handler="check_in", mode=Mode.off)
    assert await group.says(ALICE, "/打卡") == ["这个群还没有开签到哦。"]


async def test_why_tells_what_every_rule_said_about_the_quoted_message(group: Group) -> None:
    """Hit with its evidence, spared, failed, and what was clear."""
    said = (
        RuleSaid(rule="no-ads", said="advert", did=("say", "remove"),
                 evidence=(Evidence(signal="words", detail="加微信 领返利", weight=0.7),)),
        RuleSaid(rule="greet", said="failed", evidence=(Evidence(signal="error", detail="KeyError"),)),
        RuleSaid(rule="flood", said="flood", withheld="staff"),
        RuleSaid(rule="commands", said="said"),
    )  # fmt: skip
    hears = frozenset({"message"})
    group.rules[2:2] = [
        RuleInfo(id="flood", handler="match", mode=Mode.live, hears=hears),
        RuleInfo(id="late", handler="match", mode=Mode.live, hears=hears),
        RuleInfo(id="old", handler="match", mode=Mode.off, hears=hears),
        RuleInfo(id="joins", handler="match", mode=Mode.live, hears=frozenset({"join"})),
    ]
    group.rules.insert(0, RuleInfo(id="first", handler="match", mode=Mode.live, hears=hears))
    group.posted(ALICE, "m9", said=said, version=12)
    assert await group.says(MODERATOR, "/为什么", quote="m9") == [
        (
            "no-ads：advert → say, remove\n  · words 加微信 领返利(0.7)\n"
            "greet：出错了，没有处理\n  · error KeyError\n"
            "flood：flood（是管理人员，没有处理）\n没有命中：first\n没轮到（前面的规则处理完了）：late\n"
            "停用：old\n我看到的文字：...\n规则版本 12"
        )
    ]


async def test_why_says_so_when_nothing_was_found_or_nothing_is_known(group: Group) -> None:
    """A clean message and a forgotten one are told apart."""
    group.posted(ALICE, "m9")
    told = "所有规则都觉得那条消息没问题。\n我看到的文字：..."
    assert await group.says(MODERATOR, "/why", quote="m9") == [told]
    assert await group.says(MODERATOR, "/why", quote="m0") == ["那条消息太久了，记录已经清掉。"]


async def test_why_explains_a_case_by_number_or_the_last(group: Group) -> None:
    """With when, whom, which rule, what and the evidence."""
    assert "没有这个案" in (await group.says(MODERATOR, "/why"))[0]
    cases = tuple(
        Case(number=n, id=f"m{n}:no-ads", at=group.now, rule="no-ads", member="u_ming", name="小明",
             outcome="advert", actions=("say", "remove"), evidence=({"signal": "words", "detail": "返利"},))
        for n in (1, 2)
    )  # fmt: skip
    group.documents[Cases, ""] = Cases(count=2, last=cases)
    told = "案 {} · 03-02 09:00 · 小明\nno-ads：advert → say, remove\n  · words 返利"
    assert await group.says(MODERATOR, "/why 1") == [told.format(1)]
    assert await group.says(MODERATOR, "/为什么 #2") == [told.format(2)]
    assert await group.says(MODERATOR, "/为什么") == [told.format(2)]
    assert "没有这个案" in (await group.says(MODERATOR, "/why 3"))[0]


async def test_pause_and_resume_are_the_turns(group: Group) -> None:
    """Both answer, so that nobody wonders."""
    assert await group.says(MODERATOR, "/暂停") == ["好，我先停手。要我继续就发 /恢复"]
    assert await group.says(MODERATOR, "/恢复") == ["我回来啦，继续照看大家。"]
    assert group.paused == [True, False]
    assert await group.says(Member(id="x", name="x", role=Role.helper), "/pause") == [
        "/暂停 要小当家才能用哦。"
    ]
