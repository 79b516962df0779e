"""Bans: who may not come in again, until when, and in whose name they are removed if they do."""

from datetime import timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.commands import flow, numerals
from bot.commands.answers import Answers
from bot.commands.call import Call
from bot.commands.moderation import length, reason
from bot.commands.registry import LENGTH, REASON, WHO, command
from bot.commands.texts import Both, called
from bot.contract import Document, Evidence, Member, MemberJoined, Outcome, Remove, Turn, Verdict, harmless

MOST = 500
"""Bans a room keeps; the oldest goes first."""


class Ban(BaseModel):
    """One ban: of whom, by whom (with their rank then), why, until when (event time)."""

    model_config = ConfigDict(frozen=True)
    member: Member
    by: Member
    reason: str = ""
    until: AwareDatetime | None = None


class Bans(Document, of="room"):
    """Who may not come in again, oldest first."""

    bans: tuple[Ban, ...] = ()


@command(
    "ban", "拉黑", "封禁",
    args=(WHO, LENGTH, REASON),
    needs="members.ban",
    help=Both("移出并不让再进", "remove a member and keep them out"),
    example=Both("/拉黑 @小明 7天 广告", "/ban @Ming 7d adverts"),
    acts=True,
)  # fmt: skip
async def ban(call: Call) -> Verdict:
    """Remove a member now, and whenever they come in again."""
    if wide := _everywhere(call):
        return await flow.perform(wide) if call.may(wide.command) else flow.deny(wide)
    member, span = call.target, call.given.span
    by = call.by.model_copy(update={"role": call.role})
    until = call.turn.now + span if span else None
    made = Ban(member=member, by=by, reason=harmless(call.given.rest, 100), until=until)
    kept = await call.turn.load(Bans)
    others = tuple(one for one in kept.bans if one.member.id != member.id)
    call.turn.save(Bans(bans=(*others, made)[-MOST:]))
    text = Both("已拉黑 {name}{span}{reason}（案 {case}）", "{name} is banned{span}{reason} (case {case})")
    shown = call.text(Both("，{span}内", " for {span}"), span=length(call, span)) if span else ""
    return call.do(
        "banned", member, text, Remove(), name=called(member), span=shown, reason=reason(call),
        case=await call.next_case(),
    )  # fmt: skip


def _everywhere(call: Call) -> Call | None:
    """Return the call of `/ban everywhere` if the reason begins with that word: `/ban @x everywhere`."""
    first, _, rest = call.given.rest.partition(" ")
    wide = call.registry.under(call.command, first) if first else None
    if wide is None:
        return None
    token, _, after = rest.strip().partition(" ")
    span = call.given.span or (numerals.span(token) if token else None)
    reason = rest.strip() if call.given.span or not span else after.strip()
    return call.use(wide, call.given.model_copy(update={"span": span, "rest": reason}))


@command(
    "unban", "解封",
    args=(WHO,),
    needs="members.ban",
    help=Both("移出黑名单", "lift a ban"),
    example=Both("/解封 小明", "/unban Ming"),
)  # fmt: skip
async def unban(call: Call) -> Verdict:
    """Let a member come in again."""
    if await lift(call.turn, call.target.id):
        return call.say(Both("{name} 可以再进群了。", "{name} may come in again."), name=called(call.target))
    return call.say(Both("{name} 不在黑名单里。", "{name} is not banned."), name=called(call.target))


@command(
    "bans", "黑名单",
    needs="members.ban",
    help=Both("看黑名单", "who is banned"),
    example=Both("/黑名单", "/bans"),
)  # fmt: skip
async def bans(call: Call) -> Verdict:
    """List who is banned now, newest first; the numbers of the list may be used afterwards."""
    now = [one for one in reversed((await call.turn.load(Bans)).bans) if _holds(one, call.turn)][:20]
    if not now:
        return call.say(Both("黑名单是空的。", "Nobody is banned."))
    call.show([one.member for one in now])
    lines = [
        f"{n}. {called(one.member)}{f' {one.reason}' if one.reason else ''}" for n, one in enumerate(now, 1)
    ]
    return call.handler.tell("\n".join(lines))


async def lift(turn: Turn, member: str) -> bool:
    """Lift a member's ban; return whether there was one."""
    kept = await turn.load(Bans)
    others = tuple(one for one in kept.bans if one.member.id != member)
    if len(others) == len(kept.bans):
        return False
    turn.save(Bans(bans=others))
    return True


async def turn_away(event: MemberJoined, turn: Turn, answers: Answers) -> Outcome | None:
    """Remove somebody who is banned, in the name of who banned them."""
    kept = await turn.load(Bans)
    held = next((one for one in kept.bans if one.member.id == event.member.id and _holds(one, turn)), None)
    if held is None:
        return None
    text = Both("{name} 在黑名单里，已移出。", "{name} is banned and was removed.")
    detail = Evidence(signal="/ban", detail=held.reason)
    return answers.kicked(
        member=event.member, by=held.by, evidence=[detail],
        text=text.say(answers.language, name=called(event.member)),
    )  # fmt: skip


def _holds(one: Ban, turn: Turn) -> bool:
    return one.until is None or turn.now - one.until < timedelta()
