"""What a platform cannot do of what rules ask for, and what is done instead."""

from collections.abc import Iterator

from bot.contract import FALLBACK, Do, Mode, QuietRecall
from bot.rulebook.loader import Loaded
from bot.rulebook.nodes import Node, Scalar, Table, walk
from bot.rulebook.problems import Problem, Severity
from bot.rulebook.rules import Draft

_FALLBACK_WORDS = {
    Do.task: ("给管理员的任务", "a task for a person"), Do.say: ("群里的一句话", "a message in the room"),
}  # fmt: skip


def unable(loaded: Loaded, can: frozenset[Do], platform: str = "") -> Iterator[Problem]:
    """Yield a warning for each answer that the platform cannot perform, with what is done instead."""
    for draft in loaded.drafts:
        if draft.rule.mode is Mode.off:
            continue
        handler = draft.rule.handler
        impossible = handler.outcomes().keys() - set(handler.possible())
        given = (answers for outcome, answers in draft.rule.then.items() if outcome not in impossible)
        asked = {one.verb for answers in given for one in answers if not isinstance(one, QuietRecall)}
        for verb in (verb for verb in Do if verb in asked and verb is not Do.task and verb not in can):
            yield _cannot(draft, verb, platform)


def _cannot(draft: Draft, verb: Do, platform: str) -> Problem:
    place = _verb(draft.node, verb)
    return Problem(
        "cannot", place.source.name, place.line + 1, place.column + 1, draft.rule.id,
        {
            "platform": platform or ("所连", "the connected platform"), "verb": str(verb),
            "fallback": _FALLBACK_WORDS.get(FALLBACK.get(verb, Do.task), ("", "")),
        },
        severity=Severity.warning,
    )  # fmt: skip


def _verb(node: Table, verb: Do) -> Node:
    """Find where a rule asks for an action; the rule itself if it comes from the handler's defaults."""
    answers = node.get("then")
    for part in walk(answers) if answers is not None else ():
        if isinstance(part, Scalar) and part.value == verb:
            return part
    return node
