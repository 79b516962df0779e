"""What is written to the account privately is told as that, and belongs to no room."""

from typing import Any

import pytest

from bot.contract import Kind, Message, Whispered
from tests.gateway.listening import Connect
from tests.gateway.puppet import ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_private_message_is_a_whisper(puppet: Puppet, connect: Connect) -> None:
    """With its words, and who wrote them; delivered again it is the same event, so it acts once."""
    listening = await connect(puppet)
    id = await puppet.whisper("carol", "我保证不再发了")
    await puppet.again(id)
    first, second = await listening.count(2)
    assert isinstance(first, Whispered)
    assert first == second
    assert (first.id, first.text, first.kind, first.room) == (id, "我保证不再发了", Kind.text, None)
    assert (first.member.id, first.member.name, first.account) == ("carol", "Carol", "wechat")
    assert first.actor == "member:wechat/carol"


async def test_what_a_private_message_quotes_is_not_said_by_its_author(
    puppet: Puppet, connect: Connect
) -> None:
    """Our own line spells out the promise: who answers it with anything else has not given it."""
    listening = await connect(puppet)
    ours = "答应不再发的话，回复我「我保证不再发」，我拉你回来～"
    await puppet.whisper("carol", f"「群管：{ours}」\n- - - - - - - - - - - - - - -\n凭什么")
    assert (await listening.one(Whispered)).text == "凭什么"


@pytest.mark.parametrize(
    ("kind", "told"), [("Image", Kind.image), ("Url", Kind.link), ("Location", Kind.unknown)]
)
async def test_of_other_kinds_only_the_kind_is_told(
    puppet: Puppet, connect: Connect, kind: str, told: Kind
) -> None:
    """No picture is fetched and no card asked for that a stranger sends."""

    async def read_picture(data: bytes) -> Any:
        raise AssertionError("nobody asked for it")

    listening = await connect(puppet, read_picture=read_picture)
    await puppet.whisper("carol", "<xml/>", kind=kind, card="cGlj")
    whisper = await listening.one(Whispered)
    assert (whisper.kind, whisper.text) == (told, "<xml/>" if told is Kind.unknown else "")
    assert not {"messageImage", "messageUrl"} & (await puppet.calls()).keys()


async def test_whispers_keep_their_order_and_hold_nobody_up(puppet: Puppet, connect: Connect) -> None:
    """Those of one person stay in order; a name that does not come delays only that person's."""
    listening = await connect(puppet, payload_deadline=60)
    await puppet.fault("contactPayload", id="dave", hang=True)
    await puppet.whisper("dave", "waits")
    for n in range(5):
        await puppet.whisper("carol", str(n))
        await puppet.post(ROOM, "bob", str(n))
    await listening.count(10)
    assert [one.text for one in listening.of(Whispered)] == list("01234")
    assert [one.text for one in listening.of(Message)] == list("01234")
