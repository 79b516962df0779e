"""`/stats`, and `/report` alone: what was done here of late, by which rules, how often they were wrong."""

from collections import Counter
from datetime import timedelta

from bot.commands.call import Call
from bot.commands.moderation import length
from bot.commands.registry import LENGTH, command
from bot.commands.texts import Both
from bot.contract import Breaker, Cases, Verdict
from bot.contract.reviews import Reviews

DEFAULT = timedelta(days=7)
NODE = "reports.show"
_HEAD = Both(
    "本群 {span}内：处理 {cases} 次，撤销 {undone} 次", "The last {span}: {cases} cases, {undone} taken back"
)
_RULE = Both("· {rule}：{recent} 次（总共 {cases} 次，误判 {wrong} 次）",
             "· {rule}: {recent} ({cases} in all, {wrong} taken back)")  # fmt: skip
_STAFF = Both("管理员", "staff")
_OPEN = Both("等人看的消息：{count} 条，发 /待审", "Messages that wait for a person: {count}, see /reviews")
_BREAKER = Both(
    "熔断中：规则先不移人，看过后发 /恢复", "The breaker is open: rules remove nobody until /resume"
)


@command(
    "stats", "统计", "报告", "日报", "周报",
    args=(LENGTH,),
    needs=NODE,
    help=Both("最近处理了什么，各规则误判几次", "what was done lately, and how often rules were wrong"),
    example=Both("/统计 7天", "/stats 7d"),
)  # fmt: skip
async def stats(call: Call) -> Verdict:
    """Tell how many cases there were, by rule, and how many were taken back."""
    span = call.given.span or DEFAULT
    kept = await call.turn.load(Cases)
    recent = [case for case in kept.last if call.turn.now - case.at <= span]
    undone = sum(bool(case.undone_by) for case in recent)
    lines = [call.text(_HEAD, span=length(call, span), cases=len(recent), undone=undone)]
    lately = Counter(case.rule for case in recent)
    for rule in sorted(kept.decided, key=lambda rule: (rule == call.turn.rule, -lately[rule], rule)):
        name = call.text(_STAFF) if rule == call.turn.rule else rule
        counts = {"cases": kept.decided[rule], "wrong": kept.wrong.get(rule, 0)}
        lines.append(call.text(_RULE, rule=name, recent=lately[rule], **counts))
    waiting = sum(not one.decided for one in (await call.turn.load(Reviews)).last)
    if waiting:
        lines.append(call.text(_OPEN, count=waiting))
    if (await call.turn.load(Breaker)).tripped is not None:
        lines.append(call.text(_BREAKER))
    return call.handler.tell("\n".join(lines))
