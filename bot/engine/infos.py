"""The rules of a room as people are told of them."""

from bot.contract import RuleInfo
from bot.rulebook.model import Binding


def infos(binding: Binding) -> list[RuleInfo]:
    """Return the rules of a room as they are shown to people, in order."""
    hears: dict[str, set[str]] = {}
    for kind, hooks in binding.hooks.items():
        for asked in hooks:
            hears.setdefault(asked.rule.id, set()).add(str(kind.model_fields["type"].default))
    return [
        RuleInfo(
            id=rule.id, handler=type(rule.handler).name, mode=rule.mode, origin=rule.origin,
            hears=frozenset(hears.get(rule.id, ())),
        )
        for rule in binding.rules
    ]  # fmt: skip
