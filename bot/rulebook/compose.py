"""YAML 1.2 text → a tree of nodes. Scalars stay strings; nothing is resolved, constructed or run."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from bot.rulebook.nodes import Items, Node, Scalar, Source, Table

try:  # libyaml: ten times as fast; YAML 1.1, but what 1.1 resolves differently is not resolved here
    from _ruamel_yaml import CParser
except ImportError:
    CParser = None

DEEPEST = 40
"""Levels of nesting; the language needs about ten."""
MOST_NODES = 200_000
"""Nodes of one file with every alias written out; 5,000 rules need about 100,000."""
LONGEST = 2_000_000
"""Characters of a file."""

STUCK_COMMENT = re.compile(r"[ \t]+(#(?![\s#!]|$)[^\n]*)")
"""What YAML cuts off as a comment though no space follows the sign: a hashtag, most likely."""
_WIDE = "，、：“”‘’［｛【\u3000\u00a0\u200b"
_SUSPECT = re.compile(f"[{_WIDE}]")
_DOUBTS = (" #", "\t#", *_WIDE)
"""Without any of these, nothing in a text but a value of several lines is suspicious."""
_BLOCKS = frozenset("|>")
_QUOTES = _BLOCKS | {"'", '"'}
Report = Callable[..., None]
"""`report(code, node, snippet="", **values)`: note a problem that does not stop the reading."""


class Unreadable(Exception):
    """The text cannot be read as YAML any further than `line`, `column` (from 0).

    `code` is the catalogue's if the reason is ours, else empty, and `reason` the parser's;
    `begin` is where the construct starts that went wrong at `line`, `column`.
    """

    def __init__(
        self, code: str, line: int, column: int, reason: str = "", begin: tuple[int, int] | None = None
    ) -> None:
        super().__init__(code or reason)
        self.code, self.line, self.column, self.reason = code, line, column, reason
        self.begin = begin or (line, column)


@dataclass(frozen=True, slots=True)
class Composed:
    """A document's root, `None` if there is nothing in it, and whether anything may be one of `traps`."""

    root: Node | None
    suspicious: bool


def compose(source: Source, report: Report) -> Composed:
    """Read one document into nodes.

    Raises:
        Unreadable: it is no YAML, or more than one document, or deeper or larger than any rule file.
    """
    if len(source.text) > LONGEST:
        raise Unreadable("too_large", 0, 0)
    if CParser is not None:
        parser = CParser(source.text)
        try:
            return _Composer(source, parser.get_event, report).document()
        except YAMLError:
            pass  # the parser in Python knows YAML 1.2 to the letter, and tells the place of an error better
        finally:
            parser.dispose()
    return _strictly(source, report)


def _strictly(source: Source, report: Report) -> Composed:
    events = iter(YAML(typ="safe", pure=True).parse(source.text))
    try:
        return _Composer(source, events.__next__, report).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = "; ".join(part for part in (error.context, error.problem) if part)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        start = error.context_mark
        raise Unreadable("", line, column, reason, (start.line, start.column) if start else None) from error
    except YAMLError as error:
        position = getattr(error, "position", 0)
        before = source.text[:position]
        raise Unreadable(
            "control_character",
            before.count("\n"),
            position - before.rfind("\n") - 1,
            str(error).split("\n")[0],
        ) from error


class _Composer:
    """Builds nodes from events, refusing what no rule file needs."""

    def __init__(self, source: Source, next_event: Callable[[], Any], report: Report) -> None:
        self._source = source
        self._next = next_event
        self._report = report
        self._twice: list[tuple[Scalar, Scalar, Node, Node]] = []
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0
        self._flow = 0
        self._doubtful = any(sign in source.text for sign in _DOUBTS)
        self._suspicious = False

    def document(self) -> Composed:
        root: Node | None = None
        while not isinstance(event := self._next(), StreamEndEvent):
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise _at("several_documents", event)
                root = self._node(self._next(), 0)
        for key, first, value, other in self._twice:
            self._report(
                "duplicate_key", key, _both(key.value, value, other), key=key.value, first=str(first.line + 1)
            )
        return Composed(root, self._suspicious)

    def _node(self, event: Any, depth: int) -> Node:
        """Make any node; those that hold nodes count them."""
        if self._count > MOST_NODES:
            raise _at("too_many_nodes", event)
        if depth > DEEPEST:
            raise _at("too_deep", event)
        if type(event) is AliasEvent:
            return self._alias(event)
        if event.tag is not None:
            raise _at("tag", event, str(event.tag))
        before = self._count
        node = self._made(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, self._count - before)
        return node

    def _alias(self, event: Any) -> Node:
        if event.anchor not in self._anchors:
            raise _at("no_such_anchor", event, str(event.anchor))
        node, size = self._anchors[event.anchor]
        self._count += size
        if self._count > MOST_NODES:
            raise _at("too_many_nodes", event)
        return node

    def _made(self, event: Any, depth: int) -> Node:
        if type(event) is ScalarEvent:
            return self._scalar(event, False)
        flow = bool(event.flow_style)
        self._flow += flow
        make = self._table if type(event) is MappingStartEvent else self._items
        node = make(event, depth + 1, flow, self._flow > 0)
        self._flow -= flow
        return node

    def _scalar(self, event: Any, inside: bool) -> Scalar:
        """Make a scalar; `inside` brackets or not."""
        start, end, value, style = event.start_mark, event.end_mark, event.value, event.style
        line, after = start.line, end.index
        plain = style not in _QUOTES
        if plain and (end.line != line or (self._doubtful and self._suspect(value, after))):
            self._suspicious = True
        block = not plain and style in _BLOCKS
        return Scalar(self._source, line, start.column, start.index, after, value, plain, block, inside)

    def _suspect(self, value: str, after: int) -> bool:
        """Whether a plain value may be a trap; not asked in a file without any suspicious sign."""
        found = _SUSPECT.search(value) or STUCK_COMMENT.match(self._source.text, after)
        return found is not None

    def _items(self, event: Any, depth: int, flow: bool, inside: bool) -> Items:
        step, node, scalar = self._next, self._node, self._scalar
        items: list[Node] = []
        while type(inner := step()) is not SequenceEndEvent:
            plainly = type(inner) is ScalarEvent and inner.anchor is None and inner.ctag is None
            items.append(scalar(inner, inside) if plainly else node(inner, depth))
        self._count += len(items)
        start = event.start_mark
        return Items(self._source, start.line, start.column, start.index, inner.end_mark.index, items, flow)

    def _table(self, event: Any, depth: int, flow: bool, inside: bool) -> Table:
        step, node, scalar = self._next, self._node, self._scalar
        entries: dict[str, tuple[Scalar, Node]] = {}
        while type(inner := step()) is not MappingEndEvent:
            plainly = type(inner) is ScalarEvent and inner.anchor is None and inner.ctag is None
            key = scalar(inner, inside) if plainly else node(inner, depth)
            if not isinstance(key, Scalar):
                raise Unreadable("key_not_text", key.line, key.column)
            inner = step()
            plainly = type(inner) is ScalarEvent and inner.anchor is None and inner.ctag is None
            value = scalar(inner, inside) if plainly else node(inner, depth)
            if key.value in entries:
                self._twice.append((key, *entries[key.value], value))
            else:
                entries[key.value] = (key, value)
        self._count += 2 * len(entries)
        start = event.start_mark
        return Table(self._source, start.line, start.column, start.index, inner.end_mark.index, entries, flow)


def _both(key: str, first: Node, second: Node) -> str:
    """Write a key once: two lists together, of anything else the second value."""
    if isinstance(first, Items) and isinstance(second, Items) and first.flow and second.flow:
        return f"{key}: [{', '.join(item.written for item in (*first.items, *second.items))}]"
    if isinstance(second, Scalar) or getattr(second, "flow", False):
        return f"{key}: {second.written}"
    return f"{key}-2:"


def _at(code: str, event: Any, reason: str = "") -> Unreadable:
    return Unreadable(code, event.start_mark.line, event.start_mark.column, reason)
