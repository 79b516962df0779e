"""What every rule said about an event: those that spoke, and why the others did not."""

from collections.abc import Iterator, Sequence

from bot.contract import Decision, RuleInfo, RuleSaid, normal

CLEAR, OFF, UNASKED = "clear", "off", "unasked"
"""What is said for a rule that found nothing, is switched off, or stands below one that ended the turn."""
_ENDS = frozenset({"remove", "stop"})


def account(decision: Decision, rules: Sequence[RuleInfo], own: str = "commands") -> list[RuleSaid]:
    """Return what each rule said about an event, in the order of the rules.

    Args:
        decision: the event, and what is on record: rules that were clear are not.
        rules: those of the room, as they were then; one that does not listen to such events is left out.
        own: the commands' rule, which is no rule to people.
    """
    return list(_told(decision, [rule for rule in rules if rule.id != own], own))


def _told(decision: Decision, rules: Sequence[RuleInfo], own: str) -> Iterator[RuleSaid]:
    spoke = {said.rule for said in decision.said}
    known = {rule.id for rule in rules}
    yield from (said for said in decision.said if said.rule not in known and said.rule != own)
    ended = False
    for rule in rules:
        if rule.id in spoke:
            mine = [said for said in decision.said if said.rule == rule.id]
            ended = ended or any(not said.withheld and _ENDS.intersection(said.did) for said in mine)
            yield from mine
        elif decision.event.get("type") in rule.hears:
            yield RuleSaid(rule=rule.id, said=_silence(rule, ended))


def _silence(rule: RuleInfo, ended: bool) -> str:
    if rule.mode == "off":
        return OFF
    return UNASKED if ended else CLEAR


def seen(decision: Decision) -> str:
    """Return a message's text as the rules saw it: normalised; empty if it had none."""
    return normal(str(decision.event.get("text", "")))
