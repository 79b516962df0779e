"""The files of a rulebook: each is read once in a loading, and parsed only when its text is a new one."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from bot.rulebook.compose import Unreadable, compose
from bot.rulebook.nodes import Node, Source
from bot.rulebook.problems import Problem
from bot.rulebook.reading import read
from bot.rulebook.scope import Scope
from bot.rulebook.syntax import explain
from bot.rulebook.traps import strange_spaces, traps


class _Parsed(NamedTuple):
    """A text and what it says; `root` is `None` after an error, or if there is nothing in it."""

    text: str
    root: Node | None
    problems: tuple[Problem, ...]


class Reader:
    """Reads files, remembering what they said: a preset that 200 files stand on is parsed once.

    Args:
        instead: texts that stand for files'.
    """

    def __init__(self, instead: Mapping[Path, str] | None = None) -> None:
        self._parsed: dict[Path, _Parsed] = {}
        self._sources: dict[Path, Source | Problem] = {}
        self._instead = instead or {}

    def again(self) -> None:
        """Look at the files anew."""
        self._sources = {}

    def supposing(self, instead: Mapping[Path, str]) -> "Reader":
        """Return another reader, which knows what this one does."""
        other = Reader(instead)
        other._parsed = dict(self._parsed)
        return other

    def source(self, path: Path) -> Source | Problem:
        """Return a file's text, or why it cannot be read."""
        if path not in self._sources:
            name = str(path)
            given = self._instead.get(path)
            self._sources[path] = read(path, name) if given is None else Source(name, given)
        return self._sources[path]

    def text(self, path: Path) -> str:
        """Return a file's text; nothing if it cannot be read."""
        source = self.source(path)
        return source.text if isinstance(source, Source) else ""

    def root(self, path: Path, scope: Scope) -> Node | None:
        """Return what a file says, reporting what is wrong with its YAML; `None` if nothing can be read."""
        source = self.source(path)
        if isinstance(source, Problem):
            scope.problems.append(source)
            return None
        known = self._parsed.get(path)
        if known is None or known.text != source.text:
            fresh = Scope()
            known = self._parsed[path] = _Parsed(source.text, parse(source, fresh), tuple(fresh.problems))
        scope.problems.extend(known.problems)
        return known.root

    def keep(self, paths: Iterable[Path]) -> None:
        """Forget all files but these."""
        kept = set(paths)
        self._parsed = {path: parsed for path, parsed in self._parsed.items() if path in kept}


def parse(source: Source, scope: Scope) -> Node | None:
    """Read a text into nodes and look for traps; `None` after an error, or if there is nothing in it."""
    strange = strange_spaces(source.text)
    try:
        composed = compose(source, scope.report)
    except Unreadable as trouble:
        if strange is not None and strange[0] <= trouble.line:
            scope.problems.append(Problem("strange_space", source.name, strange[0] + 1, strange[1] + 1))
        else:
            scope.problems.append(explain(source, trouble))
        return None
    if composed.root is not None and composed.suspicious:
        scope.problems.extend(traps(composed.root))
    return composed.root
