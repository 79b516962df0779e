"""Actions reach the gateway as what they are, and failures come back as what to do about them."""

import pytest

from bot.contract import Do, GatewayBusy, GatewayError, MemberJoined, MemberLeft
from tests.gateway.listening import Connect, action
from tests.gateway.puppet import BOT, ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")
OTHER = "others@chatroom"


async def looked(puppet: Puppet) -> None:
    """Wait for the look at the rooms that follows the login."""
    while (await puppet.calls()).get("roomMemberList", 0) < len(puppet.rooms):
        await puppet.pause()


async def test_say_posts_in_the_room_and_mentions(puppet: Puppet, connect: Connect) -> None:
    """The text, the mentioned members, and the id of the posted message."""
    gateway = (await connect(puppet)).gateway
    receipt = await gateway.perform(action(Do.say, text="@Bob 欢迎", mentions=("bob",)))
    await puppet.wait_for(lambda done: bool(done.performed))
    assert puppet.performed == [
        {"performed": "say", "to": ROOM, "text": "@Bob 欢迎", "mentions": ["bob"], "id": receipt.message}
    ]


async def test_direct_writes_to_the_member_or_to_whom_it_says(puppet: Puppet, connect: Connect) -> None:
    """`to` comes before the member the action is about."""
    gateway = (await connect(puppet)).gateway
    await gateway.perform(action(Do.direct, text="to bob"))
    await gateway.perform(action(Do.direct, text="to alice", to="alice"))
    await puppet.wait_for(lambda done: len(done.performed) == 2)
    assert [(done["to"], done["text"]) for done in puppet.performed] == [
        ("bob", "to bob"),
        ("alice", "to alice"),
    ]


async def test_announce_sets_the_group_notice(puppet: Puppet, connect: Connect) -> None:
    """The notice is set, not asked for (older clients of the wire only asked)."""
    gateway = (await connect(puppet)).gateway
    assert await gateway.refuses(action(Do.announce, text="群规")) is None
    await gateway.perform(action(Do.announce, text="群规"))
    await puppet.wait_for(lambda done: bool(done.performed))
    assert puppet.performed == [{"performed": "announce", "to": ROOM, "text": "群规"}]


async def test_remove_and_invite_change_the_room(puppet: Puppet, connect: Connect) -> None:
    """What the bot did comes back as events: Bob removed by the bot, and brought back by it."""
    listening = await connect(puppet)
    await looked(puppet)
    await listening.gateway.perform(action(Do.remove))
    left = await listening.one(MemberLeft)
    assert (left.member.id, left.remover and left.remover.id) == ("bob", BOT)
    assert await listening.gateway.refuses(action(Do.invite)) is None
    await listening.gateway.perform(action(Do.invite))
    assert (await listening.one(MemberJoined)).member.id == "bob"


@pytest.mark.parametrize("do", [Do.mute, Do.recall])
async def test_what_wechat_cannot_do_is_refused(puppet: Puppet, connect: Connect, do: Do) -> None:
    """Nobody can be muted, and nobody else's message recalled."""
    gateway = (await connect(puppet)).gateway
    assert do not in gateway.can
    assert await gateway.refuses(action(do, message="m1", seconds=60))
    with pytest.raises(GatewayError):
        await gateway.perform(action(do, message="m1", seconds=60))


async def test_here_and_now_is_looked_at_before_acting(puppet: Puppet, connect: Connect) -> None:
    """Strangers, absent members, rooms without the bot or without power over them are said beforehand."""
    await puppet.contact("eve", friend=False)
    await puppet.room(OTHER, "Others", [BOT, "alice", "bob"], owner="alice")
    await puppet.room("foreign@chatroom", "Foreign", ["alice", "bob"])
    gateway = (await connect(puppet)).gateway
    while (await puppet.calls()).get("roomMemberList", 0) < 2:
        await puppet.pause()
    reasons = {
        "a stranger": await gateway.refuses(action(Do.direct, "eve", text="hi")),
        "a stranger to invite": await gateway.refuses(action(Do.invite, "eve")),
        "present": await gateway.refuses(action(Do.invite, "bob")),
        "absent": await gateway.refuses(action(Do.remove, "carol")),
        "powerless": await gateway.refuses(action(Do.remove, "bob", room=OTHER)),
        "powerless to announce": await gateway.refuses(action(Do.announce, room=OTHER, text="x")),
        "elsewhere": await gateway.refuses(action(Do.say, room="foreign@chatroom", text="x")),
    }
    assert all(reasons.values()), reasons
    for fine in (Do.say, Do.direct, Do.announce, Do.remove):
        assert await gateway.refuses(action(fine, "bob", text="x")) is None


async def test_a_missing_receiver_is_an_error(puppet: Puppet, connect: Connect) -> None:
    """An action about nobody cannot be performed."""
    gateway = (await connect(puppet)).gateway
    with pytest.raises(GatewayError, match="nobody"):
        await gateway.perform(action(Do.remove, None))


@pytest.mark.parametrize("words", ["操作太频繁，请稍后再试", "you do that too often", "frequency limit"])
async def test_too_often_is_busy(puppet: Puppet, connect: Connect, words: str) -> None:
    """What WeChat says when it is annoyed means: wait a while, then repeat."""
    gateway = (await connect(puppet)).gateway
    await puppet.fault("messageSendText", message=words, times=1)
    with pytest.raises(GatewayBusy) as busy:
        await gateway.perform(action(Do.say, text="hello"))
    assert busy.value.retry_after >= 30
    await gateway.perform(action(Do.say, text="hello"))


async def test_a_refusal_is_final_and_certain(puppet: Puppet, connect: Connect) -> None:
    """The gateway answered no: it was not performed."""
    gateway = (await connect(puppet)).gateway
    await puppet.fault("roomDel", message="you are not the owner", times=1)
    with pytest.raises(GatewayError, match="not the owner") as refused:
        await gateway.perform(action(Do.remove))
    assert not refused.value.uncertain
    assert not isinstance(refused.value, GatewayBusy)


async def test_no_answer_in_time_is_uncertain_for_what_cannot_be_repeated(
    puppet: Puppet, connect: Connect
) -> None:
    """A `say` may have been said; a `remove` is simply repeated."""
    gateway = (await connect(puppet, call_deadline=0.5)).gateway
    await puppet.fault("messageSendText", hang=True)
    await puppet.fault("roomDel", hang=True)
    with pytest.raises(GatewayError) as said:
        await gateway.perform(action(Do.say, text="hello"))
    assert said.value.uncertain
    with pytest.raises(GatewayBusy):
        await gateway.perform(action(Do.remove))
