"""The management room: it knows the rooms that are managed from it, and `/in` passes commands on to them.

A room makes itself known there once, and again when it is renamed. What it is told to do it
does only for its own management room, with the rank that the person who typed it has there.
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from bot.commands import waiting
from bot.commands.call import Call
from bot.commands.flow import misused
from bot.commands.parse import Misuse
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both
from bot.commands.words import body, split
from bot.contract import (
    CommandIssued,
    Document,
    Outcome,
    Role,
    Room,
    RoomEvent,
    Told,
    Turn,
    Verdict,
    harmless,
    normal,
    room_actor,
)

MOST = 2_000
"""Rooms that one management room knows."""
SHOWN = 20
NOT_HERE = Both(
    "这条指令要在管理群里发（规则文件里的 management）。",
    "Send this in the management room (`management` in the rule file).",
)
NO_ROOM = Both("没有这样的群。我知道的：{rooms}", "There is no such room. I know: {rooms}")
NO_COMMAND = Both("后面要写一条别的指令。", "Another command must follow.")
SURE = Both(
    "将要在 {count} 个群执行 {text}：{rooms}。确定的话，两分钟内发 /确认 {code}",
    "About to run {text} in {count} rooms: {rooms}. Send /yes {code} within two minutes if you are sure.",
)
SENT = Both("已交给 {count} 个群，结果会回到这里。", "Passed on to {count} rooms; the answers come here.")


class Reported(Document, of="room"):
    """Which management room a room has made itself known to, and under which name."""

    management: str = ""
    name: str = ""


class Managed(Document, of="room"):
    """The rooms managed from this one: id → name."""

    rooms: Mapping[str, str] = {}


async def report(event: RoomEvent, turn: Turn) -> None:
    """Make this room known to its management room, when it is new there or has another name."""
    management = turn.house.management
    if not management or management == event.room.id:
        return
    now = Reported(management=management, name=event.room.name)
    if await turn.load(Reported) == now:
        return
    turn.save(now)
    actor = room_actor(event.platform, management)
    turn.tell(actor, Room(id=management), known=event.room.id, name=event.room.name)


@command(
    "in", "在", "到群",
    args=(Arg(Takes.word, Both("群名*", "room*")), Arg(Takes.rest, Both("/指令", "/command"))),
    needs="rooms.command",
    help=Both("在管理群里指挥别的群", "command other rooms from the management room"),
    example=Both("/在 妈妈好物* /状态", "/in mums* /status"),
)  # fmt: skip
async def in_(call: Call) -> Verdict:
    """Pass a command on to the rooms of a name; several rooms wait for `/yes`."""
    here = call.event.room.id
    if call.turn.house.management != here:
        return call.say(NOT_HERE)
    text = call.given.rest if body(call.given.rest) is not None else f"/{call.given.rest}"
    line = split(text, call.registry)
    if line is None or line.command is None or line.command.name == call.command.name:
        return misused(call, Misuse(NO_COMMAND))
    known = (await call.turn.load(Managed)).rooms
    rooms = {id: name for id, name in known.items() if _is(call.given.word, id, name)}
    if not rooms:
        return call.say(NO_ROOM, rooms=_listed(list(known.values())) or "-")
    if len(rooms) > 1 and not call.sure:
        code = waiting.wait(call.turn, call.command.name, call.given, confirm=True)
        return call.say(SURE, count=len(rooms), text=text, rooms=_listed(list(rooms.values())), code=code)
    for id, name in rooms.items():
        actor = room_actor(call.event.platform, id)
        call.turn.tell(actor, Room(id=id, name=name), run=text, rank=call.role.name)
    return call.say(SENT, count=len(rooms)) if len(rooms) > 1 else None


def _is(wanted: str, id: str, name: str) -> bool:
    return wanted == id or fnmatchcase(normal(name), normal(wanted))


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(harmless(name) for name in names[:SHOWN])
    return f"{shown} …" if len(names) > SHOWN else shown


async def remember(event: Told, turn: Turn) -> None:
    """Remember a room that has made itself known here."""
    rooms = dict((await turn.load(Managed)).rooms)
    rooms.pop(event.body["known"], None)
    rooms[event.body["known"]] = event.body["name"]
    turn.save(Managed(rooms=dict(list(rooms.items())[-MOST:])))


def issued(event: Told, turn: Turn) -> CommandIssued | None:
    """Return the command that the management room passes on, in the issuer's name with their rank there."""
    management = turn.house.management
    if event.room is None or event.member is None or not management:
        return None
    if event.sender != room_actor(event.platform, management):
        return None
    by = event.member.model_copy(update={"role": Role[event.body["rank"]]})
    return CommandIssued(
        id=event.id, at=event.at, platform=event.platform, account=event.account, depth=event.depth,
        room=event.room, member=by, text=event.body["run"],
    )  # fmt: skip


def answer(event: Told, turn: Turn, verdict: Verdict) -> Verdict:
    """Send what a command answers back to the management room; what it does is done, and said, here."""
    outcomes = [verdict] if isinstance(verdict, Outcome) else list(verdict or ())
    texts = [str(one.facts.get("text", one.name)) for one in outcomes]
    management = turn.house.management
    if texts and event.room is not None:
        turn.tell(event.sender, Room(id=management), answer="\n".join(texts), name=event.room.name)
    return [one for one in outcomes if one.name != "said"]
