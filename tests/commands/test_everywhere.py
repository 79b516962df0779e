"""Out of all rooms at once: a preview with counts, one `/yes`, one `/undo`; and nobody by accident."""

from dataclasses import dataclass

import pytest

from bot.contract import ABSENT, Action, Do, Role, Room, Told
from bot.testing import Chat, Person

RULES = """
version: 1
rooms: {name: ["妈妈*"]}
timezone: Asia/Shanghai
management: office
staff: {operator: [boss], moderator: [aaron]}
rules: {}
"""
pytestmark = pytest.mark.rules(RULES)


@dataclass
class Town:
    """Three rooms with 小明 in each, and the management room."""

    office: Chat
    rooms: tuple[Chat, ...]
    boss: Person
    mings: tuple[Person, ...]

    def done(self, do: Do) -> list[str]:
        """From which rooms somebody was removed, or to which invited."""
        return [action.room.id for action in self.office.performed if action.do is do]

    async def order(self, text: str = "/拉黑 所有群 u_ming 30天 广告") -> tuple[list[str], str]:
        """Have the boss order it; return the lines of the preview and the code it asks for."""
        said = await self.boss.says(text)
        preview = said[-1].splitlines()
        return preview, preview[-1].partition("/确认 ")[2][:4]


@pytest.fixture
async def town(room: Chat) -> Town:
    """Everybody has said something, so every room is known."""

    def chat(id: str, name: str) -> Chat:
        return Chat(room.machine, room.gateway, id=id, name=name, turns=room.turns)

    office = chat("office", "管理群")
    rooms = tuple(chat(f"r{n}", f"妈妈{n}群") for n in (1, 2, 3))
    mings = []
    for one in rooms:
        mings.append(await one.joins("小明", id="u_ming"))
        await mings[-1].says("早")
    boss = await office.joins("Boss", id="boss")
    await boss.says("早")
    return Town(office, rooms, boss, tuple(mings))


async def test_first_it_says_what_it_would_do(town: Town) -> None:
    """Rooms by name and number; nothing is done, and the code is the orderer's."""
    preview, code = await town.order()
    assert preview[0] == "从所有群移出 小明（广告）："
    assert preview[1] == "会移出 4 个群：管理群、妈妈1群、妈妈2群、妈妈3群"
    assert "到 2026-04-01" in preview[-1]
    assert town.done(Do.remove) == []
    aaron = await town.office.joins("Aaron", id="aaron")
    assert await aaron.says(f"/确认 {code}") == ["现在没有等你确认的事（也可能超过两分钟了）。"]
    assert await town.mings[0].says("/ban everywhere u_boss") == ["/拉黑 所有群 要大当家才能用哦。"]
    assert town.done(Do.remove) == []


async def test_confirmed_it_is_done_in_one_step(town: Town) -> None:
    """Removed, each room with a case, silently; and removed again wherever they come in."""
    _, code = await town.order()
    assert (await town.boss.says(f"/确认 {code}"))[0].startswith("好，正在从 4 个群移出 小明")
    assert sorted(town.done(Do.remove)) == ["office", "r1", "r2", "r3"]
    assert [chat.said for chat in town.rooms] == [[], [], []]
    there = town.rooms[1].person("Boss", id="boss")
    assert "小明" in (await there.says("/案件"))[0]
    assert await there.says("/共享黑名单") == ["1. 小明: 广告（到 2026-04-01）"]
    await town.rooms[2].joins("小明", id="u_ming")
    assert town.rooms[2].said == ["小明 在共享黑名单里，已移出: 广告"]
    assert town.done(Do.remove)[-1] == "r3"
    await town.office.clock.advance(days=31)
    await town.rooms[2].joins("小明", id="u_ming")
    assert town.done(Do.remove).count("r3") == 2


async def test_one_undo_takes_all_of_it_back(town: Town) -> None:
    """Off the list, an invitation to every room, the cases marked; only once, and by an operator."""
    _, code = await town.order()
    await town.boss.says(f"/确认 {code}")
    aaron = await town.office.joins("Aaron", id="aaron")
    assert await aaron.says("/撤销 1") == ["所有群的处理要大当家来撤销。"]
    [said] = await town.boss.says("/撤销 1")
    assert said.startswith("案 1 已撤销")
    assert sorted(town.done(Do.invite)) == ["office", "r1", "r2", "r3"]
    assert await town.boss.says("/共享黑名单") == ["共享黑名单是空的。"]
    assert "已撤销" in (await town.rooms[0].person("Boss", id="boss").says("/案件"))[0]
    assert await town.boss.says("/撤销 1") == ["案 1 已经撤销过了。"]
    await town.rooms[0].joins("小明", id="u_ming")
    assert town.done(Do.remove).count("r1") == 1


async def test_one_room_may_be_taken_back_alone(town: Town) -> None:
    """Its own case is an ordinary one."""
    _, code = await town.order()
    await town.boss.says(f"/确认 {code}")
    await town.rooms[0].person("Boss", id="boss").says("/撤销 1")
    assert town.done(Do.invite) == ["r1"]
    await town.boss.says("/撤销 1")
    assert sorted(town.done(Do.invite)) == ["office", "r1", "r2", "r3"]


async def test_who_is_staff_somewhere_is_left_alone_there(town: Town) -> None:
    """By a granted rank, by the platform's, by the file's; the preview says so, and the doing checks anew."""
    owner = town.rooms[0].person("小明", id="u_ming", role=Role.owner)
    await owner.says("大家好")
    preview, code = await town.order()
    assert preview[1] == "会移出 3 个群：管理群、妈妈2群、妈妈3群"
    assert preview[2] == "TA是管理人员、不动的 1 个群：妈妈1群（owner）"
    boss = town.rooms[1].person("Boss", id="boss")
    await boss.says("/任命 @小明 小当家", mentions=[town.mings[1]])
    await town.boss.says(f"/确认 {code}")
    assert sorted(town.done(Do.remove)) == ["office", "r3"]
    await town.rooms[1].joins("小明", id="u_ming")
    assert "r2" not in town.done(Do.remove)


async def test_our_own_accounts_are_left_alone_everywhere(town: Town) -> None:
    """Also when somebody names one by its id."""
    town.office.machine.office.accounts = frozenset({"u_ming"})
    said = await town.boss.says("/ban everywhere u_ming")
    preview = said[-1].splitlines()
    assert preview[1] == "TA是管理人员、不动的 4 个群：" + "、".join(
        f"{name}（bot）" for name in ("管理群", "妈妈1群", "妈妈2群", "妈妈3群")
    )
    await town.boss.says(f"/确认 {preview[-1].partition('/确认 ')[2][:4]}")
    for chat in town.rooms:
        await chat.joins("小明", id="u_ming")
    assert town.done(Do.remove) == []


async def test_rooms_of_others_are_not_reached(town: Town, room: Chat) -> None:
    """Where the orderer is nobody, nothing is done; not on joining either: moderators are told."""
    foreign = Chat(room.machine, room.gateway, id="r9", name="别家的群", turns=room.turns)
    await (await foreign.joins("小明", id="u_ming")).says("早")
    preview, code = await town.order()
    assert preview[2] == "你管不到、不动的 1 个群：别家的群"
    await town.boss.says(f"/确认 {code}")
    assert "r9" not in town.done(Do.remove)
    await foreign.joins("小明", id="u_ming")
    assert "r9" not in town.done(Do.remove)
    assert foreign.tasks[-1].text.startswith("小明 刚进群，TA在共享黑名单里: 广告")


async def test_the_platform_is_asked_and_where_it_refuses_a_person_is(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not there: left out. No right: said so in the preview, and a task where it is done."""
    answers = {"r1": ABSENT, "r2": "机器人不是群主或管理员 / neither owner nor admin", "office": ABSENT}

    async def refuses(action: Action) -> str | None:
        return answers.get(action.room.id) if action.do is Do.remove else None

    monkeypatch.setattr(town.office.gateway, "refuses", refuses)
    preview, code = await town.order()
    assert preview[1:3] == [
        "会移出 1 个群：妈妈3群",
        "移不了、会请人处理的 1 个群：妈妈2群（机器人不是群主或管理员）",
    ]
    await town.boss.says(f"/确认 {code}")
    assert town.done(Do.remove) == ["r3"]
    assert any(text.startswith("【妈妈2群】remove 小明：") for text in town.office.said)
    await town.boss.says("/undo 1")
    assert town.done(Do.invite) == ["r3"]


async def test_who_is_nowhere_is_only_put_on_the_list(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An id nobody has met."""

    async def refuses(action: Action) -> str | None:
        return ABSENT if action.do is Do.remove else None

    monkeypatch.setattr(town.office.gateway, "refuses", refuses)
    preview, code = await town.order("/ban everywhere wxid_x 骗子")
    assert preview[:2] == ["从所有群移出 wxid_x（骗子）：", "TA不在能移的群里，只会进共享黑名单。"]
    monkeypatch.undo()
    await town.boss.says(f"/确认 {code}")
    assert town.done(Do.remove) == []
    assert await town.boss.says("/blocks") == ["1. wxid_x: 骗子"]


async def test_ban_may_be_followed_by_everywhere(town: Town) -> None:
    """`/ban @x everywhere` is the same command; a moderator's is refused, not narrowed."""
    boss = town.rooms[0].person("Boss", id="boss")
    said = await boss.says("/ban @小明 everywhere 7天 广告", mentions=[town.mings[0]])
    assert said[-1].splitlines()[0] == "从所有群移出 小明（广告）："
    assert "到 2026-03-09" in said[-1]
    aaron = town.rooms[0].person("Aaron", id="aaron")
    refused = await aaron.says("/拉黑 @小明 所有群", mentions=[town.mings[0]])
    assert refused == ["/拉黑 所有群 要大当家才能用哦。"]
    assert town.done(Do.remove) == []


async def test_a_room_that_does_not_answer_holds_nothing_up(town: Town) -> None:
    """After 15 s the preview is shown without it, and it is not touched, however late it answers."""
    machine = town.office.machine
    dead = Told(
        id="enlist", at=machine.clock.now(), platform="test", account="logged out", of="fleet:test",
        sender="room:test/r8", rule="commands", room=Room(id="r8", name="妈妈8群"), body={"enlists": True},
    )  # fmt: skip
    await machine.feed(dead)
    assert len(await town.boss.says("/ban everywhere u_ming")) == 1
    await town.office.clock.advance(seconds=15)
    preview = town.office.said[-1].splitlines()
    assert preview[2] == "没有回音、不动的 1 个群：妈妈8群"
    turns = (taken.event for taken in town.office.turns)
    found = next(one for one in turns if isinstance(one, Told) and one.body.get("sweep") == "found")
    late = {"id": "late", "sender": "room:test/r8", "body": {**found.body, "state": "would"}}
    await machine.feed(found.model_copy(update=late))
    await town.boss.says(f"/确认 {preview[-1].partition('/确认 ')[2][:4]}")
    assert len(town.done(Do.remove)) == 4
    assert "room:test/r8" not in {
        told.of for taken in town.office.turns for told in taken.told if _removes(told)
    }


def _removes(told: Told) -> bool:
    return told.body.get("sweep") == "remove"


async def test_nobody_named_is_a_usage_line(town: Town) -> None:
    """And whoever ranks as high is not to be banned."""
    assert "用法：/拉黑 所有群" in (await town.boss.says("/ban everywhere"))[0]
    assert await town.boss.says("/ban everywhere @Boss", mentions=[town.boss]) == ["对自己就不用啦。"]


async def test_a_room_obeys_the_fleet_alone(town: Town) -> None:
    """What another room tells it is not done."""
    body = {"sweep": "remove", "order": {}}
    forged = Told(
        id="forged", at=town.office.clock.now(), platform="test", account="bot", of="room:test/r1",
        sender="room:test/r9", rule="commands", room=Room(id="r1", name="妈妈1群"), body=body,
    )  # fmt: skip
    await town.office.machine.feed(forged)
    go = forged.model_copy(update={"id": "go", "of": "fleet:test", "body": {"sweep": "go", "id": "nothing"}})
    await town.office.machine.feed(go)
    assert town.done(Do.remove) == []


@pytest.mark.rules(
    RULES.replace("rules: {}", "rules: {commands: {handler: commands, language: en}}").replace(
        '"妈妈*"', '"妈妈*", 管理群'
    )
)
async def test_it_speaks_english(town: Town) -> None:
    """Where the operator set it so."""
    said = await town.boss.says("/ban everywhere u_ming 2d adverts")
    lines = said[-1].splitlines()
    assert lines[0] == "Remove 小明 from all rooms（adverts）:"
    assert lines[1].startswith("removed from 4: ")
    assert lines[-1].startswith("Send /yes ")
