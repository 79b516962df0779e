"""The gateway dies, freezes, restarts, refuses: noticed, shown, and reconnected."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.contract import Do, GatewayBusy, GatewayError, MemberJoined, MemberLeft, Message, State
from tests.engine.waiting import PATIENCE
from tests.gateway import certificates
from tests.gateway.listening import Connect, Listening, action
from tests.gateway.puppet import ROOM, Puppet

pytestmark = pytest.mark.asyncio(loop_scope="session")
NOTICED = 5.0
"""Seconds within which a dead or frozen gateway must show."""
TRIES = 3
"""How often a busy machine is asked for it."""


async def shown(
    listening: Listening,
    harm: Callable[[], Awaitable[None] | None],
    mend: Callable[[], Awaitable[None] | None],
) -> None:
    """Harm the gateway until that shows in time, and be left with it harmed."""
    for _ in range(TRIES):
        await _done(harm)
        started = time.perf_counter()
        await listening.state(State.lost)
        if time.perf_counter() - started < NOTICED:
            return
        await _done(mend)
        await listening.state(State.ready)
    pytest.fail(f"not once of {TRIES} times within {NOTICED} s")


async def _done(work: Callable[[], Awaitable[None] | None]) -> None:
    if (waiting := work()) is not None:
        await waiting


async def test_a_killed_gateway_is_noticed_and_found_again(frail: Puppet, connect: Connect) -> None:
    """SIGKILL shows within 5 s; after a restart messages are heard, and who came meanwhile is greeted."""
    listening = await connect(frail)
    await frail.post(ROOM, "bob", "before")
    await listening.count(1)
    while not (await frail.calls()).get("roomMemberList"):
        await frail.pause()
    await shown(listening, frail.kill, frail.start)
    assert frail.endpoint in listening.gateway.status().detail or "重连" in listening.gateway.status().detail
    with pytest.raises(GatewayBusy):
        await listening.gateway.perform(action(Do.say, text="hello"))
    frail.rooms[ROOM]["members"].append("carol")
    frail.rooms[ROOM]["members"].remove("bob")
    await frail.start()
    await listening.state(State.ready)
    assert (await listening.one(MemberJoined)).member.id == "carol"
    assert (await listening.one(MemberLeft)).member.id == "bob"
    await frail.post(ROOM, "carol", "after", id="after")
    await listening.until(lambda: any(event.id == "after" for event in listening.heard))


async def test_a_frozen_gateway_is_noticed_and_found_again(frail: Puppet, connect: Connect) -> None:
    """SIGSTOP keeps every connection open and answers nothing: it shows within 5 s, and heals by itself."""
    listening = await connect(frail)
    await shown(listening, frail.freeze, frail.thaw)
    with pytest.raises(GatewayBusy):
        await listening.gateway.perform(action(Do.say, text="hello"))
    frail.thaw()
    await listening.state(State.ready)
    await frail.post(ROOM, "bob", "thawed")
    assert (await listening.one(Message)).text == "thawed"


async def test_a_frozen_gateway_is_noticed_while_reading_stands_still(
    frail: Puppet, connect: Connect
) -> None:
    """A full inbox does not hide that the gateway is gone."""
    listening = await connect(frail, in_flight=2, waiting=2)
    listening.open.clear()
    await frail.burst([ROOM], "bob", 50)
    await frail.settled("messagePayload")
    frail.freeze()
    await listening.state(State.lost)
    listening.open.set()
    frail.thaw()
    await listening.state(State.ready)
    await frail.post(ROOM, "bob", "thawed", id="thawed")
    await listening.until(lambda: any(event.id == "thawed" for event in listening.heard))


async def test_an_action_cut_off_on_its_way_is_uncertain(frail: Puppet, connect: Connect) -> None:
    """Killed in the middle of a `say`: nobody knows, so a person decides. A `remove` may be repeated."""
    listening = await connect(frail)
    await frail.fault("messageSendText", hang=True)
    await frail.fault("roomDel", hang=True)
    pending = [
        listening.background(listening.gateway.perform(action(Do.say, text="hello"))),
        listening.background(listening.gateway.perform(action(Do.remove))),
    ]
    while len([call for call in await frail.calls() if call in ("messageSendText", "roomDel")]) < 2:
        await frail.pause()
    await frail.kill()
    with pytest.raises(GatewayError) as said:
        await pending[0]
    assert said.value.uncertain
    with pytest.raises(GatewayBusy):
        await pending[1]


async def test_a_gateway_that_is_not_there_yet_is_waited_for(frail: Puppet, connect: Connect) -> None:
    """Started before its gateway, the bot says where it looks, and connects as soon as there is one."""
    await frail.stop()
    listening = await connect(frail, state=State.lost)
    assert frail.endpoint in listening.gateway.status().detail
    await frail.start()
    await listening.state(State.ready)


async def test_a_wrong_token_ends_listening_with_what_to_do(puppet: Puppet, connect: Connect) -> None:
    """It can never work, so it is an error, not a retry; the status says which setting is wrong."""
    listening = await connect(puppet, state=None, token="guessed")
    with pytest.raises(GatewayError, match="WECHATY_PUPPET_SERVICE_TOKEN"):
        await listening.ended()
    status = listening.gateway.status()
    assert (status.state, "WECHATY_PUPPET_SERVICE_TOKEN" in status.detail) == (State.refused, True)


async def test_a_second_consumer_is_told_so_and_takes_over(puppet: Puppet, connect: Connect) -> None:
    """One program at a time: the second shows `refused` and why, and connects once the first is gone."""
    first = await connect(puppet)
    second = await connect(puppet, state=State.refused)
    assert "one at a time" in second.gateway.status().detail
    await puppet.post(ROOM, "bob", "for the first")
    await first.count(1)
    await first.stop()
    await second.state(State.ready)
    await puppet.post(ROOM, "bob", "for the second")
    assert [event.id for event in await second.count(1)] != [event.id for event in first.heard]


async def test_tls_with_a_certificate_of_ones_own(connect: Connect, tmp_path: Path) -> None:
    """With the authority's file the gateway is trusted; with another it is not, and that is said."""
    secure = certificates.make(tmp_path / "ours")
    puppet = Puppet(tls={"serverCert": secure.certificate, "serverKey": secure.key})
    await puppet.start()
    try:
        await puppet.stage()
        stranger = certificates.make(tmp_path / "other")
        suspicious = await connect(puppet, state=State.lost, plain=False, tls_ca=stranger.authority)
        assert "TLS" in suspicious.gateway.status().detail
        await suspicious.stop()
        listening = await connect(puppet, plain=False, tls_ca=secure.authority)
        await puppet.post(ROOM, "bob", "sealed")
        assert (await listening.one(Message)).text == "sealed"
        await listening.gateway.perform(action(Do.say, text="also sealed"))
        await puppet.wait_for(lambda done: done.said == ["also sealed"])
        await listening.stop()
        guessing = await connect(puppet, state=None, plain=False, tls_ca=secure.authority, token="guessed")
        with pytest.raises(GatewayError):
            await guessing.ended()
    finally:
        await puppet.stop()


async def test_listening_stops_at_once_even_right_after_a_login(puppet: Puppet, connect: Connect) -> None:
    """A cancellation is never lost, whatever arrives in the same moment."""
    for _ in range(5):
        listening = await connect(puppet)
        await asyncio.wait_for(listening.stop(), PATIENCE)
