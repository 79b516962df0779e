"""`$ad_words` and `$scripts.welcome`: what is said once per file, put where it is meant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot.rulebook.nodes import Items, Node, Scalar, Table, mentions
from bot.rulebook.scope import Scope
from bot.rulebook.syntax import quote

_REFERENCE = re.compile(r"^\$(?P<scripts>scripts\.)?(?P<name>[^\s$.{}][^\s${}]*)$")
_EMPTY = re.compile(r"""\[\s*\]|"\s*"|'\s*'|\*""")


@dataclass
class Library:
    """The lists and scripts a file knows, its own and those it includes.

    Attributes:
        lists: name → the list's node.
        scripts: name → scene → tone → variants, or any shorter form.
        scene, tone: which of a script's scenes and tones this file prefers.
    """

    lists: dict[str, Node] = field(default_factory=dict)
    scripts: dict[str, Node] = field(default_factory=dict)
    scene: str = ""
    tone: str = ""
    _open: list[str] = field(default_factory=list)
    _targets: dict[str, Node] = field(default_factory=dict)
    _resolved: dict[str, Node] = field(default_factory=dict)

    @cached_property
    def doubtful(self) -> bool:
        """Whether any of the lists and scripts may have something empty in it."""
        return any(map(may_be_empty, (*self.lists.values(), *self.scripts.values())))

    def resolve(self, node: Node, scope: Scope) -> Node:
        """Return the tree with every reference replaced; what stood in a list is spliced into it."""
        if isinstance(node, Scalar):
            return self._scalar(node, scope) if node.value.startswith("$") else node
        if not mentions(node, "$"):
            return node
        if isinstance(node, Items):
            return self._items(node, scope)
        assert isinstance(node, Table)  # noqa: S101  # there is no fourth kind
        changed = {}
        for name, (key, value) in node.entries.items():
            if isinstance(value, Scalar) and not value.value.startswith("$"):
                continue
            if (resolved := self.resolve(value, scope)) is not value:
                changed[name] = (key, resolved)
        if not changed:
            return node
        entries = {**node.entries, **changed}
        return Table(node.source, node.line, node.column, node.start, node.end, entries, node.flow)

    def _items(self, node: Items, scope: Scope) -> Node:
        items: list[Node] = []
        same = True
        for item in node.items:
            plainly = isinstance(item, Scalar) and not item.value.startswith("$")
            resolved = item if plainly else self.resolve(item, scope)
            if resolved is item:
                items.append(item)
                continue
            same = False
            spliced = isinstance(item, Scalar) and isinstance(resolved, Items)
            items.extend(resolved.items if spliced and isinstance(resolved, Items) else [resolved])
        if same:
            return node
        return Items(node.source, node.line, node.column, node.start, node.end, items, node.flow)

    def _scalar(self, node: Scalar, scope: Scope) -> Node:
        found = _REFERENCE.match(node.value) if node.plain else None
        if found is None:
            return node
        if found["scripts"]:
            return self._script(node, found["name"], scope)
        if found["name"] not in self.lists:
            known = [f"${name}" for name in self.lists] + [f"$scripts.{name}" for name in self.scripts]
            scope.unknown(("名单", "list"), node, node.value, known, otherwise=quote(node.value))
            return node
        return self._followed(node, node.value, self.lists[found["name"]], scope)

    def _script(self, node: Scalar, path: str, scope: Scope) -> Node:
        name, *steps = path.split(".")
        if name not in self.scripts:
            scope.unknown(
                ("话术", "script"), node, node.value, [f"$scripts.{known}" for known in self.scripts]
            )
            return node
        script: Node = self.scripts[name]
        for step in steps:
            if not isinstance(script, Table) or step not in script.entries:
                known = list(script.entries) if isinstance(script, Table) else []
                scope.unknown(("话术", "script"), node, step, known)
                return node
            script = script.entries[step][1]
        for preferred in (self.scene, self.tone)[len(steps) :]:
            script = _chosen(script, preferred, self.tone)
        return self._followed(node, node.value, script, scope)

    def variants(self, name: Scalar, scene: Scalar | None, tone: Scalar | None, scope: Scope) -> Node | None:
        """Return the texts of a script's scene, the named or else the preferred one, if there is one."""
        script = self._named(self.scripts, name, scope)
        if script is None:
            return None
        if scene is not None:
            script = self._named(_branches(script), scene, scope)
        elif isinstance(script, Table):
            script = _chosen(script, self.scene, self.tone)
        if script is not None and tone is not None and isinstance(script, Table):
            script = self._named(_branches(script), tone, scope)
        elif script is not None:
            script = _chosen(script, self.tone, self.tone)
        return None if script is None else self._followed(name, f"$scripts.{name.value}", script, scope)

    @staticmethod
    def _named(among: Mapping[str, Node], name: Scalar, scope: Scope) -> Node | None:
        if name.value not in among:
            scope.unknown(("话术", "script"), name, name.value, among)
        return among.get(name.value)

    def _followed(self, node: Scalar, name: str, target: Node, scope: Scope) -> Node:
        """Resolve what a reference leads to, once, unless it leads back to itself."""
        if name in self._open:
            scope.report("reference_loop", node, "[…]", name=" → ".join([*self._open, name]))
            return node
        if target is not self._targets.get(name):
            self._open.append(name)
            self._resolved[name], self._targets[name] = self.resolve(target, scope), target
            self._open.pop()
        return self._resolved[name]


def may_be_empty(node: Node) -> bool:
    """Whether a node may be, or hold, an empty list or text: by its text alone; an alias may be anything."""
    if isinstance(node, Items) and not node.items:
        return True
    return _EMPTY.search(node.source.text, node.start, node.end) is not None


def _branches(script: Node) -> dict[str, Node]:
    return {key: value for key, (_, value) in script.entries.items()} if isinstance(script, Table) else {}


def _chosen(script: Node, preferred: str, tone: str) -> Node:
    """Return the preferred branch of a script, else its first; a list of variants stays what it is."""
    if not isinstance(script, Table) or not script.entries:
        return script
    for name in (preferred, tone):
        if name in script.entries:
            return script.entries[name][1]
    return next(iter(script.entries.values()))[1]


def merged(*parts: Mapping[str, Node]) -> dict[str, Node]:
    """Return all names together; a later one replaces an earlier."""
    return {name: node for part in parts for name, node in part.items()}
