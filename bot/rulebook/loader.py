"""Rule files → the rulebook in force; of a broken file its own last good state stays in force."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from bot.contract import Timer
from bot.rulebook.collector import no_collection
from bot.rulebook.discovery import discover
from bot.rulebook.expand import Expanded, Expander
from bot.rulebook.files import rule_files, shipped
from bot.rulebook.header import Header, timezone
from bot.rulebook.loops import Link, circles, links, loops, problem, timers, unheard
from bot.rulebook.model import Covers, Rulebook
from bot.rulebook.nodes import Node, Scalar, Source, Table
from bot.rulebook.places import places, staffing, strangers
from bot.rulebook.problems import BrokenRules, Problem, Severity, errors
from bot.rulebook.reading import read
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
    """

    drafts: tuple[Draft, ...] = ()
    links: tuple[Link, ...] = ()
    timers: tuple[tuple[Draft, Timer], ...] = ()
    header: Header | None = None
    selectors: tuple[Node, ...] = ()
    sources: dict[Path, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether the file is refused."""
        return bool(errors(self.problems))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook, and what is wrong with the files it came from.

    Attributes:
        rulebook: of every file that is good, and of the last good state of those that are not.
        problems: in the order of the files; errors and warnings.
        stale: files whose last good state is in force instead of what stands there now.
        drafts: the rules with the places of everything in them, for `describe` and `diff`.
        sources: every file it is made of, presets and lists too: name within its folder → text.
    """

    rulebook: Rulebook
    problems: tuple[Problem, ...] = ()
    stale: tuple[str, ...] = ()
    drafts: tuple[Draft, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether no file was refused."""
        return not errors(self.problems)


class Loader:
    """Loads rule files again and again, remembering the last good state of each.

    Args:
        paths: folders and files, in the order in which their rules run.
        sparing: whether only the handlers that rules ask for are imported; for a command that but reads.
    """

    def __init__(self, paths: Path | str | Iterable[Path | str], *, sparing: bool = False) -> None:
        given = [paths] if isinstance(paths, Path | str) else paths
        self.paths = tuple(Path(path) for path in given)
        self._sparing = sparing
        self._good: dict[Path, Unit] = {}
        self._last: dict[Path, Unit] = {}
        self._in_force: list[Unit] = []
        self._loaded: Loaded | None = None
        self._gone: list[Unit] = []
        self._instead: Mapping[Path, str] = {}
        self._lock = Lock()

    @property
    def loaded(self) -> Loaded | None:
        """What was loaded last."""
        return self._loaded

    def files(self) -> list[Path]:
        """Return the rule files there are, in the order in which their rules run."""
        return list(dict.fromkeys(rule_files(path for path in self.paths if path.exists())))

    def load(self) -> Loaded:
        """Read what has changed and return the whole; never raises for anything that stands in a file."""
        with self._lock, no_collection():
            return self._load()

    def supposing(self, texts: Mapping[Path, str]) -> Loaded:
        """Return what loading would come to if these texts stood in their files; only those are read anew."""
        other = Loader(self.paths)
        with self._lock:
            other._good, other._last, other._loaded = dict(self._good), dict(self._last), self._loaded
            other._in_force, other._instead = self._in_force, texts
            with no_collection():
                return other._load()

    def _load(self) -> Loaded:
        problems = [
            Problem("no_such_file", str(path), 1, 1, values={"name": str(path), "hint": ""})
            for path in self.paths if not path.exists()
        ]  # fmt: skip
        files = self.files()
        if not files and not problems:
            problems.append(
                Problem("no_files", str(self.paths[0]), 1, 1, values={"name": str(self.paths[0])})
            )
        anew = not self._sparing and discover()  # a new handler may be what a file was waiting for
        units = {file: self._unit(file, anew) for file in files}
        held = (*self._last.values(), *self._good.values())
        self._last = units
        before = {file: self._good.get(file, Unit()) for file in files}
        self._good = {file: before[file] if unit.broken else unit for file, unit in units.items()}
        problems.extend(chain.from_iterable(unit.problems for unit in units.values()))
        problems.extend(self._without_circles(before))
        kept = {*map(id, units.values()), *map(id, self._good.values())}
        self._gone += [unit for unit in held if id(unit) not in kept]
        stale = [file for file in files if self._good[file] is not units[file]]
        return self._assembled(list(dict.fromkeys(problems)), stale)

    def discard(self) -> None:
        """Let go of what is not in force any more, bit by bit: to free it at once would stop all threads."""
        with self._lock:
            while self._gone:
                unit = self._gone.pop()
                unit.links = unit.timers = ()
                while unit.drafts:
                    unit.drafts = unit.drafts[:-1]

    def _without_circles(self, before: Mapping[Path, Unit]) -> Iterator[Problem]:
        """Refuse the files that close a circle with others, the last of each circle, until there is none."""
        while found := list(circles([link for unit in self._good.values() for link in unit.links])):
            yield from map(problem, found)
            closing = {id(circle[0]) for circle in found}
            for file, unit in self._good.items():
                if closing & set(map(id, unit.links)):
                    self._good[file] = Unit() if unit is before[file] else before[file]

    def _assembled(self, problems: list[Problem], stale: Sequence[Path]) -> Loaded:
        in_force = [unit for unit in self._good.values() if unit.header is not None]
        drafts = tuple(draft for unit in in_force for draft in unit.drafts)
        before = self._loaded
        heads = [unit.header for unit in in_force if unit.header is not None]
        if before is not None and [*map(id, in_force)] == [*map(id, self._in_force)]:
            rulebook = before.rulebook
        else:
            where = places(heads)
            compiled = _once_each(where)
            staff = tuple(staffing(head, where) for head in heads)
            rules = tuple(draft.bound(compiled) for draft in drafts)
            number = before.rulebook.version + 1 if before else 1
            rulebook = Rulebook(rules, number, staff, where.tags, where.labels)
        self._in_force = in_force
        problems.extend(unheard([one for unit in in_force for one in unit.timers], drafts))
        problems.extend(strangers(heads, [node for unit in in_force for node in unit.selectors]))
        roots = (*(path for path in self.paths if path.is_dir()), shipped())
        sources = {
            relative(path, roots): text for unit in in_force for path, text in sorted(unit.sources.items())
        }
        self._loaded = Loaded(rulebook, tuple(problems), tuple(map(str, stale)), drafts, sources)
        return self._loaded

    def _unit(self, file: Path, anew: bool) -> Unit:
        known = None if anew else self._last.get(file)
        if (
            known is not None
            and known.sources
            and all(_text(path, self._instead) == text for path, text in known.sources.items())
        ):
            return known
        return make_unit(file, tuple(path for path in self.paths if path.is_dir()), self._instead)


def _once_each(where: Places) -> Callable[[Selector], Covers]:
    """Compile each selector once; all rules of a file share the file's."""
    done: dict[int, Covers] = {}

    def compiled(selector: Selector) -> Covers:
        if id(selector) not in done:
            done[id(selector)] = selector.compiled(where)
        return done[id(selector)]

    return compiled


def _text(path: Path, instead: Mapping[Path, str]) -> str:
    if path in instead:
        return instead[path]
    source = read(path, "")
    return source.text if isinstance(source, Source) else ""


def make_unit(file: Path, roots: Sequence[Path], instead: Mapping[Path, str] = MappingProxyType({})) -> Unit:
    """Read one rule file, with all it stands on, into rules; `instead` are texts that stand for files'."""
    expander = Expander(roots, instead)
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


def load(paths: Path | str | Iterable[Path | str]) -> Rulebook:
    """Load rule files, all or nothing.

    Raises:
        BrokenRules: any file is refused; carries every problem of all of them.
    """
    loaded = Loader(paths).load()
    if not loaded.good:
        raise BrokenRules(loaded.problems)
    return loaded.rulebook
