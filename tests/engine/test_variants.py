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


@pytest.mark.rules("""
version: 1
scripts: {hello: {day: {warm: [一, 二, 三]}}}
rules:
  early: {handler: match, match: {text: 早}, then: {hit: {say: $scripts.hello}}}
  late: {handler: match, match: {text: 晚}, then: {hit: {script: hello}}}
""")
async def test_two_rules_with_one_script_do_not_repeat_each_other(room: Chat) -> None:
    """What the room has just heard counts, not which rule said it."""
    alice = room.person("Alice")
    for _ in range(15):
        await alice.says("早")
        await alice.says("晚")
    assert len(room.said) == 30
    assert all(one != other for one, other in pairwise(room.said))
