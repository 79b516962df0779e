"""Separate processes, killed at random moments while the chat goes on."""

import random

import pytest

from tests.engine.crash.conftest import Town
from tests.engine.crash.world import PER_SLICE, ROOMS

KILLS = 16
ROLES = ("source", "worker", "worker", "sender")


@pytest.mark.shards(4)
async def test_processes_killed_at_random(town: Town) -> None:
    """Thousands of events, each part of the bot killed again and again: nothing lost, nothing doubled."""
    chance = random.Random(20260302)
    slices: tuple[int, ...] = (0,)
    running = [town.start(role, slices=slices) for role in ROLES]
    for kill in range(1, KILLS + 1):
        victim = chance.randrange(len(ROLES))
        await town.goes_on(bytes_more=chance.randrange(1, 1500))
        running[victim].kill()
        running[0].kill()
        slices = (*slices, kill)
        running[0] = town.start("source", slices=slices)
        if victim:
            running[victim] = town.start(ROLES[victim])
    assert (KILLS + 1) * PER_SLICE * ROOMS >= 3000
    assert await town.finish(slices=KILLS + 1) <= KILLS
