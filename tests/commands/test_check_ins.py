"""Check-ins by command: how long a streak is, and a missed day counted in afterwards."""

from datetime import date

import pytest

from bot.commands.days import day
from bot.testing import Chat, Person

RULES = """
    version: 1
    staff: {moderator: [aaron, ann]}
    rules:
      daily: {handler: check_in, points: 5, streaks: {3: 10}}
    """
pytestmark = pytest.mark.rules(RULES)
USAGE = "用法：/签到 补 @谁 哪天\n例如：/签到 补 @小明 昨天"


async def checks_in(room: Chat, person: Person, *days: int) -> None:
    """Let somebody check in on some days of March, and come to the fifth."""
    for number in range(2, 5):
        if number in days:
            await person.says("签到")
        await room.clock.advance(days=1)


async def test_show(room: Chat, aaron: Person, ming: Person) -> None:
    """One's own, or somebody else's; a streak that is over still has its last day."""
    assert await ming.says("/签到 看") == ["小明 还没有签到过。"]
    await checks_in(room, ming, 2, 3)
    assert await ming.says("/签到 看") == ["小明 连续签到 2 天（最近 2026-03-03），本月 2 天"]
    assert await aaron.says("／check-in show @小明", mentions=[ming]) == await ming.says("/签到 查看")


async def test_a_missed_day_is_repaired_and_the_points_follow(
    room: Chat, aaron: Person, ming: Person
) -> None:
    """Two runs become one: the day's own points, and what the longer streak earns."""
    await checks_in(room, ming, 2, 4)
    assert await ming.says("/积分") == ["小明 现有 10 分"]
    assert await aaron.says("/签到 补 @小明 3月3日", mentions=[ming]) == [
        "小明 补签 2026-03-03，+15 分，现在连续 3 天。撤回发 /签到 撤补 小明 2026-03-03"
    ]
    assert await ming.says("/积分") == ["小明 现有 25 分"]
    assert (await ming.says("/积分 明细"))[0].splitlines()[1] == "03-05 09:00 +15 → 25 daily"
    assert await ming.says("签到") == ["✅ 小明 第 4 天,+5 分"]


async def test_a_repair_is_taken_back(room: Chat, aaron: Person, ming: Person) -> None:
    """With all that it earned, also for days since; only what was repaired, and once."""
    await checks_in(room, ming, 2, 4)
    await aaron.says("/签到 补 @小明 03-03", mentions=[ming])
    await ming.says("签到")
    assert await aaron.says("/签到 撤补 小明 2026-03-03") == [
        "小明 补签的 2026-03-03 撤回了，-15 分，现在连续 2 天。"
    ]
    assert await ming.says("/积分") == ["小明 现有 15 分"]
    assert await aaron.says("/check-in unrepair 小明 3.3") == ["小明 的 2026-03-03 没有补签过。"]
    assert await aaron.says("/check-in unrepair 小明 3.2") == ["小明 的 2026-03-02 没有补签过。"]


async def test_what_cannot_be_repaired(room: Chat, aaron: Person, ming: Person) -> None:
    """A day that counts already, today, the future, long ago; no day; nobody."""
    await checks_in(room, ming, 2, 4)
    assert await aaron.says("/签到 补 小明 昨天") == ["小明 2026-03-04 已经签过了。"]
    for when in ("今天", "2026-03-06", "2025-12-01"):
        assert await aaron.says(f"/签到 补 小明 {when}") == ["只能补 60 天以内、今天以前的日子。"]
    assert await aaron.says("/签到 补 小明 改天") == [f"要说是哪一天：昨天、3月1日、03-01。\n{USAGE}"]
    assert await aaron.says("/签到 补 小明") == [f"还少点内容。\n{USAGE}"]
    assert await aaron.says("/签到 补") == [f"要说是谁哦：@TA，或者引用TA的一条消息。\n{USAGE}"]
    assert await ming.says("/积分") == ["小明 现有 10 分"]


async def test_who_may(room: Chat, aaron: Person, ming: Person) -> None:
    """A moderator, for somebody of lower rank, not for themselves."""
    ann = await room.joins("Ann", id="ann")
    assert await ming.says("/签到 补 小明 昨天") == ["/签到 补 要小当家才能用哦。"]
    assert await aaron.says("/签到 补 @Ann 昨天", mentions=[ann]) == [
        "Ann 的级别不比你低，这个我不能帮你做。"
    ]
    assert await aaron.says("/签到 补 @Aaron 昨天", mentions=[aaron]) == ["对自己就不用啦。"]


@pytest.mark.rules("version: 1\nstaff: {moderator: [aaron]}\nrules: {}\n")
async def test_where_there_is_none(aaron: Person, ming: Person) -> None:
    """The command says so."""
    assert await ming.says("/签到 看") == ["这个群还没有开签到哦。"]
    assert await aaron.says("/签到 补 小明 昨天") == ["这个群还没有开签到哦。"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("今天", date(2026, 3, 2)),
        ("昨天", date(2026, 3, 1)),
        ("yesterday", date(2026, 3, 1)),
        ("前天", date(2026, 2, 28)),
        ("3月1日", date(2026, 3, 1)),
        ("３月１号", date(2026, 3, 1)),
        ("03-01", date(2026, 3, 1)),
        ("12.31", date(2025, 12, 31)),
        ("2026年2月3日", date(2026, 2, 3)),
        ("1号", date(2026, 3, 1)),
        ("28日", date(2026, 2, 28)),
        ("2月30日", None),
        ("13-40", None),
        ("5", None),
        ("改天", None),
    ],
)
def test_days_as_people_type_them(word: str, found: date | None) -> None:
    """Without a year or a month the last such day is meant."""
    assert day(word, date(2026, 3, 2)) == found
