"""The traps of a Chinese keyboard, and of YAML itself: what is written is what is meant, or it is refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rulebook import Loader, Problem, compose, load
from bot.rulebook.compose import Unreadable
from bot.rulebook.nodes import Node, Source, plain
from bot.rulebook.problems import errors
from tests.rulebook.conftest import Spam, Write

RULE = "version: 1\nrules:\n  r:\n    handler: spam\n"


def words(path: Path) -> tuple[str, ...]:
    """Load one rule and return its words."""
    (rule,) = load(path).rules
    assert isinstance(rule.handler, Spam)
    return rule.handler.words


def refused(path: Path) -> list[Problem]:
    """Load a file that is refused."""
    found = errors(Loader(path).load().problems)
    assert found
    return found


@pytest.mark.parametrize(
    "word",
    [
        "22:30",
        "on",
        "off",
        "yes",
        "no",
        "null",
        "~",
        "007",
        "0x1F",
        "1e3",
        "1_000",
        "2026-01-01",
        ".5",
        "=",
        "<<",
        "y",
    ],
)
def test_words_stay_as_written(write: Write, word: str) -> None:
    """YAML 1.1 reads 22:30 as 1350, `no` as false and 007 as 7; here they are words."""
    assert words(write(f"{RULE}    words: [{word}]\n")) == (word,)
    assert words(write(f"{RULE}    words:\n      - {word}\n")) == (word,)


@pytest.mark.parametrize(
    "text", ["欢迎，大家", "他说“好”的", "注意：看公告", "a, b", "C# 课程", "100%", "a#b", "x @小明"]
)
def test_full_width_signs_in_the_middle_of_a_text_are_text(write: Write, text: str) -> None:
    """Only where YAML's own sign was meant they are refused."""
    assert words(write(f"{RULE}    words:\n      - {text}\n")) == (text,)


def test_quotes_make_everything_a_text(write: Write) -> None:
    """What the corrections offer does work."""
    path = write(
        RULE + """    words: ["加，微", '@小明', "#秒杀", "：", '\\d', "“好”", "{{ x }}", '*a*']\n"""
    )
    assert words(path) == ("加，微", "@小明", "#秒杀", "：", "\\d", "“好”", "{{ x }}", "*a*")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_do_not_matter(write: Write, ends: str, mark: bytes) -> None:
    """A file from Windows' Notepad is a good file, and places in it are right."""
    text = RULE + "    words: [加微信]\n"
    assert words(write(mark + text.replace("\n", ends).encode())) == ("加微信",)
    broken = RULE + "    wrods: [加微信]\n"
    (problem,) = refused(write(mark + broken.replace("\n", ends).encode()))
    assert (problem.line, problem.column) == (5, 5)


@pytest.mark.parametrize(("encoding", "name"), [("gbk", "GBK"), ("utf-16", "UTF-16")])
def test_another_encoding_is_named(write: Write, encoding: str, name: str) -> None:
    """The operator hears which encoding it is, and what to do."""
    (problem,) = refused(write((RULE + "    words: [加微信]\n").encode(encoding)))
    assert name in problem.render("zh")
    assert "UTF-8" in problem.render("en")
    if encoding == "gbk":
        assert (problem.line, problem.column) == (5, 13)
        assert problem.snippet == "words: [加微信]"


def test_bytes_of_no_encoding_at_all_are_refused(write: Write) -> None:
    """A picture that was called .yaml."""
    (problem,) = refused(write(b"\x89PNG\r\n\x1a\n\xff\xff"))
    assert problem.code == "encoding"


def test_comments_are_comments(write: Write) -> None:
    """A `# ` with a space, after a value or alone, cuts nothing off that was meant."""
    text = "# 规则\nversion: 1 # 版本\n#rules of ours\nrules: # all\n  r: {handler: spam, words: [a]} #note\n"
    assert words(write(text)) == ("a",)


def test_anchors_are_fine(write: Write) -> None:
    """What is said once with `&` may be used again with `*`."""
    path = write(
        "version: 1\nlists: {w: &w [a, b]}\nrules:\n"
        "  r: {handler: spam, words: *w}\n  s: {handler: spam, words: *w}\n"
    )
    assert [rule.handler.words for rule in load(path).rules if isinstance(rule.handler, Spam)] == [
        ("a", "b")
    ] * 2


def test_block_texts_keep_their_signs(write: Write) -> None:
    """Inside `|` nothing is a trap, tabs and full-width signs too."""
    path = write(RULE + "    words:\n      - |\n        handler：a #b\n        “x”\n        \ty\n")
    assert words(path) == ("handler：a #b\n“x”\n\ty\n",)


def test_an_empty_file_has_no_rules(write: Write) -> None:
    """Nothing in it is nothing wrong: all of it may be commented out."""
    assert load(write("# later\n")).rules == ()


def test_a_huge_file_is_refused(write: Write) -> None:
    """Before anything looks at what is in it."""
    (problem,) = refused(write("#" * 2_000_001))
    assert problem.code == "too_large"


def both(text: str) -> tuple[object, object]:
    """Read a text by the fast and by the strict parser."""

    def read(strictly: bool) -> object:
        source = Source("x", text)
        try:
            root = (compose._strictly if strictly else compose.compose)(source, lambda *_, **__: None).root  # noqa: SLF001
        except Unreadable as error:
            return "unreadable", error.line
        return _places(root) if root else None

    return read(False), read(True)


def _places(node: Node) -> object:
    return plain(node), node.line, node.column


@given(st.text(alphabet="ab:-[]{},#'\"\n &*|>!%@`?\\：，“ 0", max_size=40))
@settings(max_examples=300)
def test_reading_never_fails_in_an_unexpected_way(text: str) -> None:
    """Any text is read or refused with a place; no other exception comes out of the composer."""
    both(text)
