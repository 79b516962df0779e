"""Lessons: what staff have said is an advert, or is none; one list for all rooms of a platform.

The fleet's own actor keeps the list and tells each change to every room, which keeps a copy: a turn
reads only its own actor's documents.
"""

from collections.abc import Iterable
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.contract.documents import Document
from bot.contract.text import normal

MOST_LESSONS = 500
"""Lessons that are kept; the oldest goes first."""
LONGEST_LESSON = 500
"""Characters of a message that are learnt from."""
MOST_OF_RULES = 100
"""Lessons among them that no person taught: the pictures of adverts that rules acted on."""
SAME_PICTURE = 24
"""Bits of 256 in which the hashes of a picture and its copy may differ."""
ENOUGH_TEACHERS = 2
"""Of one mind, they make a lesson count fully; one moderator's mistake removes nobody."""
_RULE = "rule:"


def rule_teacher(rule: str) -> str:
    """Name the teacher that a rule is; only people, not rules, make a lesson count fully."""
    return f"{_RULE}{rule}"


def fleet_actor(platform: str) -> str:
    """Name the actor that all rooms of a platform have in common."""
    return f"fleet:{platform}"


class Lesson(BaseModel):
    """One message that is an advert, or that is none.

    Attributes:
        number: counts up within the fleet.
        by: the member ids of who said so.
        full: whether it counts fully: an operator said so, or two of the staff did.
        picture: the perceptual hash of its picture (`bot.contract.Picture`), if it is one.
    """

    model_config = ConfigDict(frozen=True)
    number: int
    advert: bool
    text: str
    by: tuple[str, ...]
    full: bool = False
    picture: str = ""

    @property
    def of_rules(self) -> bool:
        """Whether no person taught it."""
        return all(teacher.startswith(_RULE) for teacher in self.by)


class Learnt(NamedTuple):
    """What a new lesson changes: the lesson as it stands now, and the numbers that are gone for it."""

    lesson: Lesson
    gone: tuple[int, ...] = ()


class Lessons(Document, of="room", shared=True):
    """The lessons, oldest first; `count` is the number given last."""

    count: int = 0
    lessons: tuple[Lesson, ...] = ()

    @cached_property
    def mark(self) -> str:
        """A digest of all that they say: the same wherever they are the same."""
        said = "\n".join(
            f"{one.number} {one.advert} {one.full} {one.picture} {one.text}" for one in self.lessons
        )
        return blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()

    def learn(self, text: str, *, advert: bool, by: str, full: bool, picture: str = "") -> Learnt:
        """Find out what `by` (`full`: an operator) changes by saying that a message is an advert, or none.

        Said anew it is the same lesson, with one teacher more. The opposite lesson on the same message is
        gone if it was `by`'s alone or only a rule's, or at an operator's word.
        """
        on_it = self._on(text, picture)
        same = next((one for one in on_it if one.advert is advert), None)
        if same is None:
            same = Lesson(
                number=self.count + 1, advert=advert, text=text[:LONGEST_LESSON], by=(), picture=picture
            )
        teachers = tuple(dict.fromkeys((*same.by, by)))
        people = sum(not teacher.startswith(_RULE) for teacher in teachers)
        counts = full or same.full or people >= ENOUGH_TEACHERS
        gone = (
            one.number for one in on_it
            if one.advert is not advert and (full or one.by == (by,) or one.of_rules)
        )  # fmt: skip
        return Learnt(same.model_copy(update={"by": teachers, "full": counts}), tuple(gone))

    def changed(self, kept: Iterable[Lesson] = (), gone: Iterable[int] = ()) -> "Lessons":
        """Return the lessons with some put in, in the place of those of their number, and some taken out."""
        without = frozenset(gone)
        by_number = {one.number: one for one in (*self.lessons, *kept) if one.number not in without}
        of_rules = [number for number in sorted(by_number) if by_number[number].of_rules]
        for number in of_rules[:-MOST_OF_RULES]:
            del by_number[number]
        lessons = tuple(by_number[number] for number in sorted(by_number))[-MOST_LESSONS:]
        return Lessons(count=max(self.count, *by_number, 0), lessons=lessons)

    def of_rules(self, picture: str) -> list[int]:
        """Return the numbers of what rules alone have taught about a picture."""
        return [one.number for one in self._on("", picture) if one.of_rules]

    def _on(self, text: str, picture: str) -> list[Lesson]:
        if picture:
            return [
                one for one in self.lessons if one.picture and _distance(one.picture, picture) <= SAME_PICTURE
            ]
        wanted = normal(text[:LONGEST_LESSON])
        return [one for one in self.lessons if not one.picture and normal(one.text) == wanted]


def _distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()
