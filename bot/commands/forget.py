"""Forget: a member's wish to have what the bot knows of them deleted."""

from bot.commands.answers import Answers
from bot.commands.call import Call
from bot.commands.people import Known
from bot.commands.registry import WHO, command
from bot.commands.texts import Both, called
from bot.contract import Cases, Granted, Role, Room, Told, Turn, Verdict, member_actor, room_actor
from bot.contract.reviews import Reviews

_DONE = Both(
    "{name} 的积分、警告、标签、签到、邀请等记录都删掉了。\n还留着：案件（没有名字和原话，好能撤销）、"
    "黑名单、管理员操作记录；聊天历史七天内自动清掉。",
    "All records of {name} (points, strikes, tags, check-ins, invitations …) are deleted.\nKept: cases "
    "without name and words, so that they can be taken back, bans, and what staff did; "
    "the history goes within seven days.",
)


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
    """Delete all documents of a member, here and over all rooms, and what lists of the room say of them."""
    member = call.target
    call.turn.forget(member.id)
    call.turn.tell(member_actor(call.event.platform, member.id), forget=member.id)
    office = call.turn.house.management
    if office and office != call.event.room.id:
        call.turn.tell(room_actor(call.event.platform, office), Room(id=office), forget=member.id)
    await _out_of_lists(call.turn, member.id)
    cases = await call.turn.load(Cases)
    last = tuple(
        case.model_copy(update={"name": "", "evidence": ()}) if case.member == member.id else case
        for case in cases.last
    )
    call.turn.save(cases.model_copy(update={"last": last}))
    return call.say(_DONE, name=called(member))


async def hear(event: Told, turn: Turn, _answers: Answers) -> None:
    """Forget as the member's own actor, or as the management room of where they were."""
    if event.of == member_actor(event.platform, event.body["forget"]):
        turn.forget()
    else:
        await _out_of_reviews(turn, event.body["forget"])


async def _out_of_lists(turn: Turn, member: str) -> None:
    known = await turn.load(Known)
    staff, joined = (tuple(one for one in kept if one.id != member) for kept in (known.staff, known.joined))
    turn.save(Known(staff=staff, joined=joined))
    granted = await turn.load(Granted)
    spared = {id: name for id, name in granted.spared.items() if id != member}
    ranks = {
        id: held.model_copy(update={"name": ""}) if id == member else held
        for id, held in granted.ranks.items()
    }
    turn.save(granted.model_copy(update={"spared": spared, "ranks": ranks}))
    await _out_of_reviews(turn, member)


async def _out_of_reviews(turn: Turn, member: str) -> None:
    reviews = await turn.load(Reviews)
    others = tuple(one for one in reviews.last if one.member.id != member)
    turn.save(reviews.model_copy(update={"last": others}))
