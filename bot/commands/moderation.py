"""Warn, strike, kick, mute, recall: what a moderator does to one member, or to several after `/yes`."""

from datetime import timedelta

from bot.commands.call import Call
from bot.commands.flow import misused
from bot.commands.parse import Misuse
from bot.commands.registry import COUNT, LENGTH, REASON, WHO, WHO_ALL, Arg, Takes, command
from bot.commands.texts import Both, at, called
from bot.contract import (
    Member,
    Message,
    Mute,
    Outcome,
    Recall,
    Standing,
    Strike,
    Verdict,
    format_span,
    harmless,
)

LONGEST_REASON = 200
MOST_STRIKES = 10
"""Strikes that one `/strike` may give."""
SHORTEST_MUTE, DEFAULT_MUTE, LONGEST_MUTE = timedelta(minutes=1), timedelta(minutes=10), timedelta(days=30)
"""Platforms that can mute do so between a minute and thirty days."""


def reason(call: Call) -> str:
    """Return the reason given, made harmless, with its colon; nothing if there is none."""
    text = harmless(call.given.rest, LONGEST_REASON)
    return call.text(Both("：{text}", ": {text}"), text=text) if text else ""


async def total(call: Call, member: Member) -> int:
    """Return how many strikes a member has."""
    return sum(record.count for record in (await call.turn.load(Standing, member.id)).strikes)


@command(
    "warn", "警告", "提醒",
    args=(WHO_ALL, REASON),
    needs="strikes.give",
    help=Both("提醒一次并记下", "warn a member, which counts"),
    example=Both("/警告 @小明 发广告", "/warn @Ming adverts"),
    acts=True,
)  # fmt: skip
async def warn(call: Call) -> Verdict:
    """Give one strike to each."""
    first = await call.next_case()
    text = Both(
        "⚠️ {name} 提醒一下{reason}（第 {count} 次，案 {case}）",
        "⚠️ {name} please mind the rules{reason} (warning {count}, case {case})",
    )
    return [
        call.act(
            "warned", member, text, name=at(member), reason=reason(call), case=case,
            count=await total(call, member) + 1,
        )
        for case, member in enumerate(call.given.members, first)
    ]  # fmt: skip


@command(
    "strike", "记过",
    args=(WHO, COUNT, REASON),
    needs="strikes.give",
    help=Both("记几次过", "give several strikes at once"),
    example=Both("/记过 @小明 2 刷屏", "/strike @Ming 2 flooding"),
    acts=True,
)  # fmt: skip
async def strike(call: Call) -> Verdict:
    """Give some strikes, one unless said otherwise."""
    count = call.given.number if call.given.number is not None else 1
    if not 1 <= count <= MOST_STRIKES:
        return misused(call, Misuse(Both("一次记 1 到 10 次。", "One to ten strikes at a time.")))
    text = Both(
        "{name} 记过 {count} 次{reason}（共 {total} 次，案 {case}）",
        "{name} got {count} strikes{reason} ({total} in all, case {case})",
    )
    member = call.target
    return call.do(
        "struck", member, text, Strike(count), name=called(member), count=count, reason=reason(call),
        total=await total(call, member) + count, case=await call.next_case(),
    )  # fmt: skip


@command(
    "kick", "踢", "踢出", "移出", "remove",
    args=(WHO_ALL, REASON),
    needs="members.remove",
    help=Both("移出群聊", "remove a member from the room"),
    example=Both("/踢 @小明 发广告", "/kick @Ming adverts"),
    acts=True,
)  # fmt: skip
async def kick(call: Call) -> Verdict:
    """Remove each from the room."""
    first = await call.next_case()
    text = Both(
        "已把 {name} 移出群聊{reason}（案 {case}）",
        "{name} was removed from the group{reason} (case {case})",
    )
    return [
        call.act("kicked", member, text, name=called(member), reason=reason(call), case=case)
        for case, member in enumerate(call.given.members, first)
    ]


@command(
    "mute", "禁言",
    args=(WHO, LENGTH, REASON),
    needs="members.mute",
    help=Both("禁言一会儿（默认10分钟）", "silence a member, for ten minutes unless you say how long"),
    example=Both("/禁言 @小明 30分钟", "/mute @Ming 30m"),
    acts=True,
)  # fmt: skip
async def mute(call: Call) -> Verdict:
    """Silence a member for a time."""
    span = call.given.span or DEFAULT_MUTE
    if not SHORTEST_MUTE <= span <= LONGEST_MUTE:
        return misused(call, Misuse(Both("禁言从 1 分钟到 30 天。", "From one minute to thirty days.")))
    text = Both(
        "{name} 先休息 {span}{reason}（案 {case}）", "{name} takes a rest for {span}{reason} (case {case})"
    )
    return call.do(
        "muted", call.target, text, Mute(span), name=called(call.target), span=length(call, span),
        reason=reason(call), case=await call.next_case(),
    )  # fmt: skip


def length(call: Call, span: timedelta) -> str:
    """Return a length of time in the language of the answers."""
    short = format_span(span)
    if call.language == "en":
        return short
    units = {"d": "天", "h": "小时", "m": "分钟", "s": "秒"}
    return f"{short[:-1]} {units[short[-1]]}"


@command(
    "recall", "撤回",
    args=(Arg(Takes.member, Both("引用那条消息", "quote the message")), REASON),
    needs="messages.recall",
    help=Both("引用一条消息把它撤回", "quote a message to take it back"),
    example=Both("引用那条消息发 /撤回", "Quote it and send /recall"),
    acts=True,
)  # fmt: skip
async def recall(call: Call) -> Verdict:
    """Take the quoted message back."""
    quote = call.event.quote if isinstance(call.event, Message) else None
    if quote is None:
        return misused(call, Misuse(Both("要引用那条消息哦。", "Quote the message, please.")))
    made = Outcome(Recall(), message=str).named("recalled")
    return made(member=call.target, by=call.by, evidence=call.why, message=quote.id)
