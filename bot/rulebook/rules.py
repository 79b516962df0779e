"""One rule: its node in a file → a handler bound to settings, answers and examples."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from pydantic import TypeAdapter

from bot.contract import STAFF, Handler, Member, Mode, Role
from bot.rulebook.answers import check_defaults, then
from bot.rulebook.discovery import failed, handler, handlers
from bot.rulebook.examples import check_examples
from bot.rulebook.header import Header, timezone
from bot.rulebook.model import Covers, Rule, Standings
from bot.rulebook.names import nearest
from bot.rulebook.nodes import Items, Node, Scalar, Table, mentions, walk
from bot.rulebook.refs import Library, may_be_empty
from bot.rulebook.scope import Scope, written
from bot.rulebook.selectors import Selector, Spare, Spares
from bot.rulebook.values import convert, key_of

RESERVED = ("handler", "rooms", "staff", "mode", "spare", "then", "timezone", "examples", "scene", "tone")
"""Keys of a rule that are not its handler's."""
_ID = re.compile(r"^[^\s:/{}\[\],\"'#]{1,64}$")
_ORDER = (Mode.off, Mode.shadow, Mode.live)
_MODE: TypeAdapter[Mode] = TypeAdapter(Mode)
_EXAMPLE = "{handler: match, match: {text: [加微信]}, then: {hit: warn}}"
_LIKE = {
    "kind": "image", "domains": "a.com", "days": "mon", "role": "helper", "contacts": "phone",
    "when": "message", "in": "own_text", "words": "加微信", "text": "加微信", "any_of": "加微信",
    "all_of": "加微信",
}  # fmt: skip
"""What may stand in lists of these keys."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that still needs to know what all files say about rooms.

    Attributes:
        rule: everything but `covers`.
        selectors: all of which must hold: the file's and the rule's own.
        node: where it stands, for problems that only show later.
        file: the rule file it is in force by, relative to the folder; a preset's rule has its extender's.
        head: what that file says of all its rules, by key.
    """

    rule: Rule
    selectors: tuple[Selector, ...]
    node: Table
    file: str = ""
    head: Mapping[str, Node] = field(default_factory=dict)

    def bound(self, compiled: Callable[[Selector], Covers]) -> Rule:
        """Return the rule that covers its rooms."""
        tests = [compiled(selector) for selector in self.selectors]
        if not tests:
            return self.rule
        one = lambda platform, room: all(test(platform, room) for test in tests)  # noqa: E731
        return Rule(**{**vars(self.rule), "covers": tests[0] if len(tests) == 1 else one})


@dataclass(slots=True)
class File:
    """What a rule needs to know of the file it stands in."""

    header: Header
    library: Library
    name: str = ""
    head: Mapping[str, Node] = field(default_factory=dict)


def build(rule_id: str, key: Scalar, node: Node, file: File, scope: Scope) -> Draft | None:
    """Make a rule of its node, reporting everything that is wrong with it."""
    scope = scope.within(rule_id)
    if not _ID.match(rule_id):
        scope.report("bad_id", key, re.sub(r"[\s:/{}\[\],\"'#]+", "-", rule_id)[:64].strip("-"))
    if isinstance(node, Scalar) and node.missing:
        scope.report("no_value", key, f"{rule_id}: {_EXAMPLE}", key=rule_id)
        return None
    if not isinstance(node, Table):
        scope.report(
            "wrong_value", node, f"{rule_id}: {_like(node)}", found=written(node) or "-",
            expected=("键值对，至少要有 handler", "a mapping with at least `handler`"),
        )  # fmt: skip
        return None
    kind = _handler(node, scope)
    return None if kind is None else _Builder(kind, rule_id, node, file, scope).draft()


def _like(node: Node) -> str:
    """Return the rule that a single word may have been meant as."""
    name = node.value if isinstance(node, Scalar) else ""
    return f"{{handler: {nearest(name, handlers())}}}" if nearest(name, handlers()) else _EXAMPLE


def _handler(node: Table, scope: Scope) -> type[Handler] | None:
    name = node.get("handler")
    kind = handler(name.value) if isinstance(name, Scalar) else None
    if kind is None:
        _no_handler(node, name, scope)
    return kind


def _no_handler(node: Table, name: Node | None, scope: Scope) -> None:
    """Report that a rule names no handler, or none that there is."""
    known = handlers()
    if name is None and "<<" in node.entries:
        scope.merged(node.key("<<"), f": {written(node.entries['<<'][1])}")
    elif name is None:
        wrong = next((key for key in node.entries if key in ("type", "handle", "handlers", "hander")), None)
        place: Node = node.key(wrong) if wrong else node
        meant = nearest(written(node.entries[wrong][1]), known) if wrong else ""
        scope.report("missing_key", place, f"handler: {meant or _likely(node, known)}", key="handler")
    elif isinstance(name, Scalar) and name.value in failed():
        scope.report("handler_failed", name, name=name.value, reason=failed()[name.value])
    else:
        scope.unknown(("处理器", "handler"), name, written(name), known, lead="handler: ")


def _likely(node: Table, known: Mapping[str, type[Handler]]) -> str:
    """Return the handler that has the most of a rule's keys as settings; `match` if none stands out."""
    counts = {name: len(kind.model_fields.keys() & node.entries.keys()) for name, kind in known.items()}
    return max(counts, key=lambda name: (counts[name], name == "match"), default="match")


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
        return Draft(rule, selectors, resolved, self.file.name, self.file.head)

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
            own = self.node.entries[name][1]
            if not may_be_empty(own) and (value is own or not self.library.doubtful):
                continue
            for part in walk(value):
                if isinstance(part, Items):
                    self._empty_items(part, mode, node)

    def _empty_items(self, part: Items, mode: Mode, root: Table) -> None:
        if not part.items:
            key = key_of(root, part)
            report = self.scope.report if mode is Mode.live else self.scope.warn
            like = f"[{_LIKE.get(key, '…')}]"
            here = part.source.line(part.line)[: part.column].endswith(f"{key}: ")
            report("empty_list", part, f"{key}: {like}" if here else like)
        for item in part.items:
            if isinstance(item, Scalar) and not item.plain and not item.value.strip():
                self.scope.report("empty_text", item, '"…"')
