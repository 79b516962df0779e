"""Cases: what was decided in this room, and taking it back."""

from collections.abc import Mapping

from bot.commands.bans import lift
from bot.commands.call import Call
from bot.commands.everywhere import swept, take_back
from bot.commands.flow import misused
from bot.commands.info import called_in
from bot.commands.lessons import unlearn
from bot.commands.parse import Misuse
from bot.commands.registry import REASON, Arg, Takes, command
from bot.commands.standing import recount
from bot.commands.steps import verbs
from bot.commands.texts import Both
from bot.contract import (
    Answer,
    Case,
    Cases,
    Evidence,
    Invite,
    Member,
    Message,
    Outcome,
    Points,
    Standing,
    Tag,
    Untag,
    Verdict,
)

FALSE_POSITIVE = "false_positive"
"""The evidence of a case that is taken back; its detail is the rule that was wrong."""
SHOWN = 8
"""Cases that `/cases` lists."""
NO_CASE = Both(
    "没有案 {number}。发 /案件 看看最近的。", "There is no case {number}; /cases lists the last ones."
)
_CASE = Arg(Takes.number, Both("案号", "case"), optional=True)
_WHICH = Both(
    "要说是哪个案：写案号，或者引用那条消息。", "Which one? Write its number, or quote the message."
)
_NOTHING = Both("那条消息没有处理过谁。", "Nothing was held against anybody about that message.")


@command(
    "cases", "案件", "记录",
    needs="cases.show",
    help=Both("最近的处理记录", "what was decided lately"),
    example=Both("/案件", "/cases"),
)  # fmt: skip
async def cases(call: Call) -> Verdict:
    """List the last cases, newest first, and which rules were wrong how often."""
    kept = await call.turn.load(Cases)
    if not kept.last:
        return call.say(Both("还没有处理过谁，风平浪静。", "Nothing was held against anybody so far."))
    lines = [_line(call, case) for case in reversed(kept.last[-SHOWN:])]
    wrong = false_positives(call, kept.wrong)
    return call.handler.tell("\n".join([*lines, *([wrong] if wrong else [])]))


def _line(call: Call, case: Case) -> str:
    at = case.at.astimezone(call.turn.now.tzinfo)
    undone = call.text(Both("（已撤销）", " (taken back)")) if case.undone_by else ""
    return f"#{case.number} {at:%m-%d %H:%M} {called_in(case)} {case.rule} → {','.join(verbs(case))}{undone}"


def false_positives(call: Call, wrong: Mapping[str, int]) -> str:
    """Return how often each rule's decisions were taken back; nothing if they never were."""
    rules = ((rule, count) for rule, count in sorted(wrong.items()) if rule != call.turn.rule)
    shown = "、".join(f"{rule} {count}" for rule, count in rules)
    return call.text(Both("误判：{rules}", "Taken back: {rules}"), rules=shown) if shown else ""


@command(
    "undo", "撤销", "误判",
    args=(_CASE, REASON),
    needs="cases.undo",
    help=Both("撤销一次处理：案号，或引用那条消息", "take a decision back: its case, or quote the message"),
    example=Both("/撤销 12", "/undo 12"),
)  # fmt: skip
async def undo(call: Call) -> Verdict:
    """Take back what can be taken back of a case, and mark it a false positive.

    Quoting the member's message, or what the bot said about it, takes back all that followed from it.
    """
    kept = await call.turn.load(Cases)
    if call.given.number is not None:
        return await _undo(call, kept.of(call.given.number))
    quote = call.event.quote if isinstance(call.event, Message) else None
    if quote is None:
        return misused(call, Misuse(_WHICH))
    about = [case for case in kept.last if case.concerns(quote.id)]
    standing = [case for case in about if not case.undone_by]
    done = [await _undo(call, case) for case in standing or about[-1:]]
    return done or call.say(_NOTHING)


async def _undo(call: Call, case: Case | None) -> Outcome:
    if case is None:
        return call.say(NO_CASE, number=call.given.number)
    if case.undone_by:
        return call.say(Both("案 {n} 已经撤销过了。", "Case {n} has been taken back already."), n=case.number)
    if case.member == call.by.id:
        return call.say(Both("自己的案要请别人来撤销。", "Somebody else must take back a case of yours."))
    if swept(case):
        return await take_back(call, case)
    call.turn.save((await call.turn.load(Cases)).undone(case.number, call.by.id))
    await unlearn(call, case)
    return await _taken_back(call, case)


async def _taken_back(call: Call, case: Case) -> Outcome:
    done = []
    if await _forget_strikes(call, case):
        done.append(Both("警告已清", "the strikes are forgotten"))
    if await lift(call.turn, case.member):
        done.append(Both("已移出黑名单", "the ban is lifted"))
    answers = [answer for effect in case.effects if (answer := _opposite(effect)) is not None]
    if answers:
        done.append(Both("积分和标签已还原", "points and tags are as they were"))
    if "remove" in case.actions:
        answers.append(Invite())
        done.append(Both("正在请TA回来", "an invitation is on its way"))
    text = Both("案 {n} 已撤销，对不住 {name} 啦{done}", "Case {n} is taken back. Sorry, {name}{done}")
    member = Member(id=case.member, name=case.name)
    listed = "".join(call.text(Both("；{what}", "; {what}"), what=call.text(what)) for what in done)
    wrong = () if case.rule == call.turn.rule else (Evidence(signal=FALSE_POSITIVE, detail=case.rule),)
    return call.do(
        "undone", member, text, *answers, evidence=wrong, n=case.number, name=called_in(case), done=listed
    )


def _opposite(effect: Mapping[str, int | str]) -> Answer | None:
    """Return what takes an effect back; strikes are not given back but forgotten."""
    match effect:
        case {"points": int(amount)}:
            return Points(-amount)
        case {"tag": str(name)}:
            return Untag(name)
        case {"untag": str(name)}:
            return Tag(name)
        case _:
            return None


async def _forget_strikes(call: Call, case: Case) -> bool:
    """Take away the strikes that this very case gave."""
    standing = await call.turn.load(Standing, case.member)
    kept = tuple(one for one in standing.strikes if f"{one.cause}:{one.rule}" != case.id)
    if kept == standing.strikes:
        return False
    call.turn.save(standing.model_copy(update={"strikes": kept}), case.member)
    recount(call, Member(id=case.member, name=case.name))
    return True
