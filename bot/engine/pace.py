"""The pace of an account: human-like gaps, and backing off when the platform says "too often"."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from zlib import crc32

from bot.contract import Action, Clock, Lane


@dataclass(frozen=True)
class Pacing:
    """How fast one account may act.

    The defaults are a careful person's: nobody types faster than about a message a second,
    and tools that answered at once got their accounts banned.

    Attributes:
        gap: between two actions of the account, lengthened by up to `jitter` of itself.
        room_gap: between two messages in one room.
        backoff: first pause after "too often"; it doubles up to `longest`.
    """

    gap: float = 1.0
    jitter: float = 0.8
    room_gap: float = 2.0
    backoff: float = 5.0
    longest: float = 300.0


OFF = Pacing(gap=0, jitter=0, room_gap=0, backoff=0.05, longest=0.5)
"""For replay, benchmarks and the playground."""


class Pace:
    """The budget of one account, in seconds of the event loop's clock."""

    def __init__(self, pacing: Pacing) -> None:
        self._pacing = pacing
        self._free_at = 0.0
        self._rooms: dict[str, float] = {}
        self._pause = 0.0

    def wait_for(self, action: Action) -> float:
        """Return how many seconds an action has still to wait; moderation does not wait for its room."""
        now = asyncio.get_running_loop().time()
        due = self._free_at
        if action.lane is not Lane.moderation:
            due = max(due, self._rooms.get(action.room.id, 0.0))
        return max(0.0, due - now)

    def acted(self, action: Action) -> None:
        """Take note that an action was performed; the gap's jitter comes from the action's id."""
        pacing = self._pacing
        self._pause = 0.0
        if not pacing.gap:
            return
        now = asyncio.get_running_loop().time()
        share = crc32(action.id.encode()) % 1000 / 1000
        self._free_at = now + pacing.gap * (1 + pacing.jitter * share)
        self._rooms[action.room.id] = now + pacing.room_gap
        if len(self._rooms) > 10_000:
            self._rooms = {room: at for room, at in self._rooms.items() if at > now}

    def refused(self, retry_after: float) -> float:
        """Take note of a "too often"; return how many seconds everything waits."""
        pacing = self._pacing
        self._pause = min(max(self._pause * 2, pacing.backoff, retry_after), max(pacing.longest, retry_after))
        self._free_at = asyncio.get_running_loop().time() + self._pause
        return self._pause


def too_old(action: Action, clock: Clock, limit: timedelta) -> bool:
    """Return whether an action has waited longer than `limit` since it was decided."""
    return clock.now() - (action.decided or action.at) > limit
