"""Invitations: who brought how many people in, and asking somebody back."""

from bot.commands.call import Call
from bot.commands.community import listed
from bot.commands.registry import WHO, command
from bot.commands.texts import Both, called
from bot.contract import Document, Invite, Member, MemberJoined, Role, Turn, Verdict

RANKED = 10
REMEMBERED = 500
"""Invited members kept for each inviter, so that coming in twice counts once."""


class Brought(Document, of="member in room", ranked="count"):
    """Whom a member has brought in; newest last."""

    name: str = ""
    count: int = 0
    members: tuple[str, ...] = ()


async def count_invitation(event: MemberJoined, turn: Turn) -> None:
    """Count a member for whoever brought them in, once."""
    inviter = event.inviter
    if inviter is None or inviter.id == event.member.id:
        return
    brought = await turn.load(Brought, inviter.id)
    if event.member.id in brought.members:
        return
    members = (*brought.members, event.member.id)[-REMEMBERED:]
    name = inviter.name or brought.name
    turn.save(Brought(name=name, count=brought.count + 1, members=members), inviter.id)


@command(
    "invite", "邀请", "拉回",
    args=(WHO,),
    needs="members.invite",
    help=Both("请人进群", "ask somebody into the room"),
    example=Both("/邀请 小明", "/invite Ming"),
)  # fmt: skip
async def invite(call: Call) -> Verdict:
    """Invite somebody into the room, again."""
    text = Both("正在请 {name} 进群。", "{name} is being invited.")
    return call.do("invited", call.target, text, Invite(), name=called(call.target))


@command(
    "invite rank", "排行", "榜", "排名",
    needs="invites.show",
    role=Role.member,
    help=Both("看谁邀请的人最多", "who brought most people in"),
    example=Both("/邀请 排行", "/invite rank"),
)  # fmt: skip
async def invite_rank(call: Call) -> Verdict:
    """List who has brought most people in."""
    best = [(id, own) for id, own in await call.turn.top(Brought, RANKED) if own.count > 0]
    if not best:
        return call.say(Both("还没有人邀请过朋友。", "Nobody has brought a friend yet."))
    people = [(Member(id=id, name=own.name), own.count) for id, own in best]
    return listed(call, Both("邀请排行", "Most invitations"), Both("人", ""), people)
