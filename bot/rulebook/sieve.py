"""The sieve of a room's rules: one look at a message's own words tells which of them it may concern."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import re2
from ahocorasick_rs import AhoCorasick

from bot.contract import Sought, normal
from bot.contract.patterns import together

MOST_WORDS = 1_000
"""A rule that seeks more is asked by itself: its own automaton serves all rooms, a sieve's some."""
_AT_ONCE = 32
"""Patterns in one set: its automaton grows with what they have in common to follow."""
_LONG = 1_000
"""Characters from which patterns are faster one by one: with wide gaps, a set's automaton has many states."""
T = TypeVar("T")
Wanted = tuple[str, Sequence[int]]
"""A pattern, and the places it is sought for."""


class _Compiled(NamedTuple):
    """What a text is looked at with: words, and patterns in sets, each with the places it is sought for.

    Where a pattern is too large for any set, `blind` has its places: they always pass.
    """

    words: AhoCorasick | None
    of_word: Sequence[Sequence[int]]
    sets: Sequence[tuple[re2.Set, Sequence[Sequence[int]]]]
    blind: frozenset[int]


def sifted(sought: Sought | None) -> bool:
    """Tell whether what a rule seeks is looked for together with what others seek."""
    return sought is not None and len(sought.words) <= MOST_WORDS


class Sieve(Generic[T]):
    """Items in order, each with what must stand in a text for it to pass; one without that always passes."""

    def __init__(self, items: Sequence[tuple[T, Sought | None]]) -> None:
        self._items = tuple(item for item, _ in items)
        self._sought = {place: sought for place, (_, sought) in enumerate(items) if sought is not None}
        self._always = tuple(item for item, sought in items if sought is None)

    def through(self, text: str) -> Sequence[T]:
        """Return the items that a text lets pass, in order."""
        if not self._sought:
            return self._items
        found = self._found(normal(text))
        if not found:
            return self._always
        sought = self._sought
        return [item for place, item in enumerate(self._items) if place in found or place not in sought]

    def _found(self, folded: str) -> set[int]:
        """Return the places of the items of which something was found."""
        words, of_word, sets, blind = self._compiled
        found = set(blind)
        if words is not None:
            for index, _, _ in words.find_matches_as_indexes(folded, overlapping=True):
                found.update(of_word[index])
        if sets and len(folded) > _LONG:
            found.update(place for _, of_pattern in sets for places in of_pattern for place in places)
        elif sets:
            encoded = folded.encode()
            for patterns, of_pattern in sets:
                for index in patterns.Match(encoded) or ():
                    found.update(of_pattern[index])
        return found

    @cached_property
    def _compiled(self) -> _Compiled:
        """Compile when the first message comes."""
        words: defaultdict[str, list[int]] = defaultdict(list)
        patterns: defaultdict[str, list[int]] = defaultdict(list)
        for place, sought in self._sought.items():
            for word in sought.words:
                words[word].append(place)
            for pattern in sought.patterns:
                patterns[pattern].append(place)
        some = list(patterns.items())
        parts = [some[first : first + _AT_ONCE] for first in range(0, len(some), _AT_ONCE)]
        made = [one for part in parts for one in _sets(part)]
        return _Compiled(
            AhoCorasick(tuple(words)) if words else None,
            tuple(words.values()),
            [(patterns_set, [places for _, places in part]) for patterns_set, part in made if patterns_set],
            frozenset(
                place for patterns_set, part in made if patterns_set is None
                for _, places in part for place in places
            ),
        )  # fmt: skip


def _sets(wanted: Sequence[Wanted]) -> Iterator[tuple[re2.Set | None, Sequence[Wanted]]]:
    """Yield sets of the patterns: each is well alone, but together they may be too large for RE2.

    With `None` comes a pattern that is too large for a set even by itself.
    """
    try:
        yield together(pattern for pattern, _ in wanted), wanted
    except re2.error:
        if len(wanted) == 1:
            yield None, wanted
            return
        half = len(wanted) // 2
        yield from _sets(wanted[:half])
        yield from _sets(wanted[half:])
