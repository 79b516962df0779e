"""`/yes CODE`: what a dangerous command waits for."""

from dataclasses import replace

from bot.commands import flow, waiting
from bot.commands.call import Call
from bot.commands.numerals import number
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both
from bot.contract import Role, Verdict

NOTHING = Both(
    "现在没有等你确认的事（也可能超过两分钟了）。", "Nothing waits for you (or two minutes are over)."
)
WRONG = Both("确认码不对，再看一眼？", "That is not the code.")


@command(
    "yes", "确认", "确定",
    args=(Arg(Takes.word, Both("确认码", "code")),),
    needs="commands.confirm",
    role=Role.member,
    help=Both("确认刚才的操作", "confirm what you just asked for"),
    example=Both("/确认 1234", "/yes 1234"),
)  # fmt: skip
async def yes(call: Call) -> Verdict:
    """Go on with what the same person asked for less than two minutes ago."""
    waits = await call.turn.load(waiting.Waiting)
    wanted = call.registry.find(waits.command) if waits.code and waits.awaits(call.turn) else None
    if wanted is None:
        return call.say(NOTHING)
    if number(call.given.word) != int(waits.code):
        return call.say(WRONG)
    waiting.settle(call.turn)
    confirmed = replace(call.use(wanted, waits.given), agreed=waits.touches)
    return await flow.perform(confirmed, sure=True) if call.may(wanted) else flow.deny(confirmed)
