"""What was asked for by command, in all rooms, as the history has it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.commands import COMMANDS, Command
from bot.commands.words import body, split
from bot.contract import Decision, Fact, Role
from bot.engine.history import History
from bot.store import Store

_RULE = "commands"


class Asked(Fact):
    """One command: when, in which room, by whom, through which door, in which words, with what result.

    `result` has a word for each outcome, with what was done and why it was withheld, if it was.
    """

    at: datetime
    room: str
    member: str
    name: str
    door: str
    words: str
    result: tuple[str, ...]


async def asked(store: Store, since: datetime) -> list[Asked]:
    """Return the commands for people of rank that were given since a time, oldest first; refused ones too."""
    found = [one async for decision in History(store).since(since) if (one := _asked(decision))]
    return sorted((one for one in found if one.at >= since), key=lambda one: one.at)


def _asked(decision: Decision) -> Asked | None:
    event = decision.event
    words = _words(event)
    command = _command(words) if words else None
    if command is None or command.role is Role.member:
        return None
    member = event.get("member") or {}
    results = (
        " ".join((said.said, *said.did, *([f"[{said.withheld}]"] if said.withheld else [])))
        for said in decision.said if said.rule == _RULE
    )  # fmt: skip
    return Asked(
        at=datetime.fromisoformat(event["at"]), member=member.get("id", ""), name=member.get("name", ""),
        room=f"{event.get('platform', '')}/{(event.get('room') or {}).get('id', '')}",
        door=_DOORS[event["type"]], words=words, result=tuple(results),
    )  # fmt: skip


_DOORS = {"message": "room", "command": "console", "told": "management"}


def _words(event: Mapping[str, Any]) -> str:
    """Return the command of an event, with its slash; nothing if it has none."""
    if event.get("type") == "told" and event.get("rule") == _RULE:
        return str(event.get("body", {}).get("run", ""))
    text = str(event.get("text", ""))
    if event.get("type") == "command":
        return text if body(text) is not None else f"/{text}"
    return text if event.get("type") == "message" and body(text) is not None else ""


def _command(words: str) -> Command | None:
    line = split(words, COMMANDS)
    return line.command if line else None
