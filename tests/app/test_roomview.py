"""What the page shows of a room besides its talk, from a real store."""

from typing import Any

import pytest

from bot.app.desk import PageDesk
from bot.contract import Role, Room, SystemClock
from bot.testing import Chat

RULES = """
version: 1
timezone: Asia/Shanghai
management: office
staff: {moderator: [aaron]}
rules:
  no-spam:
    handler: match
    match: {text: [刷单]}
    then: {hit: [{strike: 1}, remove]}
  links: {handler: match, mode: shadow, match: {kind: link}, then: {hit: {say: x}}}
"""


async def shown(room: Chat) -> dict[str, Any]:
    """Return the view of the test's room."""
    machine = room.machine
    desk = PageDesk(machine.store, SystemClock(), list, rulebook=lambda: machine.office.rulebook)
    return dict(await desk.room(room.gateway.platform, Room(id=room.id, name=room.name)))


@pytest.mark.rules(RULES)
async def test_a_room_that_was_never_heard_of(room: Chat) -> None:
    """Its rules in order with their modes, its staff and management room, and nothing else."""
    view = await shown(room)
    rules = [(rule["id"], rule["handler"], rule["mode"]) for rule in view["rules"]]
    assert rules == [
        ("no-spam", "match", "live"),
        ("links", "match", "shadow"),
        ("commands", "commands", "live"),
    ]
    assert (view["management"], view["staff"]) == ("office", {"aaron": "moderator"})
    assert (view["cases"], view["reviews"], view["paused"]) == ([], [], False)


@pytest.mark.rules(RULES)
async def test_cases_their_counts_ranks_and_the_pause(room: Chat) -> None:
    """As of the last commit: what was decided and taken back, who was given a rank, that it is paused."""
    boss, bob = await room.joins("Boss", role=Role.owner), await room.joins("Bob")
    await bob.says("刷单")
    await boss.says("/undo 1")
    await boss.says("/role @Bob 小当家", mentions=[bob])
    await boss.says("/pause")
    view = await shown(room)
    case = view["cases"][0]
    assert (case["number"], case["member"], case["undone_by"]) == (1, bob.id, boss.id)
    spam = view["rules"][0]
    assert (spam["decided"], spam["wrong"]) == (1, 1)
    assert view["staff"][bob.id] == "moderator"
    assert view["paused"] is True
