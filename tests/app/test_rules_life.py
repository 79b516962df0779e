"""The rulebook's life in a real installation: typed in the room, told by the command line, in one file."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType

from tests.app.conftest import RULES
from tests.engine.waiting import PATIENCE, until
from tests.gateway.process import free_port
from tests.story.installation import Installation, installation


@dataclass
class Group:
    """The playground's first room as a browser sees it."""

    session: ClientSession
    address: str
    heard: list[str] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, member: str, text: str) -> str:
        """Post as a member; return the message's id."""
        act = {"act": "post", "room": "moms", "member": member, "text": text}
        origin = {"Origin": self.address.rstrip("/")}
        async with self.session.post(f"{self.address}api/act", json=act, headers=origin) as answer:
            assert answer.status == 201, await answer.text()
            done: dict[str, Any] = await answer.json()
            return str(done["event"])

    async def listen(self) -> None:
        """Hear what happens until cancelled."""
        origin = {"Origin": self.address.rstrip("/")}
        async with self.session.ws_connect(f"{self.address}ws", headers=origin) as socket:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self.heard.append(json.dumps(json.loads(message.data), ensure_ascii=False))
                    self.news.set()

    async def hears(self, words: str) -> str:
        """Wait until these words were said."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for heard in self.heard:
                    if words in heard:
                        return heard
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def group(bot: Installation) -> AsyncIterator[Group]:
    """Sit in the room."""
    async with ClientSession() as session:
        sitting = Group(session, bot.address)
        listening = asyncio.create_task(sitting.listen())
        await sitting.hears("world")
        try:
            yield sitting
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rules."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "main.yaml").write_text(RULES, "utf-8")
    return folder


async def told(bot: Installation, *words: str) -> Any:
    """Call `qunguan rules … --json`; return what it printed, a list where that is lines."""
    code, printed = await bot.call("rules", *words, "--json")
    assert code == 0, printed
    return json.loads(printed) if words[0] != "log" else [json.loads(line) for line in printed.splitlines()]


async def in_force(bot: Installation, version: int) -> bool:
    """Return whether this version of the rules is in force."""
    return bool((await bot.status())["parts"]["rulebook"]["version"] == version)


async def test_an_edit_in_the_room_is_in_the_file_in_force_and_can_be_taken_back(
    folder: Path, tmp_path: Path
) -> None:
    """Typed by the group's owner, answered, live within a second; the command line sees it and goes back."""
    file = folder / "main.yaml"
    async with installation(tmp_path, free_port(), QUNGUAN_RULES=str(folder)) as bot, group(bot) as room:
        await bot.ready()
        await room.post("lily", "你好")
        await room.hears("你好呀")
        await room.post("jessie", "/规则 加 no-ads 日结")
        await room.hears("main.yaml · 版本 2")
        assert "bad: [返利, 刷单, 日结]   # more to come" in file.read_text("utf-8")
        await until(partial(in_force, bot, 2), "the new version in force")
        event = await room.post("lily", "日结找我")
        await room.hears("Lily 不发广告哦")
        code, why = await bot.call("why", event)
        assert code == 0
        assert "日结" in why

        log = await told(bot, "log")
        assert [(entry["number"], entry["door"], entry["who"]) for entry in log] == [
            (2, "command", "jessie"), (1, "file", ""),
        ]  # fmt: skip
        [change] = await told(bot, "diff", "1")
        assert (change["rule"], change["what"]) == ("no-ads", "changed")
        assert await told(bot, "diff", "2", "2") == []

        dry = await told(bot, "rollback", "1")
        assert (dry["written"], dry["files"], dry["version"]) == (False, ["main.yaml"], 2)
        assert "日结" in file.read_text("utf-8")
        done = await told(bot, "rollback", "1", "--yes")
        assert (done["written"], done["version"]) == (True, 3)
        assert file.read_text("utf-8") == RULES
        assert (await told(bot, "log"))[0]["door"] == "rollback"


async def test_a_changed_file_and_a_rule_in_shadow_are_tried_on_what_was_said(
    folder: Path, tmp_path: Path
) -> None:
    """By the command line with a file that is not in force, and from the room with a rule that is off."""
    other = tmp_path / "main.yaml"
    other.write_text(RULES.replace("刷单]", "刷单, 日结]"), "utf-8")
    async with installation(tmp_path, free_port(), QUNGUAN_RULES=str(folder)) as bot, group(bot) as room:
        await bot.ready()
        await room.post("lily", "日结找我")
        await room.post("lily", "返利")
        await room.hears("Lily 不发广告哦")
        trial = await told(bot, "try", str(other), "--since", "1h")
        assert (trial["hits"], trial["handled"], len(trial["new"])) == (2, 1, 1)
        assert trial["new"][0]["member"]["id"] == "lily"
        code, words = await bot.call("rules", "try", str(other), "--language", "en")
        assert code == 0
        assert "2 hits in 2 events, 1 already handled, 1 new:" in words

        await room.post("jessie", "/规则 试试 no-ads 1小时")
        await room.hears("命中 1 次，其中 1 次当时已处理")
        await room.post("jessie", "/规则 试试 no-adz")
        await room.hears("是不是 no-ads")


async def test_what_cannot_be_done_is_said_without_a_trace(folder: Path, tmp_path: Path) -> None:
    """A version that is not there, a length of time that is none, a broken file to try, nothing running."""
    broken = tmp_path / "broken.yaml"
    broken.write_text("version: 1\nrules: {a: {handler: mach}}\n", "utf-8")
    async with installation(tmp_path, free_port(), QUNGUAN_RULES=str(folder)) as bot:
        for words, expected in (
            (("rollback", "9"), "no version 9; kept: 1 to 1"),
            (("diff", "9"), "no version 9"),
            (("try", str(folder), "--since", "soon"), "is no length of time"),
            (("try", str(broken)), "handler: match"),
        ):
            code, printed = await bot.call("rules", *words)
            assert code == 2
            assert printed.startswith("qunguan: ")
            assert expected in printed
            assert "Traceback" not in printed
    code, printed = await bot.call("rules", "log")
    assert code == 2
    assert "qunguan run" in printed


async def test_fmt_shows_first_and_writes_when_told_to(folder: Path, tmp_path: Path) -> None:
    """It needs no running bot; comments stay, a second time changes nothing, a broken file is named."""
    file = folder / "main.yaml"
    untidy = RULES.replace("  # the first", "  # the first   ").replace("\n  hello:", "\n\n  hello:")
    file.write_text(untidy.replace("\n", "\r\n"), "utf-8", newline="")
    bot = Installation("", None, {"PATH": "/usr/bin", "QUNGUAN_RULES": str(folder)})  # type: ignore[arg-type]
    code, printed = await bot.call("rules", "fmt")
    assert code == 0
    assert "+  # the first" in printed
    assert file.read_bytes().decode() == untidy.replace("\n", "\r\n")
    code, printed = await bot.call("rules", "fmt", "--yes", "--json")
    assert json.loads(printed) == {"file": str(file), "changed": True, "written": True}
    assert "# more to come" in file.read_text("utf-8")
    code, printed = await bot.call("rules", "fmt", "--yes", "--json")
    assert json.loads(printed)["changed"] is False
    file.write_text("a: [", "utf-8")
    code, printed = await bot.call("rules", "fmt")
    assert code == 1
    assert "main.yaml:1" in printed
