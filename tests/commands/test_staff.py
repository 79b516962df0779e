"""Ranks given by command, the roster, and members who are spared: the whole engine, a real server."""

from datetime import datetime, time

import pytest

from bot.contract import Do, Duty, Role
from bot.testing import Chat, Person

RULES = """
    version: 1
    staff:
      operator: [boss]
      moderator: [aaron]
      on_duty:
        - {name: 客服, from: "09:00", to: "21:00", members: [aaron]}
        - {name: 夜班, from: "21:00", to: "24:00", members: [kf2]}
    rules:
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 1}, {say: 不发广告哦}]}
    """
pytestmark = pytest.mark.rules(RULES)


@pytest.fixture
async def alice(room: Chat) -> Person:
    """Another member."""
    return await room.joins("Alice")


async def test_a_granted_rank_counts_at_once(room: Chat, boss: Person, ming: Person, alice: Person) -> None:
    """Who is made a moderator may act on members from the next message on, and no rule touches them."""
    assert "要小当家才能用" in (await ming.says("/警告 @Alice", mentions=[alice]))[0]
    assert await boss.says("/身份 @小明 小当家", mentions=[ming]) == ["小明 现在是小当家"]
    assert "第 1 次" in (await ming.says("/警告 @Alice", mentions=[alice]))[0]
    assert await ming.says("返利") == []
    why = await room.why(ming.last)
    assert why is not None
    assert [(said.rule, said.withheld) for said in why.said] == [("no-ads", "staff")]


async def test_a_rank_is_taken_back(boss: Person, ming: Person, alice: Person) -> None:
    """`member` takes it back, and with it every right."""
    await boss.says("/grant @小明 moderator", mentions=[ming])
    assert await boss.says("/role @小明 member", mentions=[ming]) == ["小明 现在是成员"]
    assert "要小当家才能用" in (await ming.says("/警告 @Alice", mentions=[alice]))[0]
    assert await ming.says("返利") == ["不发广告哦"]


async def test_nobody_gives_their_own_rank(room: Chat, boss: Person, ming: Person) -> None:
    """Not even to make themselves more."""
    assert await boss.says("/身份 @小明 大当家", mentions=[ming]) == ["只能给比自己低的身份。"]
    assert await boss.says("/身份 @小明 群主", mentions=[ming]) == ["只能给比自己低的身份。"]
    assert await boss.says("/身份 @小明 机器人", mentions=[ming]) == ["只能给比自己低的身份。"]
    assert await boss.says("/身份 @Boss 助手", mentions=[boss]) == ["对自己就不用啦。"]
    assert await ming.says("/身份") == ["小明：成员"]


async def test_moderators_and_members_give_none(aaron: Person, ming: Person, alice: Person) -> None:
    """It takes an operator unless the rule file says otherwise."""
    for person in (aaron, ming):
        assert await person.says("/身份 @Alice 助手", mentions=[alice]) == ["/任命 要大当家才能用哦。"]


async def test_an_equal_is_not_demoted(boss: Person, aaron: Person, ming: Person) -> None:
    """Who was granted a rank cannot take it from an equal, and the file's word stays."""
    await boss.says("/grant @小明 moderator", mentions=[ming])
    assert "没有" not in (await boss.says("/身份 @Aaron 成员", mentions=[aaron]))[0]
    assert await aaron.says("/身份") == ["Aaron：小当家"]


async def test_what_the_file_says_is_told(boss: Person, aaron: Person) -> None:
    """A rank from the rule file cannot be taken back by command, and the answer says so."""
    assert await boss.says("/身份 @Aaron 成员", mentions=[aaron]) == [
        "Aaron 的身份在规则文件或群里定着，仍是小当家。"
    ]


async def test_wrong_ranks_are_explained(boss: Person, ming: Person) -> None:
    """An unknown rank lists those one may give; somebody unknown is asked for."""
    assert await boss.says("/身份 @小明 皇帝", mentions=[ming]) == [
        "没有这个身份。可以用：成员、合伙人、助手、小当家（成员＝收回）"
    ]
    assert "没找到这个人" in (await boss.says("/身份 皇帝"))[0]


async def test_staff_lists_the_file_and_the_granted(boss: Person, aaron: Person, ming: Person) -> None:
    """Also those who have not said a word yet; the highest first."""
    await boss.says("/grant @小明 helper", mentions=[ming])
    assert await ming.says("/管理员") == ["大当家 Boss\n小当家 Aaron\n助手 小明"]


@pytest.mark.rules("version: 1\nrules: {}\n")
async def test_where_nobody_has_a_rank(room: Chat) -> None:
    """The lists say so."""
    alice = await room.joins("Alice")
    assert await alice.says("/staff") == ["还没有管理员。"]
    assert await alice.says("/duty") == ["这个群没有排值班。"]


async def test_duty_tells_the_roster(room: Chat, aaron: Person) -> None:
    """Who is on duty now, at nine in the morning and at ten in the evening."""
    assert await aaron.says("/值班") == ["09:00–21:00（现在） 客服：Aaron\n21:00–00:00 夜班：kf2"]
    await room.clock.advance(hours=13)
    assert await aaron.says("/duty") == ["09:00–21:00 客服：Aaron\n21:00–00:00（现在） 夜班：kf2"]


@pytest.mark.parametrize(
    ("starts", "ends", "clock", "holds"),
    [
        ("09:00", "21:00", "09:00", True),
        ("09:00", "21:00", "20:59", True),
        ("09:00", "21:00", "21:00", False),
        ("22:00", "06:00", "23:30", True),
        ("22:00", "06:00", "05:59", True),
        ("22:00", "06:00", "12:00", False),
        ("00:00", "00:00", "12:00", True),
    ],
)
def test_hours_of_duty(starts: str, ends: str, clock: str, holds: bool) -> None:
    """The end is not included; hours may go over midnight; the same twice is all day."""
    duty = Duty(starts=time.fromisoformat(starts), ends=time.fromisoformat(ends))
    assert duty.holds(datetime.fromisoformat(f"2026-03-02T{clock}:00+08:00")) is holds


async def test_no_rule_touches_who_is_spared(room: Chat, aaron: Person, ming: Person) -> None:
    """Until a person takes that back; commands still reach them."""
    assert await aaron.says("/放行 @小明", mentions=[ming]) == ["好，规则不再处罚 小明。"]
    assert await ming.says("返利") == []
    why = await room.why(ming.last)
    assert why is not None
    assert why.said[0].withheld == "spared"
    assert await aaron.says("/spare") == ["1. 小明"]
    assert "第 1 次" in (await aaron.says("/警告 @小明", mentions=[ming]))[0]
    assert await aaron.says("/放行 取消 1") == ["规则照常管 小明 了。"]
    assert await ming.says("返利") == ["不发广告哦"]
    assert await aaron.says("/放行") == ["还没有放行谁。"]
    assert await aaron.says("/放行 取消 @小明", mentions=[ming]) == ["小明 本来就没有放行。"]


async def test_members_spare_nobody(ming: Person, alice: Person) -> None:
    """It takes a moderator."""
    assert await ming.says("/放行 @Alice", mentions=[alice]) == ["/放行 要小当家才能用哦。"]


async def test_forgetting_takes_the_name_out(room: Chat, aaron: Person, ming: Person) -> None:
    """A member who asked to be forgotten stands in no list of the spared."""
    owner = await room.joins("Owner", role=Role.owner)
    await aaron.says("/spare @小明", mentions=[ming])
    asked = (await owner.says("/遗忘 @小明", mentions=[ming]))[0]
    await owner.says(f"/确认 {asked.split()[-1]}")
    assert await aaron.says("/spare") == ["还没有放行谁。"]
    assert [a.do for a in room.performed if a.do is not Do.say] == []
