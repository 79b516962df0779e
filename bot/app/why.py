"""`qunguan why`: an event's record, completed by the rulebook that was in force then."""

import asyncio
from typing import NamedTuple

from bot.app.library import Library, load_from
from bot.app.roomdocs import document
from bot.commands.reasons import account
from bot.contract import Case, Cases, Decision, Room, RulebookError, RuleSaid, room_actor
from bot.engine.history import History
from bot.engine.infos import infos
from bot.rulebook import Rulebook
from bot.store import Store


class Why(NamedTuple):
    """What is on record about an event, what each rule said, in order, and the cases that it made."""

    decision: Decision
    rules: list[RuleSaid]
    cases: list[Case]


async def explain(store: Store, event: str) -> Why | None:
    """Return what every rule said about an event of the last seven days; `None` if it is not there.

    Where the rulebook of that time is no longer kept, only the rules on record are told.
    """
    decision = await History(store).find(event)
    if decision is None:
        return None
    room = Room.model_validate(decision.event.get("room") or {"id": ""})
    rulebook = await _rulebook(store, decision.version)
    binding = rulebook.room(str(decision.event.get("platform", "")), room)
    return Why(decision, account(decision, infos(binding)), await _cases(store, decision))


async def _cases(store: Store, decision: Decision) -> list[Case]:
    """Return what its room keeps of the cases that followed from an event, however many steps later."""
    event = decision.event
    room = (event.get("room") or {}).get("id", "")
    kept = await document(store, room_actor(str(event.get("platform", "")), room), Cases)
    return [case for case in kept.last if case.id.startswith(f"{event.get('id')}:")]


async def _rulebook(store: Store, number: int) -> Rulebook:
    library = Library(store)
    try:
        texts = await library.texts(await library.version(number))
    except RulebookError:
        return Rulebook()
    return (await asyncio.to_thread(load_from, texts)).rulebook
