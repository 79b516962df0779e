"""`qunguan run` as real processes: it says how it is, stops cleanly, keeps everything, and runs in parts."""

import json
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import aiohttp

from bot.app.attach import attached
from bot.app.board import Board, shard_states
from bot.app.settings import Settings
from bot.contract import StoreError
from tests.app.commands import call, called, called_beside, running
from tests.engine.waiting import until

RULES = """
version: 1
rules:
  hello: {handler: match, match: {text: {any_of: [刷单]}}, then: {hit: [{strike: 1}]}}
"""


def setting_up(folder: Path) -> dict[str, str]:
    """Write a rule file; return the environment."""
    (folder / "rules").mkdir()
    (folder / "rules" / "main.yaml").write_text(RULES, "utf-8")
    return {"QUNGUAN_RULES": str(folder / "rules"), "QUNGUAN_SHARDS": "2"}


async def status(data: Path) -> dict[str, Any]:
    """Return what `qunguan status --json` says; nothing while nobody runs."""
    shown = await called_beside("status", "--json", data=data)
    found: dict[str, Any] = json.loads(shown.stdout) if shown.returncode == 0 else {}
    return found


async def at_work(data: Path) -> bool:
    """Return whether all shards are held and the gateway has said how it is."""
    try:
        async with attached(Settings(data=data)) as store:
            shards = await shard_states(store)
            return all(shard.holder for shard in shards) and bool(await Board(store).gateways())
    except StoreError:
        return False


def performed(folder: Path) -> int:
    """Return how many actions the logs say were performed."""
    return logs(folder).count('"action.performed"')


def logs(folder: Path) -> str:
    """Return what all processes logged."""
    return "".join(log.read_text() for log in folder.glob("*.log"))


async def stops(process: "subprocess.Popen[Any]") -> None:
    """Tell it to stop; it does so in order."""
    process.send_signal(signal.SIGTERM)
    await until(lambda: process.poll() is not None, "the end of the bot")
    assert process.returncode == 0


async def test_a_bot_that_runs_stops_and_runs_again(tmp_path: Path) -> None:
    """It tells its page, works, stops at SIGTERM, and knows all afterwards."""
    data, env = tmp_path / "data", setting_up(tmp_path)
    nobody = call("status", data=data)
    assert (nobody.returncode, "Traceback" in nobody.stderr) == (2, False)
    assert "qunguan run" in nobody.stderr
    with running(data=data, **env) as process:
        await until(lambda: at_work(data), "the bot")
        assert (await status(data))["parts"]["gateway:playground/playground"]["state"] == "ready"
        log = (tmp_path / "run.log").read_text()
        page = re.search(r"http://127\.0\.0\.1:\d+/", log)
        assert page is not None
        async with aiohttp.ClientSession() as session, session.get(f"{page[0]}healthz") as answer:
            assert answer.status == 200
        said = call("command", "playground/moms", "/help", data=data)
        assert said.returncode == 0, said.stderr
        await until(lambda: performed(tmp_path) == 1, "the answer")
        assert (await called_beside("pause", "--room", "moms", data=data)).returncode == 0
        await stops(process)
    assert await status(data) == {}
    with running(data=data, **env) as process:
        await until(lambda: at_work(data), "the bot again")
        assert all("moms" in shard["paused"] for shard in (await status(data))["shards"])
        resumed = await called_beside("resume", data=data)
        assert "moms" in resumed.stdout.splitlines()[-1]
        await stops(process)
    log = (tmp_path / "run.log").read_text()
    assert "Traceback" not in log
    assert log.count("bot.stopped") == 2


async def test_the_parts_apart(tmp_path: Path) -> None:
    """Four processes on one server: a command is handled by one of them and performed by another."""
    data, env = tmp_path / "data", setting_up(tmp_path)
    with running("--parts", "web", data=data, **env) as owner:
        socket = data / "valkey.sock"
        await until(socket.exists, "the server")
        parts = env | {"REDIS_URL": f"unix://{socket}"}
        with (
            running("--parts", "gateway", data=tmp_path / "g", **parts) as gateway,
            running("--parts", "worker", data=tmp_path / "w", **parts) as worker,
            running("--parts", "sender", data=tmp_path / "s", **parts) as sender,
        ):
            await until(lambda: at_work(data), "all parts")
            said = await called_beside("command", "playground/moms", "/help", data=data)
            assert said.returncode == 0, said.stderr
            await until(lambda: performed(tmp_path) == 1, "the answer")
            assert '"action.performed"' in (tmp_path / "run---parts-sender.log").read_text()
            assert f"REDIS_URL=unix://{socket}" in (tmp_path / "run---parts-web.log").read_text()
            assert '"event.handled"' in (tmp_path / "run---parts-worker.log").read_text()
            for process in (sender, worker, gateway):
                await stops(process)
        await stops(owner)
    assert "Traceback" not in logs(tmp_path)


def test_a_part_that_is_none(tmp_path: Path) -> None:
    """A wrong part is refused at once, in words."""
    shown = called("run", "--parts", "wrok", data=tmp_path / "d")
    assert shown.returncode == 2
    assert "gateway,worker,sender,web" in shown.stderr


def test_rules_that_are_nowhere(tmp_path: Path) -> None:
    """A folder that does not exist is a wrong setting, told before anything starts."""
    shown = called("run", data=tmp_path / "d", env={"QUNGUAN_RULES": str(tmp_path / "none")})
    assert shown.returncode == 2
    assert "QUNGUAN_RULES" in shown.stderr
    assert "Traceback" not in shown.stderr
