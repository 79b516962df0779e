"""Seeing a fine through: the reminder, the deadline and the red packet that pays it, for any rule.

The debt is the member's `Owed`; its two timers are noted like all that is put off, so that leaving ends
them, and each rechecks the debt when it is due.
"""

from datetime import datetime
from typing import Literal

from bot.contract import (
    Cases,
    Evidence,
    Fine,
    Kind,
    Member,
    Message,
    Mode,
    Outcome,
    Owed,
    TimerFired,
    Turn,
    Untag,
)
from bot.contract.fines import OWES, PAID, REMIND, UNPAID, minutes, sees_through
from bot.engine import effects, later
from bot.engine.guard import withheld
from bot.engine.scope import Scope
from bot.engine.stage import Stage
from bot.rulebook.model import Rule

_FINE = "fine:"


def is_due(event: object) -> bool:
    """Whether a timer stands for the reminder or the deadline of a fine."""
    return isinstance(event, TimerFired) and event.key.startswith(_FINE)


async def follow(scope: Scope, fine: Fine, outcome: Outcome, target: Member) -> None:
    """Set what follows from a fine that has just become a debt with a deadline.

    Of a late event nobody was asked, so nothing follows; nor from a fine that an unpaid one is answered
    with, or there would be no end to it.
    """
    owed, at = await scope.load(Owed, target.id), scope.event.at
    ours = (owed.rule, owed.cause) == (scope.of.id, scope.event.id)
    if fine.within is None or not ours or scope.late or is_due(scope.event):
        return
    if sees_through(scope.of.handler.outcomes()):
        return
    message = effects.message_of(scope, outcome)
    if fine.remind:
        await _set(scope, REMIND.name, at + fine.within / 2, target, message, "skip")
    await _set(scope, UNPAID.name, at + fine.within, target, message, "run")


async def _set(
    scope: Scope, step: str, at: datetime, target: Member, message: str, late: Literal["run", "skip"]
) -> None:
    body = {"cause": scope.event.id, "message": message}
    key, name = f"{_FINE}{step}", _name(scope, step, target)
    event = later.timed(scope, name, at, target, rule=scope.of.id, key=key, body=body, late=late)
    await later.keep(scope, target.id, name, event)


def _name(scope: Scope, step: str, member: Member) -> str:
    return f"{scope.stage.actor}|{scope.of.id}|{_FINE}{step}|{member.id}"


async def due(event: TimerFired, turn: Turn) -> Outcome | None:
    """Say that a debt is to be reminded of, or was not paid in time: a hook of the rule that asked for it."""
    assert isinstance(turn, Scope)  # noqa: S101  # the engine's own hook, called by the engine
    member, step = event.member, event.key.removeprefix(_FINE)
    if member is None or not await later.take_up(turn, member.id, _name(turn, step, member), event.at):
        return None
    owed = await turn.load(Owed, member.id)
    if not await _stands(turn, owed, event.body["cause"]):
        return None
    if step == REMIND.name:
        left = minutes((owed.due or event.at) - event.at)
        said = REMIND(member=member, minutes=left, amount=owed.amount)
    else:
        proof = [Evidence(signal="fine", detail=f"{owed.cause}:{owed.rule}")]
        said = UNPAID(member=member, evidence=proof, amount=owed.amount, message=event.body["message"])
    return None if await withheld(turn, said, (Fine(),), member) else said


async def _stands(scope: Scope, owed: Owed, cause: str) -> bool:
    """Tell whether it is still this very debt that is open, by a decision that nobody took back."""
    if not owed.open or (owed.rule, owed.cause) != (scope.of.id, cause):
        return False
    return not (await scope.load(Cases)).taken_back(f"{cause}:{scope.of.id}")


async def creditor(stage: Stage) -> Rule | None:
    """Return the rule whose fine the member pays by this red packet, if it is one and they owe any."""
    if not isinstance(stage.event, Message) or stage.event.kind is not Kind.red_packet:
        return None
    place = stage.hash(stage.about, False), f"/{Owed.__name__}"
    owed = await stage.cache.get(place, Owed)
    rule = stage.binding.rule(owed.rule) if owed.open else None
    return None if rule is None or sees_through(rule.handler.outcomes()) else rule


async def paid(event: Message, turn: Turn) -> Outcome:
    """Cross the debt out, and say so: a hook of the rule that asked for it, in place of its own."""
    assert isinstance(turn, Scope)  # noqa: S101  # the engine's own hook, called by the engine
    amount = (await turn.load(Owed)).amount
    if turn.mode is Mode.live:
        await effects.apply(turn, Untag(OWES), event.member, {})
    return PAID(amount=amount)
