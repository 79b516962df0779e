"""`/ok`, `/no`, `/reviews`: a person decides what a rule only suspects."""

from bot.commands.call import Call
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both, called
from bot.contract import Outcome, Role, Verdict, harmless, room_actor
from bot.contract.lessons import fleet_actor
from bot.contract.reviews import Decided, Review, Reviews

NODE = "reviews.decide"
SHOWN = 10
"""Entries that `/reviews` lists."""
_NUMBER = Arg(Takes.number, Both("编号", "number"))
_MISSING = Both("没有待审 {n}。发 /待审 看看。", "There is no review {n}; /reviews lists them.")
_DECIDED = Both("待审 {n} 已经处理过了。", "Review {n} is decided already.")


@command(
    "ok", "是广告", "属实",
    args=(_NUMBER,),
    needs=NODE,
    help=Both("待审的那条属实，按规则处理", "a suspicion is right: deal with it by the rule"),
    example=Both("/是广告 12", "/ok 12"),
)  # fmt: skip
async def ok(call: Call) -> Verdict:
    """Have the rule deal with a message as it does when it is sure."""
    found = await _open(call)
    if isinstance(found, Outcome):
        return found
    await _settle(call, found, "guilty")
    text = Both("待审 {n}：按规则处理 {name}。", "Review {n}: {name} is dealt with by the rule.")
    return call.say(text, n=found.number, name=called(found.member))


@command(
    "no", "放过", "没事",
    args=(_NUMBER,),
    needs=NODE,
    help=Both("待审的那条没问题，并记住", "a suspicion is wrong; I learn from it"),
    example=Both("/放过 12", "/no 12"),
)  # fmt: skip
async def no(call: Call) -> Verdict:
    """Let a message be, and teach the fleet that it is no advert."""
    found = await _open(call)
    if isinstance(found, Outcome):
        return found
    await _settle(call, found, "clear")
    full = call.role >= Role.operator
    fleet = fleet_actor(call.event.platform)
    if found.text:
        call.turn.tell(fleet, teach=found.text, advert=False, by=call.by.id, full=full, quietly=True)
    text = Both("待审 {n}：没问题，记住了。", "Review {n}: nothing wrong, and I have learnt it.")
    return call.say(text, n=found.number)


@command(
    "reviews", "待审",
    needs=NODE,
    help=Both("等人看的消息", "messages that wait for a person"),
    example=Both("/待审", "/reviews"),
)  # fmt: skip
async def reviews(call: Call) -> Verdict:
    """List what is not decided yet, newest first."""
    waiting = [one for one in (await call.turn.load(Reviews)).last if not one.decided]
    if not waiting:
        return call.say(Both("没有等着看的消息。", "Nothing waits to be looked at."))
    lines = (
        f"{one.number}. {called(one.member)} {one.score:.0%}: {harmless(one.text, 40)}"
        for one in reversed(waiting[-SHOWN:])
    )
    return call.handler.tell("\n".join(lines))


async def _open(call: Call) -> Review | Outcome:
    """Return the entry that the command names, or what to say if there is nothing to decide."""
    found = (await call.turn.load(Reviews)).of(call.given.number)
    if found is None:
        return call.say(_MISSING, n=call.given.number)
    return call.say(_DECIDED, n=found.number) if found.decided else found


async def _settle(call: Call, found: Review, decided: Decided) -> None:
    call.turn.save((await call.turn.load(Reviews)).settled(found.number, decided))
    here = room_actor(call.event.platform, call.event.room.id)
    call.turn.tell(here, None, found.rule, review=found.number, decided=decided)
