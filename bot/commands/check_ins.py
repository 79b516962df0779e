"""`/check-in`, `show`, `repair`, `unrepair`: the rule that counts check-ins is asked, and answers."""

from datetime import date
from typing import Any

from bot.commands.answers import Answers
from bot.commands.call import Call
from bot.commands.days import day
from bot.commands.flow import misused
from bot.commands.parse import Misuse
from bot.commands.registry import ANYONE, WHO, Arg, Takes, command
from bot.commands.texts import Both, called
from bot.contract import Member, Mode, Outcome, Role, RuleInfo, Told, Turn, Verdict, room_actor

NO_RULE = Both("这个群还没有开签到哦。", "There is no check-in in this group yet.")
NO_DAY = Both("要说是哪一天：昨天、3月1日、03-01。", "Which day? Write yesterday or 03-01.")
_DAY = Arg(Takes.word, Both("哪天", "day"))
_SHOWN = Both(
    "{name} 连续签到 {days} 天（最近 {last}），本月 {month} 天",
    "{name}: {days} days in a row (last {last}), {month} this month",
)
_NEVER = Both("{name} 还没有签到过。", "{name} has never checked in.")
_ANSWERS = {
    "repair": Both(
        "{name} 补签 {day}，{points:+d} 分，现在连续 {days} 天。撤回发 /签到 撤补 {name} {day}",
        "{name}: {day} is repaired, {points:+d} points, {days} days in a row now."
        " Take it back: /check-in unrepair {name} {day}",
    ),
    "unrepair": Both(
        "{name} 补签的 {day} 撤回了，{points:+d} 分，现在连续 {days} 天。",
        "{name}: the repair of {day} is taken back, {points:+d} points, {days} days in a row now.",
    ),
    "already": Both("{name} {day} 已经签过了。", "{name} checked in on {day} already."),
    "not_repaired": Both("{name} 的 {day} 没有补签过。", "{day} of {name} was never repaired."),
    "out_of_range": Both(
        "只能补 60 天以内、今天以前的日子。", "Only a day before today, within 60 days, can be repaired."
    ),
}


@command(
    "check-in", "签到", "打卡", "checkin", "check_in",
    needs="check_ins.use",
    role=Role.member,
    help=Both("每日签到", "check in for today"),
    example=Both("/签到", "/check-in"),
)  # fmt: skip
async def check_in(call: Call) -> Verdict:
    """Leave the answer to the check-in rule; say so if this room has none."""
    return call.say(NO_RULE) if _rule(call) is None else None


@command(
    "check-in show", "看", "查看", "查",
    args=(ANYONE,),
    needs="check_ins.use",
    role=Role.member,
    help=Both("看连续签到几天", "how many days in a row"),
    example=Both("/签到 看 @小明", "/check-in show @Ming"),
)  # fmt: skip
async def show(call: Call) -> Verdict:
    """Tell how long somebody has checked in day after day."""
    return _ask(call, "show", call.turn.today)


@command(
    "check-in repair", "补", "补签",
    args=(WHO, _DAY),
    needs="check_ins.repair",
    help=Both("补上漏签的一天，积分照算", "count a missed day in, with its points"),
    example=Both("/签到 补 @小明 昨天", "/check-in repair @Ming yesterday"),
    acts=True,
)  # fmt: skip
async def repair(call: Call) -> Verdict:
    """Count a missed day in; the streak and the points follow."""
    return _on_a_day(call, "repair")


@command(
    "check-in unrepair", "撤补", "撤回补签",
    args=(WHO, _DAY),
    needs="check_ins.repair",
    help=Both("撤回补签", "take a repair back"),
    example=Both("/签到 撤补 @小明 昨天", "/check-in unrepair @Ming yesterday"),
    acts=True,
)  # fmt: skip
async def unrepair(call: Call) -> Verdict:
    """Take a repaired day out again, with what it earned."""
    return _on_a_day(call, "unrepair")


def _on_a_day(call: Call, asked: str) -> Verdict:
    found = day(call.given.word, call.turn.today)
    return misused(call, Misuse(NO_DAY)) if found is None else _ask(call, asked, found)


def _ask(call: Call, asked: str, on: date) -> Outcome | None:
    """Ask the rule of this room; it answers as another event."""
    rule = _rule(call)
    if rule is None:
        return call.say(NO_RULE)
    here = room_actor(call.event.platform, call.event.room.id)
    about = call.target.model_dump(mode="json")
    call.turn.tell(
        here, None, rule.id, check_in=asked, member=about, day=on.isoformat(), reply=call.turn.rule
    )
    return None


def _rule(call: Call) -> RuleInfo | None:
    """Return the check-in rule of this room, one that acts before one on trial."""
    rules = [rule for rule in call.turn.rules if rule.handler == "check_in" and rule.mode is not Mode.off]
    return next(iter(sorted(rules, key=lambda rule: rule.mode is not Mode.live)), None)


async def hear(event: Told, turn: Turn, answers: Answers) -> Outcome:
    """Say what the rule answered."""
    body: dict[str, Any] = dict(event.body)
    body["name"] = called(Member.model_validate(body.pop("member")))
    never = _SHOWN if body["last"] else _NEVER
    return answers.tell(_ANSWERS.get(body["checked"], never).say(answers.language, **body))
