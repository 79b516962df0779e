"""Effects: reversible changes of a member's standing, each with the event that follows from it."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.contract import (
    MAX_DEPTH,
    ActionDone,
    ActionFailed,
    Answer,
    Case,
    Cases,
    Do,
    Fate,
    Fine,
    Member,
    Message,
    Outcome,
    Owed,
    Points,
    PointsChanged,
    Standing,
    Step,
    Strike,
    StrikeGiven,
    StrikeRecord,
    Tag,
    TagChanged,
    Untag,
)
from bot.contract.fines import OWES
from bot.engine.scope import Scope
from bot.engine.stage import Stage
from bot.rulebook.templates import render

log = structlog.get_logger()
EFFECTS = (Points, Strike, Fine, Tag, Untag)
"""The answers that change a member's standing."""
Consequence = PointsChanged | StrikeGiven | TagChanged
Changed = dict[str, int | str]
"""What an effect changed, as `Case.effects` keeps it; empty if nothing."""
_STRIKES_KEPT = 100
_LONGEST_REASON = 120


async def apply(scope: Scope, effect: Answer, target: Member, values: Mapping[str, Any]) -> Changed:
    """Change the target's standing and append the event that follows, with an id from its cause."""
    standing = await scope.load(Standing, target.id)
    match effect:
        case Points():
            amount = int(render(str(effect.amount), values))
            _points(scope, standing, target, amount)
            return {"points": amount}
        case Strike():
            _strike(scope, standing, target, effect.count)
            return {"strikes": effect.count}
        case Tag() | Untag() | Fine():
            name = OWES if isinstance(effect, Fine) else effect.name
            added = not isinstance(effect, Untag)
            changed = _tag(scope, standing, target, name, added)
            if name == OWES and not isinstance(effect, Tag):
                await _owe(scope, target, effect if isinstance(effect, Fine) else None)
            return {"tag" if added else "untag": name} if changed else {}
        case _:
            raise TypeError(f"{effect.verb} is no effect")


def _points(scope: Scope, standing: Standing, target: Member, amount: int) -> None:
    total = standing.points + amount
    scope.save(standing.model_copy(update={"points": total, "name": target.name}), target.id)
    _follow(scope, PointsChanged, target, amount=amount, total=total)


def _strike(scope: Scope, standing: Standing, target: Member, count: int) -> None:
    record = StrikeRecord(at=scope.event.at, rule=scope.of.id, cause=scope.event.id, count=count)
    strikes = (*standing.strikes, record)[-_STRIKES_KEPT:]
    scope.save(standing.model_copy(update={"strikes": strikes, "name": target.name}), target.id)
    _follow(scope, StrikeGiven, target, count=count, total=sum(strike.count for strike in strikes))


def _tag(scope: Scope, standing: Standing, target: Member, name: str, added: bool) -> bool:
    if (name in standing.tags) is added:
        return False
    tags = standing.tags | {name} if added else standing.tags - {name}
    scope.save(standing.model_copy(update={"tags": tags, "name": target.name}), target.id)
    _follow(scope, TagChanged, target, tag=name, added=added)
    return True


async def _owe(scope: Scope, target: Member, fine: Fine | None) -> None:
    """Write a debt down with its deadline, or cross it out; a second fine leaves one that still runs."""
    owed = await scope.load(Owed, target.id)
    if fine is None:
        scope.save(owed.model_copy(update={"open": 0}), target.id)
    elif not owed.open or (owed.due is not None and owed.due <= scope.event.at):
        due = scope.event.at + fine.within if fine.within is not None else None
        made = Owed(
            name=target.name, open=1, amount=fine.amount, due=due, rule=scope.of.id, cause=scope.event.id
        )
        scope.save(made, target.id)


def _follow(scope: Scope, kind: type[Consequence], target: Member, **facts: Any) -> None:
    cause = scope.event
    if cause.depth >= MAX_DEPTH:
        log.warning("chain.cut", event_id=cause.id, rule=scope.of.id, depth=cause.depth)
        return
    scope.buffer.events.append(
        kind(
            id=scope.number(), at=cause.at, platform=cause.platform, account=cause.account,
            entered=scope.entered, depth=cause.depth + 1, room=cause.room, member=target, rule=scope.of.id,
            **facts,
        )
    )  # fmt: skip


async def record(
    scope: Scope, outcome: Outcome, target: Member, did: tuple[str, ...], changed: tuple[Changed, ...],
    steps: tuple[Step, ...],
) -> None:  # fmt: skip
    """Write the case of a decision that held something against a member; its number counts up in the room."""
    cases = await scope.load(Cases)
    case = Case(
        number=cases.count + 1, id=f"{scope.event.id}:{scope.of.id}", at=scope.event.at, rule=scope.of.id,
        member=target.id, name=target.name, outcome=outcome.name, actions=did, effects=changed, steps=steps,
        evidence=tuple(item.model_dump(exclude_none=True) for item in outcome.evidence),
        version=scope.stage.taken.version, message=message_of(scope, outcome),
    )  # fmt: skip
    scope.save(cases.added(case))


def message_of(scope: Scope, outcome: Outcome) -> str:
    """Return the id of the member's message that a decision is about, if it is about one."""
    told = outcome.facts.get("message")
    about_event = isinstance(scope.event, Message) and not scope.of.authority
    return str(told) if told else scope.event.id if about_event else ""


async def became(stage: Stage, event: ActionDone | ActionFailed) -> None:
    """Note in its case what became of an action, and what was posted by it: quoting that is enough to undo.

    Told twice, it is noted once; what was performed stays so, whatever is told later.
    """
    place = stage.hash(None, False), f"/{Cases.__name__}"
    cases = await stage.cache.get(place, Cases)
    found = cases.acted(event.action)
    if found is None or found[1].fate is Fate.done:
        return
    case, step = found
    posted = event.message or "" if isinstance(event, ActionDone) and event.do == Do.say else ""
    stage.taken.documents[place] = cases.became(
        case.number, step.model_copy(update=_fate(step, event)), posted
    )


def _fate(step: Step, event: ActionDone | ActionFailed) -> dict[str, Any]:
    if isinstance(event, ActionDone):
        return {"fate": Fate.done if event.do == step.do else Fate.instead, "why": "", "asked": False}
    fate = Fate.unsure if event.uncertain else Fate.asked if event.asked else Fate.failed
    return {"fate": fate, "why": event.reason[:_LONGEST_REASON], "asked": event.asked}
