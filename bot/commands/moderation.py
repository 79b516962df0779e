"""Warn, kick, pardon: what a moderator does to one member, or to several after `/yes`."""

from bot.commands.call import Call
from bot.commands.registry import REASON, WHO_ALL, command
from bot.commands.texts import Both, at, called
from bot.contract import Member, Outcome, Standing, Verdict, harmless

LONGEST_REASON = 200


def reason(call: Call) -> str:
    """Return the reason given, made harmless, with its colon; nothing if there is none."""
    text = harmless(call.given.rest, LONGEST_REASON)
    return call.text(Both("：{text}", ": {text}"), text=text) if text else ""


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
    return [await _warned(call, member) for member in call.given.members]


async def _warned(call: Call, member: Member) -> Outcome:
    standing = await call.turn.load(Standing, member.id)
    count = sum(record.count for record in standing.strikes) + 1
    text = Both(
        "⚠️ {name} 提醒一下{reason}（第 {count} 次）",
        "⚠️ {name} please mind the rules{reason} (warning {count})",
    )
    return call.act("warned", member, text, name=at(member), reason=reason(call), count=count)


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
    text = Both("已把 {name} 移出群聊{reason}", "{name} was removed from the group{reason}")
    return [
        call.act("kicked", member, text, name=called(member), reason=reason(call))
        for member in call.given.members
    ]


@command(
    "pardon", "原谅", "赦免",
    args=(WHO_ALL, REASON),
    needs="strikes.pardon",
    help=Both("清掉警告记录", "forget a member's strikes"),
    example=Both("/原谅 @小明", "/pardon @Ming"),
    acts=True,
)  # fmt: skip
async def pardon(call: Call) -> Verdict:
    """Forget the strikes of each."""
    return [await _pardoned(call, member) for member in call.given.members]


async def _pardoned(call: Call, member: Member) -> Outcome:
    standing = await call.turn.load(Standing, member.id)
    if not standing.strikes:
        return call.say(Both("{name} 没有警告记录。", "{name} has no strikes."), name=called(member))
    call.turn.save(standing.model_copy(update={"strikes": ()}), member.id)
    count = sum(record.count for record in standing.strikes)
    text = Both("{name} 的 {count} 次警告一笔勾销，以后多注意哦。", "{name}'s {count} strikes are forgotten.")
    return call.say(text, name=called(member), count=count)
