"""Rule files → the rulebook in force; of a broken file its own last good state stays in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from operator import is_not
from pathlib import Path
from threading import Lock

from bot.rulebook.collector import no_collection
from bot.rulebook.discovery import discover
from bot.rulebook.files import rule_files, shipped
from bot.rulebook.header import Header
from bot.rulebook.loops import circles, problem, unheard
from bot.rulebook.model import Rulebook
from bot.rulebook.places import places, staffing, strangers
from bot.rulebook.problems import BrokenRules, Problem, errors
from bot.rulebook.reader import Reader
from bot.rulebook.rules import Draft
from bot.rulebook.selectors import Places
from bot.rulebook.unit import Unit, make_unit, relative


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

    Attributes:
        reader: has what stands in the files.
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
        self.reader = Reader()
        self._where: tuple[Sequence[Header], Places] = ((), Places())
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
            other._in_force, other.reader = self._in_force, self.reader.supposing(texts)
            other._where = self._where
            known = {path for unit in self._last.values() for path in unit.sources}
            with no_collection():
                return other._load(texts.keys() if texts.keys() <= known else None)

    def _load(self, only: Set[Path] | None = None) -> Loaded:
        """Load what stands on these files, all others being as they were; or whatever has changed."""
        problems = [
            Problem("no_such_file", str(path), 1, 1, values={"name": str(path), "hint": ""})
            for path in self.paths if not path.exists()
        ]  # fmt: skip
        files = self.files() if only is None else [*self._last]
        if not files and not problems:
            problems.append(
                Problem("no_files", str(self.paths[0]), 1, 1, values={"name": str(self.paths[0])})
            )
        anew = only is None and not self._sparing and discover()  # a file may wait for a new handler
        self.reader.again()
        units = {file: self._unit(file, anew, only) for file in files}
        held = (*self._last.values(), *self._good.values())
        self._last = units
        before = {file: self._good.get(file, Unit()) for file in files}
        self._good = {file: before[file] if unit.broken else unit for file, unit in units.items()}
        problems.extend(chain.from_iterable(unit.problems for unit in units.values()))
        self.reader.keep(path for unit in units.values() for path in unit.sources)
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
                unit.links = unit.timers = unit.rules = ()
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
            where = self._places(heads)
            staff = tuple(staffing(head, where) for head in heads)
            rules = tuple(rule for unit in in_force for rule in unit.bound(where))
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

    def _places(self, heads: Sequence[Header]) -> Places:
        """Return what the files say about rooms: the same object until one of them says something else."""
        saying = [head for head in heads if head.tags or head.kind or head.purpose]
        before, where = self._where
        if len(saying) != len(before) or any(map(is_not, saying, before)):
            where = places(saying)
            self._where = (saying, where)
        return where

    def _unit(self, file: Path, anew: bool, only: Set[Path] | None) -> Unit:
        known = None if anew else self._last.get(file)
        if known is not None and known.sources and self._holds(known, only):
            return known
        return make_unit(file, tuple(path for path in self.paths if path.is_dir()), self.reader)

    def _holds(self, unit: Unit, only: Set[Path] | None) -> bool:
        """Whether the files that a unit was made of say what they did."""
        if only is not None:
            return only.isdisjoint(unit.sources)
        return all(self.reader.text(path) == text for path, text in unit.sources.items())


def load(paths: Path | str | Iterable[Path | str]) -> Rulebook:
    """Load rule files, all or nothing.

    Raises:
        BrokenRules: any file is refused; carries every problem of all of them.
    """
    loaded = Loader(paths).load()
    if not loaded.good:
        raise BrokenRules(loaded.problems)
    return loaded.rulebook
