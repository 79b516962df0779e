"""Forgetting: a turn deletes all that there is of a member, in whatever order a commit brings it."""

import pytest

from bot.contract import Document, Event, Message, Turn, Verdict
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import made_said, rule


class Count(Document, of="member in room", ranked="count"):
    """How often somebody spoke."""

    count: int = 0


class Fading(Document, of="member in room", keep="1h"):
    """The same, not for long."""

    count: int = 0


async def counting(event: Event, turn: Turn) -> Verdict:
    """Count messages; at `forget` forget who said it, at `rank` say who spoke most."""
    if not isinstance(event, Message):
        return None
    if event.text == "forget":
        turn.save(Count(count=99))
        turn.forget(event.member.id)
        return None
    if event.text == "rank":
        return made_said(" ".join(id for id, _ in await turn.top(Count, 5)) or "nobody")
    count = (await turn.load(Count)).count + 1
    turn.save(Count(count=count))
    turn.save(Fading(count=count))
    return made_said(str(count))


async def together(room: Chat, *texts: str) -> list[str]:
    """Have Alice say some things that are handled in one commit; return what was said to them."""
    before, alice = len(room.said), room.person("alice")
    facts = room.facts()
    await room.machine.inbox(
        [Message(id=room.next_id(), member=alice.member, text=text, **facts) for text in texts]
    )
    await room.machine.settle()
    return room.said[before:]


async def left(room: Chat) -> list[str]:
    """Return the keys in which something about Alice lies."""
    keys = [key.decode() async for key in room.machine.store.client.scan_iter("*|alice")]
    ranks = room.machine.store.shard(0).rank("room:test/r1", "Count")
    ranked = await room.machine.store.client.zscore(ranks, "alice")
    return keys + ([] if ranked is None else ["rank"])


async def test_what_earlier_commits_wrote_is_deleted(play: Play) -> None:
    """Documents, those that fade, and the rank."""
    room = await play(rule("counts", counting))
    await together(room, "a", "b")
    assert len(await left(room)) == 3
    assert await together(room, "forget") == []
    assert await left(room) == []
    assert await together(room, "rank") == ["nobody"]


@pytest.mark.parametrize(
    ("texts", "said", "keys"),
    [
        (["a", "forget"], ["1"], 0),
        (["a", "forget", "rank"], ["1", "nobody"], 0),
        (["a", "a", "forget", "a"], ["1", "2", "1"], 3),
        (["a", "forget", "a", "forget"], ["1", "1"], 0),
    ],
)
async def test_within_one_commit(play: Play, texts: list[str], said: list[str], keys: int) -> None:
    """What an earlier turn of the same commit wrote goes, what a later one writes stays."""
    room = await play(rule("counts", counting))
    await together(room, "a")
    await together(room, "forget")
    assert await together(room, *texts) == said
    assert len(await left(room)) == keys
    again = await play(rule("counts", counting))
    expected = str(int(said[-1]) + 1) if keys else "1"
    assert await again.person("alice").posts("a", id="another life") == [expected]


async def test_others_keep_what_is_theirs(play: Play) -> None:
    """Only the one who is forgotten."""
    room = await play(rule("counts", counting))
    bob = room.person("bob")
    await bob.says("a")
    await together(room, "a", "forget")
    assert await bob.says("a") == ["2"]
    assert await together(room, "rank") == ["bob"]
