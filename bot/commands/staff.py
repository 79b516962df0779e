"""Who has which rank here, who gives it, and who is on duty."""

from bot.commands import flow
from bot.commands.call import Call
from bot.commands.flow import ROLES, misused
from bot.commands.parse import NOBODY, Misuse
from bot.commands.people import Known
from bot.commands.registry import ANYONE, WHO, Arg, Takes, command
from bot.commands.texts import Both, called
from bot.contract import Duty, Grant, Granted, Member, Role, Verdict, harmless, normal

NO_RANK = Both(
    "没有这个身份。可以用：{ranks}（成员＝收回）",
    "There is no such rank. One of: {ranks} (member takes it back)",
)
TOO_HIGH = Both("只能给比自己低的身份。", "You can only give a rank below your own.")
STILL = Both(
    "{name} 的身份在规则文件或群里定着，仍是{role}。",
    "{name} is {role} by the rule file or the platform, which I cannot change.",
)
_RANK = Both("身份", "rank")


def rank_named(word: str) -> Role | None:
    """Return the rank of this name, in either language."""
    wanted = normal(word)
    return next((r for r, both in ROLES.items() if wanted in {normal(both.zh), both.en, r.name}), None)


@command(
    "role", "身份", "角色",
    args=(ANYONE, Arg(Takes.word, _RANK, optional=True)),
    needs="staff.show",
    role=Role.member,
    help=Both("看身份，或给身份", "a member's rank, or give one"),
    example=Both("/身份 @小明 小当家", "/role @Ming moderator"),
)  # fmt: skip
async def role(call: Call) -> Verdict:
    """Tell somebody's rank; with a rank, give it as `/grant` does."""
    if not call.given.word:
        rank = call.text(ROLES[call.turn.role(call.target)])
        return call.say(Both("{name}：{role}", "{name}: {role}"), name=called(call.target), role=rank)
    if not call.given.members:
        return misused(call, Misuse(NOBODY))
    granting = call.use(grant, call.given)
    return await flow.perform(granting) if call.may(grant) else flow.deny(granting)


@command(
    "grant", "任命", "授权",
    args=(WHO, Arg(Takes.word, _RANK)),
    needs="staff.grant",
    role=Role.operator,
    help=Both("给成员一个身份", "give a member a rank"),
    example=Both("/任命 @小明 小当家", "/grant @Ming moderator"),
    acts=True,
)  # fmt: skip
async def grant(call: Call) -> Verdict:
    """Give a member of lower rank a rank below one's own; `member` takes it back."""
    role, member = rank_named(call.given.word), call.target
    if role is None:
        known = "、".join(call.text(both) for rank, both in ROLES.items() if rank < call.role)
        return call.say(NO_RANK, ranks=known)
    if role >= call.role:
        return call.say(TOO_HIGH)
    kept = await call.turn.load(Granted)
    ranks = {id: one for id, one in kept.ranks.items() if id != member.id}
    if role > Role.member:
        held = Grant(role=role, name=harmless(member.name), by=call.by.id, at=call.turn.now)
        ranks[member.id] = held
    call.turn.save(kept.model_copy(update={"ranks": ranks}))
    base = max(member.role, call.turn.house.staff.get(member.id, Role.member))
    if base > role:
        return call.say(STILL, name=called(member), role=call.text(ROLES[base]))
    text = Both("{name} 现在是{role}", "{name} is now {role}")
    return call.say(text, name=called(member), role=call.text(ROLES[role]))


@command(
    "staff", "管理员", "当家",
    needs="staff.show",
    role=Role.member,
    help=Both("看谁在管群", "who looks after the group"),
    example=Both("/管理员", "/staff"),
)  # fmt: skip
async def staff(call: Call) -> Verdict:
    """List who has a rank by the rule files, by grant, or by the platform's word if seen; highest first."""
    people = await _people(call)
    ranked = sorted(
        (pair for pair in ((call.turn.role(one), one) for one in people.values())
         if Role.member < pair[0] < Role.bot),
        key=lambda pair: (-pair[0], pair[1].id),
    )  # fmt: skip
    if not ranked:
        return call.say(Both("还没有管理员。", "Nobody has a rank here yet."))
    call.show([member for _, member in ranked])
    return call.handler.tell(
        "\n".join(f"{call.text(ROLES[rank])} {called(member)}" for rank, member in ranked)
    )


async def _people(call: Call) -> dict[str, Member]:
    """Return everybody who may have a rank, with the name if it is known."""
    known, granted = await call.turn.load(Known), (await call.turn.load(Granted)).ranks
    people = {id: Member(id=id) for id in call.turn.house.staff}
    people |= {id: Member(id=id, name=held.name) for id, held in granted.items()}
    people |= {seen.id: seen.member() for seen in known.joined if seen.id in people}
    return people | {seen.id: seen.member() for seen in known.staff}


@command(
    "duty", "值班",
    needs="staff.show",
    role=Role.member,
    help=Both("看谁在值班", "who is on duty"),
    example=Both("/值班", "/duty"),
)  # fmt: skip
async def duty(call: Call) -> Verdict:
    """Tell the roster, and who is on duty now."""
    roster = call.turn.house.duty
    if not roster:
        return call.say(Both("这个群没有排值班。", "There is no roster for this group."))
    people = await _people(call)
    return call.handler.tell("\n".join(_hours(call, part, people) for part in roster))


def _hours(call: Call, part: Duty, people: dict[str, Member]) -> str:
    now = call.text(Both("（现在）", " (now)")) if part.holds(call.turn.now) else ""
    names = "、".join(called(people.get(id, Member(id=id))) for id in part.members)
    hours = f"{part.starts:%H:%M}–{part.ends:%H:%M}"
    return f"{hours}{now} {harmless(part.name)}{'：' if part.name else ''}{names}"
