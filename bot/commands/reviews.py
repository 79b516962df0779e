"""`/ok`, `/no`, `/reviews`: a person decides what a rule suspects, in the room or in its management room.

A management room keeps the list of all its rooms and gives the numbers; what is decided there is passed on
to the room, which obeys only its own management room, and what is decided in the room is told there.
"""

from bot.commands.answers import Answers
from bot.commands.call import Call
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both, called
from bot.contract import Outcome, Role, Room, Told, Turn, Verdict, harmless, room_actor
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
    await settle(call.turn, found, "guilty")
    text = Both(
        "待审 {n}：按规则处理{where} {name}。", "Review {n}: {name} is dealt with by the rule{where}."
    )
    return call.say(text, n=found.number, name=called(found.member), where=_where(call, found))


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
    await settle(call.turn, found, "clear")
    full = call.role >= Role.operator
    fleet = fleet_actor(call.event.platform)
    if found.text:
        call.turn.tell(fleet, teach=found.text, advert=False, by=call.by.id, full=full, quietly=True)
    text = Both("待审 {n}：没问题，记住了。", "Review {n}: nothing wrong, and I have learnt it.")
    return call.say(text, n=found.number)


@command(
    "reviews", "待审", "review",
    needs=NODE,
    help=Both("等人看的消息", "messages that wait for a person"),
    example=Both("/待审", "/reviews"),
)  # fmt: skip
async def reviews(call: Call) -> Verdict:
    """List what is not decided yet, newest first; in a management room, that of all its rooms."""
    waiting = [one for one in (await call.turn.load(Reviews)).last if not one.decided]
    if not waiting:
        return call.say(Both("没有等着看的消息。", "Nothing waits to be looked at."))
    lines = (
        f"{one.number}. {_place(one)}{called(one.member)} {one.score:.0%}: {harmless(one.text, 40)}"
        for one in reversed(waiting[-SHOWN:])
    )
    return call.handler.tell("\n".join(lines))


def _place(review: Review) -> str:
    return f"【{harmless(review.room.name) or review.room.id}】" if review.room is not None else ""


def _where(call: Call, review: Review) -> str:
    if review.room is None:
        return ""
    name = harmless(review.room.name) or review.room.id
    return call.text(Both("「{room}」的", " of {room}"), room=name)


async def _open(call: Call) -> Review | Outcome:
    """Return the entry that the command names, or what to say if there is nothing to decide."""
    found = (await call.turn.load(Reviews)).of(call.given.number)
    if found is None:
        return call.say(_MISSING, n=call.given.number)
    return call.say(_DECIDED, n=found.number) if found.decided else found


async def settle(turn: Turn, found: Review, decided: Decided) -> None:
    """Decide an entry of this room's list, and tell whoever else keeps it: the rule, and the other room."""
    platform, here = turn.event.platform, turn.room
    turn.save((await turn.load(Reviews)).settled(found.number, decided))
    if found.room is not None:  # here is the management room
        turn.tell(room_actor(platform, found.room.id), found.room, decides=found.number, decided=decided)
    elif here is not None:
        turn.tell(room_actor(platform, here.id), here, found.rule, review=found.number, decided=decided)
        there = turn.house.management
        if there and there != here.id:
            turn.tell(room_actor(platform, there), Room(id=there), settled=found.number, decided=decided)


async def hear(event: Told, turn: Turn, _answers: Answers) -> Verdict:
    """Number a suspicion of a managed room, note what was decided there; or decide, as told from here."""
    match event.body:
        case {"enters": entry, "evidence": evidence}:
            await _number(Review.model_validate(entry), evidence, turn)
        case {"settled": int(number), "decided": decided}:
            turn.save((await turn.load(Reviews)).settled(number, decided))
        case {"decides": int(number), "decided": decided}:
            await _obey(event, turn, number, decided)
        case _:
            pass
    return None


async def _number(review: Review, evidence: object, turn: Turn) -> None:
    """Give a suspicion the next number of all managed rooms, and tell its room."""
    kept = await turn.load(Reviews)
    room = review.room
    if room is None:
        return
    review = review.model_copy(update={"number": max(kept.count + 1, review.number)})
    turn.save(kept.added(review))
    actor = room_actor(turn.event.platform, room.id)
    turn.tell(actor, room, review.rule, entered=review.model_dump(mode="json"), evidence=evidence)


async def _obey(event: Told, turn: Turn, number: int, decided: Decided) -> None:
    """Decide an entry of this room because its own management room says so; what is decided stays so."""
    management = turn.house.management
    if not management or event.sender != room_actor(event.platform, management):
        return
    found = (await turn.load(Reviews)).of(number)
    if found is not None and not found.decided:
        await settle(turn, found, decided)
