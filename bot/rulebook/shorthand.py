"""Answers that are short for others, so that the engine knows only the few of the contract."""

from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass

from bot.contract import ANSWERS, Answer, Say, Script, Span, Strike, Task, Texts

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


@dataclass(frozen=True, config=_STRICT)
class Play(Shorthand):
    """Start a script: `{script: launch, scenes: [warm_up, open], every: 10m}`; one scene is said at once."""

    verb = "script"
    name: str
    scenes: Annotated[
        tuple[str, ...], BeforeValidator(lambda one: (one,) if isinstance(one, str) else one)
    ] = ()
    tone: str = ""
    every: Span = timedelta(seconds=20)

    def meant(self) -> tuple[Answer, ...]:
        """Return nothing: `played` does."""
        return ()

    def played(self, said: tuple[Texts, ...]) -> Answer:
        """Return what it stands for, given the scenes' texts."""
        return Say(said[0]) if len(said) == 1 else Script(self.name, said, self.every)


VERBS: dict[str, type[Answer]] = ANSWERS | {"warn": Warn, "alert": Alert, "script": Play}
"""Every verb that may stand in `then:`."""
