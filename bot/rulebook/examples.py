"""`examples: {hit, miss}`: run through the rule's handler whenever it is loaded."""

from datetime import tzinfo
from typing import Any

from pydantic import ValidationError

from bot.contract import Event, Handler, Message
from bot.rulebook.nodes import Items, Node, Table, locate, plain
from bot.rulebook.rehearsal import example_message, rehearse
from bot.rulebook.scope import Scope, written
from bot.rulebook.values import corrected, expected_of

_LONGEST_EXAMPLE = 60


def check_examples(node: Node, handler: Handler, rule: str, zone: tzinfo, scope: Scope) -> None:
    """Run `examples: {hit: […], miss: […]}` through the handler; report each that goes the wrong way."""
    if not isinstance(node, Table):
        scope.report(
            "wrong_value", node, f"examples: {{hit: {written(node) or '[…]'}}}", found=written(node) or "-",
            expected=("{hit: [...], miss: [...]}", "{hit: [...], miss: [...]}"),
        )  # fmt: skip
        return
    for name, (key, value) in node.entries.items():
        if name not in ("hit", "miss"):
            scope.unknown(("键", "key"), key, name, ("hit", "miss"), f": {written(value)}")
            continue
        for item in value.items if isinstance(value, Items) else [value]:
            _example(name, item, handler, rule, zone, scope)


def _example(expected: str, node: Node, handler: Handler, rule: str, zone: tzinfo, scope: Scope) -> None:
    given: Any = plain(node)
    if not _example_keys(node, scope):
        return
    try:
        said = rehearse(handler, example_message(given or "", zone), rule, zone)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = locate(node, first["loc"])
        fixed = corrected("", place, first) or "…"
        scope.report("wrong_value", place, fixed, found=written(place), expected=expected_of(first))
        return
    except Exception as error:  # noqa: BLE001  # the handler's fault is the file's problem here, not the loader's
        scope.report("example_failed", node, text=_shown(node), reason=f"{type(error).__name__}: {error}")
        return
    if expected == "hit" and not said:
        scope.report("example_missed", node, f"miss: [{written(node)}]", text=_shown(node), reason="")
    elif expected == "miss" and said:
        evidence = "; ".join(f"{item.signal} {item.detail}".strip() for item in said[0].evidence)
        scope.report(
            "example_hit",
            node,
            f"hit: [{written(node)}]",
            text=_shown(node),
            outcome=said[0].name,
            reason=f" ({evidence})" if evidence else "",
        )


def _shown(node: Node) -> str:
    return written(node)[:_LONGEST_EXAMPLE]


def _example_keys(node: Node, scope: Scope) -> bool:
    """Whether an example is a text or has only keys of a message; reports those that are none."""
    if not isinstance(node, Table):
        return True
    unknown = [name for name in node.entries if name not in Message.model_fields]
    for name in unknown:
        key, value = node.entries[name]
        own = [field for field in Message.model_fields if field not in Event.model_fields]
        scope.unknown(("键", "key"), key, name, own, f": {written(value)}")
    return not unknown
