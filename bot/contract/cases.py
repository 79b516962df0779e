"""Cases: the record of every decision that held something against a member, and what became of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract.documents import Document


class Fate(StrEnum):
    """What has become of an action.

    Nothing yet; performed; something milder in its place; a person was asked to do it; failed; it may have
    been performed; dropped before it was sent.
    """

    planned = "planned"
    done = "done"
    instead = "instead"
    asked = "asked"
    failed = "failed"
    unsure = "unsure"
    dropped = "dropped"


class Step(BaseModel):
    """One action of a case.

    Attributes:
        n: the last part of the action's id, whose first is the case's; -1 if there is no such action.
        do: what was decided, by verb.
        fate: what has become of it; `why` not what was decided, in words.
        asked: whether a person was asked to do it, or to look at it.
    """

    model_config = ConfigDict(frozen=True)
    n: int = -1
    do: str
    fate: Fate = Fate.planned
    why: str = ""
    asked: bool = False


class Case(BaseModel):
    """The record of one moderation decision.

    Attributes:
        number: counts up within the room.
        id: the event and rule it came from.
        actions: what was decided, by verb.
        steps: those of it that are performed on the platform, with what became of each.
        effects: what changed in the member's standing, so that it can be taken back: `{"points": -5}`,
            `{"strikes": 1}`, `{"tag": "…"}`, `{"untag": "…"}`.
        message: the id of the member's message that it is about; empty if it is about none.
        posted: the ids on the platform of what the bot said about it in the room.
        undone_by: the member who took it back, if anyone.
    """

    model_config = ConfigDict(frozen=True)
    number: int
    id: str
    at: AwareDatetime
    rule: str
    member: str
    name: str = ""
    outcome: str = ""
    actions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    effects: tuple[dict[str, int | str], ...] = ()
    evidence: tuple[dict[str, Any], ...] = ()
    version: int = 0
    message: str = ""
    posted: tuple[str, ...] = ()
    undone_by: str | None = None

    def became(self, step: Step, posted: str = "") -> "Case":
        """Return the case with what became of one of its steps, and the id of what was posted by it, once."""
        steps = tuple(step if one.n == step.n else one for one in self.steps)
        known = (*self.posted, posted) if posted and posted not in self.posted else self.posted
        return self.model_copy(update={"steps": steps, "posted": known})

    def concerns(self, message: str) -> bool:
        """Tell whether it is about a message, follows from it, or was told by it in the room."""
        return message in (self.message, *self.posted) or self.id.startswith(f"{message}:")


MOST_CASES = 50
"""Cases a room keeps; the oldest goes first."""


class Cases(Document, of="room", shared=True):
    """A room's last cases, newest last; `count` is the number given last.

    Attributes:
        decided: rule → how many cases it has made here, also those that are not kept any more.
        wrong: rule → how many of them a person took back: its false positives.
    """

    count: int = 0
    last: tuple[Case, ...] = ()
    decided: Mapping[str, int] = {}
    wrong: Mapping[str, int] = {}

    def of(self, number: int | None) -> Case | None:
        """Return the case of a number, if it is still kept."""
        return next((case for case in self.last if case.number == number), None)

    def acted(self, action: str) -> tuple[Case, Step] | None:
        """Return the step that an action, by its id, is, and its case; `None` if none is kept."""
        id, _, n = action.rpartition(":")
        steps = ((case, step) for case in reversed(self.last) if case.id == id for step in case.steps)
        return next(((case, step) for case, step in steps if str(step.n) == n), None)

    def became(self, number: int, step: Step, posted: str = "") -> "Cases":
        """Return the cases with what became of a step of one of them, and the id of what was posted by it."""
        last = tuple(one.became(step, posted) if one.number == number else one for one in self.last)
        return self.model_copy(update={"last": last})

    def taken_back(self, id: str) -> bool:
        """Tell whether somebody took the decision of this id back, as far as it is still kept."""
        return any(case.id == id and case.undone_by is not None for case in self.last)

    def added(self, case: Case) -> "Cases":
        """Return the cases with a new one."""
        decided = _one_more(self.decided, case.rule)
        kept = (*self.last, case)[-MOST_CASES:]
        return self.model_copy(update={"count": case.number, "last": kept, "decided": decided})

    def undone(self, number: int, by: str) -> "Cases":
        """Return the cases with one marked as taken back by a member, a false positive of its rule."""
        case = self.of(number)
        if case is None or case.undone_by:
            return self
        marked = case.model_copy(update={"undone_by": by})
        last = tuple(marked if one.number == number else one for one in self.last)
        return self.model_copy(update={"last": last, "wrong": _one_more(self.wrong, case.rule)})


def _one_more(counts: Mapping[str, int], name: str) -> dict[str, int]:
    return {**counts, name: counts.get(name, 0) + 1}
