"""Where a mistake is said to be, and what to write instead, on one line."""

from pathlib import Path

import pytest

from bot.rulebook import Loader

HEAD = "version: 1\nrules:\n"
MISTAKES = [
    (
        "  a: {handler: ads, words：[返利]}\n",
        ":3:26: error: rule a: full-width ：", "write: a: {handler: ads, words: [返利]}",
    ),
    ("  a：{handler: ads}\n", ":3:4: error: rule a: full-width ：", "write: a: {handler: ads}"),
    ("  a: {handler: ads, words: {返利: 刷单}}\n", ":3:28: error: rule a: ", "write: words: [返利]"),
    ("  a: {words: [返利]}\n", ":3:6: error: rule a: handler is missing", "write: handler: ads"),
    (
        "  a: {handler: match, match: {text: {regex: '(?<=a)b'}}, then: {hit: warn}}\n",
        ":3:45: error: rule a: '(?<=a)b' is wrong, expected a pattern that RE2 takes", "write: 'b'",
    ),
    (
        "  a: {handler: match, match: {text: {regex: [ok, '(']}}, then: {hit: warn}}\n",
        ":3:50: error: rule a: '(' is wrong", "write: '\\('",
    ),
    (
        "  a: {handler: match, match: {text: x}, then: {hit: {points: lots}}}\n",
        ":3:62: error: rule a: lots is wrong, expected a whole number, or a template", "write: points: 5",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "write_instead"), MISTAKES, ids=[said for _, said, _ in MISTAKES])
def test_one_mistake_is_one_line(text: str, said: str, write_instead: str, tmp_path: Path) -> None:
    """It points at the offending value, and ends with what can be pasted there."""
    (tmp_path / "main.yaml").write_text(HEAD + text, "utf-8")
    loaded = Loader(tmp_path).load()
    (line,) = [problem.render("en") for problem in loaded.problems]
    assert said in line
    assert line.endswith(write_instead)
    assert "\n" not in line
