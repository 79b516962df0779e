"""Rules made in Python, for what no handler of ours does: a test says what happens on an event."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.contract import Answer, Event, Handler, Outcome, Say, Turn, Verdict
from bot.rulebook.model import Rule

Does = Callable[[Any, Turn], Awaitable[Verdict]]
"""What a rule of a test does on any event."""


class Doing(Handler):
    """Does what the test says. It has no name: no rule file can ask for it."""

    does: Callable[[Any, Any], Any]

    hit = Outcome()
    said = Outcome(Say("{{ text }}"), text=str)

    async def _do(self, event: Event, turn: Turn) -> Verdict:
        verdict: Verdict = await self.does(event, turn)
        return verdict

    on_message = on_join = on_timer = on_told = on_strike = on_points = on_tag = on_done = on_failed = _do


class Judging(Doing, judges=True):
    """The same, of a handler that judges."""


def rule(
    name: str, does: Does, *hit: Answer, handler: type[Doing] = Doing, named: bool = True, **fields: Any
) -> Rule:
    """Return a rule that does something on every event; `hit` is its answer to the outcome of that name."""
    made = handler(does=does)
    answers: dict[str, tuple[Answer, ...]] = {
        key: outcome.answers for key, outcome in made.outcomes().items()
    }
    return Rule(id=name, handler=made, then=answers | {"hit": tuple(hit)}, named=named, **fields)


def saying(text: str) -> Does:
    """Return what a rule does that says a text to every message."""

    async def says(event: Event, turn: Turn) -> Verdict:
        return made_said(text) if event.type == "message" else None

    return says


def made_said(text: str) -> Outcome:
    """Return the outcome that says a text."""
    return Doing.declared["said"](text=text)


def made_hit(**about: Any) -> Outcome:
    """Return the outcome that is answered as the rule says."""
    return Doing.declared["hit"](**about)


def hitting(*words: str) -> Does:
    """Return what a rule does that is hit by messages that are one of `words`, or by all messages."""

    async def hits(event: Event, turn: Turn) -> Verdict:
        return made_hit() if event.type == "message" and (not words or event.text in words) else None  # type: ignore[attr-defined]

    return hits
