"""From a request to the new text of one rule file; nothing is written here."""

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from bot.commands.edits import Request
from bot.contract import Mode, Room, RulebookError
from bot.rulebook import Edit, Loaded, Rule
from bot.rulebook.names import nearest
from bot.rulebook.nodes import Items, Scalar, Source, Table, plain, walk
from bot.rulebook.reader import parse
from bot.rulebook.rules import Draft
from bot.rulebook.scope import Scope

Path = tuple[str, ...]
_LISTS: tuple[Path, ...] = (("words",), ("match", "text", "any_of"), ("match", "text"), ("match", "any_of"))
"""Where a rule may keep its words, in the order in which they are looked for."""
_BRACKETS = re.compile(r"[\[［【](.*)[\]］】]", re.DOTALL)
_BRACE = re.compile(r"[{｛]")
_MAPPING = re.compile(r"[{｛](?![{｛]).*[}｝]", re.DOTALL)
"""`{a: 1}`, and no template."""
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_NARROW = str.maketrans(
    {"｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]", "，": ", ", "、": ", ", "：": ": "}
)


class NoSuchRule(RulebookError):
    """The room has no rule of this id."""


@dataclass(frozen=True)
class Changed:
    """A rule file's name and its new text, and the rule's id."""

    file: str
    text: str
    rule: str


def changed(request: Request, loaded: Loaded, texts: Mapping[str, str], platform: str, room: Room) -> Changed:
    """Return what a request makes of the file in which a room's rule stands.

    Args:
        request: `mode`, `set` or `add`.
        loaded: the rulebook in force.
        texts: its files.
        platform: where the room is.
        room: whose rule is meant.

    Raises:
        NoSuchRule: with the nearest name.
        EditRefused: the file cannot be edited so.
        RulebookError: the rule has no list of words.
    """
    in_room = loaded.rulebook.room(platform, room).rules
    rule = next((rule for rule in in_room if rule.id == request.rule), None)
    if rule is None:
        return _made(request, loaded, texts, in_room)
    draft = _draft(loaded, rule)
    edit = Edit(texts.get(draft.file, ""), draft.file)
    at = ("rules", request.rule)
    if request.do == "mode":
        edit = edit.set((*at, "mode"), request.value)
    elif request.do == "set":
        edit = edit.set(*_with_inherited(edit, draft, tuple(request.key.split(".")), _value(request.value)))
    else:
        edit = _with_words(edit, draft, request.words)
    return Changed(draft.file, edit.text, request.rule)


def _draft(loaded: Loaded, rule: Rule) -> Draft:
    return next(draft for draft in loaded.drafts if draft.rule.handler is rule.handler)


def _made(request: Request, loaded: Loaded, texts: Mapping[str, str], in_room: Sequence[Rule]) -> Changed:
    """Make a new rule, in shadow, in the file that has the last word in the room."""
    ids = [draft.rule.id for draft in loaded.drafts]
    near = nearest(request.rule, [rule.id for rule in in_room])
    if request.do != "add" or near or request.rule in ids or not in_room:
        hint = f"，是不是 {near}？ · did you mean {near}?" if near else " · there is no such rule here"
        raise NoSuchRule(f"这个群没有规则 {request.rule}{hint}")
    file = _draft(loaded, in_room[-1]).file
    rule = {
        "handler": "match", "mode": Mode.shadow.value, "match": {"text": list(request.words)},
        "then": {"hit": ["warn"]},
    }  # fmt: skip
    edit = Edit(texts.get(file, ""), file).set(("rules", request.rule), rule)
    return Changed(file, edit.text, request.rule)


def _value(text: str) -> Any:
    """Read a value: `[a, b]` is a list, `{a: 1}` a mapping, in any width; all else is what was typed.

    Raises:
        RulebookError: it begins as a mapping, or a list of some, and cannot be read as one.
    """
    listed = _BRACKETS.fullmatch(text)
    if _MAPPING.fullmatch(text) or (listed and _BRACE.search(text)):
        return _inline(text)
    return [item for item in re.split(r"[,，、\s]+", listed[1]) if item] if listed else text


def _inline(text: str) -> Any:
    """Read YAML on one line; if it cannot be read as typed, with the signs of a telephone made narrow."""
    for typed in (text, "".join(_narrowed(part) for part in _QUOTED.split(text))):
        scope = Scope()
        root = parse(Source("value", f"value: {typed}"), scope)
        node = root.get("value") if isinstance(root, Table) else None
        if node is None or scope.broken:
            continue
        if all(not (isinstance(part, Scalar) and part.missing) for part in walk(node)):
            return plain(node)
    raise RulebookError(
        f"{text} 看不懂，写成 {{within: 2h, then: clear}} 这样，有逗号的文字加引号 · cannot be read; "
        "write it as {within: 2h, then: clear}, with texts that hold commas in quotes"
    )


def _narrowed(part: str) -> str:
    """Make signs narrow, unless they stand in quotes; a colon needs its space."""
    return part if _QUOTED.fullmatch(part) else part.translate(_NARROW)


def _own(edit: Edit) -> Any:
    root = parse(Source(edit.name, edit.text), Scope())
    return {} if root is None else plain(root)


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _with_inherited(edit: Edit, draft: Draft, path: Path, value: Any) -> tuple[Path, Any]:
    """Return where to write a setting of a rule, and what.

    What a file says of a rule takes the place of the preset's, key by key, not deeper: so the
    first time something deeper is changed, all that the preset says under that key comes along.
    """
    at = ("rules", draft.rule.id)
    top = draft.node.get(path[0])
    if len(path) == 1 or top is None or _at(_own(edit), (*at, path[0])) is not None:
        return (*at, *path), value
    tree = plain(top)
    inner = tree
    for key in path[1:-1]:
        inner = inner.setdefault(key, {})
    inner[path[-1]] = value
    return (*at, path[0]), tree


def _with_words(edit: Edit, draft: Draft, words: Sequence[str]) -> Edit:
    for path in _LISTS:
        node: Any = draft.node
        for key in path:
            node = node.get(key) if hasattr(node, "get") else None
        if isinstance(node, Items):
            return _appended(edit, draft, path, plain(node), words)
    default = getattr(draft.rule.handler, "words", None)
    if isinstance(default, Collection):
        known = [str(word) for word in (sorted(default) if isinstance(default, Set) else default)]
        return edit.set(("rules", draft.rule.id, "words"), list(dict.fromkeys((*known, *words))))
    raise RulebookError(f"规则 {draft.rule.id} 没有词表 · rule {draft.rule.id} has no list of words")


def _appended(edit: Edit, draft: Draft, path: Path, known: list[str], words: Sequence[str]) -> Edit:
    """Add to the list where it stands: in the rule, in the file's `lists`, or under it in a preset."""
    tree, at = _own(edit), ("rules", draft.rule.id, *path)
    here = _at(tree, at)
    if isinstance(here, list):
        place: Path = at
    elif isinstance(here, str) and isinstance(_at(tree, ("lists", here[1:])), list):
        place = ("lists", here[1:])
    elif isinstance(here, str):
        return edit.set(at, [here, *words])
    else:
        return edit.set(*_with_inherited(edit, draft, path, [*known, *words]))
    for word in words:
        if word not in known:
            edit = edit.add(place, word)
    return edit
