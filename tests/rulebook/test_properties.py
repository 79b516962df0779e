"""What holds for any rule files: nothing gets laxer by adding, nothing is lost by rewriting."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.contract import Mode, Room
from bot.rulebook import Loaded, Loader, Rulebook, diff, errors, fmt
from bot.rulebook.compose import compose
from bot.rulebook.discovery import _failed
from bot.rulebook.flow import flow
from bot.rulebook.nodes import Source, plain
from bot.rulebook.rehearsal import example_message, rehearse
from tests.rulebook.conftest import Write

ROOM = Room(id="r1", name="妈妈群", members=50)
WORDS = ["广告", "返利", "加微信", "a"]
ZONE = ZoneInfo("Asia/Shanghai")
RULES = st.fixed_dictionaries(
    {"handler": st.just("spam"), "words": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)},
    optional={
        "mode": st.sampled_from(["off", "shadow", "live"]),
        "rooms": st.sampled_from([{"name": "妈妈*"}, {"id": "r2"}, {"size": "> 10"}]),
    },
)
FILES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.dictionaries(st.sampled_from(["x", "y", "z"]), RULES, max_size=3), max_size=3,
)  # fmt: skip
TEXTS = st.lists(st.sampled_from([*WORDS, "你好", " "]), max_size=3).map("".join)
SLOW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
_number = count()


def loaded(files: dict[str, dict[str, Any]]) -> Loaded:
    """Load files given as data; rule ids are made unique, for the same id in a later file replaces."""
    with TemporaryDirectory() as folder:
        for name, rules in files.items():
            named = {f"{name}-{rule}": settings for rule, settings in rules.items()}
            text = f"version: 1\nrules: {flow(named)}\n"
            (Path(folder) / f"{name}.yaml").write_text(text, "utf-8")
        (Path(folder) / "zz.yaml").write_text("version: 1\n", "utf-8")
        return Loader(folder).load()


def verdicts(book: Rulebook, text: str) -> set[tuple[str, str, Mode]]:
    """What every rule that is not off says about a text: rule, outcome, mode."""
    message = example_message(text, ZONE)
    return {
        (rule.id, outcome.name, rule.mode)
        for rule in book.room("wechat", ROOM).rules
        if rule.mode is not Mode.off
        for outcome in rehearse(rule.handler, message, rule.id, ZONE)
    }


@SLOW
@given(FILES, st.dictionaries(st.sampled_from(["x", "y"]), RULES, min_size=1), TEXTS)
def test_a_file_that_is_added_makes_no_verdict_laxer(
    files: dict[str, Any], more: dict[str, Any], text: str
) -> None:
    """Every rule says what it said; the new ones may only say more."""
    before, after = loaded(files), loaded({**files, "more": more})
    assert not errors([*before.problems, *after.problems])
    assert verdicts(before.rulebook, text) <= verdicts(after.rulebook, text)


@SLOW
@given(FILES, st.sampled_from(WORDS), TEXTS)
def test_a_word_that_is_added_makes_no_verdict_laxer(files: dict[str, Any], word: str, text: str) -> None:
    """In any rule's list."""
    longer = {
        name: {rule: {**keys, "words": [*keys["words"], word]} for rule, keys in rules.items()}
        for name, rules in files.items()
    }
    assert verdicts(loaded(files).rulebook, text) <= verdicts(loaded(longer).rulebook, text)


@SLOW
@given(FILES, FILES)
def test_a_difference_names_every_rule_that_is_not_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    """Nothing that changed is left out, and nothing else is named."""
    before, after = loaded(old), loaded(new)

    def rules(files: dict[str, Any]) -> dict[str, Any]:
        return {f"{name}-{rule}": keys for name, kept in files.items() for rule, keys in kept.items()}

    first, second = rules(old), rules(new)
    changes = diff(before, after)
    assert {change.rule for change in changes if change.what == "removed"} == first.keys() - second.keys()
    assert {change.rule for change in changes if change.what == "added"} == second.keys() - first.keys()
    differ = {rule for rule in first.keys() & second.keys() if first[rule] != second[rule]}
    assert {change.rule for change in changes if change.what == "changed"} == differ
    assert diff(before, before) == []


SCALARS = st.text(alphabet="ab:#-'\"{}[],& *!|>%@`\\，：“7.0欢", max_size=10)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3)
)
TREES = st.dictionaries(SCALARS, VALUES, min_size=1, max_size=4)


@SLOW
@given(TREES)
def test_fmt_changes_nothing_that_is_said(tree: dict[str, Any]) -> None:
    """Whatever stands in a file, meaning and comments are the same after it, and it settles at once."""
    lines = "".join(
        f"{flow(key)}:   {flow(value)}   # note {n}\n" for n, (key, value) in enumerate(tree.items())
    )
    once = fmt(lines)

    def read(text: str) -> object:
        root = compose(Source("x", text), lambda *_, **__: None).root
        return None if root is None else plain(root)

    assert read(once) == tree
    assert all(f"# note {n}" in once for n in range(len(tree)))
    assert fmt(once) == once


@SLOW
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_loader(data: bytes) -> None:
    """Any file at all is loaded or refused with a place, and never raises."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{next(_number)}.yaml"
        path.write_bytes(data)
        for problem in Loader(path).load().problems:
            assert problem.line >= 1
            assert problem.column >= 1
            assert "\n" not in problem.render("zh") + problem.render("en")


def test_a_handler_that_cannot_be_imported_is_told_where_it_is_asked_for(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules are refused with the reason; every other rule works."""
    monkeypatch.setitem(_failed, "broken", "ImportError: no module named x")
    write("version: 1\nrules:\n  a: {handler: broken}\n", "a.yaml")
    found = Loader(write("version: 1\nrules:\n  b: {handler: spam}\n", "b.yaml").parent).load()
    assert [problem.code for problem in found.problems] == ["handler_failed"]
    assert "no module named x" in found.problems[0].render()
    assert [rule.id for rule in found.rulebook.rules] == ["b"]
