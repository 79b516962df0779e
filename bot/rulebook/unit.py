"""One rule file and those it stands on → its rules, and all that is wrong with them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.contract import Timer
from bot.rulebook.expand import Expanded, Expander
from bot.rulebook.header import Header, timezone
from bot.rulebook.loops import Link, links, loops, timers
from bot.rulebook.model import Covers, Rule
from bot.rulebook.nodes import Node, Scalar, Table
from bot.rulebook.problems import Problem, Severity, errors
from bot.rulebook.reader import Reader
from bot.rulebook.refs import Library
from bot.rulebook.rules import Draft, File, build
from bot.rulebook.scope import Scope
from bot.rulebook.scripts import lint, preferred
from bot.rulebook.selectors import Places, Selector
from bot.rulebook.tidy import tidy
from bot.rulebook.values import convert


@dataclass(slots=True)
class Unit:
    """What came of one rule file and those it stands on.

    Attributes:
        drafts: its rules, in order.
        header: its head, for what it says about rooms.
        selectors: every `rooms:` in it, the file's and its rules'.
        sources: path → text of every file that was read for it.
        links: those of its rules that might be part of a circle.
        timers: those its rules set, with the rules that do.
        problems: all that is wrong, warnings too.
        rules: those of the drafts, as they were bound last, by what was said of rooms then (`where`).
    """

    drafts: tuple[Draft, ...] = ()
    links: tuple[Link, ...] = ()
    timers: tuple[tuple[Draft, Timer], ...] = ()
    header: Header | None = None
    selectors: tuple[Node, ...] = ()
    sources: dict[Path, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    rules: tuple[Rule, ...] = ()
    where: Places | None = None

    @property
    def broken(self) -> bool:
        """Whether the file is refused."""
        return bool(errors(self.problems))

    def bound(self, where: Places) -> tuple[Rule, ...]:
        """Return its rules, bound to the rooms that they cover; the same until something is said of rooms."""
        if self.where is not where:
            compiled = _once_each(where)
            self.rules = tuple(draft.bound(compiled) for draft in self.drafts)
            self.where = where
        return self.rules


def _once_each(where: Places) -> Callable[[Selector], Covers]:
    """Compile each selector once; all rules of a file share the file's."""
    done: dict[int, Covers] = {}

    def compiled(selector: Selector) -> Covers:
        if id(selector) not in done:
            done[id(selector)] = selector.compiled(where)
        return done[id(selector)]

    return compiled


def make_unit(file: Path, roots: Sequence[Path], reader: Reader) -> Unit:
    """Read one rule file, with all it stands on, into rules."""
    expander = Expander(roots, reader)
    expanded = expander.expand(file)
    scope = expander.scope
    unit = Unit(sources=expander.sources)
    if expanded is not None:
        unit.header = header(expanded, scope)
        unit.selectors = tuple(_selectors(expanded))
        unit.drafts = tuple(_drafts(expanded, unit.header, relative(file, roots), scope))
        for name, script in expanded.scripts.items():
            lint(name, script, scope)
        _scenes_and_tones(expanded, scope)
        unit.links, unit.timers = links(unit.drafts), timers(unit.drafts)
        scope.problems.extend(loops(unit.links))
    if (expanded is None or expanded.silent) and not scope.broken:
        like = "rules: {no-ads: {handler: ads}}"
        scope.problems.append(Problem("no_rules", str(file), 1, 1, snippet=like, severity=Severity.warning))
    unit.problems = tuple(tidy(scope.problems, {str(path): text for path, text in expander.sources.items()}))
    return unit


def _scenes_and_tones(expanded: Expanded, scope: Scope) -> None:
    preferred(expanded.table, expanded.scripts, scope)
    for rule, (_, node) in expanded.rules.items():
        if isinstance(node, Table) and node.source is expanded.table.source:
            preferred(node, expanded.scripts, scope.within(rule))


def _selectors(expanded: Expanded) -> Iterator[Node]:
    tables = [rule for _, rule in expanded.rules.values() if isinstance(rule, Table)]
    found = [entry[1] for entry in (expanded.head.get("rooms"),) if entry is not None]
    yield from found
    yield from (rooms for table in tables if (rooms := table.get("rooms")) is not None)


def relative(file: Path, roots: Sequence[Path]) -> str:
    """Return a file's name within the rule folders, the same on every machine."""
    return next((file.relative_to(root).as_posix() for root in roots if file.is_relative_to(root)), file.name)


def header(expanded: Expanded, scope: Scope) -> Header:
    """Read a file's head; where it is wrong, the defaults stand in, so that the rules are still checked."""
    own = expanded.table
    if own.entries and "version" not in own.entries:
        scope.warn("missing_key", own, "version: 1", key="version")
    table = Table(own.source, own.line, own.column, own.start, own.end, expanded.head)
    result = convert(Header, table, scope, ("lists", "scripts", "rules")) or Header()
    zone = table.get("timezone")
    timezone(result.timezone, zone if isinstance(zone, Scalar) else None, scope)
    rooms = own.get("rooms")
    if rooms is not None and result.rooms is not None and not result.rooms.names_rooms:
        scope.warn("rooms_not_named", rooms, 'rooms: {name: ["…"]}')
    return result


def _drafts(expanded: Expanded, head: Header, name: str, scope: Scope) -> Iterable[Draft]:
    library = Library(expanded.lists, expanded.scripts, head.scene or head.purpose or "", head.tone)
    file = File(head, library, name, {key: node for key, (_, node) in expanded.head.items()})
    for rule_id, (key, node) in expanded.rules.items():
        draft = build(rule_id, key, node, file, scope)
        if draft is not None:
            yield draft
