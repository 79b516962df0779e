"""A rule file as a tree: every scalar a string as it was written, every node with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text; lines end with a line feed alone."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """Return a line, counted from 0, or nothing after the end."""
        lines = self.text.split("\n", number + 1)
        return lines[number] if number < len(lines) else ""


@dataclass(slots=True, eq=False)
class Node:
    """A value and its place: line and column counted from 0, `start` and `end` in characters of the text."""

    source: Source
    line: int
    column: int
    start: int
    end: int

    @property
    def written(self) -> str:
        """The text of the value as it stands in the file."""
        return self.source.text[self.start : self.end].rstrip()


@dataclass(slots=True, eq=False)
class Scalar(Node):
    """A single value; `plain` if it was written without quotes, `block` if as `|` or `>`."""

    value: str
    plain: bool = True
    block: bool = False
    flow: bool = False

    @property
    def missing(self) -> bool:
        """Whether nothing was written at all."""
        return self.plain and not self.value


@dataclass(slots=True, eq=False)
class Items(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)
    flow: bool = False


@dataclass(slots=True, eq=False)
class Table(Node):
    """A mapping: key → (the key's own node, the value); `mixed` if its parts stand in several places."""

    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    flow: bool = False
    mixed: bool = False

    def get(self, key: str) -> Node | None:
        """Return the value of a key."""
        entry = self.entries.get(key)
        return entry[1] if entry else None

    def key(self, key: str) -> Scalar:
        """Return a key's own node."""
        return self.entries[key][0]


def plain(node: Node) -> Any:
    """Return a tree as Python values: strings, lists, dicts; `None` where nothing was written."""
    if isinstance(node, Scalar):
        return None if node.missing else node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    assert isinstance(node, Table)  # noqa: S101  # there is no fourth kind
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, in the order of the file; a key before its value."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        if isinstance(top, Scalar):  # nearly all there is
            continue
        if isinstance(top, Items):
            stack.extend(reversed(top.items))
        elif isinstance(top, Table):
            for name, value in reversed(top.entries.values()):
                stack.extend((value, name))


def locate(node: Node, path: tuple[int | str, ...]) -> Node:
    """Follow a path of keys and positions as far as it leads; steps that name no child are passed over."""
    for step in path:
        if isinstance(node, Table) and str(step) in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
    return node


def mentions(node: Node, sign: str) -> bool:
    """Whether a sign may stand anywhere in a node: in its text, or that text is not all of it."""
    text, start, end = node.source.text, node.start, node.end
    mixed = isinstance(node, Table) and node.mixed
    return mixed or text.find(sign, start, end) >= 0 or text.find("*", start, end) >= 0


def overlay(under: Table, over: Table) -> Table:
    """Return `under` with the keys of `over` put in their place or added; both stay as they are."""
    entries = {**under.entries, **over.entries}
    return Table(over.source, over.line, over.column, over.start, over.end, entries, over.flow, mixed=True)
