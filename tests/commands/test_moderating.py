"""Warn, strike, kick, mute, recall, ban: the whole engine, a real server, what the members see."""

from bot.contract import Do, Role
from bot.testing import Chat, Person
from tests.commands.groups import SHOP, done

pytestmark = SHOP


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


async def test_a_code_is_good_for_one_person_in_one_room_once(
    room: Chat, boss: Person, alice: Person, ming: Person
) -> None:
    """Nobody else can use it, it does nothing in another room, and nothing a second time."""
    other = Chat(room.machine, room.gateway, id="r2", turns=room.turns)
    [question] = await boss.says("/踢 @Alice @小明", mentions=[alice, ming])
    code = question.split()[-1]
    nothing = ["现在没有等你确认的事（也可能超过两分钟了）。"]
    assert await alice.says(f"/yes {code}") == nothing
    assert await other.person("Boss", id="boss").says(f"/yes {code}") == nothing
    assert await boss.says("/yes 12") == ["确认码不对，再看一眼？"]
    assert len(await boss.says(f"／确认　{code}")) == 2
    assert await boss.says(f"/yes {code}") == nothing
    assert len(done(room)) == 2


async def test_a_new_question_takes_the_place_of_the_last(
    room: Chat, boss: Person, alice: Person, ming: Person
) -> None:
    """An old code decides nothing that was asked since."""
    [first] = await boss.says("/踢 @Alice @小明", mentions=[alice, ming])
    [second] = await boss.says("/警告 @Alice @小明", mentions=[alice, ming])
    assert await boss.says(f"/yes {first.split()[-1]}") == ["确认码不对，再看一眼？"]
    assert "提醒一下" in (await boss.says(f"/yes {second.split()[-1]}"))[0]
    assert done(room) == []
