"""The management room: alerts and tasks come there, and commands typed there act on other rooms."""

from datetime import timedelta

import pytest

from bot.app.audit import asked
from bot.contract import Action, Do, GatewayError, Message, Receipt, Role, Room
from bot.rulebook import Rulebook
from bot.testing.chat import START
from tests.commands.conftest import Town
from tests.commands.groups import OFFICE

pytestmark = OFFICE


async def test_tasks_come_there_as_well(town: Town) -> None:
    """A person is asked in the list of tasks and in the management room, which names the room."""
    await town.ming.says("返利")
    assert [task.text for task in town.first.tasks] == ["请看看 小明"]
    assert town.said() == ["【妈妈好物一群】请看看 小明"]
    assert town.first.said == []


async def test_a_report_comes_there(town: Town) -> None:
    """What members report is a task too."""
    await town.ming.says("/举报 有人刷屏")
    assert town.said() == ["【妈妈好物一群】小明 举报 ?：有人刷屏"]


async def test_what_could_not_be_done_comes_there(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A removal that the platform refuses is a task for a person, who reads of it here."""

    async def refuses(action: Action) -> str | None:
        return "not the owner" if action.do is Do.remove else None

    monkeypatch.setattr(town.office.gateway, "refuses", refuses)
    await town.aaron.says("/在 妈妈好物一群 /踢 小明 广告")
    failed = [text for text in town.said() if text.startswith("【妈妈好物一群】remove 小明：")]
    assert failed == ["【妈妈好物一群】remove 小明：not the owner（commands）"]


async def test_what_waited_too_long_comes_there(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does a recall that can be neither performed nor asked for: a person is asked to do it."""
    machine = town.office.machine
    send = machine._send  # noqa: SLF001

    async def refuses(action: Action) -> str | None:
        return "not here" if action.room.id == "r1" else None

    async def sends_late() -> None:
        monkeypatch.setattr(machine, "_send", send)
        machine.clock.reach(machine.clock.now() + timedelta(hours=1))
        await send()

    monkeypatch.setattr(machine, "_send", sends_late)
    await town.aaron.says("/在 妈妈好物一群 /踢 小明 广告")
    monkeypatch.setattr(town.office.gateway, "refuses", refuses)
    await town.first.hears(Message(id="bad", member=town.ming.member, text="回收", **town.first.facts()))
    assert [text.split("（")[0] for text in town.said()] == [
        "【妈妈好物一群】remove 小明：too old", "【妈妈好物一群】recall 小明：not here",
    ]  # fmt: skip


@pytest.mark.shards(4)
async def test_reports_of_another_shard(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the management room is paused nothing is said there; what becomes of it is heard in its shard."""
    store, gateway = town.office.machine.store, town.office.gateway
    shards = {room: store.shard_of(f"room:test/{room}") for room in ("office", "r1")}
    assert shards["office"] != shards["r1"]
    paused = store.shard(shards["office"]).paused
    await store.client.sadd(paused, "office")
    await town.ming.says("返利")
    assert town.said() == []
    await store.client.srem(paused, "office")

    async def perform(action: Action) -> Receipt:
        raise GatewayError("no")

    monkeypatch.setattr(gateway, "perform", perform)
    await town.ming.says("返利")
    failed = [turn for turn in town.office.turns if turn.event.id.endswith(":management")]
    assert len(failed) == 2
    for shard in range(store.shards):
        history = [name async for name in store.client.scan_iter(f"{store.shard(shard).tag}:history:*")]
        told = [field for name in history for field in await store.client.hkeys(name)]
        assert any(b"|failed:" in field for field in told) == (shard == shards["office"])


async def test_one_room_is_commanded_at_once(town: Town) -> None:
    """The room does it and says so; the answer comes to the management room too."""
    await town.aaron.says("/在 妈妈好物一群 /警告 小明 刷屏")
    assert town.first.said == ["⚠️ @小明 提醒一下：刷屏（第 1 次，案 1）"]
    assert town.said() == ["【妈妈好物一群】⚠️ @小明 提醒一下：刷屏（第 1 次，案 1）"]


async def test_what_is_only_told_is_told_there_alone(town: Town) -> None:
    """A room is not bothered with answers to a question asked elsewhere; the slash may be left out."""
    await town.aaron.says("/in 别的群 状态")
    assert town.other.said == []
    assert town.said()[0].startswith("【别的群】规则：2 条执行")


async def test_say_speaks_in_the_room(town: Town) -> None:
    """`/say` is no answer: it is said where it is meant to be heard."""
    await town.aaron.says("/在 别的群 /说 今晚八点开抢")
    assert town.other.said == ["今晚八点开抢"]


async def test_several_rooms_wait_for_a_yes(town: Town) -> None:
    """First what would be done and where; with the code it is done everywhere."""
    asks = (await town.boss.says("/在 妈妈好物* /说 晚安"))[0]
    assert asks.startswith("将要在 2 个群（共 2 人）执行 /说 晚安：妈妈好物一群、妈妈好物二群。")
    assert (town.first.said, town.second.said) == ([], [])
    code = asks.split()[-1]
    assert await town.aaron.says(f"/确认 {code}") == ["现在没有等你确认的事（也可能超过两分钟了）。"]
    answers = await town.boss.says(f"/确认 {code}")
    assert answers[0] == "已交给 2 个群，结果会回到这里。"
    assert sorted(answers[1:]) == ["【妈妈好物一群】晚安", "【妈妈好物二群】晚安"]
    assert (town.first.said, town.second.said, town.other.said) == (["晚安"], ["晚安"], [])


async def test_the_code_is_good_for_two_minutes(town: Town) -> None:
    """Later nothing is done."""
    code = (await town.boss.says("/在 * /说 晚安"))[0].split()[-1]
    await town.office.clock.advance(minutes=3)
    await town.boss.says(f"/确认 {code}")
    assert town.first.said == []


async def test_the_rank_is_that_of_the_management_room(town: Town) -> None:
    """A moderator there cannot do what takes an operator, nor act on an equal; a member can do nothing."""
    await town.aaron.says("/在 别的群 /任命 Alice 助手")
    assert town.said() == ["【别的群】/任命 要大当家才能用哦。"]
    await town.second.joins("Boss", id="boss")
    await town.aaron.says("/在 妈妈好物二群 /踢 Boss")
    assert "级别不比你低" in town.said()[-1]
    eve = await town.office.joins("Eve")
    assert await eve.says("/在 别的群 /状态") == ["/在 要小当家才能用哦。"]
    assert [a.do for a in town.office.performed if a.do is Do.remove] == []


async def test_only_from_the_management_room(town: Town) -> None:
    """In any other room the command says where it belongs."""
    aaron = await town.first.joins("Aaron", id="aaron")
    assert await aaron.says("/在 别的群 /状态") == ["这条指令要在管理群里发（规则文件里的 management）。"]


async def test_a_room_obeys_its_own_management_room_only(town: Town, rulebook: Rulebook) -> None:
    """A room that was moved to another management room does nothing for the old one."""
    moved = Rulebook(rulebook.rules, rulebook.version + 1)  # no file says any more who manages what
    old = town.office.machine.office.rulebook
    binding = old.room("test", Room(id="office"))
    assert binding.house.management == "office"
    object.__setattr__(
        moved, "staff",
        tuple(
            type(one)(lambda platform, room: room.id == "office", one.roles, one.duty, one.management)
            for one in old.staff
        ),
    )  # fmt: skip
    town.office.machine.office.rulebook = moved
    assert await town.aaron.says("/在 别的群 /说 嗨") == []
    assert town.other.said == []


async def test_wrong_use_is_explained(town: Town) -> None:
    """An unknown room, no command, a command within a command."""
    assert await town.aaron.says("/在 没有的群 /状态") == [
        "没有这样的群。我知道的：妈妈好物一群、妈妈好物二群、别的群"
    ]
    assert "后面要写一条别的指令" in (await town.aaron.says("/在 别的群 随便"))[0]
    assert "后面要写一条别的指令" in (await town.aaron.says("/在 别的群 /在 别的群 /状态"))[0]


async def test_a_renamed_room_is_known_by_its_new_name(town: Town) -> None:
    """And told only then: a message more tells nothing."""
    await town.ming.says("早")
    before = len(town.office.turns)
    await town.ming.says("早")
    assert [turn.event.type for turn in town.office.turns[before:]] == ["message"]
    await town.first.renamed("妈妈好物三群")
    assert "妈妈好物三群" in (await town.aaron.says("/在 没有的群 /状态"))[0]
    assert "妈妈好物一群" not in (await town.aaron.says("/在 没有的群 /状态"))[0]


async def test_it_is_in_both_audit_logs(town: Town) -> None:
    """Of the management room as typed, of the room with where it came from."""
    await town.boss.says("/在 别的群 /警告 Alice")
    listed = sorted(await asked(town.office.machine.store, START), key=lambda one: one.room)
    assert [(one.room, one.member, one.door, one.words) for one in listed] == [
        ("test/office", "boss", "room", "/在 别的群 /警告 Alice"),
        ("test/r3", "boss", "management", "/警告 Alice"),
    ]
    assert listed[1].result == ("warned strike say",)
    boss = town.other.person("Boss", id="boss", role=Role.member)
    assert "Boss [management] /warn Alice → ⚠" in (await boss.says("/审计"))[0]
