"""A correction that is offered is one: pasted where the mistake stands, the mistake is gone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rulebook import Loader, Problem, Severity
from tests.rulebook.test_messages import GOLDEN, NO_CORRECTION, decoded

ELSEWHERE = {
    "rule_loop",  # `mode: off` belongs into one of the rules of the circle
    "encoding",  # the whole file is to be saved anew
    "missing_key", "no_effect",  # the line is to be added
    "duplicate_key",  # the other one is to go
    "example_missed", "example_hit",  # the example belongs under the other key
    "several_documents",
}  # fmt: skip
OTHERWISE = {
    "missing-preset",  # it has handlers that these tests know nothing of
    "examples-as-list",  # its examples hold as little then
    "python-tag",  # a text now, but no version
}
CASES = sorted(case for case in GOLDEN.glob("*.yaml") if case.stem not in OTHERWISE)


def wrong(path: Path) -> list[Problem]:
    """Return the errors of a file."""
    return [problem for problem in Loader(path).load().problems if problem.severity is Severity.error]


def pasted(text: str, problem: Problem) -> Iterator[str]:
    """Yield the text with the correction in its place: of the value, the entry, the brackets, the block."""
    lines = text.split("\n")
    number, column = problem.line - 1, problem.column - 1
    line, snippet = lines[number], problem.snippet
    indent = re.match(r"\s*(?:- )?", line)
    below = number + 1
    while below < len(lines) and (not lines[below].strip() or _indent(lines[below]) > _indent(line)):
        below += 1
    starts = {column, indent.end() if indent else 0, 0}
    starts |= {found.start() for found in re.finditer(re.escape(snippet.split(":")[0]), line)}
    starts |= {found.start() for found in re.finditer(r"[\[{]", line)}
    starts |= {line.rfind(sign, 0, column) + 1 for sign in "{[,"} | {line.rfind('"', 0, column)}
    ends = {len(line), column} | {found.start() for found in re.finditer(r"[,}\]:]|$", line)}
    ends |= {found.end() for found in re.finditer(r"[}\]]", line)}
    for start in sorted(start for start in starts if 0 <= start <= column):
        for end in sorted((end for end in ends if end >= column), reverse=True):
            whole = line[:start] + snippet + line[end:]
            yield "\n".join([*lines[:number], whole, *lines[number + 1 :]])
            yield "\n".join([*lines[:number], whole, *lines[below:]])
    aligned = " " * _indent(lines[number - 1]) + snippet
    yield "\n".join([*lines[:number], aligned, *lines[number + 1 :]])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_written_as_told_is_no_longer_wrong(case: Path, tmp_path: Path) -> None:
    """For every mistake of the golden files; and nothing else is wrong then that was right before."""
    found = wrong(case)
    text = decoded(case).replace("\r\n", "\n").removeprefix("\ufeff")
    copy = tmp_path / case.name
    for problem in found:
        if problem.code in ELSEWHERE | NO_CORRECTION:
            continue
        mended = (_mends(copy, fixed, problem, len(found)) for fixed in pasted(text, problem))
        assert any(mended), problem.render("en")


def _mends(path: Path, text: str, problem: Problem, errors: int) -> bool:
    """Whether less is wrong, or only what stands further down: a parser tells the first mistake alone."""
    path.write_text(text, "utf-8")
    left = wrong(path)
    return len(left) < errors or (len(left) == 1 and left[0].line > problem.line)
