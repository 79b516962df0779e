"""Say, announce, report: words that the bot passes on."""

from bot.commands.call import Call
from bot.commands.figures import stats
from bot.commands.flow import misused
from bot.commands.parse import Misuse
from bot.commands.registry import REASON, Arg, Takes, command
from bot.commands.texts import Both, called
from bot.contract import Announce, Message, Outcome, Role, Say, Task, Verdict, harmless

_ABOUT = Misuse(Both("举报谁、为什么？", "Whom, and why?"))
_TEXT = Arg(Takes.rest, Both("内容", "text"))


@command(
    "say", "说",
    args=(_TEXT,),
    needs="room.say",
    help=Both("让机器人说一句话", "have me say something"),
    example=Both("/说 今晚八点开抢", "/say We start at eight"),
)  # fmt: skip
async def say(call: Call) -> Verdict:
    """Say a text as it is typed."""
    return Outcome(Say("{{ text }}"), text=str).named("spoken")(by=call.by, text=call.given.rest)


@command(
    "announce", "公告",
    args=(_TEXT,),
    needs="room.announce",
    help=Both("发群公告", "set the group notice"),
    example=Both("/公告 今晚八点开抢", "/announce We start at eight"),
    confirms=True,
)  # fmt: skip
async def announce(call: Call) -> Verdict:
    """Set the group notice, which everybody is told of; hence it waits for `/yes`."""
    return Outcome(Announce("{{ text }}"), text=str).named("announced")(by=call.by, text=call.given.rest)


@command(
    "report", "举报",
    args=(Arg(Takes.member, Both("@谁", "@who"), optional=True), REASON),
    needs="messages.report",
    role=Role.member,
    help=Both("悄悄告诉管理员", "tell the moderators"),
    example=Both("引用那条消息发 /举报 广告", "Quote it and send /report adverts"),
)  # fmt: skip
async def report(call: Call) -> Verdict:
    """Ask a moderator to look at a member or at the quoted message; alone, it tells staff the figures."""
    quote = call.event.quote if isinstance(call.event, Message) else None
    if quote is None and not call.given.members and not call.given.rest:
        return await stats.run(call.use(stats, call.given)) if call.may(stats) else misused(call, _ABOUT)
    about = called(call.given.members[0]) if call.given.members else "?"
    task = Both("{by} 举报 {about}{message}：{reason}", "{by} reports {about}{message}: {reason}")
    text = call.text(
        task, by=called(call.by), about=about, reason=harmless(call.given.rest, 200) or "-",
        message=call.text(Both("（消息 {id}）", " (message {id})"), id=quote.id) if quote else "",
    )  # fmt: skip
    made = Outcome(Task("{{ task }}", to="moderator"), task=str).named("reported")
    return [made(task=text), call.say(Both("收到，已经转给管理员。", "Thank you, the moderators know now."))]
