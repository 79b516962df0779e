"""Replay: a recorded chat through the whole engine, an operator's way to try rules on yesterday."""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.machine import Machine
from bot.commands.edits import Request
from bot.commands.texts import Both
from bot.contract import Action, ActionDone, ActionFailed, AnyEvent, Do, Evidence, VirtualClock
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook.model import Rulebook
from bot.store import EmbeddedServer, Store

AFTERMATH = timedelta(hours=1)
"""How much longer timers run after the last event."""
NO_LIBRARIAN = Both(
    "回放时不动规则文件，这条指令请在运行中的群里用。",
    "A replay leaves the rule files alone; use this command in a room where the bot runs.",
)
_SHOWN = frozenset({Do.say, Do.direct, Do.remove, Do.recall, Do.mute, Do.invite, Do.announce, Do.task})
"""What is done in a room, or asked of a person; the rest is between the parts of the bot."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def scratch_store(shards: int = 1) -> AsyncIterator[Store]:
    """Give a store on an embedded server of its own that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="qunguan-") as folder:
        server = EmbeddedServer(Path(folder), extra=("--appendonly", "no"))
        await server.start()
        try:
            store = await Store.open(server.url, shards=shards)
            try:
                yield store
            finally:
                await store.close()
        finally:
            await server.stop()


class _Script:
    """What the turns of a replay came to.

    Attributes:
        found: the actions decided since they were last taken.
        asked: those that were meant for the librarian, who is not there in a replay.
    """

    def __init__(self) -> None:
        self.found: list[Action] = []
        self.asked: list[Action] = []
        self._roots: dict[str, str] = {}

    def note(self, taken: Taken) -> None:
        """Note a turn; what follows from an event is told under the id of the recording, or of the timer."""
        cause = taken.event.action if isinstance(taken.event, ActionDone | ActionFailed) else taken.event.id
        root = self._roots.get(cause, cause)
        for name in (*(event.id for event in (*taken.events, *taken.told)), *(a.id for a in taken.decided)):
            self._roots[name] = root
        for action in taken.decided:
            if action.do is Do.edit:
                self.asked.append(action)
            elif action.do in _SHOWN:
                self.found.append(action.model_copy(update={"event": root}))

    def take(self) -> list[Action]:
        """Return what was found, and forget it."""
        found, self.found = self.found, []
        return found


async def replay(events: Iterable[AnyEvent], rulebook: Rulebook) -> AsyncIterator[Action]:
    """Run events through the engine and yield every action decided, in the order of the commits.

    The clock jumps to each event's time, firing the timers between; after the last event
    they run for one more hour. The same input gives the same actions. `Action.event` is the
    id of the recorded event or of the timer, however many consequences lie between. Commands
    that change the rulebook are told that a replay has none to change.
    """
    script = _Script()
    async with scratch_store() as store:
        machine = await Machine(store, VirtualClock(_EPOCH), ReplayGateway(), rulebook, script.note).start()
        try:
            for event in events:
                await machine.feed(event)
                while script.asked:
                    await machine.feed(_refused(script.asked.pop(0)))
                for action in script.take():
                    yield action
            await machine.advance(AFTERMATH)
            for action in script.take():
                yield action
        finally:
            await machine.close()


def _refused(edit: Action) -> ActionFailed:
    """Answer in the librarian's place."""
    reason = NO_LIBRARIAN.say(Request.model_validate_json(edit.text).language)
    return ActionFailed(
        id=f"failed:{edit.id}", at=edit.at, platform=edit.platform, account=edit.account, room=edit.room,
        member=edit.member, action=edit.id, do=edit.do, rule=edit.rule, reason=reason, depth=1,
    )  # fmt: skip


def line(action: Action) -> dict[str, Any]:
    """Return an action as `qunguan replay --json` prints it."""
    return {
        "at": action.at.isoformat(),
        "room": action.room.id,
        "event": action.event,
        "rule": action.rule,
        "do": action.do.value,
        "member": action.member.id if action.member is not None else None,
        "to": action.to,
        "text": action.text,
        "mode": action.mode.value,
        "evidence": [_shown(item) for item in action.evidence],
    }


def _shown(item: Evidence) -> dict[str, Any]:
    """Return a piece of evidence; a weight to four places, for the last ones depend on the machine."""
    weight = {} if item.weight is None else {"weight": round(item.weight, 4)}
    return item.model_dump(exclude_none=True, exclude={"weight"}) | weight
