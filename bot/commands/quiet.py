"""Quiet by a person's word: what the rule for quiet hours says then holds at once."""

from datetime import datetime, time, timedelta

from bot.commands.call import Call
from bot.commands.flow import misused
from bot.commands.numerals import span
from bot.commands.parse import Misuse
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both
from bot.contract import Mode, Outcome, Quiet, Verdict, normal

NO_RULE = Both(
    "这个群没有 quiet_hours 规则，管不了安静哦。", "This group has no quiet_hours rule to keep it quiet."
)
NO_TIME = Both(
    "要一个时刻或一段时间，比如 22:00、2小时。", "A time of day or a length is missing: 22:00, 2h."
)
LOUD = Both("现在没有额外的安静，按规则里的时间来。", "No extra quiet now; the rule's hours hold.")


@command(
    "quiet", "安静时间", "勿扰",
    needs="room.quiet",
    help=Both("请大家安静（开、关、到几点）", "keep the group quiet (on, off, until)"),
    example=Both("/安静时间", "/quiet"),
)  # fmt: skip
async def quiet(call: Call) -> Verdict:
    """Tell whether it is quiet by a person's word."""
    asked = await call.turn.load(Quiet)
    return _told(call, asked) if asked.holds(call.turn.now) else call.say(LOUD)


@command(
    "quiet on", "开", "开始",
    needs="room.quiet",
    help=Both("从现在起安静", "quiet from now on"),
    example=Both("/安静时间 开", "/quiet on"),
)  # fmt: skip
async def on(call: Call) -> Verdict:
    """Keep it quiet until further notice."""
    return _kept(call, Quiet(on=True))


@command(
    "quiet off", "关", "结束",
    needs="room.quiet",
    help=Both("可以聊了", "end the quiet"),
    example=Both("/安静时间 关", "/quiet off"),
)  # fmt: skip
async def off(call: Call) -> Verdict:
    """Go back to the rule's hours."""
    call.turn.save(Quiet())
    return call.say(LOUD)


@command(
    "quiet until", "到",
    args=(Arg(Takes.word, Both("几点", "time")),),
    needs="room.quiet",
    help=Both("安静到几点", "quiet until a time"),
    example=Both("/安静时间 到 22:00", "/quiet until 22:00"),
)  # fmt: skip
async def until(call: Call) -> Verdict:
    """Keep it quiet until a time of day, or for a length of time."""
    end = _end(call.given.word, call.turn.now)
    return misused(call, Misuse(NO_TIME)) if end is None else _kept(call, Quiet(on=True, until=end))


def _end(word: str, now: datetime) -> datetime | None:
    """Return when a time of day comes next, or when a length of time is over."""
    length = span(word)
    if length is not None:
        return now + length
    try:
        clock = time.fromisoformat(normal(word).replace("：", ":").zfill(5))
    except ValueError:
        return None
    end = datetime.combine(now.date(), clock.replace(tzinfo=None), now.tzinfo)
    return end if end > now else end + timedelta(days=1)


def _kept(call: Call, asked: Quiet) -> Outcome:
    if not any(rule.handler == "quiet_hours" and rule.mode is Mode.live for rule in call.turn.rules):
        return call.say(NO_RULE)
    call.turn.save(asked)
    return _told(call, asked)


def _told(call: Call, asked: Quiet) -> Outcome:
    if asked.until is None:
        return call.say(Both("安静时间，到 /安静时间 关 为止。", "Quiet until /quiet off."))
    end = f"{asked.until.astimezone(call.turn.now.tzinfo):%m-%d %H:%M}"
    return call.say(Both("安静时间，到 {end} 为止。", "Quiet until {end}."), end=end)
