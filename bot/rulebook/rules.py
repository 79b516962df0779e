"""One rule: its node in a file → a handler bound to settings, answers and examples."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.contract import STAFF, Event, Handler, Member, Message, Mode, Role
from bot.rulebook.answers import check_defaults, then
from bot.rulebook.discovery import failed, handlers
from bot.rulebook.header import Header, timezone
from bot.rulebook.model import Covers, Rule, Standings
from bot.rulebook.nodes import Items, Node, Scalar, Table, locate, mentions, plain, walk
from bot.rulebook.refs import Library
from bot.rulebook.rehearsal import example_message, rehearse
from bot.rulebook.scope import Scope, written
from bot.rulebook.selectors import Selector, Spare, Spares
from bot.rulebook.values import convert, expected_of

RESERVED = ("handler", "rooms", "staff", "mode", "spare", "then", "timezone", "examples", "scene", "tone")
"""Keys of a rule that are not its handler's."""
_ID = re.compile(r"^[^\s:/{}\[\],\"'#]{1,64}$")
_EMPTY = re.compile(r"""\[\s*\]|"\s*"|'\s*'|\*""")
_ORDER = (Mode.off, Mode.shadow, Mode.live)
_MODE: TypeAdapter[Mode] = TypeAdapter(Mode)
_LONGEST_EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that still needs to know what all files say about rooms.

    Attributes:
        rule: everything but `covers`.
        selectors: all of which must hold: the file's and the rule's own.
        node: where it stands, for problems that only show later.
        file: the rule file it is in force by, relative to the folder; a preset's rule has its extender's.
    """

    rule: Rule
    selectors: tuple[Selector, ...]
    node: Table
    file: str = ""

    def bound(self, compiled: Callable[[Selector], Covers]) -> Rule:
        """Return the rule that covers its rooms."""
        tests = [compiled(selector) for selector in self.selectors]
        if not tests:
            return self.rule
        if len(tests) == 1:
            return replace(self.rule, covers=tests[0])
        return replace(self.rule, covers=lambda platform, room: all(test(platform, room) for test in tests))


@dataclass(slots=True)
class File:
    """What a rule needs to know of the file it stands in."""

    header: Header
    library: Library
    name: str = ""


def build(rule_id: str, key: Scalar, node: Node, file: File, scope: Scope) -> Draft | None:
    """Make a rule of its node, reporting everything that is wrong with it."""
    scope = scope.within(rule_id)
    if not _ID.match(rule_id):
        scope.report("bad_id", key, re.sub(r"[\s:/{}\[\],\"'#]+", "-", rule_id)[:64].strip("-"))
    if not isinstance(node, Table):
        scope.report(
            "wrong_value", node, f"{rule_id}: {{handler: match, …}}", found=written(node) or "-",
            expected=("键值对，至少要有 handler", "a mapping with at least `handler`"),
        )  # fmt: skip
        return None
    kind = _handler(node, scope)
    return None if kind is None else _Builder(kind, rule_id, node, file, scope).draft()


def _handler(node: Table, scope: Scope) -> type[Handler] | None:
    name = node.get("handler")
    known = handlers()
    if name is None:
        wrong = next((key for key in node.entries if key in ("type", "handle", "handlers", "hander")), None)
        place: Node = node.key(wrong) if wrong else node
        scope.report("missing_key", place, f"handler: {next(iter(known), 'match')}", key="handler")
        return None
    if isinstance(name, Scalar) and name.value not in known and name.value in failed():
        scope.report("handler_failed", name, name=name.value, reason=failed()[name.value])
        return None
    if not isinstance(name, Scalar) or name.value not in known:
        scope.unknown(("处理器", "handler"), name, written(name), known, lead="handler: ")
        return None
    return known[name.value]


class _Builder:
    """The steps of making one rule."""

    def __init__(self, kind: type[Handler], rule_id: str, node: Table, file: File, scope: Scope) -> None:
        self.kind, self.id, self.file, self.scope = kind, rule_id, file, scope
        self.node = node
        self.library = self._library()

    def draft(self) -> Draft | None:
        mode = self._mode()
        selectors = self._selectors()
        spare = self._spare()
        staff = self._staff()
        zone = self._zone()
        resolved = self.library.resolve(self.node, self.scope) if mentions(self.node, "$") else self.node
        assert isinstance(resolved, Table)  # noqa: S101  # a table resolves to a table
        self._empties(resolved, mode)
        handler = self._settings(resolved)
        if handler is None:
            return None
        outcomes = handler.outcomes()
        told = len(self.scope.problems)
        answers = then(resolved.get("then"), outcomes, self.scope, self.library)
        check_defaults(answers, outcomes, resolved, self.scope)
        if outcomes and not any(answers.values()) and len(self.scope.problems) == told:
            self.scope.report(
                "no_effect",
                resolved.get("then") or self.node,
                f'then: {{{next(iter(outcomes))}: {{say: "…"}}}}',
            )
        if (examples := resolved.get("examples")) is not None:
            check_examples(examples, handler, self.id, zone, self.scope)
        rule = Rule(
            id=self.id, handler=handler, then=answers, mode=mode,
            named=any(selector.names_rooms for selector in selectors),
            spares=self._spares(spare),
            spares_standing=self._standings(spare), staff=staff, timezone=zone,
            origin=f"{self.node.source.name}:{self.node.line + 1}",
        )  # fmt: skip
        return Draft(rule, selectors, resolved, self.file.name)

    def _library(self) -> Library:
        file = self.file.library
        scene, tone = self._text("scene") or file.scene, self._text("tone") or file.tone
        if (scene, tone) == (file.scene, file.tone):
            return file
        return Library(file.lists, file.scripts, scene, tone)

    def _text(self, key: str) -> str:
        node = self.node.get(key)
        return node.value if isinstance(node, Scalar) else ""

    def _mode(self) -> Mode:
        """The more careful of the rule's and the file's: a file in shadow has no live rule."""
        node = self.node.get("mode")
        own = convert(_MODE, node, self.scope, key="mode") if node is not None else None
        return min(own or Mode.live, self.file.header.mode, key=_ORDER.index)

    def _selectors(self) -> tuple[Selector, ...]:
        node = self.node.get("rooms")
        own = convert(Selector, node, self.scope) if node is not None else None
        return tuple(selector for selector in (self.file.header.rooms, own) if selector is not None)

    def _spare(self) -> tuple[Spare, ...]:
        node = self.node.get("spare")
        own = convert(Spare, node, self.scope) if node is not None else None
        return tuple(spare for spare in (self.file.header.spare, own) if spare is not None)

    @staticmethod
    def _spares(spare: tuple[Spare, ...]) -> Spares:
        tests = [one.compiled() for one in spare]

        def spares(member: Member, role: Role) -> bool:
            return role >= STAFF or any(test(member, role) for test in tests)

        return spares

    @staticmethod
    def _standings(spare: tuple[Spare, ...]) -> Standings | None:
        tests = [test for one in spare if (test := one.standings()) is not None]
        return (lambda standing, at: any(test(standing, at) for test in tests)) if tests else None

    def _staff(self) -> Mapping[str, Role]:
        node = self.node.get("staff")
        own = convert(type(self.file.header.staff), node, self.scope) if node is not None else None
        return self.file.header.staff.roles() | (own.roles() if own else {})

    def _zone(self) -> tzinfo:
        node = self.node.get("timezone")
        if isinstance(node, Scalar):
            return timezone(node.value, node, self.scope)
        return timezone(self.file.header.timezone, None, self.scope)

    def _settings(self, node: Table) -> Handler | None:
        own = {name: entry for name, entry in node.entries.items() if name not in RESERVED}
        table = Table(node.source, node.line, node.column, node.start, node.end, own, node.flow)
        return convert(self.kind, table, self.scope, RESERVED)

    def _empties(self, node: Table, mode: Mode) -> None:
        """An empty list matches nothing, an empty text everything: neither can have been meant."""
        for name, (_, value) in node.entries.items():
            if name in ("then", "examples"):
                continue
            as_written = value is self.node.get(name)
            if as_written and not _EMPTY.search(value.source.text, value.start, value.end):
                continue
            for part in walk(value):
                if isinstance(part, Items):
                    self._empty_items(part, mode)

    def _empty_items(self, part: Items, mode: Mode) -> None:
        if not part.items:
            report = self.scope.report if mode is Mode.live else self.scope.warn
            report("empty_list", part, "[…]")
        for item in part.items:
            if isinstance(item, Scalar) and not item.plain and not item.value.strip():
                self.scope.report("empty_text", item, '"…"')


def check_examples(node: Node, handler: Handler, rule: str, zone: tzinfo, scope: Scope) -> None:
    """Run `examples: {hit: […], miss: […]}` through the handler; report each that goes the wrong way."""
    if not isinstance(node, Table):
        scope.report(
            "wrong_value", node, 'examples: {hit: ["…"], miss: ["…"]}', found=written(node) or "-",
            expected=("{hit: [...], miss: [...]}", "{hit: [...], miss: [...]}"),
        )  # fmt: skip
        return
    for name, (key, value) in node.entries.items():
        if name not in ("hit", "miss"):
            scope.unknown(("键", "key"), key, name, ("hit", "miss"), f": {written(value)}")
            continue
        for item in value.items if isinstance(value, Items) else [value]:
            _example(name, item, handler, rule, zone, scope)


def _example(expected: str, node: Node, handler: Handler, rule: str, zone: tzinfo, scope: Scope) -> None:
    given: Any = plain(node)
    text = written(node)[:_LONGEST_EXAMPLE]
    if not _example_keys(node, scope):
        return
    try:
        said = rehearse(handler, example_message(given or "", zone), rule, zone)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = locate(node, first["loc"])
        scope.report("wrong_value", place, "…", found=written(place), expected=expected_of(first))
        return
    except Exception as error:  # noqa: BLE001  # the handler's fault is the file's problem here, not the loader's
        scope.report("example_failed", node, text=text, reason=f"{type(error).__name__}: {error}")
        return
    if expected == "hit" and not said:
        scope.report("example_missed", node, f"miss: [{written(node)}]", text=text, reason="")
    elif expected == "miss" and said:
        evidence = "; ".join(f"{item.signal} {item.detail}".strip() for item in said[0].evidence)
        scope.report(
            "example_hit",
            node,
            f"hit: [{written(node)}]",
            text=text,
            outcome=said[0].name,
            reason=f" ({evidence})" if evidence else "",
        )


def _example_keys(node: Node, scope: Scope) -> bool:
    """Whether an example is a text or has only keys of a message; reports those that are none."""
    if not isinstance(node, Table):
        return True
    unknown = [name for name in node.entries if name not in Message.model_fields]
    for name in unknown:
        key, value = node.entries[name]
        own = [field for field in Message.model_fields if field not in Event.model_fields]
        scope.unknown(("键", "key"), key, name, own, f": {written(value)}")
    return not unknown
