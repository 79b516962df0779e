"""Joins and leaves that the gateway lost are told, and none is told twice."""

import pytest

from bot.contract import Event, MemberJoined, MemberLeft, Message, RoomRenamed, State
from tests.gateway.listening import Connect, Jar, Listening
from tests.gateway.puppet import BOT, ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")


def joined(listening: Listening, member: str) -> int:
    """Count the joins of a member, as the engine does: once an id."""
    return len({event.id for event in listening.of(MemberJoined) if event.member.id == member})


async def looked(listening: Listening, puppet: Puppet) -> None:
    """Have the gateway looked at all rooms now, and wait for it."""
    before = (await puppet.calls()).get("roomMemberList", 0)
    await puppet.ready()
    while (await puppet.calls()).get("roomMemberList", 0) < before + len(puppet.rooms):
        await puppet.pause()
    await marked(listening, puppet)


async def marked(listening: Listening, puppet: Puppet) -> list[Event]:
    """Wait until all that was before is heard."""
    id = await puppet.post(ROOM, "alice", "mark")
    await listening.until(lambda: any(event.id == id for event in listening.heard))
    return listening.heard


async def test_who_is_there_at_first_is_no_news(puppet: Puppet, connect: Connect) -> None:
    """The first look at a room greets nobody."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    assert not listening.of(MemberJoined)


async def test_a_join_whose_event_was_lost_is_found(puppet: Puppet, connect: Connect) -> None:
    """A look at the room tells it, with the room's new size."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.join(ROOM, "carol", by="alice", quiet=True)
    await looked(listening, puppet)
    found = await listening.one(MemberJoined)
    assert (found.member.name, found.room.members) == ("Carol", 4)


async def test_a_leave_whose_event_was_lost_is_found_at_the_second_look(
    puppet: Puppet, connect: Connect
) -> None:
    """One list without a member may be a short list; two are a leave."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.leave(ROOM, "bob", by="alice", quiet=True)
    await puppet.ready()
    left = await listening.one(MemberLeft)
    assert (left.member.id, left.remover) == ("bob", None)


async def test_a_short_list_makes_nobody_leave(puppet: Puppet, connect: Connect) -> None:
    """A list that lacks a member once, or the account itself, is not believed."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.fault("roomMemberList", answer=[BOT, "alice"], times=1)
    await looked(listening, puppet)
    await puppet.fault("roomMemberList", answer=[], times=1)
    await looked(listening, puppet)
    await puppet.fault("roomMemberList", message="not now", times=1)
    await looked(listening, puppet)
    await looked(listening, puppet)
    assert not listening.of(MemberLeft)


async def test_a_join_heard_and_then_seen_is_one(puppet: Puppet, connect: Connect) -> None:
    """The event first, the look after it: greeted once."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.join(ROOM, "carol", by="alice")
    await listening.one(MemberJoined)
    await looked(listening, puppet)
    await looked(listening, puppet)
    assert joined(listening, "carol") == 1


async def test_a_join_seen_and_then_heard_is_one(puppet: Puppet, connect: Connect) -> None:
    """The look first, the event late: greeted once."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.join(ROOM, "carol", by="alice", quiet=True)
    await looked(listening, puppet)
    await listening.one(MemberJoined)
    await puppet.join(ROOM, "carol", by="alice")
    await marked(listening, puppet)
    assert joined(listening, "carol") == 1


async def test_who_comes_again_counts_again(puppet: Puppet, connect: Connect) -> None:
    """After a leave, heard or seen, a join is a new one."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.join(ROOM, "carol", by="alice")
    await puppet.leave(ROOM, "carol", by="carol")
    await puppet.join(ROOM, "carol", by="alice")
    await marked(listening, puppet)
    assert joined(listening, "carol") == 2
    await puppet.leave(ROOM, "carol", by="carol", quiet=True)
    await puppet.ready()
    await listening.until(lambda: len(listening.of(MemberLeft)) == 2)
    await puppet.join(ROOM, "carol", by="alice", quiet=True)
    await looked(listening, puppet)
    await listening.until(lambda: joined(listening, "carol") == 3)


async def test_entering_and_leaving_a_room_itself_is_no_event(puppet: Puppet, connect: Connect) -> None:
    """The bot does not greet itself, nor those who were in the room before it."""
    await puppet.room("new@chatroom", "New", ["alice", "bob"])
    listening = await connect(puppet)
    await looked_at_first(puppet)
    await puppet.join("new@chatroom", BOT, by="alice")
    await puppet.post("new@chatroom", "bob", "welcome, bot")
    await listening.one(Message)
    await puppet.leave("new@chatroom", BOT, by="alice")
    await marked(listening, puppet)
    assert not listening.of(MemberJoined)
    assert not listening.of(MemberLeft)


async def looked_at_first(puppet: Puppet) -> None:
    """Wait for the look that follows the login."""
    while not (await puppet.calls()).get("roomMemberList"):
        await puppet.pause()


async def test_moves_while_the_bot_was_away_are_told_when_it_is_back(
    puppet: Puppet, connect: Connect
) -> None:
    """What the last process knew is on the shelf; the next one finds the difference."""
    jar = Jar()
    listening = await connect(puppet, shelf=jar)
    while jar.blob is None or b"bob" not in jar.blob:
        await puppet.pause()
    await listening.stop()
    await puppet.join(ROOM, "carol", by="alice")
    await puppet.leave(ROOM, "bob", by="alice")
    again = await connect(puppet, shelf=jar)
    assert (await again.one(MemberJoined)).member.id == "carol"
    assert (await again.one(MemberLeft)).member.id == "bob"


async def test_a_move_that_may_not_have_been_heard_is_told_again_the_same(
    puppet: Puppet, connect: Connect
) -> None:
    """Killed between keeping a join and hearing it, the next process tells it under the same id."""
    jar = Jar()
    listening = await connect(puppet, shelf=jar)
    await looked(listening, puppet)
    listening.open.clear()
    await puppet.join(ROOM, "carol", by="alice")
    while jar.blob is None or b"carol" not in jar.blob:
        await puppet.pause()
    await listening.stop()
    assert not listening.of(MemberJoined)
    again = await connect(puppet, shelf=jar)
    found = await again.one(MemberJoined)
    await marked(again, puppet)
    assert joined(again, "carol") == 1
    assert found.id == f"join:carol:{int(found.at.timestamp() * 1000)}"


async def test_an_unreadable_shelf_is_as_good_as_none(puppet: Puppet, connect: Connect) -> None:
    """Listening begins anew."""
    jar = Jar()
    jar.blob = b'{"rooms": 7}'
    listening = await connect(puppet, shelf=jar, state=State.ready)
    await puppet.post(ROOM, "bob", "hi")
    assert (await listening.one(Message)).text == "hi"


async def test_a_rename_whose_event_was_lost_is_found(puppet: Puppet, connect: Connect) -> None:
    """A look tells the new name once, also when the event comes after it; the first name is no news."""
    listening = await connect(puppet)
    await looked(listening, puppet)
    await puppet.rename(ROOM, "新群名", by="alice", quiet=True)
    await looked(listening, puppet)
    renamed = await listening.one(RoomRenamed)
    assert (renamed.room.name, renamed.member) == ("新群名", None)
    await puppet.rename(ROOM, "新群名", by="alice")
    await looked(listening, puppet)
    assert len(listening.of(RoomRenamed)) == 1
    await puppet.rename(ROOM, "又一个", by="alice")
    await listening.until(lambda: len(listening.of(RoomRenamed)) == 2)
    await looked(listening, puppet)
    assert len(listening.of(RoomRenamed)) == 2


async def test_a_rename_while_the_bot_was_away_is_told_when_it_is_back(
    puppet: Puppet, connect: Connect
) -> None:
    """What the last process knew is on the shelf."""
    jar = Jar()
    listening = await connect(puppet, shelf=jar)
    await looked(listening, puppet)
    while jar.blob is None or b"names" not in jar.blob or ROOM.encode() not in jar.blob.split(b"names")[1]:
        await puppet.pause()
    await listening.stop()
    await puppet.rename(ROOM, "新群名", by="alice")
    again = await connect(puppet, shelf=jar)
    assert (await again.one(RoomRenamed)).room.name == "新群名"
