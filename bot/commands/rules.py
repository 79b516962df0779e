"""`/rules`, `/rules list`, `/rules show`: which rules apply here, and what came of each."""

from dataclasses import replace

from bot.commands.call import Call
from bot.commands.edits import asked
from bot.commands.registry import Arg, Takes, command
from bot.commands.texts import Both
from bot.contract import Cases, Mode, Outcome, Role, RuleInfo, Verdict, harmless
from bot.rulebook.names import nearest

MODES = {
    Mode.live: Both("执行", "live"),
    Mode.shadow: Both("试运行", "shadow"),
    Mode.off: Both("关", "off"),
}
_FOLDERS = frozenset({"presets", "lists", "scripts", "include"})
_RULE = Arg(Takes.word, Both("规则", "rule"))
_NONE = Both("这个群没有规则 {name}{hint}", "This group has no rule {name}{hint}")
_ABOUT = Both(
    "{rule}（{mode}）· {handler} · {origin}\n处理过 {cases} 次，误判 {wrong} 次",
    "{rule} ({mode}) · {handler} · {origin}\n{cases} cases, {wrong} taken back",
)


@command(
    "rules", "规则", "群规",
    needs="rules.show",
    role=Role.member,
    help=Both("看群规和正在执行的规则", "the rules of this group"),
    example=Both("/规则", "/rules"),
)  # fmt: skip
async def rules(call: Call) -> Verdict:
    """Show the group's rules in the operator's words, and which rules the bot applies."""
    lines = [
        call.text(
            Both("· {rule}（{mode}）", "· {rule} ({mode})"), rule=rule.id, mode=call.text(MODES[rule.mode])
        )
        for rule in _own(call)
    ]
    listed = call.text(Both("机器人照看的规则：", "What I look after:")) + "\n" + "\n".join(lines)
    if not lines:
        listed = call.text(Both("这个群还没有规则。", "This group has no rules yet."))
    house = call.handler.house_rules.strip()
    return call.handler.tell(f"{house}\n\n{listed}" if house else listed)


list_ = replace(
    rules, name="rules list", aliases=("列表", "清单"),
    example=Both("/规则 列表", "/rules list"),
)  # fmt: skip


@command(
    "rules show", "看", "详情",
    args=(_RULE,),
    needs="rules.log",
    help=Both("一条规则的设置、处理和误判次数", "a rule's settings, how often it acted and was wrong"),
    example=Both("/规则 看 no-ads", "/rules show no-ads"),
)  # fmt: skip
async def show(call: Call) -> Verdict:
    """Tell what a rule has done here; the librarian adds its settings, each with its origin."""
    found = next((rule for rule in _own(call) if rule.id == call.given.word), None)
    if found is None:
        return unknown(call, call.given.word)
    kept = await call.turn.load(Cases)
    about = call.say(
        _ABOUT, rule=found.id, mode=call.text(MODES[found.mode]), handler=found.handler,
        origin=place(found.origin) or "-", cases=kept.decided.get(found.id, 0),
        wrong=kept.wrong.get(found.id, 0),
    )  # fmt: skip
    return [about, asked(call, "show", rule=found.id)]


def place(origin: str) -> str:
    """Return where something stands in the rule folder, without the machine's path to it."""
    *_, folder, file = ("", *origin.split("/"))
    return f"{folder}/{file}" if folder in _FOLDERS else file


def unknown(call: Call, name: str) -> Outcome:
    """Answer a name that no rule here has, with the nearest."""
    near = nearest(name, [rule.id for rule in _own(call)])
    hint = call.text(Both("，是不是 {near}？", ", did you mean {near}?"), near=near) if near else ""
    return call.say(_NONE, name=harmless(name), hint=hint or call.text(Both("。", ".")))


def _own(call: Call) -> list[RuleInfo]:
    """Return the rules of this room; the commands themselves are no rule to people."""
    return [rule for rule in call.turn.rules if rule.id != call.turn.rule]
