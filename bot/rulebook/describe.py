"""What finally applies to a room, every value with its origin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.contract import Bounds, Room, format_span
from bot.rulebook.flow import flow
from bot.rulebook.header import Breaker
from bot.rulebook.loader import Loaded
from bot.rulebook.nodes import Node, plain
from bot.rulebook.rules import RESERVED, Draft

ROOM = "(room)"
"""In the place of a rule's id: what the files say of the room besides rules."""
_OF_ALL = ("rooms", "timezone", "spare", "staff", "scene", "tone")
"""What a file says once for all its rules."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of one rule: key and value as written, on one line, and `file:line` or `default`."""

    rule: str
    key: str
    value: str
    origin: str


def describe(loaded: Loaded, platform: str, room: Room) -> list[Row]:
    """Return the rules in force in a room, in order, value by value; defaults of the handlers too.

    Before them stands what holds for the room as a whole: its circuit breaker, tags and management room.
    """
    known = {id(draft.rule.handler): draft for draft in loaded.drafts}
    binding = loaded.rulebook.room(platform, room)
    drafts = [draft for rule in binding.rules if (draft := known.get(id(rule.handler))) is not None]
    heads = list({draft.file: draft.head for draft in drafts}.values())
    rows = [_breaker(binding.house.breaker, heads)] if drafts else []
    if binding.house.tags:
        rows.append(Row(ROOM, "tags", flow(sorted(binding.house.tags)), "tags"))
    if binding.house.management:
        rows += [_row(ROOM, "management", head["management"]) for head in heads if "management" in head]
    return rows + [row for draft in drafts for row in _rows(draft)]


def _breaker(bounds: Bounds, heads: list[Mapping[str, Node]]) -> Row:
    """Return the breaker in force: of several files the strictest."""
    within = format_span(bounds.within)
    value = f"{{removals: {bounds.removals}, within: {within}, percent: {bounds.percent}}}"
    said = [head["breaker"] for head in heads if "breaker" in head]
    origin = next((node for node in said if Breaker.model_validate(plain(node)).bounds() == bounds), None)
    return Row(ROOM, "breaker", value, "default" if origin is None else _origin(origin))


def _rows(draft: Draft) -> Iterator[Row]:
    rule = draft.rule
    entries = draft.node.entries
    mode = entries["mode"][1] if "mode" in entries else draft.head.get("mode")
    yield Row(rule.id, "mode", str(rule.mode), rule.origin if mode is None else _origin(mode))
    for key, (_, value) in entries.items():
        if key != "mode":
            yield _row(rule.id, key, value)
    for key in _OF_ALL:
        if key in draft.head and key not in entries:
            yield _row(rule.id, key, draft.head[key])
    settings = rule.handler.model_dump(mode="json", by_alias=True)
    for key, default in settings.items():
        if key not in entries and key not in RESERVED:
            yield Row(rule.id, key, "-" if default is None else flow(default), "default")


def _row(rule: str, key: str, node: Node) -> Row:
    whole = node.written if "\n" not in node.written else flow(plain(node))
    return Row(rule, key, whole, _origin(node))


def _origin(node: Node) -> str:
    return f"{node.source.name}:{node.line + 1}"
