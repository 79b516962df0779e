"""Pause, resume, status: whether the bot acts here, and how it is doing."""

from bot.commands.call import Call
from bot.commands.registry import command
from bot.commands.texts import Both
from bot.contract import Cases, Mode, Verdict


@command(
    "pause", "暂停",
    needs="bot.pause",
    help=Both("让机器人在本群停手", "stop all acting in this room"),
    example=Both("/暂停", "/pause"),
)  # fmt: skip
async def pause(call: Call) -> Verdict:
    """Stop all acting in this room."""
    call.turn.pause(True)
    return call.say(Both("好，我先停手。要我继续就发 /恢复", "All right, I hold still. /resume wakes me."))


@command(
    "resume", "恢复", "继续",
    needs="bot.pause",
    help=Both("让机器人继续工作", "go on after /pause"),
    example=Both("/恢复", "/resume"),
)  # fmt: skip
async def resume(call: Call) -> Verdict:
    """Go on acting in this room."""
    call.turn.pause(False)
    return call.say(Both("我回来啦，继续照看大家。", "I am back and looking after you again."))


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
    return call.say(
        text, live=modes.count(Mode.live), shadow=modes.count(Mode.shadow), off=modes.count(Mode.off),
        cases=(await call.turn.load(Cases)).count,
    )  # fmt: skip
