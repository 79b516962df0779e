"""What is wrong with a rule file: where, in which rule, what was expected, and how to write it instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from bot.contract import RulebookError
from bot.rulebook.messages import FRAME, MESSAGES

Language = Literal["zh", "en"]
Words = str | tuple[str, str]
"""A text that is the same in both languages, or a pair of (Chinese, English)."""


class Severity(StrEnum):
    """An error refuses its file; a warning is only shown."""

    error = "error"
    warning = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, at one place.

    Attributes:
        code: what kind it is, a key of the catalogue of messages; stable, for programs.
        file: as it was named by whoever asked, so that an editor can open it.
        line, column: of the offending value, counted from 1.
        rule: the rule's id, if it is inside one.
        values: what the message is filled with.
        snippet: the corrected text, on one line; empty if no correction is known.
    """

    code: str
    file: str
    line: int
    column: int
    rule: str = ""
    values: Mapping[str, Words] = field(default_factory=dict, hash=False)
    snippet: str = ""
    severity: Severity = Severity.error

    def message(self, language: Language = "zh") -> str:
        """Return what is wrong and what was expected, without place or correction."""
        which = 0 if language == "zh" else 1
        words = {key: value if isinstance(value, str) else value[which] for key, value in self.values.items()}
        return _one_line(MESSAGES[self.code][which].format(**words))

    def render(self, language: Language = "zh") -> str:
        """Return all on one unwrapped line: `file:line:column: error: rule x: message; write: snippet`."""
        frame = FRAME[language]
        parts = [f"{self.file}:{self.line}:{self.column}", frame[self.severity]]
        if self.rule:
            parts.append(f"{frame['rule']} {self.rule}")
        line = ": ".join([*parts, self.message(language)])
        return f"{line}{frame['write']}{_one_line(self.snippet)}" if self.snippet else line

    def as_dict(self, language: Language = "zh") -> dict[str, Any]:
        """Return it as JSON values, for `--json`."""
        return {
            "file": self.file, "line": self.line, "column": self.column, "severity": str(self.severity),
            "code": self.code, "rule": self.rule, "message": self.message(language),
            "snippet": _one_line(self.snippet),
        }  # fmt: skip

    def __str__(self) -> str:
        return self.render("en")


class BrokenRules(RulebookError):
    """Rule files that were refused, with every problem found in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.render() for problem in self.problems))


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those that refuse a file."""
    return [problem for problem in problems if problem.severity is Severity.error]


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", "⏎").replace("\t", "⇥")
