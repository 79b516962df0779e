"""What goes from actor to actor: told events, consequences, and how deep they may follow from each other."""

import pytest

from bot.contract import (
    MAX_DEPTH,
    Do,
    Document,
    Event,
    Message,
    Mode,
    Points,
    PointsChanged,
    Remove,
    Role,
    Stop,
    Strike,
    Told,
    Turn,
    Verdict,
    member_actor,
)
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import hitting, made_hit, made_said, rule, saying


class Count(Document, of="room"):
    """How much an actor was told."""

    told: int = 0


async def gossip(event: Event, turn: Turn) -> Verdict:
    """Tell the author's own actor of each message; there, count; back in the room, say the count."""
    if isinstance(event, Message):
        turn.tell(member_actor(event.platform, event.member.id), back=f"room:test/{event.room.id}")
    elif isinstance(event, Told) and "back" in event.body:
        count = await turn.load(Count)
        turn.save(Count(told=count.told + 1))
        turn.tell(event.body["back"], count=count.told + 1)
    elif isinstance(event, Told):
        return made_said(str(event.body["count"]))
    return None


@pytest.mark.shards(8)
async def test_a_member_is_one_actor_in_all_rooms(play: Play) -> None:
    """What two rooms in different shards tell of the same member adds up, and comes back."""
    first = await play(rule("gossip", gossip))
    second = Chat(first.machine, first.gateway, id="elsewhere")
    assert first.machine.store.shard_of("room:test/r1") != first.machine.store.shard_of("room:test/elsewhere")
    assert await first.person("Alice").says("x") == ["1"]
    assert await second.person("Alice").says("x") == ["2"]
    assert await first.person("Alice").says("y") == ["3"]
    assert await second.person("Bob").says("x") == ["1"]


@pytest.mark.shards(4)
@pytest.mark.rules("""
version: 1
rules:
  no-spam:
    handler: match
    match: {text: {any_of: [刷单]}}
    then: {hit: [{strike: 1}]}
  repeat-offender: {handler: strikes, across: all_rooms, at: {3: remove}}
""")
async def test_strikes_across_rooms(room: Chat) -> None:
    """Three strikes in three rooms remove the member from the one where the third was given."""
    rooms = [room, Chat(room.machine, room.gateway, id="r2"), Chat(room.machine, room.gateway, id="r3")]
    for chat in rooms:
        await chat.person("Bob").says("刷单吗")
    removed = [action.room.id for action in room.performed if action.do is Do.remove]
    assert removed == ["r3"]


async def test_consequences_follow_five_deep(play: Play) -> None:
    """A rule that gives points for points comes to an end."""

    async def greedy(event: Event, turn: Turn) -> Verdict:
        return made_hit() if isinstance(event, Message | PointsChanged) else None

    room = await play(rule("greedy", greedy, Points(1)))
    await room.person("Alice").says("x")
    points = [turn.event for turn in room.turns if isinstance(turn.event, PointsChanged)]
    assert [event.depth for event in points] == list(range(1, MAX_DEPTH + 1))
    assert points[-1].total == MAX_DEPTH


async def test_tells_follow_five_deep(play: Play) -> None:
    """Two actors that tell each other for ever come to an end."""

    async def pingpong(event: Event, turn: Turn) -> Verdict:
        turn.tell("room:test/b" if turn.event.actor == "room:test/r1" else "room:test/r1")
        return None

    room = await play(rule("pingpong", pingpong))
    await room.person("Alice").says("x")
    assert [turn.event.depth for turn in room.turns] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(("answer", "ends"), [(Remove(), True), (Stop(), True), (Strike(), False)])
async def test_removal_and_stop_end_the_turn(play: Play, answer: object, ends: bool) -> None:
    """The rules below are not asked about a message whose author is gone."""
    room = await play(rule("first", hitting("bad"), answer), rule("second", saying("hi")))  # type: ignore[arg-type]
    assert await room.person("Bob").says("bad") == ([] if ends else ["hi"])
    assert await room.person("Bob").says("good") == ["hi"]


async def test_a_withheld_removal_does_not_end_the_turn(play: Play) -> None:
    """A rule that may not reach the owner leaves the word to the rules below."""
    room = await play(rule("first", hitting(), Remove()), rule("second", saying("hi")))
    assert await room.person("Boss", role=Role.owner).says("x") == ["hi"]
    room = await play(rule("first", hitting(), Remove(), mode=Mode.shadow), rule("second", saying("hi")))
    assert await room.person("Bob").says("x", id="m-shadow") == ["hi"]


async def test_ids_come_from_causes(play: Play) -> None:
    """Event, rule and count make the ids of actions, consequences and told events."""
    room = await play(rule("gossip", gossip), rule("hits", hitting(), Points(1)), rule("says", saying("hi")))
    await room.person("Alice").says("x", id="m1")
    ids = {turn.event.id for turn in room.turns} | {action.id for action in room.decided}
    assert ids == {
        "m1",
        "m1:hits:0", "m1:says:0", "m1:gossip:0", "m1:gossip:0:gossip:0", "m1:gossip:0:gossip:0:gossip:0",
        "done:m1:says:0", "done:m1:gossip:0:gossip:0:gossip:0",
    }  # fmt: skip
