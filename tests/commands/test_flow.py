"""Rights, ranks, questions and confirmations, on a room in memory."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from bot.commands import Commands
from bot.commands.people import Known
from bot.contract import (
    Case,
    Cases,
    Decision,
    Kind,
    Member,
    Remove,
    Role,
    RoomRenamed,
    Say,
    Standing,
    StrikeRecord,
    TimerFired,
)
from tests.commands.conftest import ALICE, MING, MODERATOR, OWNER, ROOM, Group

BOB = Member(id="u_bob", name="Bob", role=Role.moderator)


async def test_a_member_has_no_right_to_moderate_and_is_told_so(group: Group) -> None:
    """Never with silence."""
    assert await group.says(ALICE, "/踢 @小明", MING) == ["/踢 要小当家才能用哦。"]


async def test_a_command_may_be_set_to_be_silent_to_those_without_the_right(group: Group) -> None:
    """By any of its names."""
    group.commands = Commands(silent=frozenset({"踢"}))
    assert await group.says(ALICE, "/kick @小明", MING) == []
    assert await group.says(ALICE, "/warn @小明", MING) == ["/警告 要小当家才能用哦。"]
    assert [one.name for one in await group.hears(MODERATOR, "/kick @小明", MING)] == ["kicked"]


async def test_yaml_may_give_a_right_to_another_role(group: Group) -> None:
    """Permission nodes hang on roles; staff lists count like the platform's ranks."""
    group.commands = Commands.model_validate({"roles": {"members.remove": "owner", "strikes.give": "helper"}})
    group.staff = {ALICE.id: Role.helper}
    assert await group.says(MODERATOR, "/kick @小明", MING) == ["/踢 要群主才能用哦。"]
    assert [one.name for one in await group.hears(ALICE, "/warn @小明", MING)] == ["warned"]


@pytest.mark.parametrize(
    "settings", [{"roles": {"members.removed": "owner"}}, {"silent": ["kik"]}, {"language": "fr"}]
)
def test_settings_name_what_exists(settings: dict[str, object]) -> None:
    """An unknown node, command or language is an error when the rule is loaded."""
    with pytest.raises(ValidationError):
        Commands.model_validate(settings)


async def test_nobody_acts_on_an_equal_or_higher_rank(group: Group) -> None:
    """Also if the rank is the platform's, which a mention does not tell: the bot has seen them speak."""
    await group.hears(OWNER, "大家好")
    await group.hears(BOB, "早")
    for target in (Member(id=OWNER.id), Member(id=BOB.id)):
        [answer] = await group.says(MODERATOR, "/kick @x", target)
        assert "级别不比你低" in answer
    assert await group.says(MODERATOR, "/kick @me", MODERATOR) == ["对自己就不用啦。"]
    assert [one.name for one in await group.hears(OWNER, "/kick @x", Member(id=BOB.id))] == ["kicked"]


async def test_a_former_moderator_can_be_reached_by_quoting_what_they_wrote_since(group: Group) -> None:
    """The later word of the platform counts."""
    await group.hears(BOB, "早")
    group.later(hours=1)
    group.posted(BOB.model_copy(update={"role": Role.member}), "m77")
    [outcome] = await group.hears(MODERATOR, "/kick 广告", quote="m77")
    assert (outcome.name, outcome.member) == ("kicked", BOB.model_copy(update={"role": Role.member}))


async def test_staff_who_speak_all_day_are_written_down_once(group: Group) -> None:
    """A room's messages cost no write of ours."""
    await group.hears(BOB, "早")
    before = dict(group.documents)
    group.later(hours=2)
    await group.hears(BOB, "好")
    await group.hears(ALICE, "好")
    assert group.documents == before
    group.later(days=2)
    await group.hears(BOB.model_copy(update={"name": "鲍勃"}), "又来了")
    assert await group.turn(group.message(ALICE, "x")).load(Known) != before.get((Known, ""))


async def test_an_ambiguous_name_is_answered_with_a_number(group: Group) -> None:
    """The number of the same person, once, within two minutes."""
    other = Member(id="u_ming_2", name="小明")
    for member in (MING, other):
        await group.joins(member)
    [question] = await group.says(MODERATOR, "/踢小明 广告")
    assert question.splitlines()[1:] == ["1. 小明(u_ming)", "2. 小明(ming_2)"]
    assert await group.says(ALICE, "2") == []
    assert await group.says(MODERATOR, "3") == []
    [outcome] = await group.hears(MODERATOR, "２")
    assert (outcome.name, outcome.member, outcome.by) == ("kicked", other, MODERATOR)
    assert outcome.facts["text"] == "已把 小明 移出群聊：广告（案 1）"
    assert await group.says(MODERATOR, "2") == []


async def test_the_bot_waits_two_minutes_for_a_number(group: Group) -> None:
    """A later number is just a number."""
    await group.joins(MING)
    await group.says(MODERATOR, "/踢 小")
    group.later(minutes=2, seconds=1)
    assert await group.says(MODERATOR, "1") == []


async def test_many_members_need_a_confirmation_by_the_same_person(group: Group) -> None:
    """First with counts, then `/yes CODE` within two minutes, once."""
    [question] = await group.says(MODERATOR, "/kick @Alice @小明 吵架", ALICE, MING)
    assert "2 人（Alice、小明）" in question
    code = question.split()[-1]
    assert await group.says(OWNER, f"/yes {code}") == ["现在没有等你确认的事（也可能超过两分钟了）。"]
    assert await group.says(MODERATOR, "/yes 0000") == ["确认码不对，再看一眼？"]
    outcomes = await group.hears(MODERATOR, f"／确认 {code}")
    assert [(one.name, one.member) for one in outcomes] == [("kicked", ALICE), ("kicked", MING)]
    assert len(await group.says(MODERATOR, f"/yes {code}")) == 1


async def test_a_confirmation_expires_in_event_time(group: Group) -> None:
    """Nothing dangerous happens by an old code."""
    [question] = await group.says(MODERATOR, "/kick @Alice @小明", ALICE, MING)
    group.later(minutes=3)
    assert "超过两分钟" in (await group.says(MODERATOR, f"/yes {question.split()[-1]}"))[0]


async def test_the_same_event_asks_for_the_same_code(group: Group) -> None:
    """Codes come from causes, so a repeated turn says the same."""
    event = group.message(MODERATOR, "/kick @a @b", mentions=("u1", "u2"))
    texts = {
        str(getattr(await group.commands.on_message(event, group.turn(event)), "facts", None))
        for _ in range(3)
    }
    assert len(texts) == 1


async def test_a_misspelt_name_is_corrected(group: Group) -> None:
    """Members send faces such as `/微笑`; what is near to something they may use is corrected, too."""
    assert await group.says(MODERATOR, "/kik @x", ALICE) == ["没有 /kik 这个指令，你是想用 /踢 吗？"]
    assert await group.says(MODERATOR, "/微笑微笑") == ["没有 /微笑微笑 这个指令。发 /帮助 看看有哪些。"]
    assert await group.says(ALICE, "/kik") == []
    assert await group.says(ALICE, "/排行版") == ["没有 /排行版 这个指令，你是想用 /排行 吗？"]
    assert await group.says(ALICE, "/微笑") == []


async def test_wrong_use_is_answered_with_the_usage_and_an_example(group: Group) -> None:
    """In one line each."""
    assert await group.says(MODERATOR, "/警告") == [
        "要说是谁哦：@TA，或者引用TA的一条消息。\n用法：/警告 @谁 [原因]\n例如：/警告 @小明 发广告"
    ]
    group.commands = Commands(language="en")
    assert await group.says(MODERATOR, "/warn") == [
        (
            "Tell me who: @mention them or quote a message.\n"
            "Usage: /warn @who [reason]\nExample: /warn @Ming adverts"
        )
    ]


async def test_what_a_member_typed_is_data_and_never_a_template(group: Group) -> None:
    """Names and reasons reach the answer as a fact, made harmless."""
    bad = Member(id="u_bad", name="{{ room }}@所有人\u202e{x}")
    await group.joins(bad)
    [outcome] = await group.hears(MODERATOR, "/warn @x {{ 7*7 }} {name} @所有人", bad)
    assert outcome.answers[1] == Say("{{ text }}")
    assert (
        outcome.facts["text"]
        == "⚠️ @{{ room }}＠所有人{x} 提醒一下：{{ 7*7 }} {name} ＠所有人（第 1 次，案 1）"
    )


@pytest.mark.parametrize("name", ["所有人", "ALL", "@所有人 "])
async def test_nobody_becomes_everybody_by_a_nickname(group: Group, name: str) -> None:
    """The bot never writes `@所有人`."""
    await group.joins(Member(id="u_all", name=name))
    assert "@" not in (await group.says(MODERATOR, "/warn u_all"))[0]


async def test_only_typed_texts_are_commands(group: Group) -> None:
    """A picture whose caption begins with a slash is a picture."""
    event = group.message(MODERATOR, "/help", kind=Kind.image)
    assert await group.commands.on_message(event, group.turn(event)) is None


async def test_the_console_speaks_the_same_words(group: Group) -> None:
    """With or without the slash, by name or id."""
    await group.joins(MING)
    assert await group.asked(OWNER, "/kick u_ming spam") == ["已把 小明 移出群聊：spam（案 1）"]
    assert await group.asked(OWNER, "踢 小明") == ["已把 小明 移出群聊（案 1）"]
    await group.joins(MING.model_copy(update={"id": "u_2"}))
    assert len(await group.asked(OWNER, "踢 小明")) == 1
    assert await group.asked(OWNER, "1") == ["已把 小明 移出群聊（案 1）"]


async def test_an_act_carries_who_did_it_and_why(group: Group) -> None:
    """The engine's case and its guard stand on that."""
    [outcome] = await group.hears(MODERATOR, "/踢 @小明 发广告", MING)
    assert (outcome.member, outcome.by) == (MING, MODERATOR)
    assert outcome.answers[0] == Remove()
    assert [(item.signal, item.detail) for item in outcome.evidence] == [("/kick", "发广告")]


async def test_strikes_are_counted_and_can_be_forgotten(group: Group) -> None:
    """A pardon leaves points and tags as they are."""
    strikes = (StrikeRecord(at=group.now - timedelta(days=1), rule="no-ads", count=2),)
    group.documents[Standing, MING.id] = Standing(name="小明", points=7, strikes=strikes)
    assert await group.says(MODERATOR, "/警告 @小明", MING) == ["⚠️ @小明 提醒一下（第 3 次，案 1）"]
    assert await group.says(MODERATOR, "/原谅 @小明", MING) == ["小明 的 2 次警告一笔勾销，以后多注意哦。"]
    assert group.documents[Standing, MING.id] == Standing(name="小明", points=7)
    assert await group.says(MODERATOR, "/pardon @小明", MING) == ["小明 没有警告记录。"]


async def test_the_bot_may_be_called_by_its_name_first(group: Group) -> None:
    """As people do; the bot itself is not meant as the target then."""
    bot = Member(id="u_bot", name="群管")
    group.staff = {bot.id: Role.bot}
    assert (await group.says(MODERATOR, "@群管\u2005/帮助", bot))[0].startswith("你可以用")
    assert await group.says(MODERATOR, "@群管 ／踢 @Alice 广告", bot, ALICE) == [
        "已把 Alice 移出群聊：广告（案 1）"
    ]
    assert await group.says(MODERATOR, "@小明 /警告 广告", MING) == [
        "⚠️ @小明 提醒一下：广告（第 1 次，案 1）"
    ]
    assert "级别不比你低" in (await group.says(MODERATOR, "/踢 @群管", bot))[0]


@pytest.mark.parametrize(
    "text", ["今天的菜真不错", "签到", "666", "1", "一", "第一", "@小明 你好", "@小明 1/2", "", " "]
)
async def test_talk_is_no_command(group: Group, text: str) -> None:
    """Numbers count only when one was asked for."""
    assert await group.says(MODERATOR, text) == []


async def test_quoting_what_nobody_wrote_names_nobody(group: Group) -> None:
    """A rename is an event, too, and has no author."""
    event = RoomRenamed(id="e1", at=group.now, room=ROOM)
    group.decisions["e1"] = Decision(event=event.model_dump(mode="json"))
    assert (await group.says(MODERATOR, "/kick", quote="e1"))[0].startswith("要说是谁哦")


async def test_nobody_takes_back_a_case_of_their_own(group: Group) -> None:
    """Somebody else must find it wrong."""
    case = Case(number=1, id="e1:no-ads", at=group.now, rule="no-ads", member=MODERATOR.id)
    group.documents[Cases, ""] = Cases(count=1, last=(case,))
    assert await group.says(MODERATOR, "/undo 1") == ["自己的案要请别人来撤销。"]
    assert await group.says(OWNER, "/撤销 #1") == ["案 1 已撤销，对不住 u_mod 啦"]


async def test_only_its_own_timer_ends_a_pause(group: Group) -> None:
    """A timer of an earlier version is none of its business."""
    event = TimerFired(id="t1", at=group.now, of="room:replay/r1", rule="commands", key="old")
    assert await group.commands.on_timer(event, group.turn(event)) is None
    assert group.paused == []


async def test_staff_are_listed_once_they_were_seen(group: Group) -> None:
    """A rule file's list has ids only; names come from talk."""
    assert await group.says(ALICE, "/管理员") == ["还没有管理员。"]
    await group.hears(BOB, "早")
    assert await group.says(ALICE, "/staff") == ["小当家 Bob"]
