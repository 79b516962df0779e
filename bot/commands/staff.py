"""Who has which rank here."""

from bot.commands.call import Call
from bot.commands.flow import ROLES
from bot.commands.people import Known
from bot.commands.registry import ANYONE, command
from bot.commands.texts import Both, called
from bot.contract import Member, Role, Verdict


@command(
    "role", "身份", "角色",
    args=(ANYONE,),
    needs="staff.show",
    role=Role.member,
    help=Both("看自己的身份", "your rank"),
    example=Both("/身份", "/role @Ming"),
)  # fmt: skip
async def role(call: Call) -> Verdict:
    """Tell somebody's rank."""
    rank = call.text(ROLES[call.turn.role(call.target)])
    return call.say(Both("{name}：{role}", "{name}: {role}"), name=called(call.target), role=rank)


@command(
    "staff", "管理员", "当家",
    needs="staff.show",
    role=Role.member,
    help=Both("看谁在管群", "who looks after the group"),
    example=Both("/管理员", "/staff"),
)  # fmt: skip
async def staff(call: Call) -> Verdict:
    """List people of rank who have been seen here, the highest first."""
    known = (await call.turn.load(Known)).staff
    people = [(call.turn.role(seen.member()), seen.member()) for seen in known]
    ranked = sorted((pair for pair in people if Role.member < pair[0] < Role.bot), key=_order)
    if not ranked:
        return call.say(Both("还没见过管理员说话。", "I have seen nobody of rank here yet."))
    return call.handler.tell(
        "\n".join(f"{call.text(ROLES[rank])} {called(member)}" for rank, member in ranked)
    )


def _order(pair: tuple[Role, Member]) -> tuple[int, str]:
    return -pair[0], pair[1].id
