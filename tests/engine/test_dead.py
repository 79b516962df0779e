"""An event that kills its turn again and again is given up; its room goes on."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable

import pytest

from bot.contract import (
    Document,
    Event,
    Message,
    QunguanError,
    StoreAway,
    StoreError,
    Turn,
    Verdict,
    VirtualClock,
)
from bot.engine import dead
from bot.engine.inbox import Inbox
from bot.engine.worker import TRIES, Office, ShardWorker
from bot.rulebook import Rulebook
from bot.store import Store, scripts
from bot.testing.chat import START
from tests.engine.making import Does, rule


class Seen(Document, of="room"):
    """The texts that were handled, in order."""

    texts: tuple[str, ...] = ()


def poisoned(left: list[int]) -> Does:
    """Return what a rule does that tells what cannot be written, as often as `left` says."""

    async def does(event: Event, turn: Turn) -> Verdict:
        assert isinstance(event, Message)
        if event.text == "poison" and left[0] > 0:
            left[0] -= 1
            turn.tell("room:test/r1", word=object())
        seen = await turn.load(Seen)
        turn.save(Seen(texts=(*seen.texts, event.text)))
        return None

    return does


Work = Callable[[], Awaitable[int]]


@pytest.fixture
async def worker(store: Store) -> ShardWorker:
    """A worker that holds the only shard, before its first step; its one rule is set by the test."""
    keys = store.shard(0)
    line = store.line(keys.lease)
    epoch = await line.run(scripts.TAKE, (keys.lease, keys.epoch), ("test", 60_000))
    await line.close()
    office = Office(store=store, clock=VirtualClock(START), rulebook=Rulebook(), tells=Inbox(store))
    worker = ShardWorker(office, 0, int(epoch))
    await worker.start()
    return worker


async def work(worker: ShardWorker) -> int:
    """Let the worker step until nothing is left, as `Workers` does; return how many steps failed."""
    failed = 0
    while await worker.office.store.client.xlen(worker.keys.inbox):
        try:
            await worker.step(wait_ms=0)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001  # whatever a turn raises
            failed += 1
    await worker.close()
    await worker.office.tells.close()
    return failed


async def hears(worker: ShardWorker, *texts: str) -> None:
    """Append messages."""
    inbox = Inbox(worker.office.store)
    await inbox(
        [
            Message(
                id=f"m-{text}", at=START, platform="test", room={"id": "r1"}, member={"id": "u"}, text=text
            )
            for text in texts
        ]
    )
    await inbox.close()


async def seen(store: Store) -> tuple[str, ...]:
    """Return the texts that were handled."""
    keys = store.shard(0)
    raw = await store.client.hget(keys.document("room:test/r1", None, False), "r/Seen")
    return Seen.model_validate_json(raw or b"{}").texts


async def test_five_tries_then_a_dead_letter(worker: ShardWorker, store: Store) -> None:
    """The traceback is kept with the event, once; the messages around it are handled in order."""
    worker.office.rulebook = Rulebook((rule("r", poisoned([99])),))
    await hears(worker, "a", "poison", "b")
    assert await work(worker) == 1
    assert await seen(store) == ("a", "b")
    (letter,) = await dead.letters(store)
    assert (letter.type, letter.event_id) == ("message", "m-poison")
    assert json.loads(letter.event)["text"] == "poison"
    assert "Traceback" in letter.why
    assert "PydanticSerializationError" in letter.why
    assert await store.client.exists(worker.keys.attempts) == 0


@pytest.mark.parametrize("tries", range(1, TRIES + 1))
async def test_a_turn_that_succeeds_at_last_is_forgiven(
    worker: ShardWorker, store: Store, tries: int
) -> None:
    """Up to five failures (one with its batch, four alone) cost nothing and leave nothing behind."""
    worker.office.rulebook = Rulebook((rule("r", poisoned([tries])),))
    await hears(worker, "a", "poison", "b")
    await work(worker)
    assert await seen(store) == ("a", "poison", "b")
    assert await dead.letters(store) == []
    assert await store.client.exists(worker.keys.attempts) == 0


async def test_a_server_that_is_away_buries_no_event(worker: ShardWorker, store: Store) -> None:
    """However often the connection breaks while an event is handled: none of these is a try of it."""
    broken = 0

    async def does(event: Event, turn: Turn) -> Verdict:
        nonlocal broken
        if broken < 2 * TRIES:
            broken += 1
            await store.client.client_kill_filter(_id=str(await worker.line.call("CLIENT", "ID")))
        turn.save(Seen(texts=("handled",)))
        return None

    worker.office.rulebook = Rulebook((rule("r", does),))
    await hears(worker, "a")
    while await store.client.xlen(worker.keys.inbox):
        with contextlib.suppress(StoreAway):
            await worker.step(wait_ms=0)
    assert broken == 2 * TRIES
    assert await dead.letters(store) == []
    assert await seen(store) == ("handled",)
    assert await store.client.exists(worker.keys.attempts) == 0
    await worker.close()
    await worker.office.tells.close()


async def test_a_letter_is_retried_or_dropped(worker: ShardWorker, store: Store) -> None:
    """Retried, it is handled like any event, at the end; dropped, it is gone; a second time there is none."""
    left = [TRIES + 1]
    worker.office.rulebook = Rulebook((rule("r", poisoned(left)),))
    await hears(worker, "poison", "b")
    await work(worker)
    (letter,) = await dead.letters(store)
    await dead.retry(store, letter.id)
    await work(worker)
    assert await seen(store) == ("b", "poison")
    assert await dead.letters(store) == []
    for gone in (dead.retry, dead.drop, dead.find):
        with pytest.raises(QunguanError, match="dead list"):
            await gone(store, letter.id)


async def test_of_two_who_retry_at_once_one_does(worker: ShardWorker, store: Store) -> None:
    """The other is told that there is none any more, and the event is handled once."""
    await store.client.xadd(worker.keys.dead, {"e": "{}", "why": "?"})
    (letter,) = await dead.letters(store)
    ends = await asyncio.gather(*(dead.retry(store, letter.id) for _ in range(5)), return_exceptions=True)
    assert [str(end)[:14] for end in ends if end is not None] == ["no dead letter"] * 4
    assert await store.client.xlen(worker.keys.inbox) == 1
    await worker.close()
    await worker.office.tells.close()


@pytest.mark.parametrize("name", ["", "x", "0", "99-1-0", "0-nonsense", "-1-1-0"])
async def test_a_letter_that_never_was(store: Store, name: str) -> None:
    """A name that is none gets an answer in words."""
    with pytest.raises(QunguanError, match="dead list"):
        await dead.find(store, name)


async def test_what_is_no_event_is_a_dead_letter_at_once(worker: ShardWorker, store: Store) -> None:
    """An entry nobody can read stops nothing and is kept for a person to see."""
    await hears(worker, "a")
    for raw in (b"\xff{", b'{"type": "nonsense"}', b"[]"):
        await store.client.xadd(worker.keys.inbox, {"e": raw})
    await hears(worker, "b")
    worker.office.rulebook = Rulebook((rule("r", poisoned([0])),))
    assert await work(worker) == 0
    assert await seen(store) == ("a", "b")
    found = await dead.letters(store)
    assert [letter.type for letter in found] == ["?", "nonsense", "?"]
    for letter in found:
        await dead.drop(store, letter.id)
    assert await dead.letters(store) == []
