"""Commands for many rooms: which are meant, what would be done, and what they answer."""

import pytest

from bot.contract import Do
from bot.testing import Chat
from tests.commands.conftest import Town
from tests.commands.groups import OFFICE

pytestmark = OFFICE


async def test_a_dry_run_only_tells(town: Town) -> None:
    """How many rooms and people, and which; no code is given, nothing happens."""
    assert await town.boss.says("/在 * 试 /说 晚安") == [
        "试一下：会在 3 个群（共 3 人）执行 /说 晚安：别的群、妈妈好物一群、妈妈好物二群"
    ]
    assert town.first.said == []


async def test_rooms_by_size_account_and_limit(town: Town) -> None:
    """What the rooms made known of themselves; a room is told of again when it has grown."""
    for n in range(6):
        await town.second.joins(f"m{n}")
    assert (await town.boss.says("/在 人数>=5 /状态"))[0].startswith("【妈妈好物二群】规则：")
    assert (await town.boss.says("/在 * 账号:bot 最多:1 /状态"))[0].startswith("【别的群】规则：")
    assert (await town.boss.says("/在 账号:other /状态"))[0].startswith("没有这样的群。")
    assert "人数写成" in (await town.boss.says("/在 人数:多 /状态"))[0]


@pytest.mark.rules("""
    version: 1
    rooms: {name: ["妈妈好物*", 别的群]}
    management: office
    staff: {operator: [boss], moderator: [aaron]}
    kind: retail
    purpose: convert
    tags: {vip: {name: "妈妈好物一群"}}
    rules:
      no-ads: {handler: match, match: {text: {any_of: [返利]}}, then: {hit: [{strike: 1}]}}
    """)
async def test_rooms_by_what_the_files_call_them(town: Town) -> None:
    """Tags, kinds and purposes, as the files have them now."""
    assert (await town.boss.says("/在 标签:vip /状态"))[0].startswith("【妈妈好物一群】")
    assert (await town.boss.says("/in kind:retail purpose:convert dry /status"))[0].startswith(
        "试一下：会在 3 个群"
    )
    assert (await town.boss.says("/在 类型:retail 群名:别* /状态"))[0].startswith("【别的群】")
    assert (await town.boss.says("/在 tag:old /状态"))[0].startswith("没有这样的群")


async def test_rooms_that_changed_meanwhile_are_asked_about_again(town: Town) -> None:
    """The code was given for two rooms; now they are three."""
    code = (await town.boss.says("/在 妈妈好物* /说 晚安"))[0].split()[-1]
    third = Chat(
        town.office.machine, town.office.gateway, id="r9", name="妈妈好物九群", turns=town.office.turns
    )
    await (await third.joins("Bob")).says("早")
    again = (await town.boss.says(f"/确认 {code}"))[0]
    assert again.startswith("群有变化，请再确认一次。\n将要在 3 个群（共 3 人）执行")
    assert third.said == []
    assert await town.boss.says(f"/确认 {code}") == ["确认码不对，再看一眼？"]
    await town.boss.says(f"/确认 {again.split()[-1]}")
    assert third.said == ["晚安"]
    assert await town.boss.says(f"/确认 {again.split()[-1]}") == [
        "现在没有等你确认的事（也可能超过两分钟了）。"
    ]


async def test_a_broadcast_is_previewed_and_then_announced(town: Town) -> None:
    """The text as it will be read, how many rooms and people; once confirmed nobody asks again."""
    [asks] = await town.boss.says("/群发 妈妈好物* 今晚八点 开抢！")
    assert asks.startswith(
        "将要在 2 个群（共 2 人）执行 /announce 今晚八点 开抢！：妈妈好物一群、妈妈好物二群。"
    )
    await town.boss.says(f"/yes {asks.split()[-1]}")
    notices = [(a.room.id, a.text) for a in town.office.performed if a.do is Do.announce]
    assert sorted(notices) == [("r1", "今晚八点 开抢！"), ("r2", "今晚八点 开抢！")]


async def test_one_notice_by_in_waits_for_a_yes_as_well(town: Town) -> None:
    """Everybody there is told of it; the code is good here, where it was asked."""
    code = (await town.aaron.says("/在 别的群 /公告 今晚八点"))[0].split()[-1]
    assert town.office.performed[-1].do is not Do.announce
    await town.aaron.says(f"/确认 {code}")
    assert [a.room.id for a in town.office.performed if a.do is Do.announce] == ["r3"]


async def test_speaking_in_many_rooms_takes_an_operator(town: Town) -> None:
    """`broadcast.send`, also by way of `/in`; a moderator may speak in one."""
    assert await town.aaron.says("/群发 * 晚安") == ["/群发 要大当家才能用哦。"]
    assert await town.aaron.says("/在 * /说 晚安") == ["/群发 要大当家才能用哦。"]
    assert await town.aaron.says("/在 别的群 /说 晚安") == ["【别的群】晚安"]
    assert "将要在 3 个群" in (await town.aaron.says("/在 * /状态"))[0]


async def test_many_rooms_answer_in_one_message(town: Town) -> None:
    """The same answers together; when all have answered, or after half a minute."""
    for n in range(4):
        more = Chat(
            town.office.machine,
            town.office.gateway,
            id=f"x{n}",
            name=f"妈妈好物{n}号",
            turns=town.office.turns,
        )
        await (await more.joins("Bob")).says("早")
    asks = (await town.boss.says("/在 妈妈好物* /状态"))[0]
    answers = await town.boss.says(f"/确认 {asks.split()[-1]}")
    assert answers[0] == "已交给 6 个群，结果会回到这里。"
    [gathered] = answers[1:]
    assert gathered.splitlines()[0] == "6 / 6 个群有回音："
    assert gathered.splitlines()[1].startswith("【6 个群：妈妈好物0号、妈妈好物1号、")
    before = len(town.said())
    await town.office.clock.advance(minutes=1)
    assert len(town.said()) == before
