"""Words and patterns on normalised text, compiled once: Aho-Corasick for words, RE2 for patterns."""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

import re2
from ahocorasick_rs import AhoCorasick, Implementation

from bot.contract import normal
from bot.contract.patterns import alone, together

_SPACELESS = "\u0e00"
"""From Thai on, scripts do without spaces between words (or nearly so): there a word is any substring."""
_FEW = 4
"""Up to so many words, looking for each alone is faster than one pass for all of them."""
_SMALL = 5_000
"""Up to so many words the fastest automaton is affordable (measured: 1.1 against 1.5 µs a line)."""
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_REFUSED = re.compile(r"\(\?<?[=!][^()]*\)|\\[1-9]")
"""What other engines take and RE2 does not: look-around and back-references."""


class Words:
    """A list of words: substrings in Chinese, whole words in Latin (and in what else spells with letters).

    A Latin word ends where a letter meets anything but a letter: `vx` is found in `加vx123`, not in `vxyz`.
    """

    def __init__(self, words: Sequence[str]) -> None:
        pairs = {folded: word for word in words if (folded := normal(word))}
        self._words = tuple(pairs.values())
        self._folded = tuple(pairs)
        self._few = len(pairs) <= _FEW

    @cached_property
    def _automaton(self) -> AhoCorasick | None:
        """For many words, made when first used."""
        kind = Implementation.DFA if len(self._folded) <= _SMALL else None
        return AhoCorasick(self._folded, implementation=kind) if self._folded else None

    def first(self, text: str) -> str | None:
        """Return the first of the words that stands in a normalised text, as the operator wrote it."""
        if self._few:
            return self._first_of_few(text)
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
                if _whole(text, start, end):
                    return self._words[index]
        return None

    def _first_of_few(self, text: str) -> str | None:
        found, earliest = None, len(text) + 1
        for word, folded in zip(self._words, self._folded, strict=True):
            if folded in text and 0 <= (end := _end(folded, text)) < earliest:
                found, earliest = word, end
        return found

    def all(self, text: str) -> bool:
        """Tell whether every word stands in a normalised text; never of an empty list."""
        if self._few:
            return bool(self._folded) and all(_end(folded, text) >= 0 for folded in self._folded)
        if self._automaton is None:
            return False
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        found = {index for index, start, end in matches if _whole(text, start, end)}
        return len(found) == len(self._folded)

    def starts(self, text: str) -> bool:
        """Tell whether a normalised text begins with one of the words."""
        return text.startswith(self._folded)

    def equals(self, text: str) -> bool:
        """Tell whether a normalised text is one of the words."""
        return text in self._folded


def _end(word: str, text: str) -> int:
    """Return where a word first stands whole in a text ends, or -1 if it does not."""
    start = text.find(word)
    while start >= 0:
        if _whole(text, start, start + len(word)):
            return start + len(word)
        start = text.find(word, start + 1)
    return -1


def _whole(text: str, start: int, end: int) -> bool:
    """Tell whether neither end of a match lies inside a word (or a number)."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joined(before, text[start]) or _joined(text[end - 1], after))


def _joined(left: str, right: str) -> bool:
    if not left or not right or left >= _SPACELESS or right >= _SPACELESS:
        return False
    return (left.isalpha() and right.isalpha()) or (left.isdigit() and right.isdigit())


class Patterns:
    """Regular expressions in linear time (RE2), searched in normalised text, whatever the case.

    Raises:
        ValueError: RE2 refuses a pattern; the message says which, and why.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = tuple(patterns)
        self._single = [_compiled(pattern) for pattern in patterns]

    @cached_property
    def _set(self) -> re2.Set | None:
        """For several patterns, made when first used; `None` if they are too large for RE2 together."""
        try:
            return together(map(folded_pattern, self._patterns))
        except re2.error:
            return None

    def first(self, text: str) -> str | None:
        """Return what the first of the patterns found in a normalised text."""
        if len(self._single) > 1 and self._set is not None:
            matches = self._set.Match(text.encode())
            single = [self._single[min(matches)]] if matches else []
        else:
            single = self._single
        found = next((found for one in single if (found := one.search(text)) is not None), None)
        return None if found is None else found.group()


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> "re2._Regexp":
    try:
        return alone(folded_pattern(pattern))
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        reason = reason.replace(" | ", " ¦ ")
        raise ValueError(
            f"RE2 能用的正则（{reason}；RE2 没有环视和反向引用）"
            f" | a pattern that RE2 takes ({reason}; it has no look-around and no back-references)"
            f" | {_taken(pattern)}"
        ) from None


def readable(pattern: str) -> str:
    """Return a pattern that RE2 takes.

    Raises:
        ValueError: it does not; why, in both languages, and what it might take.
    """
    _compiled(pattern)
    return pattern


def _taken(pattern: str) -> str:
    """Write a pattern without what RE2 refuses, or else as the plain text that it is, in YAML's quotes."""
    plain = _REFUSED.sub("", pattern)
    try:
        alone(plain)
    except re2.error:
        plain = re2.escape(pattern)
    return "'" + (plain or re2.escape(pattern)).replace("'", "''") + "'"


def folded_pattern(pattern: str) -> str:
    """Fold a pattern's own characters as texts are folded: `微信：` finds `微信:`."""
    return "".join(char if char.isascii() else _folded_char(char) for char in pattern)


def _folded_char(char: str) -> str:
    folded = normal(char)
    if len(folded) != 1:
        return char
    return f"\\{folded}" if _PUNCTUATION.match(folded) else folded
