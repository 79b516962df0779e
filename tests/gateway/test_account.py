"""Scan, login, logout: what the operator sees, and when the bot may act."""

import pytest

from bot.contract import Do, GatewayBusy, Message, State
from tests.gateway.listening import Connect, action
from tests.gateway.puppet import BOT, ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_from_the_code_to_the_login_and_out_again(puppet: Puppet, connect: Connect) -> None:
    """Each step of a login shows in the status: the code, the phone's turn, ready, logged out."""
    await puppet.logout()
    listening = await connect(puppet, state=State.starting)
    await puppet.scan("https://login.weixin.qq.com/l/abc")
    await listening.state(State.scan)
    assert listening.gateway.status().qr == "https://login.weixin.qq.com/l/abc"
    await puppet.scan("https://login.weixin.qq.com/l/abc", status=3)
    while listening.gateway.status().qr is not None:
        await puppet.pause()
    assert "手机" in listening.gateway.status().detail
    await puppet.login()
    await listening.state(State.ready)
    assert listening.gateway.status().member == BOT
    await puppet.logout()
    await listening.state(State.logged_out)
    assert "logged out" in listening.gateway.status().detail
    with pytest.raises(GatewayBusy):
        await listening.gateway.perform(action(Do.say, text="hello"))


async def test_a_code_from_before_is_shown_to_who_connects_later(puppet: Puppet, connect: Connect) -> None:
    """The gateway keeps the code; a bot started after it shows it too."""
    await puppet.logout()
    await puppet.scan("https://login.weixin.qq.com/l/early")
    listening = await connect(puppet, state=State.scan)
    assert listening.gateway.status().qr == "https://login.weixin.qq.com/l/early"


async def test_the_time_since_when_stays_while_the_state_does(puppet: Puppet, connect: Connect) -> None:
    """A new code is no new state."""
    await puppet.logout()
    listening = await connect(puppet, state=None)
    await puppet.scan("one")
    await listening.state(State.scan)
    since = listening.gateway.status().since
    await puppet.scan("two")
    while listening.gateway.status().qr != "two":
        await puppet.pause()
    assert listening.gateway.status().since == since


async def test_a_gateway_whose_puppet_sleeps_is_woken(puppet: Puppet, connect: Connect) -> None:
    """Connected, and told nothing of an account, the bot asks the gateway to start it."""
    await puppet.sleep()
    listening = await connect(puppet, state=None)
    await listening.state(State.ready)
    await puppet.post(ROOM, "bob", "good morning")
    assert (await listening.one(Message)).text == "good morning"


async def test_before_it_is_ready_it_is_starting(puppet: Puppet, connect: Connect) -> None:
    """A gateway that was never connected says so, and does nothing."""
    listening = await connect(puppet, state=None)
    status = listening.gateway.status()
    assert (status.platform, status.account, status.state) == ("wechat", "wechat", State.starting)
    assert listening.gateway.real
