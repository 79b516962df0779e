"""Answers that are short for others, so that the engine knows only the few of the contract."""

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from bot.contract import ANSWERS, Answer, Say, Strike, Task, Texts

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class Shorthand(Answer):
    """An answer that stands for others."""

    def meant(self) -> tuple[Answer, ...]:
        """Return the answers it stands for."""
        raise NotImplementedError


@dataclass(frozen=True, config=_STRICT)
class Warn(Shorthand):
    """A word of warning, and strikes: `warn: text` is `[{strike: 1}, {say: text}]`."""

    verb = "warn"
    punishes = True
    text: Texts = "@{{ member.name }} 请留意一下群规哦"
    count: int = 1

    def meant(self) -> tuple[Answer, ...]:
        """Return the strikes and the text."""
        return Strike(self.count), Say(self.text)


@dataclass(frozen=True, config=_STRICT)
class Alert(Shorthand):
    """Tell the staff: `alert: text` is a task for the moderators."""

    verb = "alert"
    text: Texts

    def meant(self) -> tuple[Answer, ...]:
        """Return the task."""
        return (Task(self.text, to="moderator"),)


VERBS: dict[str, type[Answer]] = ANSWERS | {"warn": Warn, "alert": Alert}
"""Every verb that may stand in `then:`."""
