"""In which rooms the account sits: told though nobody says anything there, and when it does no more."""

import pytest

from bot.contract import SystemClock
from tests.gateway.listening import Connect, Jar
from tests.gateway.puppet import BOT, ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUIET = "quiet@chatroom"


async def test_a_room_where_nobody_speaks_is_told_once(puppet: Puppet, connect: Connect) -> None:
    """After the login, with its name and its size; another look in the same hour tells nothing new."""
    await puppet.room(QUIET, "静悄悄", ["alice", BOT])
    listening = await connect(puppet)
    await listening.until(lambda: any(seat.room.id == QUIET for seat in listening.seats))
    [told] = [seat for seat in listening.seats if seat.room.id == QUIET]
    assert (told.room.name, told.room.members, told.here) == ("静悄悄", 2, True)
    await puppet.ready()
    await puppet.post(ROOM, "alice", "hello")
    await listening.until(lambda: bool(listening.heard))
    assert len({(seat.room.id, seat.id) for seat in listening.seats if seat.room.id == QUIET}) == 1


async def test_entering_and_leaving_are_told(puppet: Puppet, connect: Connect) -> None:
    """Also in again within the hour: it is another time."""
    await puppet.room(QUIET, "静悄悄", ["alice"])
    listening = await connect(puppet)
    told = listening.seats
    for _ in range(2):
        await puppet.join(QUIET, BOT, by="alice")
        await listening.until(lambda: bool(told) and told[-1].room.id == QUIET and told[-1].here)
        await puppet.leave(QUIET, BOT, by="alice")
        await listening.until(lambda: told[-1].room.id == QUIET and not told[-1].here)
    ours = [(seat.id, seat.here) for seat in told if seat.room.id == QUIET]
    assert [here for _, here in ours] == [True, False, True, False]
    assert len(set(ours)) == 4


async def test_a_room_that_was_left_while_nobody_watched_is_told_when_the_bot_is_back(
    puppet: Puppet, connect: Connect
) -> None:
    """The shelf remembers where it sat; one list that lacks the room is not enough."""
    await puppet.room(QUIET, "静悄悄", ["alice", BOT])
    jar = Jar()
    listening = await connect(puppet, shelf=jar)
    while jar.blob is None or QUIET.encode() not in jar.blob:
        await puppet.pause()
    await listening.stop()
    await puppet.leave(QUIET, BOT, by="alice", quiet=True)
    again = await connect(puppet, shelf=jar)
    await again.until(lambda: any(not seat.here for seat in again.seats))
    [gone] = [seat for seat in again.seats if not seat.here]
    assert gone.room.id == QUIET
    assert gone.at <= SystemClock().now()
    assert QUIET not in {seat.room.id for seat in again.seats if seat.here}
