"""The audit log: who did what by command, from where, with what result."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.audit import asked
from bot.cli.main import app
from bot.contract import Role
from bot.store import EmbeddedServer
from bot.testing import Chat, Person
from bot.testing.chat import START

pytestmark = pytest.mark.rules("""
    version: 1
    staff: {operator: [boss], moderator: [aaron]}
    rules: {}
    """)


async def test_what_staff_do_is_listed_in_the_room(boss: Person, aaron: Person, ming: Person) -> None:
    """Newest first, in the words it was asked in, with the answer; members' commands are not kept."""
    assert await boss.says("/审计") == ["还没有操作记录。"]
    await ming.says("/积分")
    await aaron.says("/踢 @小明 广告", mentions=[ming])
    await aaron.says("/拉黑 @Boss", mentions=[boss])
    lines = (await boss.says("/audit"))[0].splitlines()
    assert lines == [
        "03-02 09:00 Aaron /ban ＠Boss → Boss 的级别不比你低，这个我不能帮你做。",
        "03-02 09:00 Aaron /kick ＠小明 广告 → 已把 小明 移出群聊：广告（案 1）",
        "03-02 09:00 Boss /audit → 还没有操作记录。",
    ]


async def test_the_last_ten(boss: Person, aaron: Person) -> None:
    """A phone shows no more."""
    for n in range(15):
        await aaron.says(f"/说 {n}")
    lines = (await boss.says("/audit"))[0].splitlines()
    assert [line.rpartition(" ")[2] for line in lines] == [str(n) for n in range(14, 4, -1)]


async def test_the_console_is_named(room: Chat, boss: Person) -> None:
    """What came from outside the room says so."""
    owner = room.person("console", role=Role.owner)
    await owner.commands("status")
    assert "console [console] /status → 规则" in (await boss.says("/audit"))[0]


async def test_a_number_counts_as_the_command_it_decides(room: Chat, boss: Person, aaron: Person) -> None:
    """Choosing whom is meant is what was done."""
    await room.joins("小明", id="u_a")
    await room.joins("小明", id="u_b")
    await aaron.says("/警告 小明")
    await aaron.says("2")
    assert "Aaron /warn u_b → ⚠" in (await boss.says("/audit"))[0]


@pytest.mark.rules("""
    version: 1
    staff: {operator: [boss], moderator: [aaron]}
    rules: {check-in: {handler: check_in}}
    """)
async def test_what_is_answered_later_is_its_result(
    room: Chat, boss: Person, aaron: Person, ming: Person
) -> None:
    """A rule, the fleet or the librarian answers as an event of its own; the log has it all the same."""
    await aaron.says("/签到 补 @小明 昨天", mentions=[ming])
    await aaron.says("/广告 加我领返利")
    lines = (await boss.says("/审计"))[0].splitlines()
    assert lines == [
        "03-02 09:00 Aaron /ad 加我领返利 → 记住了（样本 1）。现在只作提醒，再有一位管理员这么说才完全算数。",
        (
            "03-02 09:00 Aaron /check-in repair ＠小明 昨天 → 小明 补签 2026-03-01，+5 分，现在连续 1 天。"
            "撤回发 /签到 撤补 小明 2026-03-01"
        ),
    ]


async def test_it_takes_an_operator(aaron: Person, ming: Person) -> None:
    """Moderators do not read each other's log unless the rule file says so."""
    assert await aaron.says("/审计") == ["/审计 要大当家才能用哦。"]
    assert await ming.says("/审计") == ["/审计 要大当家才能用哦。"]


async def test_the_history_has_all_rooms(room: Chat, boss: Person, aaron: Person, ming: Person) -> None:
    """For the command line: refused ones too, plain talk and members' commands not."""
    await ming.says("/积分")
    await ming.says("今天天气好")
    await ming.says("/踢 @Boss", mentions=[boss])
    await room.clock.advance(hours=1)
    await aaron.says("／踢 @小明 广告", mentions=[ming])
    await room.clock.advance(minutes=1)
    await room.person("console", role=Role.owner).commands("status")
    listed = await asked(room.machine.store, START - timedelta(days=1))
    assert [(one.member, one.door, one.words, one.result) for one in listed] == [
        ("u_ming", "room", "/踢 @Boss", ("said say",)),
        ("aaron", "room", "／踢 @小明 广告", ("kicked remove say",)),
        ("console", "console", "/status", ("said say",)),
    ]
    assert {one.room for one in listed} == {"test/r1"}
    assert [one.member for one in await asked(room.machine.store, START + timedelta(minutes=30))] == [
        "aaron", "console",
    ]  # fmt: skip


async def test_what_the_history_has_no_more_the_room_remembers(
    room: Chat, aaron: Person, ming: Person
) -> None:
    """After weeks the answer is still known, and each command stands there once."""
    await aaron.says("/踢 @小明 广告", mentions=[ming])
    store = room.machine.store
    before = await asked(store, START)
    async for key in store.client.scan_iter("*:history:*"):
        await store.client.delete(key)
    after = await asked(store, START)
    assert [(one.event, one.member, one.door) for one in before] == [
        (one.event, one.member, one.door) for one in after
    ]
    assert [(one.words, one.result) for one in after] == [
        ("/kick ＠小明 广告", ("已把 小明 移出群聊：广告（案 1）",))
    ]


async def test_the_command_line_lists_it(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, room: Chat, aaron: Person, ming: Person
) -> None:
    """For people and for machines; a length of time that is none is explained."""
    monkeypatch.setenv("REDIS_URL", server.url)
    await aaron.says("/踢 @小明 广告", mentions=[ming])

    async def run(*words: str) -> str:
        return (await asyncio.to_thread(CliRunner().invoke, app, ["audit", *words])).output

    shown = await run("--since", "3650d")
    assert "test/r1  Aaron (room)  /踢 @小明 广告  → kicked remove say" in shown
    line = json.loads(await run("--since", "3650d", "--json"))
    assert (line["member"], line["words"], line["result"]) == (
        "aaron", "/踢 @小明 广告", ["kicked remove say"],
    )  # fmt: skip
    assert "7d" in await run("--since", "soon")


async def test_what_the_command_line_does_is_in_it(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, room: Chat
) -> None:
    """Pausing, resuming and dead letters stand outside of every room, and are written down all the same."""
    monkeypatch.setenv("REDIS_URL", server.url)
    monkeypatch.setenv("LOGNAME", "jessie")

    async def run(*words: str) -> str:
        return (await asyncio.to_thread(CliRunner().invoke, app, [*words])).output

    await run("pause")
    await run("pause", "--room", "r1")
    await run("resume", "--room", "r1")
    await room.machine.store.client.xadd(room.machine.store.shard(0).dead, {"e": "{}", "why": "x", "of": "1"})
    letter = json.loads(await run("dead", "list", "--json"))["id"]
    await run("dead", "drop", letter)
    (tmp_path / "r.yaml").write_text("version: 1\nrules:\n      r: {handler: check_in}\n", "utf-8")
    await run("rules", "fmt", str(tmp_path / "r.yaml"))
    await run("rules", "fmt", "--yes", str(tmp_path / "r.yaml"))
    done = [json.loads(line) for line in (await run("audit", "--json")).splitlines()]
    assert [(one["name"], one["door"], one["room"], one["words"], one["result"]) for one in done] == [
        ("jessie", "cli", "", "qunguan pause", ["paused"]),
        ("jessie", "cli", "r1", "qunguan pause --room r1", ["paused"]),
        ("jessie", "cli", "r1", "qunguan resume --room r1", ["resumed"]),
        ("jessie", "cli", "", f"qunguan dead drop {letter}", ["dropped"]),
        ("jessie", "cli", "", f"qunguan rules fmt --yes {tmp_path / 'r.yaml'}", ["written"]),
    ]
    assert "jessie (cli)  qunguan pause  → paused" in await run("audit")


async def test_times_are_the_rooms(
    server: EmbeddedServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    room: Chat,
    aaron: Person,
    ming: Person,
) -> None:
    """As the rule file of the room has it, not the machine's and not UTC."""
    (tmp_path / "rules.yaml").write_text(
        "version: 1\ntimezone: America/New_York\n"
        "rules: {r: {handler: match, match: {text: [x]}, then: {hit: [{say: y}]}}}\n", "utf-8",
    )  # fmt: skip
    monkeypatch.setenv("REDIS_URL", server.url)
    monkeypatch.setenv("QUNGUAN_RULES", str(tmp_path))
    await aaron.says("/踢 @小明 广告", mentions=[ming])
    await ming.says("/举报 有人刷屏")

    async def run(*words: str) -> str:
        return (await asyncio.to_thread(CliRunner().invoke, app, [*words])).output

    assert "03-01 20:00  test/r1" in await run("audit", "--since", "3650d")
    assert "  03-01 20:00  测试群  → moderator: 小明 举报" in await run("tasks")
