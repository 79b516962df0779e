"""Edits of a rule file by command: only the value's own text changes, the rest stays byte for byte."""

from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from bot.contract import RulebookError
from bot.rulebook.flow import flow
from bot.rulebook.nodes import Items, Node, Scalar, Source, Table, plain
from bot.rulebook.reader import parse
from bot.rulebook.scope import Scope

Path = tuple[str, ...]
"""Keys from the top of the file: `("rules", "no-ads", "mode")`."""


class EditRefused(RulebookError):
    """An edit that was not made: the file was changed in between, or cannot be edited so.

    Attributes:
        difference: the lines that changed in between, as a unified diff; empty otherwise.
    """

    def __init__(self, message: str, difference: str = "") -> None:
        super().__init__(f"{message}\n{difference}".rstrip())
        self.difference = difference


@dataclass(frozen=True, slots=True)
class Edit:
    """A rule file's text, to be changed step by step; each step returns a new one."""

    text: str
    name: str = "rules"

    def set(self, path: Path, value: Any) -> "Edit":
        """Give a key a value, adding it and the keys above it where they are missing.

        Raises:
            EditRefused: the file cannot be read, or something else than a mapping is in the way.
        """
        table, rest = self._reach(path)
        if not rest:
            raise EditRefused(f"{self.name}: {'.'.join(path)} is no value")
        if len(rest) == 1 and (there := table.get(rest[0])) is not None:
            changed = self._replaced(there, flow(value))
        else:
            inner: Any = value
            for key in reversed(rest[1:]):
                inner = {key: inner}
            changed = self._added(table, rest[0], inner)
        return self._checked(changed, path, value)

    def add(self, path: Path, item: str) -> "Edit":
        """Add an item to a list, which is made if it is missing; one that is there already stays alone."""
        node = self._find(path)
        if node is None:
            return self.set(path, [item])
        if not isinstance(node, Items):
            raise EditRefused(f"{self.name}: {'.'.join(path)} is no list")
        words = plain(node)
        if item in words:
            return self
        return self._checked(self._appended(node, flow(item)), path, [*words, item])

    def discard(self, path: Path, item: str) -> "Edit":
        """Take an item from a list."""
        node, above = self._find(path), self._find(path[:-1])
        if not isinstance(node, Items) or not isinstance(above, Table) or item not in plain(node):
            raise EditRefused(f"{self.name}: there is no {item} in {'.'.join(path)}")
        words = [word for word in plain(node) if word != item]
        found = next(child for child in node.items if isinstance(child, Scalar) and child.value == item)
        changed = self._without(node, found)
        if not node.flow and not words:
            colon = self.text.index(":", above.key(path[-1]).end) + 1
            changed = f"{changed[:colon]} []{changed[colon:]}"
        return self._checked(changed, path, words)

    def drop(self, path: Path) -> "Edit":
        """Take a key out with its value and the comments behind it.

        Raises:
            EditRefused: there is no such key.
        """
        above, key = self._find(path[:-1]), path[-1]
        if not isinstance(above, Table) or key not in above.entries:
            raise EditRefused(f"{self.name}: there is no {'.'.join(path)}")
        name, value = above.entries[key]
        end = max(value.end, name.end)
        if above.flow:
            return self._checked(self._cut(name.start, end), path, None)
        start = self.text.rfind("\n", 0, name.start) + 1
        stop = self.text.find("\n", start + len(self.text[start:end].rstrip()))
        return self._checked(self.text[:start] + ("" if stop < 0 else self.text[stop + 1 :]), path, None)

    def _root(self, text: str) -> Table:
        scope = Scope()
        root = parse(Source(self.name, text), scope)
        if isinstance(root, Table) and not scope.broken:
            return root
        first = scope.problems[0].render() if scope.problems else f"{self.name}: no mapping"
        raise EditRefused(first)

    def _find(self, path: Path) -> Node | None:
        node: Node | None = self._root(self.text)
        for key in path:
            node = node.get(key) if isinstance(node, Table) else None
        return node

    def _reach(self, path: Path) -> tuple[Table, Path]:
        """Return the deepest mapping on the path, and the keys that it does not have yet."""
        table = self._root(self.text)
        for depth, key in enumerate(path[:-1]):
            below = table.get(key)
            if below is None or (isinstance(below, Scalar) and below.missing):
                return table, path[depth:]
            if not isinstance(below, Table):
                raise EditRefused(f"{self.name}: {'.'.join(path[: depth + 1])} is no mapping")
            table = below
        return table, path[-1:]

    def _replaced(self, node: Node, text: str) -> str:
        end = node.start + len(self.text[node.start : node.end].rstrip())
        if isinstance(node, Scalar) and node.missing:
            return self.text[: node.start] + " " + text + self.text[node.start :]
        before = self.text[: node.start]
        if not (isinstance(node, Scalar) or getattr(node, "flow", False)):
            before = before.rstrip(" \n") + " "  # a block below its key becomes a value behind it
        return before + text + self.text[end:]

    def _added(self, table: Table, key: str, value: Any) -> str:
        entry = f"{flow(key)}: {flow(value)}"
        if key in table.entries:  # a key with nothing behind it
            return self._replaced(table.entries[key][1], flow(value))
        if table.flow:
            return self._into_brackets(table, entry, empty=not table.entries)
        last_key, last = list(table.entries.values())[-1]
        end = max(last.end, last_key.end)
        end = len(self.text[:end].rstrip())
        line_end = self.text.find("\n", end)
        line_end = len(self.text) if line_end < 0 else line_end
        return f"{self.text[:line_end]}\n{' ' * last_key.column}{entry}{self.text[line_end:]}"

    def _into_brackets(self, node: Items | Table, entry: str, *, empty: bool) -> str:
        close = node.end - 1
        inside = self.text[:close].rstrip()
        comma = "" if empty or inside.endswith(",") else ","
        gap = "" if empty else " "
        return inside + comma + gap + entry + self.text[len(inside) : close].strip(" ") + self.text[close:]

    def _appended(self, node: Items, item: str) -> str:
        if node.flow:
            return self._into_brackets(node, item, empty=not node.items)
        last = node.items[-1]
        end = len(self.text[: last.end].rstrip())
        line_end = self.text.find("\n", end)
        line_end = len(self.text) if line_end < 0 else line_end
        return f"{self.text[:line_end]}\n{' ' * node.column}- {item}{self.text[line_end:]}"

    def _without(self, node: Items, item: Scalar) -> str:
        if node.flow:
            return self._cut(item.start, item.end)
        start = self.text.rfind("\n", 0, item.start) + 1
        stop = self.text.find("\n", item.end)
        return self.text[:start] + ("" if stop < 0 else self.text[stop + 1 :])

    def _cut(self, start: int, end: int) -> str:
        """Take an entry out of brackets, with one of the commas around it."""
        before, after = self.text[:start], self.text[end:]
        if after.lstrip(" ").startswith(","):
            return before + after.lstrip(" ")[1:].lstrip(" ")
        return before.rstrip(" ").removesuffix(",") + after

    def _checked(self, text: str, path: Path, value: Any) -> "Edit":
        """Accept a change only if the new text says just what was meant."""
        meant = _with(plain(self._root(self.text)), path, value)
        if plain(self._root(text)) != meant:
            raise EditRefused(f"{self.name}: cannot change {'.'.join(path)} here, edit the file by hand")
        return Edit(text, self.name)


def unchanged(base: str, current: str, name: str) -> None:
    """Make sure that a file is still what an edit was made for.

    Raises:
        EditRefused: it was changed in between; carries the difference.
    """
    if base != current:
        lines = unified_diff(base.splitlines(), current.splitlines(), name, f"{name} (now)", lineterm="", n=1)
        raise EditRefused(f"{name} was changed in between, so nothing was written", "\n".join(lines))


def _with(tree: Any, path: Path, value: Any) -> Any:
    """Return a tree of plain values with one changed; `None` takes the key out."""
    key, rest = path[0], path[1:]
    below = dict(tree or {})
    if rest:
        below[key] = _with(below.get(key), rest, value)
    elif value is None:
        below.pop(key)
    else:
        below[key] = _strings(value)
    return below


def _strings(value: Any) -> Any:
    """Return a value as it will be read: every scalar a string."""
    if isinstance(value, dict):
        return {str(key): _strings(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strings(item) for item in value]
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
