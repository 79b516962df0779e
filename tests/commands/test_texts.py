"""Texts in both languages, and names that are only names."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.commands
from bot.commands.texts import Both, at, called
from bot.contract import Member

FOLDER = Path(bot.commands.__file__).parent


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield every pair of texts in the package: where it stands, Chinese, English."""
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Both":
                zh, en = (ast.literal_eval(arg) for arg in node.args)
                yield f"{file.name}:{node.lineno}", zh, en


def names(template: str) -> set[str | None]:
    """Return the variables of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize(("where", "zh", "en"), [pytest.param(*text, id=text[0]) for text in texts()])
def test_both_languages_say_the_same_things(where: str, zh: str, en: str) -> None:
    """The same variables, and no half-width punctuation between Chinese characters."""
    assert names(zh) == names(en), where
    for before, mark, after in zip(zh, zh[1:], zh[2:], strict=False):
        assert not (mark in ",:;?!" and "一" <= before <= "鿿" and "一" <= after <= "鿿"), where


@given(st.text(max_size=20), st.text(min_size=1, max_size=20))
def test_values_are_data_in_a_text(name: str, value: str) -> None:
    """Braces in a name or a reason stay what they are."""
    assert Both("{a}，{b}", "{a}, {b}").say("zh", a=name, b=value) == f"{name}，{value}"
    assert Both("{不是变量", "{no variable").say("en") == "{no variable"


@given(st.text(max_size=40))
def test_a_name_is_one_harmless_line(name: str) -> None:
    """No line breaks, no mentions of its own, no direction marks; never empty."""
    shown = called(Member(id="u1", name=name))
    assert shown
    assert "\n" not in shown
    assert "@" not in shown
    assert "\u202e" not in shown
    assert at(Member(id="u1", name=name)) in {shown, f"@{shown}"}


def test_somebody_called_like_everybody_is_not_mentioned() -> None:
    """`@所有人` wakes the whole group; Allen is just Allen."""
    assert at(Member(id="u1", name="所有人")) == "所有人"
    assert at(Member(id="u1", name="ＡＬＬ")) == "ＡＬＬ"
    assert at(Member(id="u1", name="Allen")) == "@Allen"
