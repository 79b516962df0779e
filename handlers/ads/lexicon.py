r"""Word lists and patterns, all matched in one pass over the folded text.

Terms are folded like texts, so a list need not know spellings; Chinese matches anywhere, a Latin or
numeric term only as a whole word. Patterns are RE2 (`\d \w \b` are ASCII there), so no input is slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import re2
from ahocorasick_rs import AhoCorasick

from handlers.ads.normalise import disguised, reading
from handlers.ads.tables import DATA

_WORD = re.compile("[a-z0-9]")
_PLAIN = re.compile("[一-鿿]+")


class Hit(NamedTuple):
    """A term or pattern that matched, and the name of the list it stands in."""

    list: str
    term: str


class LexiconError(ValueError):
    """A pattern that RE2 cannot read; the message names the list and the pattern."""


class Lexicon:
    """Named lists of terms and named lists of patterns, compiled once."""

    def __init__(
        self, terms: Mapping[str, Iterable[str]], patterns: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Compile `terms` (list name → terms) and `patterns` (list name → RE2 patterns).

        Raises `LexiconError` for a pattern that is not RE2.
        """
        pairs = dict.fromkeys((folded, name) for name, many in terms.items() for folded in _folded(many))
        self._terms = [Hit(name, term) for term, name in pairs if term]
        self._automaton = AhoCorasick([hit.term for hit in self._terms])
        self._patterns = [Hit(name, one) for name, many in (patterns or {}).items() for one in many]
        self._set = _compiled(self._patterns)

    def __len__(self) -> int:
        """Terms and patterns held."""
        return len(self._terms) + len(self._patterns)

    def find(self, folded: str) -> list[Hit]:
        """The terms and patterns that match a folded text, each once, in order of appearance."""
        hits = [
            self._terms[index]
            for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
            if _whole(folded, start, end)
        ]
        if self._set is not None:
            hits += [self._patterns[index] for index in self._set.Match(folded) or ()]
        return list(dict.fromkeys(hits))


@cache
def shipped() -> Lexicon:
    """The words of adverts that come with the package, by kind; read once."""
    lines = (DATA / "lexicon.txt").read_text(encoding="utf-8").splitlines()
    kinds = (line.split(": ", 1) for line in lines if not line.startswith("#"))
    return Lexicon({kind: words.split() for kind, words in kinds})


def _folded(terms: Iterable[str]) -> Iterator[str]:
    """The terms as texts are folded; a plain Chinese word cannot change, which spares most of the work."""
    for term in terms:
        yield term if _PLAIN.fullmatch(term) and not disguised(term) else reading(term).folded


def _compiled(patterns: list[Hit]) -> re2.Set | None:
    """One RE2 set of all patterns; None when there are none."""
    if not patterns:
        return None
    compiled = re2.Set.SearchSet()
    for hit in patterns:
        try:
            compiled.Add(hit.term)
        except re2.error as error:
            raise LexiconError(f"{hit.list}: {hit.term!r} is not an RE2 pattern: {error}") from error
    compiled.Compile()
    return compiled


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a match that begins or ends with a Latin letter or digit is not part of a longer word."""
    if start and _WORD.match(text[start]) and _WORD.match(text[start - 1]):
        return False
    return not (end < len(text) and _WORD.match(text[end]) and _WORD.match(text[end - 1]))
