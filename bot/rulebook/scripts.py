"""The lint of scripts: enough variants, no variable that nothing fills in, no scene or tone that none has."""

import re
from collections.abc import Iterator, Mapping

from bot.contract import RulebookError
from bot.rulebook.discovery import handlers
from bot.rulebook.names import nearest
from bot.rulebook.nodes import Items, Node, Scalar, Table, walk
from bot.rulebook.scope import Scope
from bot.rulebook.syntax import quote
from bot.rulebook.texts import ALWAYS, reason_of, variables

FEWEST = 3
"""Variants of a scene; with fewer, a group hears the same sentence again and again (C11: three to five)."""
_DEPTH = 2
"""Scene, then tone."""
_USED = re.compile(r"\$scripts\.([^\s.{}]+)")
_KINDS = {"scene": ("场景", "scene"), "tone": ("语气", "tone")}


def lint(name: str, node: Node, scope: Scope) -> None:
    """Report a script's texts that nothing can fill in, and warn of scenes with too few variants."""
    for path, leaf in _leaves(node, (name,), 0):
        texts = leaf.items if isinstance(leaf, Items) else [leaf]
        if len(texts) < FEWEST:
            variants = ", ".join([*(text.written for text in texts), '"…"'])
            scope.warn(
                "few_variants", leaf, f"{path[-1]}: [{variants}]", name=".".join(path), count=str(len(texts))
            )
        for text in texts:
            _text(text, scope)


def _leaves(node: Node, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], Node]]:
    if not isinstance(node, Table) or depth > _DEPTH:
        yield path, node
        return
    for key, (_, value) in node.entries.items():
        yield from _leaves(value, (*path, key), depth + 1)


def _declared() -> frozenset[str]:
    """Return every fact that any outcome of any handler declares."""
    return frozenset(
        fact
        for kind in handlers().values()
        for outcome in kind.declared.values()
        for fact in outcome.declares
    )


def _text(node: Node, scope: Scope) -> None:
    if not isinstance(node, Scalar):
        scope.report("wrong_value", node, '"…"', found=node.written, expected=("一段文字", "a text"))
        return
    try:
        names = variables(node.value) - ALWAYS
    except RulebookError as error:
        scope.report("bad_text", node, '"{{ member.name }}"', reason=reason_of(error, node.value))
        return
    known = ALWAYS | _declared() if names else ALWAYS
    for name in sorted(names - known):
        near = nearest(name, known)
        fixed = quote(node.value.replace(name, near)) if near else '"{{ member.name }}"'
        scope.unknown(("变量", "variable"), node, name, sorted(known), instead=fixed)


def preferred(table: Table, scripts: Mapping[str, Node], scope: Scope) -> None:
    """Report the scene and the tone that a file or a rule (of the scope) names and that no script has.

    Of a rule, the scripts that it plays count, if any of them has scenes or tones at all; what it takes
    over from a preset is the preset's.
    """
    for key, kind in _KINDS.items():
        node = table.get(key)
        if not isinstance(node, Scalar) or not node.value or node.source is not table.source:
            continue
        used = {name: scripts[name] for name in _used(table) if name in scripts} if scope.rule else {}
        known = _names(key, used) or _names(key, scripts)
        if scripts and node.value not in known:
            scope.unknown(kind, node, node.value, known, lead=f"{key}: ")


def _used(table: Table) -> Iterator[str]:
    for part in walk(table):
        if isinstance(part, Scalar) and (found := _USED.match(part.value)):
            yield found[1]
        elif isinstance(part, Table) and isinstance(script := part.get("script"), Scalar):
            yield script.value


def _names(key: str, scripts: Mapping[str, Node]) -> dict[str, None]:
    """Return the scenes of scripts, or their tones; what has variants right below it may be either."""
    names: dict[str, None] = {}
    for script in scripts.values():
        for name, (_, below) in script.entries.items() if isinstance(script, Table) else ():
            if key == "scene" or not isinstance(below, Table):
                names[name] = None
            else:
                names |= dict.fromkeys(below.entries)
    return names
