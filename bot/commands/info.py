"""Help and why: what the bot can do, and what it thought."""

from bot.commands import reasons, steps
from bot.commands.call import Call
from bot.commands.flow import ROLES
from bot.commands.registry import Arg, Command, Takes, command
from bot.commands.texts import Both
from bot.contract import Case, Cases, Decision, Evidence, Message, Role, RuleSaid, Verdict, harmless

WITHHELD = {
    "spared": Both("在放行名单，没有处理", "spared, so nothing was done"),
    "staff": Both("是管理人员，没有处理", "staff, so nothing was done"),
    "paused": Both("机器人暂停中，没有处理", "paused, so nothing was done"),
    "shadow": Both("试运行，没有处理", "in shadow, so nothing was done"),
    "breaker": Both("移出的人太多，已熔断，只做记录", "too many removals: recorded only"),
    "late": Both("消息来得太晚，交给人处理", "too late, left to a person"),
}
NO_CASE = Both(
    "没有这个案。引用一条消息再发 /为什么，就能看到我怎么想的。",
    "No such case. Send /why while quoting a message to see what I thought.",
)
SILENCES = {
    reasons.CLEAR: Both("没有命中：{rules}", "Clear: {rules}"),
    reasons.UNASKED: Both("没轮到（前面的规则处理完了）：{rules}", "Not asked, one above ended it: {rules}"),
    reasons.OFF: Both("停用：{rules}", "Off: {rules}"),
}
_LONGEST_DETAIL = 60
_LONGEST_TEXT = 80
_COMMAND = Arg(Takes.word, Both("指令", "command"), optional=True)
_CASE = Arg(Takes.number, Both("案号", "case"), optional=True)


@command(
    "help", "帮助", "指令", "菜单",
    args=(_COMMAND,),
    needs="help.show",
    role=Role.member,
    help=Both("看能用哪些指令", "what I can do"),
    example=Both("/帮助 踢", "/help kick"),
)  # fmt: skip
async def help_(call: Call) -> Verdict:
    """List the commands the issuer may use, or explain one."""
    if call.given.word:
        return _explained(call, call.given.word.lstrip("/／"))
    lines = [
        f"{call.registry.title(entry, call.language)} {call.text(entry.help)}"
        for entry in call.registry.commands
        if call.may(entry) and not entry.sub and entry.name != "yes"
    ]
    text = Both(
        "你可以用：\n{lines}\n发 /帮助 加指令名看用法", "You can use:\n{lines}\n/help COMMAND tells more"
    )
    return call.say(text, lines="\n".join(lines))


def _explained(call: Call, name: str) -> Verdict:
    found = call.registry.find(name)
    if found is None:
        near = call.registry.nearest(name, filter(call.may, call.registry.commands))
        hint = call.registry.title(near, call.language) if near else call.text(Both("/帮助", "/help"))
        text = Both("没有 /{name} 这个指令，看看 {hint}？", "There is no /{name}; try {hint}.")
        return call.say(text, name=harmless(name, 20), hint=hint)
    return call.handler.tell(
        "\n".join(_told(call, entry) for entry in call.registry.family(found) if call.may(entry))
    )


def _told(call: Call, entry: Command) -> str:
    names = " ".join(f"/{name}" for name in (entry.name, *entry.aliases)) if not entry.sub else ""
    text = Both(
        "{usage}\n{help}。例如：{example}\n权限：{node}，{role}起",
        "{usage}\n{help}. Example: {example}\nPermission: {node}, {role} and above",
    )
    told = call.text(
        text, usage=call.registry.usage(entry, call.language), help=call.text(entry.help),
        example=call.text(entry.example), node=entry.needs, role=call.text(ROLES[call.handler.least(entry)]),
    )  # fmt: skip
    return f"{told}\n{call.text(Both('也叫：{names}', 'Also: {names}'), names=names)}" if names else told


@command(
    "why", "为什么", "为何",
    args=(_CASE,),
    needs="cases.show",
    help=Both("引用一条消息，看机器人怎么判断的", "quote a message to see what I thought of it"),
    example=Both("引用那条消息发 /为什么，或 /为什么 12", "Quote it and send /why, or /why 12"),
)  # fmt: skip
async def why(call: Call) -> Verdict:
    """Explain what was decided about the quoted message, in a case, or last."""
    quote = call.event.quote if isinstance(call.event, Message) else None
    if call.given.number is None and quote is not None:
        return _decided(call, await call.turn.decision(quote.id))
    last = (await call.turn.load(Cases)).last
    wanted = call.given.number if call.given.number is not None else last[-1].number if last else 0
    case = next((case for case in last if case.number == wanted), None)
    if case is None:
        return call.say(NO_CASE)
    return call.handler.tell(described(call, case))


def _decided(call: Call, decision: Decision | None) -> Verdict:
    if decision is None:
        return call.say(Both("那条消息太久了，记录已经清掉。", "That message is too old, or I never saw it."))
    said = reasons.account(decision, call.turn.rules, call.turn.rule)
    spoke = [item for item in said if item.said not in SILENCES]
    lines = [_rule_said(call, item) for item in spoke]
    if not spoke:
        lines.append(
            call.text(Both("所有规则都觉得那条消息没问题。", "Every rule found that message all right."))
        )
    for silence, both in SILENCES.items():
        if rules := "、".join(item.rule for item in said if item.said == silence and item not in spoke):
            lines.append(call.text(both, rules=rules))
    if text := harmless(reasons.seen(decision), _LONGEST_TEXT):
        lines.append(call.text(Both("我看到的文字：{text}", "The text as I saw it: {text}"), text=text))
    return call.handler.tell("\n".join([*lines, *_version(call, decision.version)]))


def _rule_said(call: Call, rule: RuleSaid) -> str:
    words = {
        "clear": Both("没有命中", "clear"),
        "skipped": Both("跳过", "skipped"),
        "failed": Both("出错了，没有处理", "failed, so nothing was done"),
    }
    said = call.text(words[rule.said]) if rule.said in words else rule.said
    did = f" → {', '.join(rule.did)}" if rule.did else ""
    held = call.text(WITHHELD[rule.withheld]) if rule.withheld in WITHHELD else rule.withheld
    reason = call.text(Both("（{held}）", " ({held})"), held=held) if held else ""
    head = call.text(Both("{rule}：{said}", "{rule}: {said}"), rule=rule.rule, said=said)
    return "\n".join([f"{head}{did}{reason}", *(_evidence(call, item) for item in rule.evidence)])


_PLACES = {
    "image_text": Both("（图片里的文字）", " (words in the picture)"),
    "forwarded": Both("（转发的内容）", " (a forwarded record)"),
    "forwarded_contact": Both("（转发的内容）", " (a forwarded record)"),
}
"""Where evidence stood that is not in the member's own words, by its signal."""


def _evidence(call: Call, item: Evidence) -> str:
    place = call.text(_PLACES[item.signal]) if item.signal in _PLACES else ""
    weight = f"({item.weight:g})" if item.weight is not None else ""
    detail = f" {harmless(item.detail, _LONGEST_DETAIL)}" if item.detail else ""
    return f"  · {item.signal}{place}{detail}{weight}"


def described(call: Call, case: Case) -> str:
    """Return what a case was about: when, whom, which rule and version, what was done and why."""
    from_zone = case.at.astimezone(call.turn.now.tzinfo)
    text = Both("案 {number} · {at} · {name}\n{rule}：{outcome} → {actions}{undone}",
                "Case {number} · {at} · {name}\n{rule}: {outcome} → {actions}{undone}")  # fmt: skip
    head = call.text(
        text, number=case.number, at=f"{from_zone:%m-%d %H:%M}", name=called_in(case), rule=case.rule,
        outcome=case.outcome, actions=", ".join(steps.verbs(case)) or "-",
        undone=call.text(Both("（已撤销）", " (taken back)")) if case.undone_by else "",
    )  # fmt: skip
    evidence = (_evidence(call, Evidence.model_validate(item)) for item in case.evidence)
    fates = steps.told(case, call.language)
    return "\n".join([head, *fates, *evidence, *_version(call, case.version)])


def _version(call: Call, version: int) -> list[str]:
    """Return, as a line, by which version of the rulebook something was decided, if that is known."""
    return (
        [call.text(Both("规则版本 {version}", "Rules: version {version}"), version=version)]
        if version
        else []
    )


def called_in(case: Case) -> str:
    """Return how to call the member a case is about."""
    return harmless(case.name) or case.member
