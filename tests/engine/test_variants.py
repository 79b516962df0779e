"""Texts with variants."""

from itertools import pairwise

import pytest

from bot.testing import Chat


@pytest.mark.rules("""
version: 1
rules:
  greet:
    handler: match
    match: {text: {any_of: [早]}}
    then: {hit: [{say: [一, 二, 三]}]}
""")
async def test_never_the_same_variant_twice_running(room: Chat) -> None:
    """A bot that repeats itself is noticed; over time every variant is heard."""
    alice = room.person("Alice")
    for _ in range(30):
        await alice.says("早")
    assert set(room.said) == {"一", "二", "三"}
    assert all(one != other for one, other in pairwise(room.said))
