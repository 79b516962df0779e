"""What staff have taught with `/ad` and `/notad`, compared with each message: the same, or nearly the same.

Texts are compared as they are read (`normalise.reading`), by the 3-grams they share, so a new disguise of a
known advert is still that advert; pictures by their hashes. The work for one message is bounded whatever was
taught, and a message is not read anew for it.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from bot.contract.lessons import MOST_LESSONS, Lesson, Lessons
from handlers.ads.extract import Extracts, extract
from handlers.ads.normalise import Reading, reading
from handlers.ads.sketch import distance, same_picture
from handlers.ads.tree import REACH

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
    """A message by what is compared: its 3-grams, what there is to reach or to open, its picture's hash."""

    grams: frozenset[str]
    things: frozenset[str]
    picture: str = ""


def read(text: str, picture: str = "") -> Read:
    """Read a text for comparison."""
    form = reading(text)
    return seen(form, things(extract(text, form)), picture)


def seen(form: Reading, reached: Iterable[str], picture: str = "") -> Read:
    """What is compared of a text that was read; one shorter than three characters is its only gram."""
    folded = "".join(form.folded.split())[: _GRAMS + 2]
    grams = frozenset(folded[at : at + 3] for at in range(max(len(folded) - 2, 1)) if folded)
    return Read(grams, frozenset(reached), picture)


def things(found: Extracts) -> list[str]:
    """Return what there is to reach or to open in a text: the same in every copy of an advert; never news."""
    return [*found.of(*REACH), *(link.url for link in found.leading)]


@lru_cache(maxsize=2 * MOST_LESSONS)
def _read_lesson(text: str, picture: str) -> Read:
    return read(text, picture)


class Index:
    """Lessons, found by what they share with a message."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        """Read every lesson; the newest first, for a gram that very many share leads to those only."""
        self._read: dict[int, tuple[Lesson, Read]] = {}
        self._by_gram: defaultdict[str, list[int]] = defaultdict(list)
        self._by_thing: dict[str, Lesson] = {}
        self._pictures: list[Lesson] = []
        for lesson in sorted(lessons, key=lambda one: one.number, reverse=True):
            self._add(lesson, _read_lesson(lesson.text, lesson.picture))

    def _add(self, lesson: Lesson, known: Read) -> None:
        self._read[lesson.number] = lesson, known
        if lesson.picture:
            self._pictures.append(lesson)
        for gram in known.grams:
            if len(self._by_gram[gram]) < _PER_GRAM:
                self._by_gram[gram].append(lesson.number)
        for thing in known.things if lesson.advert else ():
            held = self._by_thing.get(thing)
            if held is None or (lesson.full and not held.full):
                self._by_thing[thing] = lesson

    def find(self, message: Read) -> Likeness | None:
        """Return the lesson that decides on a message: rather one that counts fully, then rather a newer one.

        The number or link of an advert makes an advert of any text; that of an innocent message excuses none.
        """
        fits = [Likeness(self._by_thing[thing], 1.0) for thing in message.things if thing in self._by_thing]
        fits += self._same_words(message.grams)
        if message.picture:
            fits += self._same_pictures(message.picture)
        return max(fits, key=lambda fit: (fit.lesson.full, fit.lesson.number), default=None)

    def _same_words(self, grams: frozenset[str]) -> Iterable[Likeness]:
        """Yield the lessons that are nearly this text; most texts share too little with any."""
        held = self._by_gram
        hits = [held[gram] for gram in grams if gram in held]
        if len(hits) < ALIKE * len(grams):
            return
        for number, count in Counter(chain.from_iterable(hits)).items():
            lesson, known = self._read[number]
            share = count / (len(grams) + len(known.grams) - count)
            if share >= ALIKE:
                yield Likeness(lesson, share)

    def _same_pictures(self, picture: str) -> Iterable[Likeness]:
        for lesson in self._pictures:
            if same_picture(picture, lesson.picture):
                yield Likeness(lesson, 1 - distance(picture, lesson.picture) / 256)


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
