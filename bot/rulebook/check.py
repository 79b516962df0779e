"""What `qunguan check` tells: all that loading does, presets nobody extends, what a platform cannot do."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from bot.contract import FALLBACK, Do, Mode, QuietRecall
from bot.rulebook.files import preset_files
from bot.rulebook.loader import Loaded, Loader, make_unit
from bot.rulebook.nodes import Node, Scalar, Table, walk
from bot.rulebook.problems import Problem, Severity
from bot.rulebook.rules import Draft

_FALLBACK_WORDS = {
    Do.task: ("给管理员的任务", "a task for a person"), Do.say: ("群里的一句话", "a message in the room"),
}  # fmt: skip


def check(
    paths: Path | str | Iterable[Path | str], can: frozenset[Do] | None = None, platform: str = ""
) -> list[Problem]:
    """Check rule files without putting them in force.

    Args:
        paths: folders and files.
        can: what the connected platform can do; `None` if none is connected.
        platform: its name, for the message.

    Returns:
        Everything that is wrong, errors and warnings, in the order of the files.
    """
    loader = Loader(paths)
    loaded = loader.load()
    folders = tuple(path for path in loader.paths if path.is_dir())
    presets = (make_unit(file, folders).problems for file in preset_files(folders))
    cannot = () if can is None else unable(loaded, can, platform)
    return list(dict.fromkeys(chain(loaded.problems, chain.from_iterable(presets), cannot)))


def unable(loaded: Loaded, can: frozenset[Do], platform: str = "") -> Iterator[Problem]:
    """Yield a warning for each answer that the platform cannot perform, with what is done instead."""
    for draft in loaded.drafts:
        if draft.rule.mode is Mode.off:
            continue
        possible = draft.rule.handler.possible()
        given = (answers for outcome, answers in draft.rule.then.items() if outcome in possible)
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
