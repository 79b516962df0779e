"""What an operator reads about a mistake: one line with place, rule, what was expected, how to write it."""

import os
import re
from pathlib import Path

import pytest

from bot.rulebook import Language, Loader, Problem
from bot.rulebook.messages import FRAME, MESSAGES

GOLDEN = Path(__file__).parent / "golden"
NO_CORRECTION = {"too_deep", "too_many_nodes", "example_failed"}
"""Where nothing that is written there can be made right."""
GBK = "trap-gbk.yaml"


def decoded(case: Path) -> str:
    """Return what stands in a golden file; one of them is in another encoding on purpose."""
    return case.read_bytes().decode("gb18030" if case.name == GBK else "utf-8")


CASES = sorted(GOLDEN.glob("*.yaml"))


def told(case: Path, language: Language) -> list[str]:
    """Load one file and return what is said, with the file's name alone."""
    problems = Loader(case).load().problems
    return [problem.render(language).replace(f"{GOLDEN}/", "") for problem in problems]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_mistake_is_told_as_agreed(language: Language) -> None:
    """The golden files hold every message, in both languages; `WRITE_GOLDEN=1` writes them anew."""
    lines = "".join(f"{line}\n" for case in CASES for line in told(case, language))
    golden = GOLDEN / f"messages.{language}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        golden.write_text(lines, "utf-8")
    assert lines == golden.read_text("utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_mistake_is_one_line_with_its_place(case: Path) -> None:
    """Never silence, never a second line, always file:line:column, and a correction for every error."""
    problems = Loader(case).load().problems
    assert problems
    for problem in problems:
        for line in (problem.render("zh"), problem.render("en")):
            assert re.match(rf"{re.escape(str(case))}:[1-9]\d*:[1-9]\d*: ", line)
            assert "\n" not in line
        assert problem.snippet or problem.code in NO_CORRECTION
        lines = decoded(case).removeprefix("\ufeff").split("\n")
        assert problem.line <= len(lines)
        assert problem.column <= len(lines[problem.line - 1]) + 1


def test_both_languages_say_the_same_things() -> None:
    """Every message takes the same values in Chinese and English, and the frames have the same parts."""
    for zh, en in MESSAGES.values():
        assert zh
        assert en
    assert FRAME["zh"].keys() == FRAME["en"].keys()


def test_a_problem_can_be_told_to_programs() -> None:
    """`--json` carries the same as the line, each part by itself."""
    problem = Problem("no_value", "a.yaml", 3, 5, "r", {"key": "words"}, "words: …")
    assert problem.as_dict("en") == {
        "file": "a.yaml", "line": 3, "column": 5, "severity": "error", "code": "no_value", "rule": "r",
        "message": "words has no value, expected one", "snippet": "words: …",
    }  # fmt: skip
    assert str(problem) == "a.yaml:3:5: error: rule r: words has no value, expected one; write: words: …"
