"""The sender: lanes, order, pauses, fall-backs, and what is done when the platform will not."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.contract import (
    Action,
    ActionFailed,
    Announce,
    Answer,
    Direct,
    Do,
    GatewayBusy,
    GatewayError,
    Invite,
    Lane,
    Mute,
    Recall,
    Receipt,
    Remove,
    Say,
)
from bot.engine.pace import OFF
from bot.engine.sender import Desk, Sender
from bot.gateways.replay import ReplayGateway
from bot.rulebook.model import Rule
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import hitting, rule, saying

Trouble = Callable[[Action], Exception | None]


class Moody(ReplayGateway):
    """A platform with moods: what it refuses, and how performing fails."""

    def __init__(self, refused: frozenset[Do] = frozenset(), trouble: Trouble = lambda action: None) -> None:
        super().__init__(platform="test", account="bot")
        self.refused = refused
        self.trouble = trouble
        self.asked: list[Action] = []

    async def refuses(self, action: Action) -> str | None:
        """Refuse some actions."""
        return "not here" if action.do in self.refused else None

    async def perform(self, action: Action) -> Receipt:
        """Perform it, or fail.

        Raises:
            GatewayError: as its mood is.
        """
        self.asked.append(action)
        error = self.trouble(action)
        if error is not None:
            raise error
        return await super().perform(action)


def did(room: Chat) -> list[tuple[Do, str]]:
    """Return what was performed."""
    return [(action.do, action.text) for action in room.performed]


async def asked_of_a_person(room: Chat) -> list[str]:
    """Return the texts of the tasks."""
    store = room.machine.store
    entries: Any = await store.client.xrange(store.shard(0).tasks)
    return [Action.model_validate_json(fields[b"a"]).text for _, fields in entries]


def failures(room: Chat) -> list[ActionFailed]:
    """Return what came back as failed."""
    return [turn.event for turn in room.turns if isinstance(turn.event, ActionFailed)]


FALLBACKS: list[tuple[Answer, Do, list[Do], bool]] = [
    (Remove(), Do.remove, [], True),
    (Invite(), Do.invite, [], True),
    (Direct("psst"), Do.direct, [], True),
    (Recall(), Do.recall, [Do.say], False),
    (Mute(timedelta(minutes=5)), Do.mute, [Do.say], False),
    (Announce("hear"), Do.announce, [Do.say], False),
]


@pytest.mark.parametrize(
    ("answer", "refused", "instead", "task"), FALLBACKS, ids=lambda value: str(value)[:12]
)
async def test_what_a_platform_cannot_do_has_a_fall_back(
    play: Play, answer: Answer, refused: Do, instead: list[Do], task: bool
) -> None:
    """Never a harsher one: a removal is asked of a person, a recall of the member."""
    room = await play(rule("r", hitting("bad"), answer), gateway=Moody(frozenset({refused})))
    await room.person("Bob").says("bad")
    assert [do for do, _ in did(room)] == instead
    assert len(await asked_of_a_person(room)) == task
    assert len(failures(room)) == task


async def test_without_a_fall_back_it_is_a_task(play: Play) -> None:
    """Where not even a word can be said, a person hears of it; a mere word is dropped."""
    quiet = Moody(frozenset({Do.recall, Do.say}))
    room = await play(rule("r", hitting("bad"), Recall()), rule("s", saying("hi")), gateway=quiet)
    await room.person("Bob").says("bad")
    assert did(room) == []
    assert len(await asked_of_a_person(room)) == 1
    assert [failed.reason for failed in failures(room)] == ["not here", "not here"]


async def test_too_often_means_again_later(play: Play) -> None:
    """Nothing is doubled, nothing lost, and the order is kept."""
    moods = iter([GatewayBusy("too often", retry_after=0.0)] * 3)
    room = await play(
        rule("a", saying("one")), rule("b", saying("two")), gateway=Moody(trouble=lambda _: next(moods, None))
    )
    assert await room.person("Bob").says("x") == ["one", "two"]
    assert failures(room) == []
    assert await room.machine.store.client.exists(room.machine.store.shard(0).tried) == 0


async def test_busy_in_the_middle_of_a_fall_back(play: Play) -> None:
    """The word said instead of a recall is said once, later."""
    moods = iter([GatewayBusy("too often", retry_after=0.0)])
    moody = Moody(frozenset({Do.recall}), lambda _: next(moods, None))
    room = await play(rule("r", hitting("bad"), Recall()), gateway=moody)
    await room.person("Bob").says("bad")
    assert [do for do, _ in did(room)] == [Do.say]
    assert await asked_of_a_person(room) == []


@pytest.mark.parametrize(
    ("do", "error", "task"),
    [
        (Say("hi"), GatewayError("no such room"), False),
        (Say("hi"), GatewayError("the line broke", uncertain=True), True),
        (Say("hi"), RuntimeError("a bug"), True),
        (Remove(), GatewayError("no right"), True),
        (Remove(), RuntimeError("a bug"), True),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_failure_comes_back_as_an_event(play: Play, do: Answer, error: Exception, task: bool) -> None:
    """What may have happened, and what had to, goes to a person; the lane goes on."""
    moods = iter([error])
    room = await play(
        rule("r", hitting("bad"), do),
        rule("s", saying("ok")),
        gateway=Moody(trouble=lambda _: next(moods, None)),
    )
    bob = room.person("Bob")
    await bob.says("bad")
    (failed,) = failures(room)
    assert (failed.rule, failed.uncertain) == ("r", not isinstance(error, GatewayError) or error.uncertain)
    assert len(await asked_of_a_person(room)) == task
    assert await bob.says("x") == ["ok"]


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


async def test_an_undecodable_action_stops_nothing(staff: Staff) -> None:
    """What nobody can read is passed over."""
    gateway = Moody()
    room = await staff.room()
    keys = room.machine.store.shard(0)
    await room.machine.store.client.xadd(keys.out("test/bot", Lane.replies), {"a": "nonsense"})
    await serve(staff.sender(room, gateway))
    assert gateway.asked == []
