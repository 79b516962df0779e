"""Points and ranks: what every member may ask for."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.call import Call
from bot.commands.registry import ANYONE, command
from bot.commands.texts import Both, called
from bot.contract import Member, Outcome, Role, Standing, Verdict

RANKED = 10
"""Places that `/rank` shows."""
_MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}


@command(
    "points", "积分", "分数",
    args=(ANYONE,),
    needs="points.show",
    role=Role.member,
    help=Both("看积分", "show points"),
    example=Both("/积分", "/points @Ming"),
)  # fmt: skip
async def points(call: Call) -> Verdict:
    """Tell how many points somebody has, and how many strikes."""
    standing = await call.turn.load(Standing, call.target.id)
    strikes = sum(record.count for record in standing.strikes)
    text = Both("{name} 现有 {points} 分", "{name} has {points} points")
    if strikes:
        text = Both(
            "{name} 现有 {points} 分，被提醒过 {strikes} 次",
            "{name} has {points} points and {strikes} strikes",
        )
    name = called(_named(call.target, standing))
    return call.say(text, name=name, points=standing.points, strikes=strikes)


def _named(member: Member, standing: Standing) -> Member:
    return member if member.name else member.model_copy(update={"name": standing.name})


points_show = replace(
    points, name="points show", aliases=("看", "查"), example=Both("/积分 看 @小明", "/points show @Ming")
)


@command(
    "rank", "排行", "排名", "排行榜",
    needs="points.show",
    role=Role.member,
    help=Both("积分排行", "who has most points"),
    example=Both("/排行", "/rank"),
)  # fmt: skip
async def rank(call: Call) -> Verdict:
    """List who has most points; staff may use the numbers of the list afterwards."""
    best = [(id, own) for id, own in await call.turn.top(Standing, RANKED) if own.points > 0]
    if not best:
        return call.say(Both("还没有人有积分，签到就有啦。", "Nobody has points yet; check in to get some."))
    people = [(Member(id=id, name=own.name), own.points) for id, own in best]
    return listed(call, Both("积分排行", "Most points"), Both("分", ""), people)


def listed(call: Call, title: Both, unit: Both, people: Sequence[tuple[Member, int]]) -> Outcome:
    """Answer with a ranked list; staff may use its numbers afterwards."""
    call.show([member for member, _ in people])
    lines = [call.text(title)]
    for place, (member, count) in enumerate(people, 1):
        lines.append(f"{_MEDALS.get(place, f'{place}.')} {called(member)} {count} {call.text(unit)}".rstrip())
    return call.handler.tell("\n".join(lines))
