"""The sender: lanes, order, pauses, fall-backs, and what is done when the platform will not."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.contract import (
    Announce,
    Answer,
    Do,
    Lane,
    Recall,
    Remove,
    Say,
)
from bot.engine.dead import letters, retry
from bot.engine.pace import OFF
from bot.engine.sender import Desk, Sender
from bot.gateways.replay import ReplayGateway
from bot.rulebook.model import Rule
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import hitting, rule, saying
from tests.engine.moody import Moody, asked_of_a_person, failures


class Staff:
    """Senders of a test's own, in place of the machine's."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._senders: list[Sender] = []

    async def room(self, *rules: Rule) -> Chat:
        """Open a room whose actions wait."""
        room = await self._play(*rules)

        async def nobody_sends() -> None: ...

        room.machine._send = nobody_sends  # type: ignore[method-assign]  # noqa: SLF001
        return room

    def sender(self, room: Chat, gateway: ReplayGateway) -> Sender:
        """Return one that works for a room."""
        sender = Sender(Desk(room.machine.store, room.machine.clock, gateway, OFF))
        self._senders.append(sender)
        return sender

    async def close(self) -> None:
        """Give connections back."""
        for sender in self._senders:
            for box in sender.outboxes.values():
                await box.close()


@pytest.fixture
async def staff(play: Play) -> AsyncIterator[Staff]:
    """Senders of the test's own."""
    staff = Staff(play)
    yield staff
    await staff.close()


async def serve(sender: Sender, read: bool = True) -> None:
    """Let a sender perform what waits."""
    for box in sender.outboxes.values():
        await box.open()
        for lane in Lane:
            sender.put(await box.pending(lane))
        while read and (found := await box.read(tuple(Lane), 0)):
            sender.put(found)
    while (lane_ := sender.next_lane()) is not None:
        await sender.serve_one(lane_)


async def test_moderation_goes_first(staff: Staff) -> None:
    """What was decided last, a removal, is performed first; the rest as it was decided, lane by lane."""
    gateway = Moody()
    rules = (
        rule("c", hitting("news"), Announce("news")), rule("b", hitting("hello"), Say("hi")),
        rule("a", hitting("bad"), Remove(), Say("bye")),
    )  # fmt: skip
    room = await staff.room(*rules)
    sender = staff.sender(room, gateway)
    bob = room.person("Bob")
    for text in ("news", "hello", "bad", "hello"):
        await bob.says(text)
    await serve(sender)
    done = [(action.do, action.event) for action in gateway.performed]
    assert done == [
        (Do.remove, "r1-m3"), (Do.say, "r1-m3"), (Do.say, "r1-m2"), (Do.say, "r1-m4"), (Do.announce, "r1-m1"),
    ]  # fmt: skip


@pytest.mark.parametrize(("answer", "tasks"), [(Say("hi"), 0), (Remove(), 1)], ids=["word", "removal"])
async def test_what_has_grown_old_is_not_performed(staff: Staff, answer: Answer, tasks: int) -> None:
    """A word of an hour ago is dropped, a removal goes to a person."""
    gateway = Moody()
    room = await staff.room(rule("r", hitting("bad"), answer))
    sender = staff.sender(room, gateway)
    await room.person("Bob").says("bad")
    await room.clock.advance(hours=1)
    await serve(sender)
    assert gateway.asked == []
    assert len(await asked_of_a_person(room)) == tasks
    await room.machine.settle()
    assert [failed.reason for failed in failures(room)] == ["too old"]


async def test_a_paused_room_waits_in_order_and_others_go_on(staff: Staff) -> None:
    """While it is paused nothing goes out in it; then everything, as it was decided."""
    gateway = Moody()
    room = await staff.room(rule("r", hitting(), Say("{{ event }}")))
    sender = staff.sender(room, gateway)
    other, keys = Chat(room.machine, room.gateway, id="r2"), room.machine.store.shard(0)
    for chat in (room, room, other, room):
        await chat.person("Bob").says("x")
    await room.machine.store.client.sadd(keys.paused, "r1")
    await serve(sender)
    await room.machine.store.client.srem(keys.paused, "r1")
    await room.person("Bob").says("x")
    await serve(sender)
    sender.release()
    await serve(sender)
    assert [(action.room.id, action.event) for action in gateway.performed] == [
        ("r2", "r2-m1"), ("r1", "r1-m1"), ("r1", "r1-m2"), ("r1", "r1-m3"), ("r1", "r1-m4"),
    ]  # fmt: skip


async def test_the_next_sender_finds_what_the_last_one_left(staff: Staff) -> None:
    """Read and never performed: performed. Marked and never settled: a removal again, a word is doubted."""
    gateway = Moody()
    harsh = rule("r", hitting("bad"), Remove())
    room = await staff.room(harsh, rule("s", hitting("x", "y"), Say("{{ event }}")))
    dead = staff.sender(room, gateway)
    bob = room.person("Bob")
    for text in ("x", "y", "bad"):
        await bob.says(text)
    box = dead.outboxes[0]
    await box.open()
    read = await box.read(tuple(Lane), 0)
    assert len(read) == 3
    for waiting in read:
        if waiting.action.event != "r1-m2":
            await box.mark(waiting, waiting.action)
    sender = staff.sender(room, gateway)
    await serve(sender)
    assert [(action.do, action.event) for action in gateway.performed] == [
        (Do.remove, "r1-m3"),
        (Do.say, "r1-m2"),
    ]
    (task,) = await asked_of_a_person(room)
    assert "r1-m1" in task


async def test_what_was_read_twice_is_performed_once(staff: Staff) -> None:
    """An entry that was settled between reading and looking at it is left alone."""
    gateway = Moody()
    room = await staff.room(rule("s", saying("hi")), rule("r", hitting(), Remove()))
    sender = staff.sender(room, gateway)
    await room.person("Bob").says("x")
    box = sender.outboxes[0]
    await box.open()
    read = await box.read(tuple(Lane), 0)
    sender.put(read)
    await serve(sender)
    sender.put(read)
    await serve(sender, read=False)
    assert len(gateway.performed) == 2
    assert await room.machine.store.client.exists(room.machine.store.shard(0).tried) == 0


async def test_a_word_instead_of_a_recall_is_not_said_twice(staff: Staff) -> None:
    """A recall may be repeated, the word said instead may not: after a crash in between it is doubted."""
    gateway = Moody(frozenset({Do.recall}))
    room = await staff.room(rule("r", hitting("bad"), Recall()))
    dead = staff.sender(room, gateway)
    await room.person("Bob").says("bad")

    async def dies(*_: object) -> bool:
        raise KeyboardInterrupt

    dead.outboxes[0].settle = dies  # type: ignore[method-assign,assignment]
    with pytest.raises(KeyboardInterrupt):
        await serve(dead)
    assert len(gateway.performed) == 1
    sender = staff.sender(room, gateway)
    await serve(sender)
    assert len(gateway.performed) == 1
    assert len(await asked_of_a_person(room)) == 1


@pytest.mark.parametrize("raw", [{"a": "nonsense"}, {"b": ""}])
async def test_an_undecodable_action_is_a_dead_letter(staff: Staff, raw: dict[Any, Any]) -> None:
    """What nobody can read stops nothing, and a person sees it; retried, it is as unreadable as before."""
    gateway = Moody()
    room = await staff.room()
    store, keys = room.machine.store, room.machine.store.shard(0)
    stream = keys.out("test/bot", Lane.replies)
    sender = staff.sender(room, gateway)
    await store.client.xadd(stream, raw)
    for _ in range(2):
        await serve(sender)
        assert gateway.asked == []
        assert await store.client.xlen(stream) == 0
        (letter,) = await letters(store)
        assert (letter.type, letter.event, letter.stream) == ("?", raw.get("a", ""), stream)
        assert "no action" in letter.why
        await retry(store, letter.id)
        assert await letters(store) == []
        assert await store.client.xlen(stream) == 1
