"""A timer is an event that comes when it is due, between the others, in event time."""

from datetime import timedelta
from typing import Literal

import pytest

from bot.contract import (
    ActionFailed,
    Do,
    Event,
    GatewayError,
    Message,
    Remove,
    Say,
    Strike,
    StrikeGiven,
    TimerFired,
    Turn,
    Verdict,
)
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import Does, hitting, made_hit, made_said, rule
from tests.engine.moody import Moody

MINUTE = timedelta(minutes=1)


def ticking(late: Literal["run", "skip"] = "run") -> Does:
    """`set KEY MINUTES` sets a timer, `cancel KEY` forgets it; a timer says its key and when it was due."""

    async def does(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, TimerFired):
            return made_said(f"{event.key}@{turn.now:%H:%M:%S} {event.body.get('word', '')}".strip())
        if not isinstance(event, Message):
            return None
        verb, key, *minutes = event.text.split()
        if verb == "set":
            turn.timer(key, event.at + float(minutes[0]) * MINUTE, {"word": minutes[0]}, late=late)
        if verb == "cancel":
            turn.cancel(key)
        return made_said("ok") if verb == "say" else None

    return does


async def test_it_fires_when_it_is_due(play: Play) -> None:
    """Not before, once, at its own time, with what it was to remember."""
    room = await play(rule("tick", ticking()))
    await room.person("Alice").says("set a 5")
    await room.clock.advance(minutes=4, seconds=59)
    assert room.said == []
    await room.clock.advance(hours=9)
    assert room.said == ["a@01:05:00 5"]


async def test_the_same_key_replaces(play: Play) -> None:
    """A second timer of a key moves the first; another key stands beside it."""
    room = await play(rule("tick", ticking()))
    alice = room.person("Alice")
    for text in ("set a 5", "set b 6", "set a 7"):
        await alice.says(text)
    await room.clock.advance(hours=1)
    assert room.said == ["b@01:06:00 6", "a@01:07:00 7"]


async def test_a_timer_that_was_cancelled_never_comes(play: Play) -> None:
    """Cancelling one that is not there does no harm."""
    room = await play(rule("tick", ticking()))
    alice = room.person("Alice")
    for text in ("set a 5", "cancel a", "cancel b"):
        await alice.says(text)
    await room.clock.advance(hours=1)
    assert room.said == []
    assert await room.machine.store.client.zcard(room.machine.store.shard(0).timers) == 0


@pytest.mark.shards(4)
async def test_timers_of_all_rooms_fire_in_order_between_the_events(play: Play) -> None:
    """An event at ten past finds the timers of five past done, whatever room and shard they are of."""
    room = await play(rule("tick", ticking()))
    order: list[str] = []
    room.machine._decided = lambda taken: order.append(f"{taken.event.at:%M} {taken.event.type}")  # noqa: SLF001
    for n, minutes in enumerate((5, 3, 15, 1, 9)):
        chat = Chat(room.machine, room.gateway, id=f"room{n}")
        await chat.person("Alice").says(f"set a {minutes}")
    await room.clock.advance(minutes=10)
    await room.person("Bob").says("say x")
    await room.clock.advance(minutes=10)
    assert [step for step in order if not step.endswith("done")][5:] == [
        "01 timer", "03 timer", "05 timer", "09 timer", "10 message", "15 timer",
    ]  # fmt: skip


@pytest.mark.parametrize(("late", "said"), [("run", ["a@01:05:00 5"]), ("skip", [])])
async def test_an_overdue_timer_runs_or_is_skipped(
    play: Play, late: Literal["run", "skip"], said: list[str]
) -> None:
    """After hours in which nobody worked, `run` makes up for it, in its own time, and `skip` lets it pass."""
    room = await play(rule("tick", ticking(late)))
    await room.person("Alice").says("set a 5")
    woken = await play(rule("tick", ticking(late)), before=lambda machine: machine.clock.reach(
        room.clock.now() + timedelta(hours=3)
    ))  # fmt: skip
    await woken.machine.settle()
    assert woken.said == said


async def test_a_timer_of_a_rule_that_is_gone_is_dropped(play: Play) -> None:
    """Nothing happens and nothing is left behind."""
    room = await play(rule("tick", ticking()))
    await room.person("Alice").says("set a 5")
    room = await play(rule("tock", ticking()))
    await room.clock.advance(hours=1)
    assert room.said == []
    store = room.machine.store
    assert await store.client.xlen(store.shard(0).inbox) == 0
    assert await store.client.exists(store.shard(0).timers, store.shard(0).timer) == 0


async def test_fractions_of_a_second_fire_too(play: Play) -> None:
    """A due time between two milliseconds holds nothing up."""
    room = await play(rule("tick", ticking()))
    alice = room.person("Alice")
    for micro in (1, 400, 600, 999):
        at = room.clock.now() + timedelta(microseconds=micro)
        await alice.says(f"set k{micro} 1", at=at)
    await room.clock.advance(minutes=2)
    assert len(room.said) == 4


async def test_what_follows_from_a_timer_that_ran_late_is_not_late(play: Play) -> None:
    """A strike given by an overdue timer removes at once, and its text is said; no person is asked."""

    async def strikes(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, TimerFired):
            return made_hit()
        if isinstance(event, Message):
            turn.timer("a", event.at + 5 * MINUTE)
        return None

    async def removes(event: Event, turn: Turn) -> Verdict:
        return made_hit() if isinstance(event, StrikeGiven) else None

    rules = (rule("strikes", strikes, Strike()), rule("removes", removes, Say("bye"), Remove()))
    room = await play(*rules)
    await room.person("Bob").says("x")
    woken = await play(*rules, before=lambda machine: machine.clock.reach(
        room.clock.now() + timedelta(hours=3)
    ))  # fmt: skip
    await woken.machine.settle()
    assert [(action.do, action.text) for action in woken.performed] == [(Do.say, "bye"), (Do.remove, "")]
    assert woken.tasks == []


async def test_what_became_of_an_action_is_told_in_time(play: Play) -> None:
    """However far back its cause lies: here a timer, overdue by hours, whose text was refused."""

    async def does(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, Message):
            turn.timer("a", event.at + 5 * MINUTE)
        return made_said(event.type) if isinstance(event, TimerFired | ActionFailed) else None

    gateway = Moody(trouble=lambda action: GatewayError("no") if action.text == "timer" else None)
    room = await play(rule("tick", does), gateway=gateway)
    await room.person("Bob").says("x")
    woken = await play(rule("tick", does), gateway=gateway, before=lambda machine: machine.clock.reach(
        room.clock.now() + timedelta(hours=3)
    ))  # fmt: skip
    await woken.machine.settle()
    assert woken.said == ["failed"]


async def test_what_follows_from_a_late_event_is_late(play: Play) -> None:
    """A strike for what was posted hours ago removes nobody: a person is asked."""

    async def removes(event: Event, turn: Turn) -> Verdict:
        return made_hit() if isinstance(event, StrikeGiven) else None

    room = await play(rule("strikes", hitting(), Strike()), rule("removes", removes, Say("bye"), Remove()))
    await room.clock.advance(hours=3)
    await room.person("Bob").says("x", at=room.clock.now() - timedelta(hours=2))
    assert room.performed == []
    assert len(room.tasks) == 1
