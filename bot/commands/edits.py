"""`/rules on`, `off`, `shadow`, `set`, `add`, `log`, `diff`, …: requests to the librarian."""

from typing import Literal

from bot.commands.call import Call
from bot.commands.flow import misused
from bot.commands.numerals import span
from bot.commands.parse import Misuse
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both, Language
from bot.contract import Edit, Fact, Member, Mode, Outcome, Role, Verdict

_RULE = Arg(Takes.word, Both("规则", "rule"))
_WORDS = Arg(Takes.rest, Both("词…", "words..."))
_VERSION = Arg(Takes.number, Both("版本", "version"))
_CHANGE = Arg(Takes.rest, Both("项 值 多久", "key value, how long"), optional=True)
_WORD = frozenset({"word", "words", "词"})
_TRYING = Both("好，拿最近的消息试一遍，稍等。", "All right, trying it on the last days' messages.")


class Request(Fact):
    """What the librarian is asked for, as it travels in an action.

    Attributes:
        do: `mode` (of `rule`, to `value`), `set` (its `key` to `value`), `add` (`words` to it), `log`,
            `diff` (version `number` with the one in force), `rollback` (to `number`), `show` (the settings
            of `rule`), `try` (`rule`, perhaps with its `key` changed to `value`, or a file of this name, on
            the last `days`), `reload`.
        by: who asks; the answer is in `language`.
        said: the command, for the version's `why`.
        zone: the time zone in which the room is told of times.
    """

    do: Literal["mode", "set", "add", "log", "diff", "rollback", "show", "try", "reload"]
    rule: str = ""
    key: str = ""
    value: str = ""
    words: tuple[str, ...] = ()
    number: int = 0
    days: float = 7
    by: Member
    said: str = ""
    zone: str = "UTC"
    language: Language = "zh"


def asked(call: Call, do: str, *, said: str = "", **more: object) -> Outcome:
    """Ask the librarian; what it answers comes as an event."""
    request = Request.model_validate(
        {
            "do": do, "by": call.by, "language": call.language, "said": f"/{call.command.name}{said}",
            "zone": str(call.turn.now.tzinfo), **more,
        }
    )  # fmt: skip
    made = Outcome(Edit("{{ edit }}"), edit=str).named(f"asked_{do}")
    return made(edit=request.model_dump_json(exclude_defaults=True), evidence=call.why)


def _switched(call: Call, mode: Mode) -> Outcome:
    rule = call.given.word
    return asked(call, "mode", said=f" {rule}", rule=rule, value=mode.value)


@command(
    "rules on", "开", "启用",
    args=(_RULE,),
    needs="rules.edit",
    role=Role.operator,
    help=Both("让一条规则真正执行", "have a rule act"),
    example=Both("/规则 开 no-ads", "/rules on no-ads"),
)  # fmt: skip
async def on(call: Call) -> Verdict:
    """Switch a rule to live."""
    return _switched(call, Mode.live)


@command(
    "rules off", "关", "停用",
    args=(_RULE,),
    needs="rules.edit",
    role=Role.operator,
    help=Both("停用一条规则", "switch a rule off"),
    example=Both("/规则 关 no-ads", "/rules off no-ads"),
)  # fmt: skip
async def off(call: Call) -> Verdict:
    """Switch a rule off."""
    return _switched(call, Mode.off)


@command(
    "rules shadow", "试运行",
    args=(_RULE,),
    needs="rules.edit",
    role=Role.operator,
    help=Both("让一条规则只判断、不动手", "have a rule decide without acting"),
    example=Both("/规则 试运行 no-ads", "/rules shadow no-ads"),
)  # fmt: skip
async def shadow(call: Call) -> Verdict:
    """Switch a rule to shadow."""
    return _switched(call, Mode.shadow)


@command(
    "rules set", "设", "设置", "改",
    args=(_RULE, Arg(Takes.rest, Both("项 值", "key value"))),
    needs="rules.edit",
    role=Role.operator,
    help=Both("改一条规则的设置", "change a setting of a rule"),
    example=Both("/规则 设 no-ads handling gentle", "/rules set no-ads handling gentle"),
)  # fmt: skip
async def set_(call: Call) -> Verdict:
    """Give a setting of a rule another value."""
    key, _, value = call.given.rest.partition(" ")
    if not value.strip():
        return misused(call, Misuse(Both("还少一个值。", "A value is missing.")))
    said = f" {call.given.word} {call.given.rest}"
    return asked(call, "set", said=said, rule=call.given.word, key=key, value=value.strip())


@command(
    "rules add", "加", "加词",
    args=(_RULE, _WORDS),
    needs="rules.edit",
    role=Role.operator,
    help=Both("给规则加词；没有这条就新建一条试运行的", "add words to a rule; a new one starts in shadow"),
    example=Both("/规则 加 no-ads 返利 刷单", "/rules add no-ads rebate"),
)  # fmt: skip
async def add(call: Call) -> Verdict:
    """Add words to a rule, or make one of them, in shadow."""
    rule, words = call.given.word, call.given.rest.replace("，", " ").replace("、", " ").split()
    if rule in _WORD and len(words) > 1:  # `/rules add word no-ads rebate`
        rule, *words = words
    said = f" {rule} {' '.join(words)}"
    return asked(call, "add", said=said, rule=rule, words=tuple(dict.fromkeys(words)))


@command(
    "rules log", "记录", "历史",
    needs="rules.log",
    help=Both("规则改过哪些版本", "the versions of the rules"),
    example=Both("/规则 记录", "/rules log"),
)  # fmt: skip
async def log(call: Call) -> Verdict:
    """List the last versions."""
    return asked(call, "log")


@command(
    "rules diff", "对比", "差别",
    args=(_VERSION,),
    needs="rules.log",
    help=Both("某个版本和现在差在哪", "what changed since a version"),
    example=Both("/规则 对比 12", "/rules diff 12"),
)  # fmt: skip
async def diff(call: Call) -> Verdict:
    """Tell what has changed since a version."""
    return asked(call, "diff", number=call.given.number)


@command(
    "rules rollback", "回滚", "退回",
    args=(_VERSION,),
    needs="rules.edit",
    role=Role.operator,
    help=Both("把规则退回某个版本", "go back to a version"),
    example=Both("/规则 回滚 12", "/rules rollback 12"),
)  # fmt: skip
async def rollback(call: Call) -> Verdict:
    """Write a version's files again; that is a new version, so it can be taken back the same way."""
    return asked(call, "rollback", said=f" {call.given.number}", number=call.given.number)


@command(
    "rules try", "试试", "试",
    args=(Arg(Takes.word, Both("规则或文件", "rule or file")), _CHANGE),
    needs="rules.log",
    help=Both("假如这条规则（或改过的文件）在执行会怎样", "what a rule or a changed file would do"),
    example=Both("/规则 试试 no-ads 7天", "/rules try no-ads 7d"),
)  # fmt: skip
async def try_(call: Call) -> Verdict:
    """Run a rule, with another setting if one is given, or a file over the messages of the last days."""
    words = call.given.rest.split()
    length = span(words[-1]) if words else None
    key, *value = words[: -1 if length is not None else None] or [""]
    if key and not value:
        return misused(call, Misuse(Both("还少一个值。", "A value is missing.")))
    days = min(length.total_seconds() / 86_400, 7) if length else 7
    request = asked(call, "try", rule=call.given.word, key=key, value=" ".join(value), days=days)
    return [call.say(_TRYING), request]


@command(
    "rules reload", "重载", "重新读取",
    needs="rules.edit",
    role=Role.operator,
    help=Both("现在就重新读规则文件", "read the rule files now"),
    example=Both("/规则 重载", "/rules reload"),
)  # fmt: skip
async def reload(call: Call) -> Verdict:
    """Read the rule files at once, and tell what is wrong with them."""
    return asked(call, "reload")
