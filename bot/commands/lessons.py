"""`/ad`, `/notad`, `/ads`: what staff say is an advert, or is none, holds in all rooms of the fleet at once.

A command tells the fleet's actor, which alone gives numbers and weighs who spoke; it tells every room
what has changed, and the room in which it was said answers when it knows.
"""

from typing import Any

from pydantic import TypeAdapter

from bot.commands.answers import Answers
from bot.commands.call import Call
from bot.commands.fleet import Fleet
from bot.commands.flow import misused
from bot.commands.parse import Misuse
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both
from bot.contract import (
    Case,
    Decision,
    Message,
    Outcome,
    Role,
    Told,
    Turn,
    Verdict,
    harmless,
    room_actor,
)
from bot.contract.lessons import Lesson, Lessons, fleet_actor

SHOWN = 15
"""Lessons that `/ads` lists."""
NODE = "ads.teach"
_TEXT = Arg(Takes.rest, Both("内容", "text"), optional=True)
_NUMBER = Arg(Takes.number, Both("编号", "number"))
_LESSONS: TypeAdapter[tuple[Lesson, ...]] = TypeAdapter(tuple[Lesson, ...])
_NOTHING = Both(
    "要引用那条消息，或者把内容写在后面。", "Quote the message, or write the text after the command."
)
_FULL = Both("记住了（样本 {n}），所有群都生效。", "Learnt (sample {n}); it counts in all rooms.")
_BOUNDED = Both(
    "记住了（样本 {n}）。现在只作提醒，再有一位管理员这么说才完全算数。",
    "Learnt (sample {n}). It only counts for review until a second moderator says so.",
)
_GONE = Both("样本 {n} 已删除。", "Sample {n} is removed.")
_MISSING = Both("没有样本 {n}。发 /广告样本 看看。", "There is no sample {n}; /ads lists them.")


@command(
    "ad", "广告",
    args=(_TEXT,),
    needs=NODE,
    help=Both("引用一条消息，教我这是广告", "quote a message: it is an advert"),
    example=Both("引用那条消息发 /广告", "Quote it and send /ad"),
)  # fmt: skip
async def ad(call: Call) -> Verdict:
    """Teach that a message is an advert."""
    return await _teach(call, advert=True)


@command(
    "notad", "不是广告",
    args=(_TEXT,),
    needs=NODE,
    help=Both("引用一条消息，教我这不是广告", "quote a message: it is no advert"),
    example=Both("引用那条消息发 /不是广告", "Quote it and send /notad"),
)  # fmt: skip
async def notad(call: Call) -> Verdict:
    """Teach that a message is no advert."""
    return await _teach(call, advert=False)


@command(
    "ads", "广告样本",
    needs=NODE,
    help=Both("看教过的广告样本", "what was taught about adverts"),
    example=Both("/广告样本", "/ads"),
)  # fmt: skip
async def ads(call: Call) -> Verdict:
    """List what was taught, newest first, with the numbers that `/ads remove` takes."""
    kept = (await call.turn.load(Lessons)).lessons
    if not kept:
        return call.say(Both("还没教过样本。", "Nothing has been taught yet."))
    return call.handler.tell("\n".join(_line(call, lesson) for lesson in reversed(kept[-SHOWN:])))


@command(
    "ads remove", "删除", "删",
    args=(_NUMBER,),
    needs=NODE,
    help=Both("删除一个样本", "remove what was taught"),
    example=Both("/广告样本 删除 3", "/ads remove 3"),
)  # fmt: skip
async def remove(call: Call) -> Verdict:
    """Forget a lesson, in all rooms."""
    call.turn.tell(fleet_actor(call.event.platform), remove=call.given.number)
    return None


async def unlearn(call: Call, case: Case) -> None:
    """Have the fleet forget the picture that a rule learnt from a case that is taken back."""
    decision = await call.turn.decision(case.id.removesuffix(f":{case.rule}"))
    picture = (decision.event.get("picture") or {}).get("hash") if decision is not None else None
    if picture:
        call.turn.tell(fleet_actor(call.event.platform), unlearn=picture)


def _line(call: Call, lesson: Lesson) -> str:
    kind = Both("广告", "advert") if lesson.advert else Both("不是广告", "no advert")
    weight = "" if lesson.full else call.text(Both("（只作提醒）", " (review only)"))
    picture = call.text(Both("[图片] ", "[picture] ")) if lesson.picture else ""
    by_rule = call.text(Both("（规则处理过的）", " (acted on by a rule)")) if lesson.of_rules else ""
    return f"{lesson.number}. {call.text(kind)}{weight}{by_rule}: {picture}{harmless(lesson.text, 30)}"


async def _teach(call: Call, *, advert: bool) -> Verdict:
    text, picture = (call.given.rest, "") if call.given.rest else await _quoted(call)
    if not text.strip() and not picture:
        return misused(call, Misuse(_NOTHING))
    full = call.role >= Role.operator
    call.turn.tell(
        fleet_actor(call.event.platform), teach=text, picture=picture, advert=advert, by=call.by.id, full=full
    )
    return None


async def _quoted(call: Call) -> tuple[str, str]:
    """Return what the quoted message said, all of it if it is in the history, and its picture's hash."""
    quote = call.event.quote if isinstance(call.event, Message) else None
    if quote is None:
        return "", ""
    decision = await call.turn.decision(quote.id)
    if decision is None:
        return quote.text, ""
    picture = (decision.event.get("picture") or {}).get("hash", "")
    return _words(decision) or ("" if picture else quote.text), picture


def _words(decision: Decision) -> str:
    """Return the text, the card and the codes of a message, a line each."""
    event = decision.event
    link, app = event.get("link") or {}, event.get("mini_program") or {}
    picture = event.get("picture") or {}
    parts = (
        event.get("text"), link.get("title"), link.get("url"), app.get("title"), picture.get("text"),
        *picture.get("codes", ()),
    )  # fmt: skip
    return "\n".join(part for part in parts if part)


async def hear(event: Told, turn: Turn, answers: Answers) -> Outcome | None:
    """Keep the list as the fleet's actor, or a room's copy of it."""
    if event.of == fleet_actor(event.platform):
        await _in_fleet(event, turn)
        return None
    return await _in_room(event, turn, answers)


async def _in_fleet(event: Told, turn: Turn) -> None:
    lessons, fleet, body = await turn.load(Lessons), await turn.load(Fleet), event.body
    rooms = fleet.rooms | {event.sender}
    if rooms != fleet.rooms or "enlists" in body:
        turn.save(fleet.joined(event))
        if rooms != fleet.rooms and lessons.lessons:
            turn.tell(event.sender, kept=[one.model_dump() for one in lessons.lessons])
    if "teach" in body:
        lesson, gone = lessons.learn(
            body["teach"], advert=body["advert"], by=body["by"], full=body["full"],
            picture=body.get("picture", ""),
        )  # fmt: skip
        if body.get("quietly") and lesson in lessons.lessons:
            return
        number = None if body.get("quietly") else lesson.number
        change: dict[str, Any] = {"kept": [lesson.model_dump()], "gone": gone, "number": number}
        _spread(turn, rooms, lessons.changed([lesson], gone), **change)
    elif "remove" in body and any(one.number == body["remove"] for one in lessons.lessons):
        number = body["remove"]
        _spread(turn, rooms, lessons.changed(gone=[number]), gone=[number], number=number)
    elif "remove" in body:
        turn.tell(event.sender, number=body["remove"])
    elif "unlearn" in body and (forgotten := lessons.of_rules(body["unlearn"])):
        _spread(turn, rooms, lessons.changed(gone=forgotten), gone=forgotten)


def _spread(turn: Turn, rooms: frozenset[str], lessons: Lessons, **change: Any) -> None:
    turn.save(lessons)
    for room in sorted(rooms):
        turn.tell(room, **change)


async def _in_room(event: Told, turn: Turn, answers: Answers) -> Outcome | None:
    kept = _LESSONS.validate_python(event.body.get("kept", ()))
    gone = event.body.get("gone", ())
    if kept or gone:
        turn.save((await turn.load(Lessons)).changed(kept, gone))
    asked_here = event.room is not None and event.of == room_actor(event.platform, event.room.id)
    number = event.body.get("number")
    if number is None or not asked_here:
        return None
    text = (_FULL if kept[0].full else _BOUNDED) if kept else _GONE if gone else _MISSING
    return answers.tell(text.say(answers.language, n=number))
