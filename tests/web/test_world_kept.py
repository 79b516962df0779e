import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.contract import Do, Event, GatewayError, RoomEvent, Seated, State, StoreError, SystemClock
from bot.gateways.playground import Playground
from tests.web.conftest import START
from tests.web.scripted import MemoryShelf, MovableClock, ScriptedDesk, action
from tests.web.test_people import do, room_of


async def test_a_restart_keeps_rooms_members_and_messages(
    playground: Playground, desk: ScriptedDesk, shelf: MemoryShelf
) -> None:
    """What was seen before is seen after, and new ids go on where the old ones ended."""
    first = await do(playground, "join", name="<b>新</b>")
    posted = await do(playground, "post", member="lily", text="广告 领返利")
    await desk.until(lambda desk: len(desk.heard) == 3)
    assert isinstance(desk.heard[0], RoomEvent)
    await playground.perform(action(desk.heard[0], Do.recall, message=posted))
    await playground.close()
    again = await Playground.open(shelf, MovableClock(START))
    assert again.view()["rooms"] == playground.view()["rooms"]
    assert room_of(again)["name"] == "妈妈好物群"
    assert await do(again, "post", member="doudou", text="在") > first


async def test_what_was_not_heard_before_a_crash_is_heard_after(
    playground: Playground, shelf: MemoryShelf, clock: MovableClock
) -> None:
    """An act that returned is durable, though the engine never took it; the same ids are told again."""
    posted = [await do(playground, "post", member="lily", text=str(n)) for n in range(3)]
    again = await Playground.open(shelf, clock)
    desk = ScriptedDesk(clock)
    listening = asyncio.create_task(again.listen(desk.hear))
    await desk.until(lambda desk: len(desk.heard) == 3)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert [event.id for event in desk.heard] == posted


async def test_what_was_heard_is_not_heard_again(
    playground: Playground, desk: ScriptedDesk, shelf: MemoryShelf, clock: MovableClock
) -> None:
    """Once the engine has an event, the world forgets to tell it."""
    await do(playground, "post", member="lily", text="一次")
    await desk.until(lambda desk: desk.heard)
    await playground.close()
    again = await Playground.open(shelf, clock)
    second = ScriptedDesk(clock)
    listening = asyncio.create_task(again.listen(second.hear))
    later = await do(again, "post", member="lily", text="两次")
    await second.until(lambda desk: desk.heard)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert [event.id for event in second.heard] == [later]


async def test_while_the_engine_is_away_events_wait_in_order(playground: Playground) -> None:
    """A store that cannot be reached is asked again; nothing is skipped."""
    heard: list[str] = []
    done = asyncio.Event()
    tries = 0

    async def hear(events: Sequence[Event]) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise StoreError("away")
        heard.extend(event.id for event in events if not isinstance(event, Seated))
        if heard:
            done.set()

    posted = [await do(playground, "post", member="lily", text=str(n)) for n in range(2)]
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(playground.listen(hear))
        await done.wait()
        listening.cancel()
    assert heard == posted


async def test_while_the_shelf_is_away_the_world_goes_on(playground: Playground, shelf: MemoryShelf) -> None:
    """The status says that nothing is kept at the moment; once the shelf is back, all of it is."""
    shelf.away = True
    await do(playground, "post", member="lily", text="没存上")
    assert "not saved" in playground.status().detail
    shelf.away = False
    await do(playground, "post", member="lily", text="存上了")
    assert (playground.status().detail, playground.status().state) == ("", State.ready)
    again = await Playground.open(shelf, MovableClock(START))
    assert [line["text"] for line in room_of(again)["entries"]][-2:] == ["没存上", "存上了"]


async def test_many_acts_at_once_share_their_saving(playground: Playground, shelf: MemoryShelf) -> None:
    """Fifty posts at once need a few puts, not fifty, and all are in the last one."""
    await asyncio.gather(*(do(playground, "post", member="lily", text=str(n)) for n in range(50)))
    assert shelf.puts < 5
    again = await Playground.open(shelf, MovableClock(START))
    assert len(room_of(again)["entries"]) == 53


async def test_time_does_not_go_back_over_a_restart(
    playground: Playground, shelf: MemoryShelf, clock: MovableClock
) -> None:
    """A clock that was moved ahead by a day stays ahead, so that timers and events keep their order."""
    clock.advance(timedelta(days=1))
    await playground.moved(timedelta(days=1))
    assert (room_of(playground)["entries"][-1]["what"], room_of(playground)["entries"][-1]["text"]) == (
        "time",
        "1d",
    )
    fresh = SystemClock(START - SystemClock().now())
    await Playground.open(shelf, fresh)
    assert fresh.now() >= START + timedelta(days=1)


@pytest.mark.parametrize("blob", [b'{"rooms": broken', b"{}", b'{"world": {"born": 1}, "lines": {}}'])
async def test_a_world_that_cannot_be_read_is_replaced(
    blob: bytes, shelf: MemoryShelf, clock: MovableClock
) -> None:
    """The page starts with the demo rooms, under ids that were never used."""
    before = await Playground.open(shelf, clock)
    old = await do(before, "post", member="lily", text="x")
    shelf.blob = blob
    clock.advance(timedelta(minutes=1))
    after = await Playground.open(shelf, clock)
    assert len(after.view()["rooms"]) == 5
    ids = {line["id"] for room in after.view()["rooms"] for line in room["entries"]}
    assert old.partition("-")[0] not in {one.partition("-")[0] for one in ids}


async def test_a_world_of_an_earlier_version_gets_the_rooms_it_lacks(
    shelf: MemoryShelf, clock: MovableClock
) -> None:
    """The management room stands beside what was kept, and nothing of that changes."""
    before = await Playground.open(shelf, clock)
    await do(before, "post", member="lily", text="还在吗")
    await before.close()
    assert shelf.blob is not None
    saved = json.loads(shelf.blob)
    del saved["world"]["groups"]["office"], saved["lines"]["office"]
    shelf.blob = json.dumps(saved).encode()
    after = {one["id"]: one for one in (await Playground.open(shelf, clock)).view()["rooms"]}
    assert after["moms"]["entries"][-1]["text"] == "还在吗"
    assert after["office"]["name"] == "群管值班室"


async def test_beside_a_real_platform_time_stays_what_it_is(shelf: MemoryShelf) -> None:
    """A world whose time had been moved moves no clock that a real platform shares, nor can the page."""
    moved = SystemClock(timedelta(days=3))
    playground = await Playground.open(shelf, moved)
    await do(playground, "post", member="lily", text="三天后")
    await playground.close()
    shared = SystemClock(movable=False)
    await Playground.open(shelf, shared)
    assert shared.now() < moved.now() - timedelta(days=2)
    with pytest.raises(GatewayError, match="cannot be moved"):
        shared.advance(timedelta(hours=1))
