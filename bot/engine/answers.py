"""From an outcome to what is done about it: answers rendered into effects and actions."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from bot.contract import (
    CHATTER,
    Action,
    Announce,
    Answer,
    Direct,
    Do,
    Document,
    Edit,
    Fate,
    Fine,
    Invite,
    Lane,
    Member,
    Mode,
    Mute,
    Outcome,
    QuietDirect,
    QuietRecall,
    Remove,
    Role,
    RuleSaid,
    Say,
    Script,
    Step,
    Stop,
    Task,
    Timer,
    TimerFired,
    harmless,
    punishes,
)
from bot.engine import breaker, duty, effects, fines, later, speakers, tardy
from bot.engine.guard import withheld
from bot.engine.scope import Scope
from bot.engine.variants import variant
from bot.rulebook.templates import render

_URGENT = frozenset({Do.remove, Do.recall, Do.mute, Do.invite, Do.probe})


class Shown(NamedTuple):
    """A member as texts may show them: the name made harmless."""

    id: str
    name: str
    role: str


class OncePerMember(Document, of="member in room", keep="2d"):
    """The day on which a rule last said its text to a member."""

    day: date | None = None


class OncePerRoom(Document, of="room", keep="2d"):
    """The day on which a rule last said its text in the room."""

    day: date | None = None


async def answer(scope: Scope, outcome: Outcome) -> bool:
    """Give a rule's answers to an outcome, into the scope's buffer; return whether the turn ends there.

    In `shadow` the actions are kept apart and no effect is applied. Of a late event the
    chatter is dropped and a punishment becomes a task (ARCHITECTURE, 7).
    """
    answers = scope.of.then.get(outcome.name, outcome.answers)
    target = outcome.member or scope.stage.member
    reason = await withheld(scope, outcome, answers, target)
    did: list[str] = []
    if not reason:
        did, reason = await _guarded(scope, outcome, answers, target)
    scope.buffer.said.append(
        RuleSaid(
            rule=scope.of.id, said=outcome.name, evidence=outcome.evidence, did=tuple(did), withheld=reason
        )
    )
    ends = any(isinstance(item, Stop) or item.verb == "remove" for item in answers)
    return ends and bool(did) and scope.mode is Mode.live and reason != "breaker"


async def _guarded(
    scope: Scope, outcome: Outcome, answers: tuple[Answer, ...], target: Member | None
) -> tuple[list[str], str]:
    """Give answers, in shadow while the room's breaker is open; return what was done, or why not."""
    state = await breaker.ask(scope, answers)
    if state is breaker.State.closed:
        did = await _give(scope, outcome, answers, target)
        return did, _withheld_by_mode(scope, answers)
    if state is breaker.State.trips:
        alert = Task(breaker.ALERT, to="moderator")
        values = _values(scope, outcome, target)
        scope.buffer.decided.append(await _action(scope, Do.task, alert, outcome, target, values))
    with _in_shadow(scope):
        return await _give(scope, outcome, answers, target), "breaker"


def _withheld_by_mode(scope: Scope, answers: tuple[Answer, ...]) -> str:
    return scope.mode.value if scope.mode is Mode.shadow else "late" if scope.late and answers else ""


@contextmanager
def _in_shadow(scope: Scope) -> Iterator[None]:
    mode, scope.mode = scope.mode, Mode.shadow
    try:
        yield
    finally:
        scope.mode = mode


async def _give(
    scope: Scope, outcome: Outcome, answers: tuple[Answer, ...], target: Member | None
) -> list[str]:
    values = _values(scope, outcome, target)
    held = scope.mode is Mode.live and target is not None and any(map(punishes, answers))
    actions: list[Action] = []
    changed: list[effects.Changed] = []
    dropped: list[Step] = []
    for item in answers:
        if isinstance(item, effects.EFFECTS) and scope.mode is Mode.live and target is not None:
            changed.append(await effects.apply(scope, item, target, values))
            if isinstance(item, Fine):
                await fines.follow(scope, item, outcome, target)
        if isinstance(item, Timer) and scope.mode is Mode.live:
            await later.put_off(scope, item, target)
        said = await _as_said(scope, item, outcome, target)
        do = None if said is None else Do.__members__.get(said.verb)
        if said is None or do is None:
            continue
        if why := await _unsaid(scope, said, target):
            dropped.append(Step(do=do, fate=Fate.dropped, why=why))
            continue
        actions.append(await _action(scope, do, said, outcome, target, values, awaited=held))
    did = [item.verb for item in answers]
    _keep(scope, outcome, actions)
    if held and target is not None:
        steps = (*(_step(scope, action) for action in actions), *dropped)
        await effects.record(scope, outcome, target, tuple(did), tuple(filter(None, changed)), steps)
    return did


def _step(scope: Scope, action: Action) -> Step:
    """Return an action as its case keeps it; a person has a task already, and does what comes late."""
    n, late = int(action.id.rpartition(":")[2]), "late" if scope.late else ""
    if action.do is Do.task or (late and action.do not in CHATTER):
        return Step(n=n, do=action.do, fate=Fate.asked, why=late, asked=True)
    return Step(n=n, do=action.do, fate=Fate.dropped if late else Fate.planned, why=late)


async def _unsaid(scope: Scope, said: Answer, target: Member | None) -> str:
    """Return why something is not even sent: nobody is there to say it, or it was said today."""
    if not speakers.reaches(scope, said):
        return "account"
    return "once" if await _said_already(scope, said, target) else ""


async def _as_said(scope: Scope, item: Answer, outcome: Outcome, target: Member | None) -> Answer | None:
    """Return what is done on the platform at once: of a fine its text, of a script its first scene."""
    if isinstance(item, Fine):
        return Say(item.text)
    if not isinstance(item, Script):
        return item
    live = scope.mode is Mode.live
    return await later.begin(scope, item, outcome, target) if live else Say(item.steps[0])


def _values(scope: Scope, outcome: Outcome, target: Member | None) -> Mapping[str, Any]:
    member = None if target is None else Shown(target.id, harmless(target.name), Role(target.role).name)
    room = scope.room
    values: dict[str, Any] = {
        "member": member,
        "room": None
        if room is None
        else {"id": room.id, "name": harmless(room.name), "members": room.members},
        "event": scope.event.id,
        "now": scope.now,
        "today": scope.today,
    }
    values.update(outcome.facts)
    return values


async def _action(
    scope: Scope,
    do: Do,
    item: Answer,
    outcome: Outcome,
    target: Member | None,
    values: Mapping[str, Any],
    *,
    awaited: bool = False,
) -> Action:
    stage = scope.stage
    text = ""
    if isinstance(item, Say | Direct | Announce | Task | Edit):
        text = speakers.marked(item, render(await variant(scope, item.text), values))
    room = stage.room
    if room is None:
        raise ValueError(f"rule {scope.of.id}: {do} outside a room")
    mentions = (target.id,) if target is not None and f"@{harmless(target.name)}" in text else ()
    return Action(
        id=scope.number(), do=do, at=stage.event.at, decided=stage.now, commanded=scope.of.authority,
        awaited=awaited or do in stage.binding.awaiting.get(scope.of.id, ()),
        platform=stage.event.platform, account=speakers.account(scope, item), room=room, rule=scope.of.id,
        event=stage.event.id,
        member=target, to=_receiver(scope, item, target), text=text, mentions=mentions,
        message=outcome.facts.get("message", stage.event.id) if do is Do.recall else None,
        quiet=isinstance(item, QuietRecall | QuietDirect),
        seconds=int(item.span.total_seconds()) if isinstance(item, Mute) else None,
        mode=scope.mode, evidence=outcome.evidence,
    )  # fmt: skip


def _receiver(scope: Scope, item: Answer, target: Member | None) -> str | None:
    if isinstance(item, Task):
        return duty.receiver(scope, item.to)
    if isinstance(item, Remove | Invite):  # who is asked if the platform cannot
        asked = duty.receiver(scope, duty.DUTY)
        return None if asked == duty.OWNER else asked
    if not isinstance(item, Direct):
        return None
    if item.to is None:
        return target.id if target is not None else None
    staff = scope.stage.binding.staff
    return next((member for member, role in staff.items() if role.name == item.to), item.to)


async def _said_already(scope: Scope, item: Answer, target: Member | None) -> bool:
    if not isinstance(item, Say) or item.once is None:
        return False
    kind: type[OncePerMember] | type[OncePerRoom]
    kind = OncePerMember if item.once == "per_member_per_day" else OncePerRoom
    member = target.id if target is not None else None
    if (await scope.load(kind, member)).day == scope.today:
        return True
    scope.save(kind(day=scope.today), member)
    return False


def _keep(scope: Scope, outcome: Outcome, actions: list[Action]) -> None:
    """Put actions where they belong; those of one outcome travel in one lane, to keep their order."""
    lane = _lane(scope, actions)
    at_once = [action for action in actions if not scope.late or action.do is Do.task]
    held = [action for action in actions if action not in at_once and action.do not in CHATTER]
    if held:
        at_once.append(_for_a_person(scope, held, outcome))
    scope.buffer.decided.extend(action.model_copy(update={"lane": lane}) for action in at_once)


def _lane(scope: Scope, actions: list[Action]) -> Lane:
    if any(action.do in _URGENT for action in actions):
        return Lane.moderation
    if any(action.do is Do.announce for action in actions):
        return Lane.broadcasts
    return Lane.notices if isinstance(scope.event, TimerFired) else Lane.replies


def _for_a_person(scope: Scope, held: Sequence[Action], outcome: Outcome) -> Action:
    """Turn what would have been done about a late event into one task."""
    to, text = duty.receiver(scope, duty.DUTY), tardy.asked(scope, held, outcome.name)
    return held[0].model_copy(
        update={"do": Do.task, "to": to, "text": text, "message": None, "seconds": None, "quiet": False}
    )
