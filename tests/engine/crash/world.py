"""The chat of the crash tests: rooms that count, a rule that does all there is, a platform of paper."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.contract import (
    Action,
    ActionDone,
    ActionFailed,
    Answer,
    Do,
    Document,
    GatewayBusy,
    GatewayStatus,
    Handler,
    Hear,
    Member,
    Message,
    Mute,
    Outcome,
    Points,
    PointsChanged,
    Receipt,
    Room,
    Say,
    State,
    TimerFired,
    Told,
    Turn,
    Verdict,
    member_actor,
)
from bot.rulebook import Rulebook
from bot.rulebook.model import Rule

PLATFORM, ACCOUNT = "paper", "bot"
ROOMS, MEMBERS, PER_SLICE = 24, 5, 8
"""Rooms, members in each, and how many messages each room gets in one slice of the input."""
BASE = datetime.now(UTC)
BREAK: list[Callable[[], None]] = []
"""Called in the middle of each message's turn."""


class Page(Document, of="room"):
    """What a room has seen; `disorder` counts messages that did not follow the one before."""

    count: int = 0
    last: int = 0
    disorder: int = 0
    timers: int = 0
    done: int = 0
    failed: int = 0


class Tab(Document, of="member in room"):
    """What a member's points changed by, as told by the consequences."""

    changed: int = 0


class Fame(Document, of="room"):
    """What a member's own actor, over all rooms, was told."""

    told: int = 0
    total: int = 0


class Ledger(Handler):
    """Counts everything, in order, and says, mutes, tells and sets timers now and then."""

    counted = Outcome(Points(1))
    spoke = Outcome(Say("{{ word }}"), word=str)
    hushed = Outcome(Mute(timedelta(minutes=1)))

    async def on_message(self, event: Message, turn: Turn) -> Verdict:
        """Count the message."""
        number = int(event.text)
        page = await turn.load(Page)
        disorder = page.disorder + (number != page.last + 1)
        turn.save(page.model_copy(update={"count": page.count + 1, "last": number, "disorder": disorder}))
        for interrupt in BREAK:
            interrupt()
        if number % 4 == 0:
            turn.tell(member_actor(event.platform, event.member.id), number=number)
        if number % 6 == 0:
            turn.timer(f"t{number}", event.at + timedelta(milliseconds=30))
        said = [self.counted()]
        if number % 5 == 0:
            said.append(self.spoke(word=str(number)))
        if number % 7 == 0:
            said.append(self.hushed())
        return said

    async def on_points(self, event: PointsChanged, turn: Turn) -> Verdict:
        """Count the consequence."""
        tab = await turn.load(Tab)
        turn.save(Tab(changed=tab.changed + event.amount))
        return None

    async def on_timer(self, event: TimerFired, turn: Turn) -> Verdict:
        """Count the timer, and say which one it was."""
        page = await turn.load(Page)
        turn.save(page.model_copy(update={"timers": page.timers + 1}))
        return self.spoke(word=event.key)

    async def on_told(self, event: Told, turn: Turn) -> Verdict:
        """Add up what the rooms tell of a member."""
        fame = await turn.load(Fame)
        turn.save(Fame(told=fame.told + 1, total=fame.total + event.body["number"]))
        return None

    async def on_done(self, event: ActionDone, turn: Turn) -> Verdict:
        """Count what was performed."""
        page = await turn.load(Page)
        turn.save(page.model_copy(update={"done": page.done + 1}))
        return None

    async def on_failed(self, event: ActionFailed, turn: Turn) -> Verdict:
        """Count what is uncertain."""
        page = await turn.load(Page)
        turn.save(page.model_copy(update={"failed": page.failed + 1}))
        return None


def rulebook() -> Rulebook:
    """Return the one rule, in all rooms."""
    handler = Ledger()
    then: dict[str, tuple[Answer, ...]] = {
        name: outcome.answers for name, outcome in handler.outcomes().items()
    }
    return Rulebook((Rule(id="ledger", handler=handler, then=then, named=True),))


def message(room: int, number: int, base: datetime) -> Message:
    """Return the message of this number (from 1) in a room."""
    return Message(
        id=f"r{room}-{number}", at=base + timedelta(milliseconds=number), platform=PLATFORM, account=ACCOUNT,
        room=Room(id=f"r{room}"), member=Member(id=f"m{number % MEMBERS}"), text=str(number),
    )  # fmt: skip


def messages(slices: Iterable[int], base: datetime) -> Iterator[Message]:
    """Yield the messages of these slices: a few for each room, the rooms in turn."""
    for part in slices:
        for number in range(part * PER_SLICE + 1, (part + 1) * PER_SLICE + 1):
            for room in range(ROOMS):
                yield message(room, number, base)


class Paper:
    """Writes what it performs to a file, which outlives every kill; now and then it is busy."""

    platform, account, real = PLATFORM, ACCOUNT, True
    can = frozenset(Do) - {Do.task}

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._asked = 0

    def status(self) -> GatewayStatus:
        """Return that it is ready."""
        return GatewayStatus(platform=PLATFORM, account=ACCOUNT, state=State.ready, since=BASE)

    async def listen(self, hear: Hear) -> None:
        """Return at once: the source appends by itself."""

    async def refuses(self, action: Action) -> str | None:
        """Refuse nothing."""
        return None

    async def perform(self, action: Action) -> Receipt:
        """Write the action down, but for each fortieth time.

        Raises:
            GatewayBusy: this time.
        """
        self._asked += 1
        if self._asked % 40 == 0:
            raise GatewayBusy("too often", retry_after=0.01)
        os.write(
            self._file, f"{action.room.id} {action.do} {action.text or action.event} {action.id}\n".encode()
        )
        return Receipt()

    async def close(self) -> None:
        """Close the file."""
        os.close(self._file)
