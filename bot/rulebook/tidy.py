"""After reading a file: each problem knows its rule, and what follows from another is left out."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.rulebook.problems import Problem, Severity

CAUSES = frozenset(
    {"duplicate_key", "full_width", "cut_off", "no_space_after_colon", "strange_space", "unknown_name"}
)
"""What makes other problems on the same line: those are consequences."""
_CONSEQUENCES = frozenset(
    {"wrong_value", "no_value", "unknown_name", "missing_key", "not_a_mapping", "several_answers", "bad_id"}
)
_ID = re.compile(r"""^(?P<indent>\s+)(?P<id>[^\s#"'\-][^:：#]*|"[^"]*"|'[^']*')\s*[:：]""")


def tidy(problems: Iterable[Problem], texts: dict[str, str]) -> list[Problem]:
    """Return the problems, each once, without consequences, with the rule they are in.

    Args:
        problems: as they were found.
        texts: file name → text, to find the rule around a place.
    """
    found = list(dict.fromkeys(problems))
    causes = {(problem.file, problem.line): problem for problem in reversed(found) if problem.code in CAUSES}
    kept = [problem for problem in found if not _follows(problem, causes.get((problem.file, problem.line)))]
    order = {name: number for number, name in enumerate(dict.fromkeys(problem.file for problem in kept))}
    kept.sort(key=lambda problem: (order[problem.file], problem.line, problem.column))
    return [
        problem
        if problem.rule
        else replace(problem, rule=rule_at(texts.get(problem.file, ""), problem.line - 1))
        for problem in kept
    ]


def _follows(problem: Problem, cause: Problem | None) -> bool:
    if cause is None or cause is problem or problem.severity is Severity.warning:
        return False
    if cause.code == "unknown_name" and problem.column != cause.column:
        return False
    return problem.code in _CONSEQUENCES


def rule_at(text: str, line: int) -> str:
    """Return the id of the rule around a line (from 0), by the layout alone, so in broken files too."""
    lines = text.split("\n")[: line + 1]
    start = next((n for n in range(len(lines) - 1, -1, -1) if lines[n][:1].strip() not in ("", "#")), None)
    if start is None or not re.match(r"rules\s*[:：]", lines[start]):
        return ""
    indent, rule = None, ""
    for candidate in lines[start + 1 :]:
        found = _ID.match(candidate)
        if found is None:
            continue
        indent = indent or found["indent"]
        if found["indent"] == indent:
            rule = found["id"].strip("\"' ")
    return rule
