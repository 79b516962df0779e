"""Forget: a member's wish to have what the bot knows of them deleted."""

from bot.commands.call import Call
from bot.commands.invites import Brought
from bot.commands.people import Known
from bot.commands.registry import WHO, command
from bot.commands.texts import Both, called
from bot.contract import Cases, Granted, Role, Standing, Verdict
from bot.contract.reviews import Reviews


@command(
    "forget", "遗忘",
    args=(WHO,),
    needs="members.forget",
    role=Role.owner,
    help=Both("删掉某人的记录", "delete what is known of a member"),
    example=Both("/遗忘 @小明", "/forget @Ming"),
    acts=True,
    confirms=True,
)  # fmt: skip
async def forget(call: Call) -> Verdict:
    """Delete a member's points, strikes, tags, invitations, suspicions, and names in cases; bans stay."""
    member = call.target
    call.turn.save(Standing(), member.id)
    call.turn.save(Brought(), member.id)
    known = await call.turn.load(Known)
    staff, joined = (
        tuple(one for one in kept if one.id != member.id) for kept in (known.staff, known.joined)
    )
    call.turn.save(Known(staff=staff, joined=joined))
    granted = await call.turn.load(Granted)
    without = {id: name for id, name in granted.spared.items() if id != member.id}
    call.turn.save(granted.model_copy(update={"spared": without}))
    reviews = await call.turn.load(Reviews)
    others = tuple(one for one in reviews.last if one.member.id != member.id)
    call.turn.save(reviews.model_copy(update={"last": others}))
    cases = await call.turn.load(Cases)
    last = tuple(
        case.model_copy(update={"name": ""}) if case.member == member.id else case for case in cases.last
    )
    call.turn.save(cases.model_copy(update={"last": last}))
    text = Both(
        "{name} 的积分、警告、标签和邀请都删掉了；聊天历史七天内自动清掉。",
        "{name}'s points, strikes, tags and invitations are deleted; the history goes within seven days.",
    )
    return call.say(text, name=called(member))
