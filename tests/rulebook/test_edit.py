"""Edits by command, `fmt` and `diff`: the file stays the operator's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rulebook import BrokenRules, Change, Edit, EditRefused, Loader, diff, fmt, unchanged
from bot.rulebook.compose import compose
from bot.rulebook.flow import flow
from bot.rulebook.nodes import Source, plain
from tests.rulebook.conftest import Write

RULES = Path(__file__).parents[2] / "rules"
TEXT = """\
# Our rules
version: 1   # of the language
lists:
  ad_words: [加微信, "返利"]   # more to come
  blocks:
    - 刷单    # first
    # between
    - 日结

rules:
  no-ads:
    handler: spam     # finds
    words: $ad_words
    then:
      review: {say: "a # b", once: per_member_per_day}

  # the second
  hello: {handler: greet, say: "hi {{ names }}"}
"""


def read(text: str) -> object:
    """What a text says."""
    root = compose(Source("x", text), lambda *_, **__: None).root
    return None if root is None else plain(root)


def changed_lines(before: str, after: str) -> tuple[set[str], set[str]]:
    """The lines that went, and those that came."""
    old, new = set(before.split("\n")), set(after.split("\n"))
    return old - new, new - old


@pytest.mark.parametrize(
    ("path", "value", "gone", "come"),
    [
        (
            ("rules", "no-ads", "handler"), "greet",
            "    handler: spam     # finds", "    handler: greet     # finds",
        ),
        (("rules", "no-ads", "mode"), "shadow", None, "    mode: shadow"),
        (
            ("rules", "hello", "mode"), "off",
            '  hello: {handler: greet, say: "hi {{ names }}"}',
            '  hello: {handler: greet, say: "hi {{ names }}", mode: off}',
        ),
        (("rules", "new", "handler"), "spam", None, "  new: {handler: spam}"),
        (("mode",), "shadow", None, "mode: shadow"),
        (("rules", "no-ads", "words"), ["a,b", "c"], "    words: $ad_words", '    words: ["a,b", c]'),
        (("rules", "no-ads", "allow", "domains"), ["a.com"], None, "    allow: {domains: [a.com]}"),
    ],
)  # fmt: skip
def test_a_value_is_set_where_it_stands(
    path: tuple[str, ...], value: object, gone: str | None, come: str
) -> None:
    """One line changes; comments, quotes and blank lines stay."""
    after = Edit(TEXT).set(path, value).text
    assert changed_lines(TEXT, after) == ({gone} if gone else set(), {come})


def test_words_are_added_and_taken_out_in_either_layout() -> None:
    """Lists in brackets and lists of lines; an item that is there already stays alone."""
    edit = (
        Edit(TEXT)
        .add(("lists", "ad_words"), "兼职")
        .add(("lists", "blocks"), "#秒杀")
        .add(("lists", "new"), "a")
    )
    assert '  ad_words: [加微信, "返利", 兼职]   # more to come' in edit.text
    assert '    # between\n    - 日结\n    - "#秒杀"\n' in edit.text
    assert "  new: [a]\n" in edit.text
    assert edit.add(("lists", "new"), "a") == edit
    back = (
        edit.discard(("lists", "ad_words"), "兼职")
        .discard(("lists", "blocks"), "#秒杀")
        .drop(("lists", "new"))
    )
    assert back.text == TEXT
    without = Edit(TEXT).discard(("lists", "ad_words"), "加微信").discard(("lists", "ad_words"), "返利")
    assert "  ad_words: []   # more to come" in without.text
    lines = Edit(TEXT).discard(("lists", "blocks"), "刷单").discard(("lists", "blocks"), "日结")
    assert read(lines.text)["lists"]["blocks"] == []  # type: ignore[index]


def test_a_rule_is_dropped_whole() -> None:
    """Its lines go, its neighbours stay."""
    assert "no-ads" not in Edit(TEXT).drop(("rules", "no-ads")).text
    assert Edit(TEXT).drop(("rules", "hello")).text == TEXT[: TEXT.index("  hello:")]
    assert Edit("a: {b: 1, c: 2, d: 3}").drop(("a", "c")).text == "a: {b: 1, d: 3}"
    assert Edit("a: {b: 1, c: 2}").drop(("a", "c")).text == "a: {b: 1}"


@pytest.mark.parametrize(
    "step",
    [
        lambda edit: edit.set(("version", "x"), 1),
        lambda edit: edit.drop(("rules", "nobody")),
        lambda edit: edit.discard(("lists", "ad_words"), "nobody"),
        lambda edit: edit.add(("rules", "no-ads", "handler"), "x"),
        lambda _: Edit("a: [").set(("a",), 1),
        lambda _: Edit("- a").set(("a",), 1),
    ],
)
def test_what_cannot_be_done_is_refused(step: object) -> None:
    """Never half an edit."""
    with pytest.raises(EditRefused):
        step(Edit(TEXT))  # type: ignore[operator]


def test_a_file_that_was_changed_in_between_is_not_overwritten() -> None:
    """The refusal shows what was changed."""
    unchanged(TEXT, TEXT, "main.yaml")
    with pytest.raises(EditRefused) as refused:
        unchanged(TEXT, TEXT.replace("刷单", "刷好评"), "main.yaml")
    assert "-    - 刷单    # first\n+    - 刷好评    # first" in refused.value.difference


SCALARS = st.text(max_size=12).filter(lambda text: "\r" not in text and text.isprintable())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SCALARS, inner, max_size=3),
    max_leaves=6,
)


@given(VALUES)
def test_every_value_can_be_written_and_read_again(value: object) -> None:
    """On one line, whatever stands in it."""
    written = flow({"k": value})
    assert "\n" not in written
    assert read(written) == {"k": value}


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"]), VALUES), max_size=4))
def test_any_edits_leave_the_rest_alone(steps: list[tuple[str, str, object]]) -> None:
    """The file says what it said, but for what was set, and every comment is still there."""
    edit, meant = Edit(TEXT), read(TEXT)
    assert isinstance(meant, dict)
    for rule, key, value in steps:
        edit = edit.set(("rules", rule, key), value)
        meant["rules"].setdefault(rule, {})[key] = value
    assert read(edit.text) == meant
    for comment in (
        "# Our rules",
        "# of the language",
        "# more to come",
        "# between",
        "# finds",
        "# the second",
    ):
        assert comment in edit.text


def test_fmt_is_one_layout_with_comments_kept() -> None:
    """Two spaces a level, no space at line ends, nothing else."""
    ragged = """\
version: 1   \r
rules:\r
    r:   # mine\r
        handler: spam\r
        words:\r
        - "a"\r
        - 007\r
"""
    assert (
        fmt(ragged)
        == 'version: 1\nrules:\n  r:     # mine\n    handler: spam\n    words:\n      - "a"\n      - 007\n'
    )


@pytest.mark.parametrize(
    "text", [TEXT, "", "# only\n", "a: [22:30, 007, no, on, 0x1F, 1e3, ~, null, 2026-01-01]\n"]
)
def test_fmt_changes_no_value_and_settles_at_once(text: str) -> None:
    """A second run finds nothing to do."""
    once = fmt(text)
    assert read(once) == read(text)
    assert fmt(once) == once


def test_the_shipped_rules_are_formatted() -> None:
    """`qunguan rules fmt` has nothing to say about them."""
    for file in RULES.rglob("*.yaml"):
        assert fmt(file.read_text("utf-8")) == file.read_text("utf-8"), file.name


def test_fmt_refuses_what_cannot_be_read() -> None:
    """With the same message as check."""
    with pytest.raises(BrokenRules, match=r"main\.yaml:1:4"):
        fmt("a: [", "main.yaml")


def test_a_difference_is_told_rule_by_rule(write: Write) -> None:
    """Added, removed, moved, and every value; comments and layout do not count."""
    path = write(
        "version: 1\nrules:\n  a: {handler: spam}\n  b: {handler: spam, words: [x]}\n  c: {handler: spam}\n"
        "  d: {handler: spam}\n"
    )
    old = Loader(path.parent).load()
    write(
        "version: 1 # new\nrules:\n  c: {handler: spam}\n  a: {handler: spam, mode: shadow}\n"
        "  b:\n    handler: spam\n    words: [x, 'y,']\n  e: {handler: spam}\n"
    )
    new = Loader(path.parent).load()
    assert diff(old, old) == []
    assert diff(old, new) == [
        Change("removed", "d"),
        Change("changed", "a", "mode", "", "shadow"),
        Change("changed", "b", "words", "[x]", '[x, "y,"]'),
        Change("added", "e"),
        Change("moved", "c"),
    ]
    assert diff(old, new)[1].render("zh") == "规则 a 的 mode: - → shadow"
    assert diff(old, new)[0].render("en") == "rule d removed"
    assert old.sources == {"main.yaml": old.sources["main.yaml"]}
