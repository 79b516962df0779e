"""What was asked for by command, in all rooms, as the history has it; and what the command line did."""

import getpass
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.app.attach import CONSOLE
from bot.app.roomdocs import room_documents
from bot.commands import COMMANDS, Command
from bot.commands.audit import Audit
from bot.commands.words import body, split
from bot.contract import Decision, Fact, Role
from bot.engine.history import History
from bot.store import Store

_RULE = "commands"
MOST = 10_000
"""Entries of the command line that are kept."""


class Asked(Fact):
    """One command: when, in which room, by whom, through which door, in which words, with what result.

    Attributes:
        room: platform/id; empty if it was for the whole installation.
        door: `room`, `management`, `console` (a command from outside), `cli` (the command line itself).
        event: the id of what it was typed in; empty for the command line.
        result: a word for each outcome, with what was done and why it was withheld, if it was.
    """

    at: datetime
    room: str
    member: str
    name: str
    door: str
    words: str
    result: tuple[str, ...]
    event: str = ""


async def asked(store: Store, since: datetime) -> list[Asked]:
    """Return the commands for people of rank that were given since a time, oldest first; refused ones too.

    The history has all of seven days; of what is older each room remembers its last commands.
    """
    found = [one async for decision in History(store).since(since) if (one := _asked(decision))]
    found += await _remembered(store, {one.event for one in found})
    found += await _recorded(store, since)
    return sorted((one for one in found if one.at >= since), key=lambda one: one.at)


async def _remembered(store: Store, known: Collection[str]) -> list[Asked]:
    """Return what the rooms remember besides."""
    return [
        Asked(
            at=done.at, room=room, member=done.by, name=done.name, door=done.door, words=done.words,
            result=(done.result,), event=done.event,
        )
        async for room, raw in room_documents(store, f"{_RULE}/{Audit.__name__}")
        for done in Audit.model_validate_json(raw).done
        if done.event not in known
    ]  # fmt: skip


async def record(store: Store, words: str, result: str, room: str = "") -> None:
    """Write down what somebody at the command line did, who stands outside of every room.

    Args:
        store: the installation's.
        words: the command as it was typed.
        result: what came of it.
        room: which room it was for; empty for all.
    """
    seconds, micros = await store.client.time()
    done = Asked(
        at=datetime.fromtimestamp(seconds + micros / 1e6, UTC), room=room, member=CONSOLE.id, name=_user(),
        door="cli", words=words, result=(result,),
    )  # fmt: skip
    key = store.keys.fleet("audit")
    await store.client.xadd(key, {"a": done.model_dump_json()}, maxlen=MOST, approximate=True)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return CONSOLE.name


async def _recorded(store: Store, since: datetime) -> list[Asked]:
    """Return what the command line did since a time; entries are named by the server's clock."""
    entries: Any = await store.client.xrange(store.keys.fleet("audit"), min=int(since.timestamp() * 1000))
    return [Asked.model_validate_json(fields[b"a"]) for _, fields in entries]


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
        door=_DOORS[event["type"]], words=words, result=tuple(results), event=str(event.get("id", "")),
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
