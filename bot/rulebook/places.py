"""What all files together say about rooms: who is staff there, and their tags, kinds and purposes."""

from collections.abc import Iterator, Sequence

from bot.rulebook.header import Header
from bot.rulebook.model import Covers, Staffing
from bot.rulebook.nodes import Items, Node, Scalar, Table
from bot.rulebook.problems import Problem, Words
from bot.rulebook.scope import Scope
from bot.rulebook.selectors import Places, Selector
from bot.rulebook.tidy import tidy

_KINDS: dict[str, Words] = {
    "tag": ("群标签", "tag"), "kind": ("群类型", "kind"), "purpose": ("群目的", "purpose"),
}  # fmt: skip


def staffing(head: Header, where: Places) -> Staffing:
    """Return who is staff in a file's rooms; in all, if it names none."""
    duty = tuple(part.duty(head.timezone) for part in head.staff.on_duty)
    bounds = None if head.breaker is None else head.breaker.bounds()
    covers = (head.rooms or Selector()).compiled(where)
    return Staffing(covers, head.staff.roles(), duty, head.management, bounds)


def places(headers: Sequence[Header]) -> Places:
    """Gather what all files say about rooms: tags, kinds and purposes."""
    tags: dict[str, tuple[Covers, ...]] = {}
    for head in headers:
        for name, selector in head.tags.items():
            tags[name] = (*tags.get(name, ()), selector.compiled(Places()))
    known = Places(tags=tags)
    kinds: dict[str, tuple[Covers, ...]] = {}
    purposes: dict[str, tuple[Covers, ...]] = {}
    for head in headers:
        test = (head.rooms or Selector(id=())).compiled(known)
        if head.kind:
            kinds[head.kind] = (*kinds.get(head.kind, ()), test)
        if head.purpose:
            purposes[head.purpose] = (*purposes.get(head.purpose, ()), test)
    return Places(tags, kinds, purposes)


def strangers(heads: Sequence[Header], selectors: Sequence[Node]) -> list[Problem]:
    """Return a warning for each tag, kind or purpose that is asked for and that no file gives to a room."""
    known: dict[str, list[str]] = {
        "tag": sorted({name for head in heads for name in head.tags}),
        "kind": sorted({head.kind for head in heads if head.kind}),
        "purpose": sorted({str(head.purpose) for head in heads if head.purpose}),
    }
    scope = Scope()
    for key, name in (found for node in selectors for found in _asked(node)):
        if name.value not in known[key]:
            scope.stranger(_KINDS[key], name, name.value, known[key])
    return tidy(scope.problems, {node.source.name: node.source.text for node in selectors})


def _asked(node: Node) -> Iterator[tuple[str, Scalar]]:
    """Yield each name in a selector, those under `unless` too, with its key."""
    if not isinstance(node, Table):
        return
    for key, (_, value) in node.entries.items():
        if key == "unless":
            yield from _asked(value)
        elif key in _KINDS:
            for item in value.items if isinstance(value, Items) else [value]:
                if isinstance(item, Scalar):
                    yield key, item
