"""One rule file with everything it stands on: presets underneath, lists and scripts included."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.rulebook.discovery import handlers
from bot.rulebook.files import find, findable
from bot.rulebook.header import BESIDE, INHERITED
from bot.rulebook.nodes import Items, Node, Scalar, Table, overlay
from bot.rulebook.problems import Problem
from bot.rulebook.reader import Reader
from bot.rulebook.refs import merged
from bot.rulebook.scope import Scope, written

_DEEPEST = 8
"""Presets on presets."""
_OF_ROOMS = frozenset({"staff", "management", "tags", "breaker", "kind", "purpose"})
"""What a file may be for besides rules."""


@dataclass(slots=True)
class Expanded:
    """A file's content laid over its presets'.

    Attributes:
        table: the file's own mapping, for places.
        head: the header's keys; own ones, and those that are inherited.
        lists, scripts: by name.
        rules: id → (key node, rule node).
        sources: every file read, by path.
    """

    table: Table
    head: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    lists: dict[str, Node] = field(default_factory=dict)
    scripts: dict[str, Node] = field(default_factory=dict)
    rules: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)

    @property
    def silent(self) -> bool:
        """Whether a file has no rules, nor says who its rooms are or who looks after them."""
        return not self.rules and _OF_ROOMS.isdisjoint(self.table.entries)


class Expander:
    """Reads one file and those it names; `sources` are all that were read, by path."""

    def __init__(self, roots: Sequence[Path], reader: Reader) -> None:
        self.roots = roots
        self._reader = reader
        self.scope = Scope()
        self.sources: dict[Path, str] = {}

    def expand(self, path: Path, above: tuple[Path, ...] = ()) -> Expanded | None:
        """Read a file; `None` if it cannot be read or holds nothing."""
        table = self.read(path)
        if table is None:
            return None
        expanded = Expanded(table)
        for name in self._names(table, "extends"):
            self._under(expanded, name, path, (*above, path))
        for name in self._names(table, "include"):
            self._include(expanded, name, path)
        own = table.entries
        expanded.head = {key: entry for key, entry in expanded.head.items() if key in INHERITED}
        expanded.head |= {key: entry for key, entry in own.items() if key not in BESIDE}
        expanded.lists = merged(expanded.lists, self._named(table, "lists"))
        expanded.scripts = merged(expanded.scripts, self._named(table, "scripts"))
        self._rules(expanded, table)
        return expanded

    def read(self, path: Path) -> Table | None:
        """Read one file into a table, reporting whatever is wrong with its YAML."""
        self.sources[path] = self._reader.text(path)
        root = self._reader.root(path, self.scope)
        if root is None or isinstance(root, Table):
            return root
        self.scope.report("not_a_mapping", root, "version: 1")
        return None

    def _names(self, table: Table, key: str) -> list[Scalar]:
        node = table.get(key)
        found = node.items if isinstance(node, Items) else [node]
        return [item for item in found if isinstance(item, Scalar) and not item.missing]

    def _named(self, table: Table, key: str) -> dict[str, Node]:
        node = table.get(key)
        if node is None or (isinstance(node, Scalar) and node.missing):
            return {}
        if not isinstance(node, Table):
            self.scope.report(
                "wrong_value",
                node,
                f"{key}: {{name: {written(node)}}}",
                found=written(node),
                expected=("键值对", "a mapping"),
            )
            return {}
        return {name: value for name, (_, value) in node.entries.items()}

    def _found(self, name: Scalar, kind: str, path: Path) -> Path | None:
        found = find(name.value, path.parent, self.roots)
        if found is None:
            known = findable(kind, path.parent, self.roots)
            self.scope.unknown(("文件", "file"), name, name.value, known, otherwise=_out(name))
        return found

    def _under(self, expanded: Expanded, name: Scalar, path: Path, above: tuple[Path, ...]) -> None:
        found = self._found(name, "presets", path)
        if found is None:
            return
        if found in above or len(above) > _DEEPEST:
            self.scope.report(
                "extends_loop",
                name,
                _out(name),
                name=" → ".join(file.stem for file in (*above, found)),
            )
            return
        preset = self.expand(found, above)
        if preset is not None:
            expanded.head |= preset.head
            expanded.lists = merged(expanded.lists, preset.lists)
            expanded.scripts = merged(expanded.scripts, preset.scripts)
            for rule_id, (key, node) in preset.rules.items():
                self._lay(expanded, rule_id, key, node)

    def _include(self, expanded: Expanded, name: Scalar, path: Path) -> None:
        found = self._found(name, "lists", path)
        if found is None:
            return
        if found.suffix == ".txt":
            self._word_list(expanded, found)
            return
        table = self.read(found)
        for key in table.entries if table else ():
            if table and key not in ("version", "lists", "scripts"):
                self.scope.report("not_a_library", table.key(key), f"# {key}", key=key)
        if table:
            expanded.lists = merged(expanded.lists, self._named(table, "lists"))
            expanded.scripts = merged(expanded.scripts, self._named(table, "scripts"))

    def _word_list(self, expanded: Expanded, path: Path) -> None:
        """A plain text file is a list named after it: a word a line, `# ` starts a comment."""
        source = self._reader.source(path)
        self.sources[path] = self._reader.text(path)
        if isinstance(source, Problem):
            self.scope.problems.append(source)
            return
        items: list[Node] = []
        start = 0
        for number, line in enumerate(source.text.split("\n")):
            word = line.strip()
            if word and not word.startswith("# "):
                items.append(Scalar(source, number, 0, start, start + len(line), word, plain=False))
            start += len(line) + 1
        expanded.lists[path.stem] = Items(source, 0, 0, 0, len(source.text), items)

    def _rules(self, expanded: Expanded, table: Table) -> None:
        rules = table.get("rules")
        if rules is None or (isinstance(rules, Scalar) and rules.missing):
            return
        if not isinstance(rules, Table):
            self.scope.report(
                "wrong_value", rules, f"rules: {{no-ads: {{handler: {_handler_in(rules)}}}}}",
                found=written(rules),
                expected=("“规则名: 规则”的键值对", "a mapping of id: rule"),
            )  # fmt: skip
            return
        for rule_id, (key, node) in rules.entries.items():
            self._lay(expanded, rule_id, key, node)

    def _lay(self, expanded: Expanded, rule_id: str, key: Scalar, node: Node) -> None:
        """Put a rule over the preset's of the same id, key by key; another handler replaces it whole."""
        under = expanded.rules.get(rule_id)
        if under is not None and isinstance(node, Table) and isinstance(under[1], Table):
            other = node.get("handler")
            same = other is None or written(other) == written(under[1].get("handler"))
            node = overlay(under[1], node) if same else node
        expanded.rules[rule_id] = (key, node)


def _handler_in(rules: Node) -> str:
    """Return the first handler that is written in a list of rules, or else any."""
    tables = (item for item in (rules.items if isinstance(rules, Items) else ()) if isinstance(item, Table))
    named = (written(handler) for table in tables if (handler := table.get("handler")) is not None)
    return next(named, next(iter(handlers())))


def _out(node: Node) -> str:
    """Return a node's line as a comment."""
    return f"# {node.source.line(node.line).strip()}"
