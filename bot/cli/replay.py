"""`qunguan replay`: a recorded chat through the whole engine."""

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.contract import Action


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(replay)


def replay(
    events: Annotated[str, typer.Argument(help="JSON lines, one event a line; - for standard input.")],
    rules: Annotated[
        Path | None, typer.Option(help="Folder or file of rules; those in use if not given.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an action.")] = False,
) -> None:
    """Run recorded events through rules under a virtual clock and print every action. 用昨天的聊天试规则。"""
    from bot.app.logs import set_up_logs
    from bot.app.settings import read_settings

    set_up_logs("error")
    raw = sys.stdin.buffer.read() if events == "-" else Path(events).read_bytes()
    asyncio.run(_replay(raw, rules or read_settings().rules, as_json))


async def _replay(raw: bytes, rules: Path, as_json: bool) -> None:
    from bot.app.replay import line, replay
    from bot.app.rules import with_commands
    from bot.gateways.replay import read
    from bot.rulebook import load

    rulebook = with_commands(load(rules))
    events = list(read(raw.split(b"\n")))
    async for action in replay(events, rulebook):
        print(json.dumps(line(action), ensure_ascii=False) if as_json else _readable(action), flush=as_json)


def _readable(action: "Action") -> str:
    from bot.contract import harmless

    who = harmless(action.member.name or action.member.id) if action.member is not None else "-"
    mode = "" if action.mode == "live" else f" ({action.mode})"
    why = "; ".join(f"{item.signal} {item.detail}".strip() for item in action.evidence)
    text = f" {action.text!r}" if action.text else ""
    room = harmless(action.room.name or action.room.id)
    cause = f"{action.rule} ← {action.event}{': ' + why if why else ''}"
    return f"{action.at:%Y-%m-%d %H:%M:%S} {room} {action.do}{mode} {who}{text}  [{cause}]"
