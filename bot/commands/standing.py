"""Pardon, tags, points given and taken, red packets owed: what staff change in a member's standing."""

from bot.commands.call import Call
from bot.commands.flow import SELF, misused
from bot.commands.moderation import reason
from bot.commands.parse import Misuse
from bot.commands.registry import REASON, WHO, WHO_ALL, Arg, Takes, command
from bot.commands.texts import Both, called
from bot.contract import Member, Outcome, Points, Standing, Tag, Untag, Verdict, harmless, room_actor

MOST_POINTS = 100_000
"""Points that one command may give or take."""
_ADD_UP = frozenset({"ads", "strikes"})
"""Handlers that may count strikes over rooms."""
_POINTS = Arg(Takes.number, Both("分数", "points"))
_TAG = Arg(Takes.word, Both("标签", "tag"))
_TOO_MANY = Both("分数在 1 到 100000 之间。", "Between 1 and 100000 points.")


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


def recount(call: Call, member: Member) -> None:
    """Have the rules that add strikes up over rooms hear that some of a member's were taken back here."""
    room = call.event.room
    for rule in call.turn.rules:
        if rule.handler in _ADD_UP:
            here = room_actor(call.event.platform, room.id)
            call.turn.tell(here, room, rule.id, recount=member.model_dump(mode="json"))


async def _pardoned(call: Call, member: Member) -> Outcome:
    standing = await call.turn.load(Standing, member.id)
    if not standing.strikes:
        return call.say(Both("{name} 没有警告记录。", "{name} has no strikes."), name=called(member))
    call.turn.save(standing.model_copy(update={"strikes": ()}), member.id)
    recount(call, member)
    count = sum(record.count for record in standing.strikes)
    text = Both("{name} 的 {count} 次警告一笔勾销，以后多注意哦。", "{name}'s {count} strikes are forgotten.")
    return call.say(text, name=called(member), count=count)


@command(
    "tag", "标签", "打标签",
    args=(WHO, _TAG),
    needs="tags.edit",
    help=Both("给成员打标签", "tag a member"),
    example=Both("/标签 @小明 老客户", "/tag @Ming regular"),
    acts=True,
)  # fmt: skip
async def tag(call: Call) -> Verdict:
    """Tag a member."""
    name = harmless(call.given.word)
    text = Both("{name} 有了标签「{tag}」", "{name} is now tagged {tag}")
    return call.do("tagged", call.target, text, Tag(name), name=called(call.target), tag=name)


@command(
    "untag", "去标签",
    args=(WHO, _TAG),
    needs="tags.edit",
    help=Both("去掉成员的标签", "take a tag away"),
    example=Both("/去标签 @小明 老客户", "/untag @Ming regular"),
    acts=True,
)  # fmt: skip
async def untag(call: Call) -> Verdict:
    """Take a tag from a member."""
    name = harmless(call.given.word)
    tags = (await call.turn.load(Standing, call.target.id)).tags
    if name not in tags:
        text = Both("{name} 没有标签「{tag}」。现有：{tags}", "{name} has no tag {tag}, only: {tags}")
        return call.say(text, name=called(call.target), tag=name, tags="、".join(sorted(tags)) or "-")
    text = Both("{name} 的标签「{tag}」去掉了", "{name} has lost the tag {tag}")
    return call.do("untagged", call.target, text, Untag(name), name=called(call.target), tag=name)


@command(
    "points give", "给", "加", "奖",
    args=(WHO, _POINTS, REASON),
    needs="points.give",
    help=Both("给积分", "give points"),
    example=Both("/积分 给 @小明 10", "/points give @Ming 10"),
    acts=True,
)  # fmt: skip
async def give(call: Call) -> Verdict:
    """Give a member points; never oneself."""
    text = Both(
        "{name} 得到 {amount} 分{reason}，现有 {points} 分",
        "{name} got {amount} points{reason} and has {points} now",
    )
    return await _change(call, 1, text)


@command(
    "points take", "扣", "减",
    args=(WHO, _POINTS, REASON),
    needs="points.take",
    help=Both("扣积分", "take points"),
    example=Both("/积分 扣 @小明 10", "/points take @Ming 10"),
    acts=True,
)  # fmt: skip
async def take(call: Call) -> Verdict:
    """Take points from a member."""
    text = Both(
        "{name} 扣了 {amount} 分{reason}，现有 {points} 分",
        "{name} lost {amount} points{reason} and has {points} now",
    )
    return await _change(call, -1, text)


async def _change(call: Call, sign: int, text: Both) -> Outcome:
    amount = call.given.number or 0
    if call.target.id == call.by.id:
        return call.say(SELF)
    if not 1 <= amount <= MOST_POINTS:
        return misused(call, Misuse(_TOO_MANY))
    standing = await call.turn.load(Standing, call.target.id)
    return call.do(
        "points_changed", call.target, text, Points(sign * amount), name=called(call.target), amount=amount,
        points=standing.points + sign * amount, reason=reason(call),
    )  # fmt: skip
