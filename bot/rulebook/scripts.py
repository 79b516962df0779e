"""The lint of scripts: enough variants for each scene, and no variable that nothing could fill in."""

from collections.abc import Iterator

from bot.contract import RulebookError
from bot.rulebook.discovery import handlers
from bot.rulebook.names import nearest
from bot.rulebook.nodes import Items, Node, Scalar, Table
from bot.rulebook.scope import Scope
from bot.rulebook.syntax import quote
from bot.rulebook.texts import ALWAYS, variables

FEWEST = 3
"""Variants of a scene; with fewer, a group hears the same sentence again and again (C11: three to five)."""
_DEPTH = 2
"""Scene, then tone."""


def lint(name: str, node: Node, scope: Scope) -> None:
    """Report a script's texts that nothing can fill in, and warn of scenes with too few variants."""
    known = ALWAYS | _declared()
    for path, leaf in _leaves(node, (name,), 0):
        texts = leaf.items if isinstance(leaf, Items) else [leaf]
        if len(texts) < FEWEST:
            variants = ", ".join([*(text.written for text in texts), '"…"'])
            scope.warn(
                "few_variants", leaf, f"{path[-1]}: [{variants}]", name=".".join(path), count=str(len(texts))
            )
        for text in texts:
            _text(text, known, scope)


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


def _text(node: Node, known: frozenset[str], scope: Scope) -> None:
    if not isinstance(node, Scalar):
        scope.report("wrong_value", node, '"…"', found=node.written, expected=("一段文字", "a text"))
        return
    try:
        names = variables(node.value)
    except RulebookError as error:
        reason = str(error).removesuffix(f" in {node.value!r}")
        scope.report("bad_text", node, '"{{ member.name }}"', reason=reason)
        return
    for name in sorted(names - known):
        near = nearest(name, known)
        fixed = quote(node.value.replace(name, near)) if near else '"{{ member.name }}"'
        scope.unknown(("变量", "variable"), node, name, sorted(known), instead=fixed)
