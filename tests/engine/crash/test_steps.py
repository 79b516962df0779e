"""A process that stops at any step between gateway and gateway loses nothing and doubles nothing."""

import signal

import pytest

from tests.engine.crash.conftest import Town
from tests.engine.crash.program import Halt

pytestmark = pytest.mark.shards(4)
EVERYTHING = ("source", "worker", "sender")


def halts(*steps: str) -> list[Halt]:
    """Read `step-when` or `step-when-nth`."""
    parts = [step.split("-") for step in steps]
    return [Halt(part[0], part[1], int(part[2]) if part[2:] else 1) for part in parts]


GROUPS = {
    "taking": halts("take-before-2", "take-after-3", "append-before-3", "append-after-4", "read-after-2"),
    "turns": halts("fetch-before", "fetch-after-2", "turn-within-30", "attempt-before", "attempt-after"),
    "commits": halts("commit-before", "commit-after", "commit-before-4", "commit-after-5"),
    "timers": halts("fire-before", "fire-after", "forward-before", "forward-after", "fire-after-2"),
    "sending": halts("mark-before", "mark-after", "settle-before", "settle-after", "settle-before-6"),
}  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
async def test_a_process_killed_at_a_step(town: Town, group: str) -> None:
    """Each life of the bot ends at one step; the next one, which hears all of it again, makes up for it."""
    for number, halt in enumerate(GROUPS[group], 1):
        bot = town.start(*EVERYTHING, halt=halt, slices=tuple(range(number + 1)))
        assert await bot.end() == -signal.SIGKILL, halt
    town.start("worker", "sender")
    uncertain = await town.finish(slices=len(GROUPS[group]) + 1)
    assert uncertain <= len(GROUPS[group]), "each life may end while one action is being performed"
