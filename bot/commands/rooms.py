"""The management room: it knows the rooms that are managed from it, and `/in` passes commands on to them.

A room makes itself known there once, and again when it is renamed or has grown. What it is told
to do it does only for its own management room, with the rank that the person who typed it has there.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.commands import flow, gathering, waiting
from bot.commands.call import Call
from bot.commands.parse import Misuse
from bot.commands.registry import ROOMS, Arg, Command, Takes, command
from bot.commands.selecting import Place, Selection
from bot.commands.texts import Both
from bot.commands.words import body, split
from bot.contract import (
    CommandIssued,
    Document,
    Outcome,
    Role,
    Room,
    RoomEvent,
    Seated,
    Told,
    Turn,
    Verdict,
    harmless,
    room_actor,
)

MOST = 2_000
"""Rooms that one management room knows."""
AT_ONCE = 500
"""Rooms that one command may reach."""
SHOWN = 20
NODE = "rooms.command"
_SPEAKS = frozenset({"say", "announce"})
"""What is a broadcast when it is done in several rooms."""
NOT_HERE = Both(
    "这条指令要在管理群里发（规则文件里的 management）。",
    "Send this in the management room (`management` in the rule file).",
)
NO_ROOM = Both("没有这样的群。我知道的：{rooms}", "There is no such room. I know: {rooms}")
NO_COMMAND = Both("后面要写一条别的指令。", "Another command must follow.")
TOO_MANY = Both(
    "一次最多 {most} 个群，这里有 {count} 个。加上 最多:{most}，或再加个条件。",
    "At most {most} rooms at once, these are {count}. Add limit:{most}, or another condition.",
)
DRY = Both(
    "试一下：会在 {count} 个群（共 {people} 人）执行 {text}：{rooms}",
    "Dry run: {text} would be run in {count} rooms ({people} people): {rooms}",
)
SURE = Both(
    "将要在 {count} 个群（共 {people} 人）执行 {text}：{rooms}。确定的话，两分钟内发 /确认 {code}",
    "About to run {text} in {count} rooms ({people} people): {rooms}."
    " Send /yes {code} within two minutes if you are sure.",
)
CHANGED = Both("群有变化，请再确认一次。", "The rooms have changed meanwhile, please confirm again.")
SENT = Both("已交给 {count} 个群，结果会回到这里。", "Passed on to {count} rooms; the answers come here.")


class Reported(Document, of="room"):
    """What this room has made known of itself, and to which management room."""

    management: str = ""
    name: str = ""
    members: int | None = None
    accounts: frozenset[str] = frozenset()


class Known(BaseModel):
    """A room as it made itself known: its name, how many are in it, which accounts of ours sit there."""

    model_config = ConfigDict(frozen=True)
    name: str
    members: int | None = None
    accounts: frozenset[str] = frozenset()

    def room(self, id: str) -> Room:
        """Return it as a room."""
        return Room(id=id, name=self.name, members=self.members)


def _known(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Managed(Document, of="room"):
    """The rooms managed from this one, by id; those heard of last stand last."""

    rooms: Mapping[str, Annotated[Known, BeforeValidator(_known)]] = {}


async def report(event: RoomEvent, turn: Turn) -> None:
    """Make this room known to its management room, when it is new there or something has changed."""
    management = turn.house.management
    if not management or management == event.room.id:
        return
    before = await turn.load(Reported)
    same = (before.management, before.name) == (management, event.room.name)
    if same and event.account in before.accounts and not _grown(before.members, event.room.members):
        return
    accounts = before.accounts | {event.account} if before.management == management else {event.account}
    members = event.room.members if event.room.members is not None else before.members
    now = Reported(management=management, name=event.room.name, members=members, accounts=frozenset(accounts))
    turn.save(now)
    turn.tell(
        room_actor(event.platform, management), Room(id=management),
        known=event.room.id, name=now.name, members=now.members, accounts=sorted(now.accounts),
    )  # fmt: skip


async def leave(event: Seated, turn: Turn) -> None:
    """Tell the management room that an account of ours sits here no more, or that none does."""
    before = await turn.load(Reported)
    if event.account not in before.accounts:
        return
    accounts, office = before.accounts - {event.account}, Room(id=before.management)
    turn.save(before.model_copy(update={"accounts": accounts}) if accounts else Reported())
    to = room_actor(event.platform, before.management)
    if accounts:
        turn.tell(
            to,
            office,
            known=event.room.id,
            name=before.name,
            members=before.members,
            accounts=sorted(accounts),
        )
    else:
        turn.tell(to, office, left=event.room.id)


async def forget(event: Told, turn: Turn) -> None:
    """Forget a room in which no account of ours sits any more."""
    kept = (await turn.load(Managed)).rooms
    turn.save(Managed(rooms={id: room for id, room in kept.items() if id != event.body["left"]}))


def _grown(before: int | None, now: int | None) -> bool:
    """Whether a room's size is another by a tenth, at least by five; not each join is told."""
    if now is None or before is None:
        return now is not None
    return abs(now - before) >= max(5, before // 10)


async def remember(event: Told, turn: Turn) -> None:
    """Remember a room that has made itself known here."""
    told = event.body
    rooms = dict((await turn.load(Managed)).rooms)
    rooms.pop(told["known"], None)
    accounts = frozenset(told.get("accounts", ()))
    rooms[told["known"]] = Known(name=told["name"], members=told.get("members"), accounts=accounts)
    turn.save(Managed(rooms=dict(list(rooms.items())[-MOST:])))


@command(
    "in", "在", "到群",
    args=(ROOMS, Arg(Takes.rest, Both("/指令", "/command"))),
    needs=NODE,
    help=Both("在管理群里指挥别的群", "command other rooms from the management room"),
    example=Both("/在 妈妈好物* 人数>=100 /状态", "/in mums* size>=100 /status"),
)  # fmt: skip
async def in_(call: Call) -> Verdict:
    """Pass a command on to the rooms that are selected; several rooms wait for `/yes`."""
    rest = call.given.rest
    text = rest if body(rest) is not None else f"/{rest}"
    line = split(text, call.registry)
    if line is None or line.command is None or line.command.name in {"in", "broadcast"}:
        return flow.misused(call, Misuse(NO_COMMAND))
    return await _pass_on(call, line.command, text)


@command(
    "broadcast", "群发",
    args=(ROOMS, Arg(Takes.rest, Both("内容", "text"))),
    needs="broadcast.send",
    role=Role.operator,
    help=Both("给好几个群发公告，先预览", "announce something in many rooms, after a preview"),
    example=Both("/群发 妈妈好物* 今晚八点开抢", "/broadcast mums* We start at eight"),
)  # fmt: skip
async def broadcast(call: Call) -> Verdict:
    """Set the notice of many rooms: `/in … /announce …`."""
    announce = call.registry.find("announce")
    assert announce is not None  # noqa: S101 - it is in the catalogue
    return await _pass_on(call, announce, f"/announce {call.given.rest}")


async def _pass_on(call: Call, inner: Command, text: str) -> Verdict:
    chosen = call.given.rooms or Selection()
    if call.turn.house.management != call.event.room.id:
        return call.say(NOT_HERE)
    known = await _places(call)
    rooms = chosen.of(known)
    if not rooms:
        return call.say(NO_ROOM, rooms=_listed([one.name for one in known]) or "-")
    if len(rooms) > AT_ONCE:
        return call.say(TOO_MANY, most=AT_ONCE, count=len(rooms))
    asked = _question(call, inner, rooms, text)
    if asked is not None:
        return asked
    for room in rooms:
        call.turn.tell(
            room_actor(call.event.platform, room.id), Room(id=room.id, name=room.name),
            run=text, rank=call.role.name, sure=call.sure, to=call.event.id,
        )  # fmt: skip
    if len(rooms) > gathering.FEW:
        await gathering.begin(call.turn, call.event.id, len(rooms))
    return call.say(SENT, count=len(rooms)) if len(rooms) > 1 else None


def _question(call: Call, inner: Command, rooms: Sequence[Place], text: str) -> Verdict:
    """Return what is to be said before anything is done; `None` if it may be done at once."""
    if len(rooms) > 1 and inner.name in _SPEAKS and not call.may(broadcast):
        return flow.deny(call.use(broadcast, call.given))
    about = {
        "text": text, "count": len(rooms), "people": sum(room.members or 0 for room in rooms) or "?",
        "rooms": _listed([room.name for room in rooms]),
    }  # fmt: skip
    if call.given.rooms is not None and call.given.rooms.dry:
        return call.say(DRY, **about)
    ids = tuple(sorted(room.id for room in rooms))
    dangerous = len(rooms) > 1 or inner.confirms
    if not dangerous or (call.sure and call.agreed == ids):
        return None
    code = waiting.wait(call.turn, call.command.name, call.given, confirm=True, touches=ids)
    sure = call.text(SURE, **about, code=code)
    return call.handler.tell(f"{call.text(CHANGED)}\n{sure}" if call.sure else sure)


async def _places(call: Call) -> list[Place]:
    """Return the rooms that are managed from here, with what the rule files call them."""
    kept = (await call.turn.load(Managed)).rooms
    labels, platform = call.turn.house.labels, call.event.platform
    return [
        Place(
            id,
            one.name,
            one.members,
            one.accounts,
            labels(platform, Room(id=id, name=one.name, members=one.members)),
        )
        for id, one in kept.items()
    ]


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(harmless(name) for name in names[:SHOWN])
    return f"{shown} …" if len(names) > SHOWN else shown


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
        entered=event.entered,
        room=event.room, member=by, text=event.body["run"],
    )  # fmt: skip


def answer(event: Told, turn: Turn, verdict: Verdict) -> Verdict:
    """Send what a command answers back to the management room; what it does is done, and said, here."""
    outcomes = [verdict] if isinstance(verdict, Outcome) else list(verdict or ())
    texts = [str(one.facts.get("text", one.name)) for one in outcomes]
    management = turn.house.management
    if texts and event.room is not None:
        name, to = event.room.name, event.body.get("to", "")
        turn.tell(event.sender, Room(id=management), answer="\n".join(texts), name=name, to=to)
    return [one for one in outcomes if one.name != "said"]
