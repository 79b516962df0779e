"""`/pause` and `/resume`."""

from bot.commands.call import Call
from bot.commands.registry import command
from bot.commands.texts import Both
from bot.contract import Verdict


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
