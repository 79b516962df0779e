"""From a line to an answer: right, arguments, rank, confirmation, then the command's own code."""

from dataclasses import replace

from bot.commands import waiting
from bot.commands.call import Call
from bot.commands.parse import Hints, Misuse, parse
from bot.commands.people import hints
from bot.commands.texts import Both, called
from bot.commands.words import Line
from bot.contract import Outcome, Role, Verdict

ROLES = {
    Role.member: Both("成员", "member"),
    Role.partner: Both("合伙人", "partner"),
    Role.helper: Both("助手", "helper"),
    Role.moderator: Both("小当家", "moderator"),
    Role.operator: Both("大当家", "operator"),
    Role.owner: Both("群主", "owner"),
    Role.bot: Both("机器人", "bot"),
}
DENIED = Both("{title} 要{role}才能用哦。", "{title} is for the {role} and above.")
USAGE = Both("{problem}\n用法：{usage}\n例如：{example}", "{problem}\nUsage: {usage}\nExample: {example}")
UNKNOWN = Both("没有 /{name} 这个指令，你是想用 {near} 吗？", "There is no /{name}. Did you mean {near}?")
NOTHING_NEAR = Both(
    "没有 /{name} 这个指令。发 /帮助 看看有哪些。", "There is no /{name}. /help lists them all."
)
WHICH = Both(
    "你说的是哪一位？两分钟内回复序号就好：\n{people}",
    "Who do you mean? Reply with the number within two minutes:\n{people}",
)
RANK = Both(
    "{name} 的级别不比你低，这个我不能帮你做。", "{name} does not rank below you, so I can't do that."
)
SELF = Both("对自己就不用啦。", "Not on yourself.")
SURE = Both(
    "将要 {title}：{count} 人（{people}）。确定的话，两分钟内发 /确认 {code}",
    "About to {title}: {count} people ({people}). Send /yes {code} within two minutes if you are sure.",
)
SURE_ALL = Both(
    "将要 {title}：{text}\n全群都会看到。确定的话，两分钟内发 /确认 {code}",
    "About to {title}: {text}\nEverybody will see it. Send /yes {code} within two minutes if you are sure.",
)


def unknown(call: Call, line: Line) -> Outcome | None:
    """Answer a name that no command has with the nearest; where none is near, for members it is just talk."""
    allowed = [entry for entry in call.registry.commands if call.may(entry)]
    near = call.registry.nearest(line.name, allowed)
    if near is None:
        return None if call.role < Role.helper else call.say(NOTHING_NEAR, name=line.name[:20])
    return call.say(UNKNOWN, name=line.name[:20], near=call.registry.title(near, call.language))


async def begin(call: Call, rest: str, *, sure: bool = False) -> Verdict:
    """Check the right, read the arguments, and go on; `sure` if it was confirmed elsewhere."""
    if not call.may(call.command):
        return deny(call)
    people = await hints(call.event, call.turn) if call.command.finds_members else Hints()
    given = parse(call.command, rest, people)
    if isinstance(given, Misuse):
        return misused(call, given)
    return await perform(call.use(call.command, given), sure=sure)


def deny(call: Call) -> Outcome | None:
    """Tell that the issuer has no right, unless the command is set to be silent."""
    if call.handler.hushed(call.command):
        return None
    role = ROLES[call.handler.least(call.command)]
    return call.say(DENIED, title=call.registry.title(call.command, call.language), role=call.text(role))


def misused(call: Call, misuse: Misuse) -> Outcome:
    """Tell what is wrong, with the usage in one line and an example."""
    return call.say(
        USAGE, problem=call.text(misuse.problem), usage=call.registry.usage(call.command, call.language),
        example=call.text(call.command.example),
    )  # fmt: skip


async def perform(call: Call, *, sure: bool = False) -> Verdict:
    """Ask who is meant and whether it is meant, if need be; then run the command."""
    if call.given.candidates:
        return _ask(call)
    refusal = _rank(call) if call.command.acts else None
    if refusal:
        return refusal
    if not sure and (call.command.confirms or len(call.given.members) > 1):
        return _confirm(call)
    return await call.command.run(replace(call, sure=sure))


def _ask(call: Call) -> Outcome:
    waiting.wait(call.turn, call.command.name, call.given)
    people = (f"{n}. {_long_name(call, n - 1)}" for n in range(1, len(call.given.candidates) + 1))
    return call.say(WHICH, people="\n".join(people))


def _long_name(call: Call, index: int) -> str:
    """Return a candidate's name; with the end of the id where two are called the same."""
    member = call.given.candidates[index]
    same = sum(other.name == member.name for other in call.given.candidates)
    return called(member) if same == 1 else f"{called(member)}({member.id[-6:]})"


def _rank(call: Call) -> Outcome | None:
    for member in call.given.members:
        if member.id == call.by.id:
            return call.say(SELF)
        if call.turn.role(member) >= call.role:
            return call.say(RANK, name=called(member))
    return None


def _confirm(call: Call) -> Outcome:
    code = waiting.wait(call.turn, call.command.name, call.given, confirm=True)
    title = call.registry.title(call.command, call.language)
    if not call.given.members:
        return call.say(SURE_ALL, title=title, text=call.given.rest, code=code)
    people = "、".join(called(member) for member in call.given.members[:10])
    return call.say(SURE, title=title, count=len(call.given.members), people=people, code=code)
