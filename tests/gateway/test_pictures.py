"""A picture arrives as what could be read of it, in time or not at all, in its place among the messages."""

import asyncio
import base64
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.contract import Kind, Message, Picture
from bot.pictures import PictureReader
from tests.gateway.listening import Connect
from tests.gateway.puppet import BOT, ROOM, Puppet
from tests.pictures.making import bomb, qr, saved

pytestmark = pytest.mark.asyncio(loop_scope="session")
CODE = "https://weixin.qq.com/g/abc"


@pytest_asyncio.fixture(loop_scope="session")
async def reader() -> AsyncIterator[PictureReader]:
    """A reader, closed afterwards."""
    reader = PictureReader(deadline=30)
    yield reader
    await reader.close()


async def show(puppet: Puppet, data: bytes, room: str = ROOM) -> str:
    """Post a picture; return its message's id."""
    return await puppet.post(room, "bob", "<msg/>", kind="Image", card=base64.b64encode(data).decode())


async def reads_nothing(data: bytes) -> Picture | None:
    """Read a picture that shows nothing."""
    return Picture()


async def test_a_picture_is_told_with_its_codes(
    puppet: Puppet, connect: Connect, reader: PictureReader
) -> None:
    """Streamed by the official gateway in many parts; what comes after it waits for it."""
    listening = await connect(puppet, read_picture=reader, picture_deadline=60)
    noise = Image.frombytes("RGB", (400, 400), Random(1).randbytes(480_000)).resize((800, 800))
    noise.paste(qr(CODE).resize((300, 300)), (20, 20))
    data = saved(noise)
    assert len(data) > 300_000
    id = await show(puppet, data)
    after = await puppet.post(ROOM, "bob", "看看")
    await listening.count(2, within=60)
    picture, text = listening.of(Message)
    assert (picture.id, picture.kind, picture.text, text.id) == (id, Kind.image, "", after)
    assert picture.picture is not None
    assert picture.picture.codes == (CODE,)
    assert len(picture.picture.hash) == 64


async def test_what_cannot_be_fetched_or_read_is_told_without(
    puppet: Puppet, connect: Connect, reader: PictureReader
) -> None:
    """It is none, or it is a bomb."""
    listening = await connect(puppet, read_picture=reader, picture_deadline=60)
    for data in (b"no picture", bomb(60_000, 60_000)):
        await show(puppet, data)
    heard = await listening.count(2, within=60)
    assert [(one.kind, one.picture) for one in heard if isinstance(one, Message)] == [(Kind.image, None)] * 2


@pytest.mark.parametrize("fault", [{"hang": True}, {"message": "gone"}], ids=["hangs", "is gone"])
async def test_a_picture_that_does_not_come_holds_its_message_up_for_a_moment_only(
    puppet: Puppet, connect: Connect, reader: PictureReader, fault: dict[str, Any]
) -> None:
    """Until the deadline: the official gateway never answers where its puppet fails."""
    listening = await connect(puppet, read_picture=reader, picture_deadline=0.2)
    await puppet.fault("messageImage", times=1, **fault)
    await show(puppet, saved(qr(CODE)))
    assert (await listening.one(Message)).picture is None


async def test_a_picture_that_never_comes_holds_up_its_own_room_alone(
    puppet: Puppet, connect: Connect
) -> None:
    """What is posted elsewhere, pictures too, is told meanwhile and in order; privately as well."""
    await puppet.room("other@chatroom", "Other", [BOT, "bob"])
    listening = await connect(puppet, read_picture=reads_nothing, picture_deadline=3600)
    await puppet.fault("messageImage", times=1, hang=True)
    await show(puppet, b"never")
    for n in range(3):
        await puppet.post(ROOM, "bob", str(n))
        await puppet.post("other@chatroom", "bob", str(n))
        await puppet.whisper("carol", str(n))
        await show(puppet, b"comes", "other@chatroom")
    await listening.count(9)
    assert {one.room.id for one in listening.of(Message)} == {"other@chatroom"}
    assert [one.text or one.kind for one in listening.of(Message)] == [
        "0",
        "image",
        "1",
        "image",
        "2",
        "image",
    ]


async def test_a_picture_that_is_being_read_keeps_no_other_from_being_fetched(
    puppet: Puppet, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words take seconds: the codes of those that follow must not be late for it."""
    monkeypatch.setattr("bot.gateways.wechaty.pictures._AT_ONCE", 1)
    await puppet.room("other@chatroom", "Other", [BOT, "bob"])
    second = asyncio.Event()

    async def reads(data: bytes) -> Picture | None:
        if data == b"first":
            await second.wait()
        second.set()
        return Picture()

    listening = await connect(puppet, read_picture=reads, picture_deadline=60)
    await show(puppet, b"first")
    await show(puppet, b"second", "other@chatroom")
    await listening.count(2)
    assert [one.picture for one in listening.of(Message)] == [Picture()] * 2


async def test_where_too_many_pictures_wait_the_next_is_told_without(
    puppet: Puppet, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once: where none comes, not every room is to wait for the deadline."""
    monkeypatch.setattr("bot.gateways.wechaty.pictures.MOST_WAITING", 1)
    await puppet.room("other@chatroom", "Other", [BOT, "bob"])
    listening = await connect(puppet, read_picture=reads_nothing, picture_deadline=3600)
    await puppet.fault("messageImage", hang=True)
    await show(puppet, b"never")
    await show(puppet, b"nor this", "other@chatroom")
    message = await listening.one(Message)
    assert (message.room.id, message.kind, message.picture) == ("other@chatroom", Kind.image, None)


async def test_one_that_is_too_large_is_not_fetched_whole(
    puppet: Puppet, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stream is given up as soon as it is too much."""
    monkeypatch.setattr("bot.gateways.wechaty.pictures.MAX_BYTES", 1000)
    read: list[int] = []

    async def reads(data: bytes) -> Picture | None:
        read.append(len(data))
        return Picture()

    listening = await connect(puppet, read_picture=reads, picture_deadline=60)
    await show(puppet, b"x" * 100_000)
    await show(puppet, b"x" * 900)
    await listening.count(2, within=60)
    assert [one.picture for one in listening.of(Message)] == [None, Picture()]
    assert read == [900]
