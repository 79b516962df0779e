"""What finally applies to a room, every value with its origin."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.contract import Room
from bot.rulebook.loader import Loaded
from bot.rulebook.nodes import Node
from bot.rulebook.rules import RESERVED, Draft
from bot.rulebook.scope import written


@dataclass(frozen=True, slots=True)
class Row:
    """One value of one rule: key and value as written, and `file:line` or `default`."""

    rule: str
    key: str
    value: str
    origin: str


def describe(loaded: Loaded, platform: str, room: Room) -> list[Row]:
    """Return the rules in force in a room, in order, value by value; defaults of the handlers too."""
    drafts = {id(draft.rule.handler): draft for draft in loaded.drafts}
    rows: list[Row] = []
    for rule in loaded.rulebook.room(platform, room).rules:
        draft = drafts.get(id(rule.handler))
        if draft is not None:
            rows.extend(_rows(draft))
    return rows


def _rows(draft: Draft) -> Iterator[Row]:
    rule = draft.rule
    entries = draft.node.entries
    yield Row(
        rule.id, "mode", str(rule.mode), _origin(entries["mode"][1]) if "mode" in entries else rule.origin
    )
    for key, (_, value) in entries.items():
        if key != "mode":
            yield Row(rule.id, key, written(value), _origin(value))
    settings = rule.handler.model_dump(mode="json", by_alias=True)
    for key, default in settings.items():
        if key not in entries and key not in RESERVED:
            yield Row(rule.id, key, str(default), "default")


def _origin(node: Node) -> str:
    return f"{node.source.name}:{node.line + 1}"
