"""Pause, resume, status: whether the bot acts here, and how it is doing."""

from bot.commands.call import Call
from bot.commands.registry import LENGTH, command
from bot.commands.texts import Both
from bot.contract import Breaker, Cases, Mode, Verdict

RESUME = "resume"
"""The timer that ends a pause."""
TRIPPED = Both(
    "熔断：移出的人太多，{since} 起规则不再移人。看过没问题就发 /恢复",
    "Breaker: too many removals, so since {since} rules remove nobody. /resume when you have looked.",
)
BACK = Both("我回来啦，继续照看大家。", "I am back and looking after you again.")


@command(
    "pause", "暂停", "安静",
    args=(LENGTH,),
    needs="bot.pause",
    help=Both("让机器人在本群停手", "stop all acting in this room"),
    example=Both("/暂停 2小时", "/pause 2h"),
)  # fmt: skip
async def pause(call: Call) -> Verdict:
    """Stop all acting in this room, until `/resume` or for a time."""
    call.turn.pause(True)
    call.turn.cancel(RESUME)
    span = call.given.span
    if span is None:
        return call.say(
            Both("好，我先停手。要我继续就发 /恢复", "All right, I hold still. /resume wakes me.")
        )
    until = call.turn.now + span
    call.turn.timer(RESUME, until)
    text = Both("好，我先停手，{until} 回来。", "All right, I hold still until {until}.")
    return call.say(text, until=f"{until:%m-%d %H:%M}")


@command(
    "resume", "恢复", "继续",
    needs="bot.pause",
    help=Both("让机器人继续工作", "go on after /pause"),
    example=Both("/恢复", "/resume"),
)  # fmt: skip
async def resume(call: Call) -> Verdict:
    """Go on acting in this room; let rules remove people again if the circuit breaker held them."""
    call.turn.pause(False)
    call.turn.cancel(RESUME)
    if (await call.turn.load(Breaker)).tripped is not None:
        call.turn.save(Breaker())
    return call.say(BACK)


@command(
    "status", "状态",
    needs="status.show",
    help=Both("机器人在本群的情况", "how I am doing here"),
    example=Both("/状态", "/status"),
)  # fmt: skip
async def status(call: Call) -> Verdict:
    """Tell how many rules are in force, and how many cases there were."""
    modes = [rule.mode for rule in call.turn.rules if rule.id != call.turn.rule]
    text = Both(
        "规则：{live} 条执行，{shadow} 条试运行，{off} 条关\n案件：共 {cases} 件",
        "Rules: {live} live, {shadow} in shadow, {off} off\nCases: {cases}",
    )
    told = call.text(
        text, live=modes.count(Mode.live), shadow=modes.count(Mode.shadow), off=modes.count(Mode.off),
        cases=(await call.turn.load(Cases)).count,
    )  # fmt: skip
    tripped = (await call.turn.load(Breaker)).tripped
    if tripped is not None:
        told += "\n" + call.text(TRIPPED, since=f"{tripped.astimezone(call.turn.now.tzinfo):%m-%d %H:%M}")
    return call.handler.tell(told)
