"""What happens in WeChat becomes the event it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.contract import (
    Contact,
    Kind,
    Link,
    MemberJoined,
    MemberLeft,
    Message,
    MiniProgram,
    Role,
    RoomRenamed,
)
from tests.gateway.listening import Connect
from tests.gateway.puppet import BOT, ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")
CARDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "text": ({"text": "大家好 👋"}, {"kind": Kind.text, "text": "大家好 👋"}),
    "image": ({"kind": "Image", "text": "<msg/>"}, {"kind": Kind.image, "text": ""}),
    "red packet": ({"kind": "RedEnvelope", "text": "<xml/>"}, {"kind": Kind.red_packet, "text": ""}),
    "sticker": ({"kind": "Emoticon"}, {"kind": Kind.sticker}),
    "voice": ({"kind": "Audio"}, {"kind": Kind.voice}),
    "video": ({"kind": "Video"}, {"kind": Kind.video}),
    "file": ({"kind": "Attachment"}, {"kind": Kind.file}),
    "recalled": ({"kind": "Recalled", "text": "m0"}, {"kind": Kind.recalled, "text": "m0"}),
    "group note": ({"kind": "GroupNote", "text": "接龙"}, {"kind": Kind.text, "text": "接龙"}),
    "location": ({"kind": "Location"}, {"kind": Kind.unknown}),
    "a kind of tomorrow": ({"kind": 99, "text": "?"}, {"kind": Kind.unknown, "text": "?"}),
    "link": (
        {"kind": "Url", "card": {"url": "https://shop.example/a?b=1", "title": "清仓"}},
        {
            "kind": Kind.link,
            "link": Link(url="https://shop.example/a?b=1", title="清仓"),
            "incomplete": False,
        },
    ),
    "mini program": (
        {"kind": "MiniProgram", "card": {"appid": "wx1234", "username": "gh_1", "title": "拼一单"}},
        {"kind": Kind.mini_program, "mini_program": MiniProgram(app_id="wx1234", title="拼一单")},
    ),
    "mini program without an app id": (
        {"kind": "MiniProgram", "card": {"username": "gh_1", "title": "拼一单"}},
        {"mini_program": MiniProgram(app_id="gh_1", title="拼一单")},
    ),
    "contact card": (
        {"kind": "Contact", "card": "dave"},
        {"kind": Kind.contact, "contact": Contact(id="dave", name="Dave")},
    ),
    "contact card of a stranger": (
        {"kind": "Contact", "card": "nobody-we-know"},
        {"contact": Contact(id="nobody-we-know", name="")},
    ),
}


@pytest.mark.parametrize("name", CARDS)
async def test_each_kind_of_message_is_told_as_what_it_is(
    puppet: Puppet, connect: Connect, name: str
) -> None:
    """Text, cards, pictures and red packets arrive with what is in them, and with who posted them where."""
    posted, expected = CARDS[name]
    listening = await connect(puppet)
    id = await puppet.post(ROOM, "bob", **posted)
    message = await listening.one(Message)
    assert (message.id, message.platform, message.account) == (id, "wechat", "wechat")
    assert (message.room.id, message.room.name, message.room.members) == (ROOM, "妈妈好物群", 3)
    assert (message.member.id, message.member.name, message.member.role) == ("bob", "Bob", Role.member)
    assert {field: getattr(message, field) for field in expected} == expected


async def test_mentions_are_the_mentioned(puppet: Puppet, connect: Connect) -> None:
    """Who is mentioned is told by id, each once."""
    listening = await connect(puppet)
    await puppet.post(ROOM, "bob", "@Alice @Bot", mentions=["alice", BOT, "alice"])
    assert (await listening.one(Message)).mentions == ("alice", BOT)


async def test_the_owner_and_the_admins_are_known_as_such(puppet: Puppet, connect: Connect) -> None:
    """The room's owner is `owner`, its admins are `moderator`."""
    await puppet.room("kids@chatroom", "Kids", [BOT, "alice", "bob"], owner="bob", admins=["alice"])
    listening = await connect(puppet)
    await puppet.post("kids@chatroom", "bob", "1")
    await puppet.post("kids@chatroom", "alice", "2")
    await listening.count(2)
    assert [message.member.role for message in listening.of(Message)] == [Role.owner, Role.moderator]


async def test_the_name_in_the_room_comes_before_the_persons_own(puppet: Puppet, connect: Connect) -> None:
    """A member is shown by the name they have in that room."""
    await puppet.contact("erin", name="Erin", nicks={ROOM: "二号楼 Erin"})
    await puppet.join(ROOM, "erin", by="alice", quiet=True)
    listening = await connect(puppet)
    await puppet.post(ROOM, "erin", "hi")
    assert (await listening.one(Message)).member.name == "二号楼 Erin"


async def test_a_new_name_is_seen_when_the_gateway_says_that_it_changed(
    puppet: Puppet, connect: Connect
) -> None:
    """Names are believed for a time, until the gateway calls them dirty."""
    listening = await connect(puppet)
    await puppet.post(ROOM, "bob", "1")
    await listening.count(1)
    await puppet.renamed_contact("bob", "Robert")
    await puppet.post(ROOM, "bob", "2")
    await listening.count(2)
    await puppet.dirty("RoomMember", ROOM)
    await puppet.post(ROOM, "bob", "3")
    await listening.count(3)
    assert [message.member.name for message in listening.of(Message)] == ["Bob", "Bob", "Robert"]


async def test_what_the_bot_says_itself_is_no_event(puppet: Puppet, connect: Connect) -> None:
    """Its own messages come back from the gateway, from rooms and from private talks, and are ignored."""
    listening = await connect(puppet)
    await puppet.post(ROOM, BOT, "my own words")
    await puppet.whisper(BOT, "my own whisper", to="bob")
    await puppet.post(ROOM, "bob", "heard")
    [message] = await listening.count(1)
    assert isinstance(message, Message)
    assert message.text == "heard"


async def test_a_message_delivered_again_keeps_its_id(puppet: Puppet, connect: Connect) -> None:
    """A re-delivery is the same event, so that it acts once."""
    listening = await connect(puppet)
    id = await puppet.post(ROOM, "bob", "once")
    await puppet.again(id)
    first, second = await listening.count(2)
    assert first == second


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [(1772413200, 1772413200), (1772413200123, 1772413200.123), (4102444800, None), (0, None), (-5, None)],
)
async def test_times_are_seconds_or_milliseconds_and_never_in_the_future(
    puppet: Puppet, connect: Connect, stamp: int, expected: float | None
) -> None:
    """Both units are understood; a time of the future, or none, is now."""
    listening = await connect(puppet)
    before = datetime.now(UTC)
    await puppet.post(ROOM, "bob", "when", at=max(stamp, 0))
    at = (await listening.one(Message)).at
    if expected is None:
        assert before - timedelta(seconds=1) <= at <= datetime.now(UTC)
    else:
        assert at.timestamp() == pytest.approx(expected)


async def test_a_join_tells_who_came_and_who_brought_them(puppet: Puppet, connect: Connect) -> None:
    """Several people can come at once; each is an event with the inviter."""
    listening = await connect(puppet)
    await puppet.join(ROOM, "carol", "dave", by="alice")
    await listening.count(2)
    joins = listening.of(MemberJoined)
    assert [(join.member.name, join.inviter and join.inviter.name) for join in joins] == [
        ("Carol", "Alice"),
        ("Dave", "Alice"),
    ]
    assert joins[0].id != joins[1].id


async def test_leaving_and_being_removed_differ_by_the_remover(puppet: Puppet, connect: Connect) -> None:
    """Who leaves by themselves has no remover, also where the platform names them as their own."""
    listening = await connect(puppet)
    await puppet.join(ROOM, "carol", "dave", by="alice")
    await puppet.leave(ROOM, "bob", by="alice")
    await puppet.leave(ROOM, "carol", by="carol")
    await puppet.leave(ROOM, "dave", by="")
    await listening.count(5)
    assert [(left.member.id, left.remover and left.remover.id) for left in listening.of(MemberLeft)] == [
        ("bob", "alice"),
        ("carol", None),
        ("dave", None),
    ]


async def test_a_rename_tells_the_new_name_and_who_gave_it(puppet: Puppet, connect: Connect) -> None:
    """Later events carry the new name too."""
    listening = await connect(puppet)
    await puppet.post(ROOM, "bob", "before")
    await listening.count(1)
    await puppet.rename(ROOM, "新群名", by="alice")
    renamed = await listening.one(RoomRenamed)
    assert (renamed.room.name, renamed.member and renamed.member.id) == ("新群名", "alice")
    await puppet.post(ROOM, "bob", "after")
    await listening.count(3)
    assert listening.of(Message)[1].room.name == "新群名"


async def test_two_renames_are_two_events_and_one_told_twice_is_one(puppet: Puppet, connect: Connect) -> None:
    """The id comes from the name and the time."""
    listening = await connect(puppet)
    for topic in ("A", "B", "B"):
        await puppet.rename(ROOM, topic, by="alice", at=1772413200000)
    await listening.count(3)
    first, second, again = (event.id for event in listening.of(RoomRenamed))
    assert first != second
    assert second == again
