"""What answers put off: named timers, and the scenes of a script that are still to be said.

Each is a timer of the room's; a document of the member it is about (or of the room's own)
knows which are due when, so that what was replaced says nothing more and what concerns
somebody who left is forgotten.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime

from bot.contract import (
    Document,
    Evidence,
    Member,
    Outcome,
    Say,
    Script,
    Timer,
    TimerFired,
    Turn,
)
from bot.engine.scope import Scope
from bot.engine.stage import Stage

_SCRIPT = "script:"
_ID = "timer:"


class Later(Document, of="member in room", shared=True):
    """What is put off for a member, or for the room where there is none: name of the timer → when due."""

    due: Mapping[str, AwareDatetime] = {}


def is_scene(event: object) -> bool:
    """Whether a timer stands for the next scene of a script."""
    return isinstance(event, TimerFired) and event.key.startswith(_SCRIPT)


async def put_off(scope: Scope, timer: Timer, target: Member | None) -> None:
    """Set (or cancel) the timer that an answer names."""
    who = target.id if timer.per == "member" and target is not None else ""
    name = f"{scope.stage.actor}||{timer.name}|{who}"
    if timer.cancel:
        await _cancel(scope, who, name)
        return
    due, body = _due(scope, timer), {"who": who}
    event = timed(scope, name, due, target, rule="", key=timer.name, body=body, late=timer.late)
    await keep(scope, who, name, event)


async def _cancel(scope: Scope, who: str, name: str) -> None:
    """Forget a timer, also one that has come due and waits behind this event."""
    scope.buffer.timers[name] = None
    due = dict((await scope.load(Later, who)).due)
    if due.pop(name, None) is not None:
        scope.save(Later(due=due), who)


def _due(scope: Scope, timer: Timer) -> datetime:
    """Return when it is due: so long after the event, or at the next such time of day in the rule's zone."""
    if timer.at is None:
        return scope.event.at + (timer.after or timedelta())
    clock = timer.at
    today = scope.now.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    return today if today > scope.now else today + timedelta(days=1)


async def take_up(scope: Scope, who: str, name: str, at: datetime) -> bool:
    """Tell whether a timer that has come due was noted for then, and forget it: it counts once."""
    if (await scope.load(Later, who)).due.get(name) != at:
        return False
    await _cancel(scope, who, name)
    return True


async def stands(stage: Stage, event: TimerFired) -> bool:
    """Tell whether a named timer still counts: nothing else was noted for whom it concerns."""
    name = event.id.removeprefix(_ID).rpartition("@")[0]
    place = stage.hash(str(event.body["who"]), False), f"/{Later.__name__}"
    return (await stage.cache.get(place, Later)).due.get(name) == event.at


async def begin(scope: Scope, script: Script, outcome: Outcome, target: Member | None) -> Say | None:
    """Return the first scene, the others being put off; `None` if the script is running already."""
    who, name = _running(scope, script.name, target)
    due = (await scope.load(Later, who)).due.get(name)
    if due is not None and due > scope.event.at:
        return None
    await _next(scope, script, 1, dict(outcome.facts), target)
    return Say(script.steps[0])


async def scene(event: TimerFired, turn: Turn) -> Outcome | None:
    """Return the scene that is due, if its script still runs: a hook of the rule that began it."""
    assert isinstance(turn, Scope)  # noqa: S101  # the engine's own hook, called by the engine
    name, step = event.key.removeprefix(_SCRIPT), int(event.body["step"])
    script = _script(turn, name)
    who, timer = _running(turn, name, event.member)
    stands = (await turn.load(Later, who)).due.get(timer) == event.at
    if script is None or not stands or step >= len(script.steps):
        return None
    facts = event.body["facts"]
    await _next(turn, script, step + 1, facts, event.member)
    said = Outcome(Say(script.steps[step]), **{fact: type(value) for fact, value in facts.items()})
    shown = f"{step + 1}/{len(script.steps)}"
    return said.named(f"{event.key}:{step}")(
        member=event.member, evidence=[Evidence(signal="script", detail=f"{name} {shown}")], **facts
    )


async def forget(stage: Stage) -> None:
    """Forget what was put off for a member who left."""
    if stage.member is None:
        return
    place = stage.hash(stage.about, False), f"/{Later.__name__}"
    later = await stage.cache.get(place, Later)
    if later.due:
        stage.taken.timers |= dict.fromkeys(later.due)
        stage.taken.documents[place] = Later()


def _script(scope: Scope, name: str) -> Script | None:
    """Return a script that the rule still begins somewhere."""
    answers = (answer for given in scope.of.then.values() for answer in given)
    return next((item for item in answers if isinstance(item, Script) and item.name == name), None)


def _running(scope: Scope, script: str, target: Member | None) -> tuple[str, str]:
    """Return whose document knows of a script of this rule, and by which name."""
    who = target.id if target is not None else ""
    return who, f"{scope.stage.actor}|{scope.of.id}|{_SCRIPT}{script}|{who}"


async def _next(
    scope: Scope, script: Script, step: int, facts: dict[str, Any], target: Member | None
) -> None:
    """Put the scene of a number off, if there is one."""
    if step >= len(script.steps):
        return
    who, name = _running(scope, script.name, target)
    body = {"step": step, "facts": facts}
    at = scope.event.at + script.every
    key = f"{_SCRIPT}{script.name}"
    event = timed(scope, name, at, target, rule=scope.of.id, key=key, body=body, late="skip")
    await keep(scope, who, name, event)


def timed(scope: Scope, name: str, at: datetime, target: Member | None, **facts: Any) -> TimerFired:
    """Return a timer of this actor about a member, of the name by which it is noted and replaced."""
    stage = scope.stage
    return TimerFired(
        id=f"{_ID}{name}@{round(at.timestamp() * 1000)}", at=at, platform=stage.event.platform,
        account=stage.event.account, of=stage.actor, version=stage.taken.version, room=stage.room,
        member=target, **facts,
    )  # fmt: skip


async def keep(scope: Scope, who: str, name: str, event: TimerFired) -> None:
    """Set a timer and note it; what has come due meanwhile is no longer noted."""
    later = await scope.load(Later, who)
    coming = {kept: due for kept, due in later.due.items() if due > scope.event.at}
    scope.save(Later(due=coming | {name: event.at}), who)
    scope.buffer.timers[name] = event
