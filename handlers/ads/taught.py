"""What staff have taught with `/ad` and `/notad`, compared with each message: the same, or nearly the same.

Texts are compared as they are read (`normalise.reading`), by the 3-grams they share, so a new disguise of a
known advert is still that advert. The work for one message is bounded whatever was taught.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from bot.contract.lessons import MOST_LESSONS, Lesson, Lessons
from handlers.ads.detector import REACH
from handlers.ads.extract import extract
from handlers.ads.normalise import reading

ALIKE = 0.6
"""Share of common 3-grams (of all in either) from which two texts are nearly the same."""
_GRAMS = 400
"""3-grams of a text that are looked at."""
_PER_GRAM = 32
"""Newest lessons that are looked up by one 3-gram."""


class Likeness(NamedTuple):
    """A lesson that fits a message: how alike they are (0 to 1), or 1.0 for the same number or link."""

    lesson: Lesson
    share: float


class Read(NamedTuple):
    """A text by what is compared: its 3-grams, and what there is to reach or to open."""

    grams: frozenset[str]
    things: frozenset[str]


def read(text: str) -> Read:
    """Read a text for comparison; of a text shorter than three characters the whole is its only gram."""
    form = reading(text)
    found = extract(text, form)
    folded = "".join(form.folded.split())[: _GRAMS + 2]
    grams = frozenset(folded[at : at + 3] for at in range(max(len(folded) - 2, 1)) if folded)
    return Read(grams, frozenset((*found.of(*REACH), *(link.url for link in found.links))))


_read_lesson = lru_cache(maxsize=2 * MOST_LESSONS)(read)


class Index:
    """Lessons, found by what they share with a text."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        """Read every lesson; the newest first, for a gram that very many share leads to those only."""
        self._read: dict[int, tuple[Lesson, Read]] = {}
        self._by_gram: defaultdict[str, list[int]] = defaultdict(list)
        self._by_thing: dict[str, Lesson] = {}
        for lesson in sorted(lessons, key=lambda one: one.number, reverse=True):
            self._add(lesson, _read_lesson(lesson.text))

    def _add(self, lesson: Lesson, seen: Read) -> None:
        self._read[lesson.number] = lesson, seen
        for gram in seen.grams:
            if len(self._by_gram[gram]) < _PER_GRAM:
                self._by_gram[gram].append(lesson.number)
        for thing in seen.things if lesson.advert else ():
            held = self._by_thing.get(thing)
            if held is None or (lesson.full and not held.full):
                self._by_thing[thing] = lesson

    def find(self, text: str) -> Likeness | None:
        """Return the lesson that decides on a text: rather one that counts fully, then rather a newer one.

        The number or link of an advert makes an advert of any text; that of an innocent message excuses none.
        """
        seen = read(text)
        fits = [Likeness(self._by_thing[thing], 1.0) for thing in seen.things if thing in self._by_thing]
        shared = Counter(number for gram in seen.grams for number in self._by_gram.get(gram, ()))
        for number, count in shared.items():
            lesson, known = self._read[number]
            share = count / (len(seen.grams) + len(known.grams) - count)
            if share >= ALIKE:
                fits.append(Likeness(lesson, share))
        return max(fits, key=lambda fit: (fit.lesson.full, fit.lesson.number), default=None)


_indexes: OrderedDict[str, Index] = OrderedDict()
_INDEXES = 8
"""Lists of lessons whose index is kept: one a platform, and what is on its way to the last rooms."""


def index(lessons: Lessons) -> Index:
    """Return the index of a list, the same one for every room that has the same lessons."""
    found = _indexes.get(lessons.mark)
    if found is None:
        found = _indexes[lessons.mark] = Index(lessons.lessons)
        while len(_indexes) > _INDEXES:
            _indexes.popitem(last=False)
    return found
