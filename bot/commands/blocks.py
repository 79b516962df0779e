"""The shared block list: whom all rooms should be warned of, until when and why; kept by the fleet's actor.

Whoever is on it and joins a room is shown to its moderators; only whom `/ban everywhere` put there is
removed, and only where who ordered that ranks high enough.
"""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.commands import waiting
from bot.commands.answers import Answers
from bot.commands.call import Call
from bot.commands.moderation import length, reason
from bot.commands.registry import LENGTH, REASON, WHO, command
from bot.commands.texts import Both, called
from bot.contract import (
    STAFF,
    Document,
    Evidence,
    Member,
    MemberJoined,
    Outcome,
    Role,
    Task,
    Told,
    Turn,
    Verdict,
    harmless,
)
from bot.contract.lessons import fleet_actor
from bot.contract.people import RoleName

MOST = 1000
"""Blocks the fleet keeps; the oldest goes first."""
SHOWN = 20
NODE = "members.block"
EVERYWHERE = "/ban everywhere"
"""The evidence of what an order for all rooms has led to."""
_TURNED_AWAY = Both(
    "{name} 在共享黑名单里，已移出{reason}", "{name} is on the shared block list and was removed{reason}"
)
_WARNING = Both(
    "{name} 刚进群，TA在共享黑名单里{reason}{until}。要不要移出，请看一下",
    "{name} has joined and is on the shared block list{reason}{until}. Please decide what to do",
)


class Block(BaseModel):
    """One entry: of whom, by whom (a member id), why, until when (event time).

    Attributes:
        sweep: the order to remove them everywhere that put them here, if one did.
        office: the room where it was ordered; `rank` that of `by` there.
    """

    model_config = ConfigDict(frozen=True)
    member: Member
    by: str
    reason: str = ""
    until: AwareDatetime | None = None
    sweep: str = ""
    office: str = ""
    rank: RoleName = Role.member


class Blocks(Document, of="room"):
    """The list, oldest first; kept by the fleet's actor."""

    blocks: tuple[Block, ...] = ()

    def holding(self, at: datetime) -> tuple[Block, ...]:
        """Return the entries that have not ended."""
        return tuple(one for one in self.blocks if one.until is None or at < one.until)

    def added(self, block: Block, at: datetime) -> "Blocks":
        """Return the list with one entry for its member, without those that have ended."""
        return Blocks(blocks=(*_without(self.holding(at), block.member.id), block)[-MOST:])


@command(
    "block", "全群拉黑",
    args=(WHO, LENGTH, REASON),
    needs=NODE,
    role=Role.operator,
    help=Both("放进所有群共享的黑名单", "put on the block list of all rooms"),
    example=Both("/全群拉黑 @小明 30天 广告", "/block @Ming 30d adverts"),
    acts=True,
)  # fmt: skip
async def block(call: Call) -> Verdict:
    """Have all rooms warned when a member joins; nobody is removed by this."""
    span = call.given.span
    until = call.turn.now + span if span else None
    made = Block(member=call.target, by=call.by.id, reason=harmless(call.given.rest, 100), until=until)
    call.turn.tell(fleet_actor(call.event.platform), blocks="add", block=made.model_dump(mode="json"))
    text = Both(
        "{name} 进了共享黑名单{span}{reason}。TA再进任何群，都会提醒那里的管理员。",
        "{name} is on the shared block list{span}{reason}; moderators are told when they join a room.",
    )
    shown = call.text(Both("，{span}内", " for {span}"), span=length(call, span)) if span else ""
    return call.say(text, name=called(call.target), span=shown, reason=reason(call))


@command(
    "unblock", "全群解封",
    args=(WHO,),
    needs=NODE,
    role=Role.operator,
    help=Both("移出共享黑名单", "take off the block list of all rooms"),
    example=Both("/全群解封 小明", "/unblock Ming"),
)  # fmt: skip
async def unblock(call: Call) -> Verdict:
    """Take a member off the list; whether they were on it, the fleet's actor knows."""
    call.turn.tell(fleet_actor(call.event.platform), blocks="lift", of=call.target.model_dump(mode="json"))
    return None


@command(
    "blocks", "共享黑名单",
    needs=NODE,
    role=Role.operator,
    help=Both("看共享黑名单", "the block list of all rooms"),
    example=Both("/共享黑名单", "/blocks"),
)  # fmt: skip
async def blocks(call: Call) -> Verdict:
    """List whom it holds now, newest first; the numbers of the list may be used afterwards."""
    call.turn.tell(fleet_actor(call.event.platform), blocks="list")
    return None


def ask(event: MemberJoined, turn: Turn) -> None:
    """Ask the fleet's actor whether somebody who came in is on the list."""
    turn.tell(fleet_actor(event.platform), blocks="joined")


async def hear(event: Told, turn: Turn, answers: Answers) -> Outcome | None:
    """Keep the list as the fleet's actor; or, in the room that asked, say what it answers."""
    if event.of == fleet_actor(event.platform):
        await _in_fleet(event, turn)
        return None
    return _in_room(event, turn, answers)


async def _in_fleet(event: Told, turn: Turn) -> None:
    kept = await turn.load(Blocks)
    now = kept.holding(turn.now)
    match event.body["blocks"]:
        case "add":
            turn.save(kept.added(Block.model_validate(event.body["block"]), turn.now))
        case "lift":
            of = Member.model_validate(event.body["of"])
            others = _without(now, of.id)
            turn.save(Blocks(blocks=others))
            turn.tell(event.sender, blocks="lifted", name=called(of), found=len(others) < len(now))
        case "list":
            shown = [one.model_dump(mode="json") for one in reversed(now[-SHOWN:])]
            turn.tell(event.sender, blocks="listed", list=shown)
        case _:  # somebody joined the room that asks
            member = event.member.id if event.member is not None else ""
            for one in now:
                if one.member.id == member:
                    turn.tell(event.sender, blocks="joined", block=one.model_dump(mode="json"))


def _without(kept: tuple[Block, ...], member: str) -> tuple[Block, ...]:
    return tuple(one for one in kept if one.member.id != member)


def _in_room(event: Told, turn: Turn, answers: Answers) -> Outcome:
    body = event.body
    if body["blocks"] == "lifted":
        lifted = Both("{name} 不在共享黑名单里了。", "{name} is no longer on the shared block list.")
        not_held = Both("{name} 不在共享黑名单里。", "{name} is not on the shared block list.")
        return answers.tell((lifted if body["found"] else not_held).say(answers.language, name=body["name"]))
    if body["blocks"] == "listed":
        return answers.tell(_list([Block.model_validate(one) for one in body["list"]], turn, answers))
    held = Block.model_validate(body["block"])
    name = called(event.member or held.member)
    if held.sweep and event.member is not None and ranks(turn, held.by, held.rank, held.office, event.member):
        return answers.kicked(
            member=event.member, by=Member(id=held.by, role=held.rank),
            evidence=[Evidence(signal=EVERYWHERE, detail=held.reason)],
            text=_TURNED_AWAY.say(answers.language, name=name, reason=_why(held)),
        )  # fmt: skip
    made = Outcome(Task("{{ task }}", to="moderator"), task=str).named("blocked_joined")
    return made(
        task=_WARNING.say(answers.language, name=name, reason=_why(held), until=_until(held, turn, answers))
    )


def ranks(turn: Turn, by: str, rank: Role, office: str, target: Member) -> bool:
    """Whether who gave an order elsewhere may have it carried out here, on this member.

    It takes an operator: by this room's own word, or by that of its management room, if the order came
    from there. Nobody who is staff here is touched by an order from elsewhere, nor is an account of ours.
    """
    here = turn.role(Member(id=by))
    if turn.house.management == office or (turn.room is not None and turn.room.id == office):
        here = max(here, rank)
    return here >= Role.operator and turn.role(target) < STAFF


def _list(held: list[Block], turn: Turn, answers: Answers) -> str:
    if not held:
        return Both("共享黑名单是空的。", "The shared block list is empty.").say(answers.language)
    waiting.show(turn, [one.member for one in held])
    return "\n".join(
        f"{n}. {called(one.member)}{_why(one)}{_until(one, turn, answers)}" for n, one in enumerate(held, 1)
    )


def _why(held: Block) -> str:
    return f": {held.reason}" if held.reason else ""


def _until(held: Block, turn: Turn, answers: Answers) -> str:
    if held.until is None:
        return ""
    day = f"{held.until.astimezone(turn.now.tzinfo):%Y-%m-%d}"
    return Both("（到 {day}）", " (until {day})").say(answers.language, day=day)
