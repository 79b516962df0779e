"""Handlers of the rulebook's own tests, and a folder to write rule files in."""

from collections.abc import Callable
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from bot.contract import (
    Evidence,
    Handler,
    Message,
    Outcome,
    Say,
    Span,
    StrikeGiven,
    TagChanged,
    Texts,
    TimerFired,
    Turn,
)
from bot.rulebook.discovery import handlers
from bot.rulebook.schema import handlers_shipped

Write = Callable[..., Path]
SHIPPED = handlers_shipped()
"""The handlers of the package `handlers`, by name."""


class Handling(StrEnum):
    """How hard."""

    gentle = "gentle"
    neutral = "neutral"


class Allowed(BaseModel):
    """A part of settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    domains: frozenset[str] = frozenset()


class Spam(Handler):
    """Finds words."""

    words: tuple[str, ...] = ("广告",)
    allow: Allowed = Allowed()
    handling: Handling = Handling.gentle
    within: Span = timedelta(minutes=10)
    least: int = Field(1, ge=1)
    share: float = 0.5
    opens: time = time(9)
    strict: bool = False
    streaks: dict[int, int] = Field({})
    how: Literal["room", "all_rooms"] = "room"

    review = Outcome(Say("{{ member.name }}?"), score=float)
    advert = Outcome(Say("{{ member.name }}!"), score=float)

    async def on_message(self, message: Message, turn: Turn) -> Outcome | None:
        """Hit on any of the words."""
        found = [word for word in self.words if word in message.text]
        evidence = [Evidence(signal="words", detail=word) for word in found]
        return self.review(score=1.0, evidence=evidence) if found else None


class Greet(Handler):
    """Says what its rule says."""

    say: Texts | None = None

    greeted = Outcome(Say("hi {{ names }}"), names=str)

    def outcomes(self) -> dict[str, Outcome]:
        """The rule's own text, if it has one."""
        if self.say is None:
            return dict(self.declared)
        return {"greeted": Outcome(Say(self.say), names=str).named("greeted")}


class Custom(Handler):
    """Hits on everything, and says nothing by itself."""

    text: str = ""

    hit = Outcome()

    async def on_message(self, message: Message, turn: Turn) -> Outcome | None:
        """Hit, or break."""
        if message.text == "break":
            raise ValueError("as asked")
        return self.hit() if self.text in message.text else None


class Tally(Handler):
    """Hears strikes, and says so."""

    counted = Outcome()

    async def on_strike(self, event: StrikeGiven, turn: Turn) -> Outcome:
        """Always."""
        return self.counted()


class Ladder(Handler):
    """Hears tags, and says so."""

    climbed = Outcome()

    async def on_tag(self, event: TagChanged, turn: Turn) -> Outcome:
        """Always."""
        return self.climbed()


class Bell(Handler):
    """Hears any timer, and says so."""

    rung = Outcome()

    async def on_timer(self, event: TimerFired, turn: Turn) -> Outcome:
        """Always."""
        return self.rung()

    def awaits(self, timer: str) -> bool:
        """Whatever its name."""
        return True


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, type[Handler]]:
    """Only the handlers above, whatever other tests define."""
    handlers()
    known: dict[str, type[Handler]] = {
        "spam": Spam,
        "greet": Greet,
        "custom": Custom,
        "tally": Tally,
        "ladder": Ladder,
        "bell": Bell,
    }
    monkeypatch.setattr(Handler, "registry", known)
    return known


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the test's folder; the text as it stands, or bytes."""

    def write(text: str | bytes, name: str = "main.yaml") -> Path:
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
