"""A turn: one event, one actor, all its rules in order; nothing is sent and nothing written."""

from collections.abc import Iterable

import structlog

from bot.contract import (
    ActionDone,
    ActionFailed,
    AnyEvent,
    Do,
    Evidence,
    Glance,
    Hook,
    MemberLeft,
    Message,
    Mode,
    Outcome,
    RuleSaid,
    StoreError,
    TimerFired,
    Told,
    Verdict,
    Whispered,
)
from bot.engine import effects, fines, later, whispers
from bot.engine.answers import answer
from bot.engine.management import reports
from bot.engine.scope import Scope
from bot.engine.stage import Stage, Taken
from bot.rulebook.model import Asked

log = structlog.get_logger()
_ADDRESSED = (TimerFired, Told, ActionDone, ActionFailed)
"""Events that are for one rule only."""
_BOOKED = frozenset({MemberLeft, ActionDone, ActionFailed, TimerFired, Whispered})
"""Events that the engine keeps books of itself."""
_OFF, _SHADOW, _LIVE = Mode.off, Mode.shadow, Mode.live


async def take(stage: Stage, *, real: bool) -> Taken:
    """Ask each rule that listens, in order, and answer what it says happened.

    A rule that raises is `failed`, logged once, and loses its whole buffer; the others go
    on. `real` says that real people are behind the platform: then a rule whose file names
    no rooms stays in shadow, and so do the commands where no rule's file does.
    """
    await stage.recall()
    room, silent = stage.room, stage.cache.paused
    paused = bool(silent) and room is not None and not silent.isdisjoint((room.id, room.name, "*"))
    event = stage.event
    if type(event) in _BOOKED and not await _stands(stage, event):
        return stage.taken
    listening = _listening(event, stage)
    if type(event) is Message and (creditor := await fines.creditor(stage)) is not None:
        others = (asked for asked in listening if asked.rule is not creditor)
        listening = [Asked(creditor, fines.paid, None), *others]
    for rule, hook, glance in listening:
        if (glance is not None and _passes(glance, event)) or rule.mode is _OFF:
            continue
        if paused and not rule.authority:
            if not isinstance(event, TimerFired):
                stage.taken.said.append(RuleSaid(rule=rule.id, said="skipped", withheld="paused"))
                continue
            stage.late = True  # its rule counts on its timer: documents change, nothing is said
        named = rule.named or (rule.authority and stage.binding.named)
        shadow = rule.mode is _SHADOW or (real and not named)
        if await _ask(Scope(stage, rule, _SHADOW if shadow else _LIVE), hook):
            break
    stage.taken.decided += reports(stage)
    return stage.taken


async def _stands(stage: Stage, event: AnyEvent) -> bool:
    """Keep the engine's own books; tell whether the rules are to hear of the event at all."""
    if isinstance(event, MemberLeft):
        await later.forget(stage)
    elif isinstance(event, ActionDone | ActionFailed):
        await effects.became(stage, event)
        if isinstance(event, ActionDone) and event.do == Do.remove:  # not every platform tells of leaving
            await later.forget(stage)
    elif isinstance(event, Whispered):
        await whispers.pass_on(stage, event)
    return not isinstance(event, TimerFired) or bool(event.rule) or await later.stands(stage, event)


def _passes(glance: Glance, event: AnyEvent) -> bool:
    try:
        return not glance(event)
    except Exception:  # noqa: BLE001  # a glance that fails decides nothing: the hook is asked, inside its fence
        return False


def _listening(event: AnyEvent, stage: Stage) -> Iterable[Asked]:
    """Return who is asked; what one of our accounts says sets no rule off, or two of them would talk on."""
    binding = stage.binding
    hooks = binding.hooks.get(type(event), ())
    if type(event) is Message:
        if stage.about in stage.accounts:
            return [asked for asked in hooks if asked.rule.authority]
        return binding.sieve.through(event.text)
    if not isinstance(event, _ADDRESSED):
        return hooks
    if isinstance(event, TimerFired) and not event.rule:
        addressed = [asked for asked in hooks if asked.rule.handler.awaits(event.key)]
    elif later.is_scene(event) or fines.is_due(event):
        rule, hook = binding.rule(event.rule), fines.due if fines.is_due(event) else later.scene
        addressed = [] if rule is None else [Asked(rule, hook, None)]
    else:
        addressed = [asked for asked in hooks if asked.rule.id == event.rule]
    if not addressed and isinstance(event, TimerFired | Told):
        log.info("rule.missed", event_id=event.id, rule=event.rule)
    return addressed


async def _ask(scope: Scope, hook: Hook) -> bool:
    try:
        verdict = await hook(scope.event, scope)
        return verdict is not None and await _answer(scope, verdict)
    except StoreError:  # no bug of the rule's: nothing is committed, and the event is taken again
        raise
    except Exception as error:  # the one fence around handlers: nobody is punished by a bug
        log.exception("rule.failed", event_id=scope.event.id, rule=scope.of.id)
        scope.drop()
        detail = f"{type(error).__name__}: {error}"[:500]
        scope.buffer.said.append(
            RuleSaid(rule=scope.of.id, said="failed", evidence=(Evidence(signal="error", detail=detail),))
        )
        return False


async def _answer(scope: Scope, verdict: Verdict) -> bool:
    outcomes = (verdict,) if isinstance(verdict, Outcome) else verdict or ()
    stop = False
    for outcome in outcomes:
        if outcome.name == "clear":
            scope.buffer.said.append(RuleSaid(rule=scope.of.id, said="clear", evidence=outcome.evidence))
        else:
            stop = await answer(scope, outcome) or stop
    return stop
