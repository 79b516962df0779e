"""A command from the command line: into a room that is known, and into no other by mistake."""

import pytest

from bot.app.attach import issue
from bot.app.board import GATEWAY, Board
from bot.app.shelf import StoreShelf
from bot.contract import QunguanError, State
from bot.testing import Chat

RULES = """
version: 1
rules:
  hello: {handler: match, match: {text: 你好}, then: {hit: {say: 你好呀}}}
"""


async def _on(room: Chat, platform: str) -> None:
    """Have an account of ours on a platform."""
    facts = {
        "platform": platform,
        "account": "bot",
        "state": State.ready,
        "since": room.clock.now().isoformat(),
    }
    await Board(room.machine.store).post(f"{GATEWAY}{platform}/bot", facts)


@pytest.mark.rules(RULES)
async def test_a_room_that_was_heard_gets_its_command(room: Chat) -> None:
    """It is in the inbox, and the room answers."""
    await _on(room, "test")
    await room.person("Alice").says("早")
    assert await issue(room.machine.store, f"test/{room.id}", "/help") == f"issued in test/{room.id}: /help"
    await room.machine.settle()
    assert "/帮助" in room.said[-1]


@pytest.mark.rules(RULES)
async def test_a_room_never_heard_from_is_asked_about(room: Chat) -> None:
    """The nearest that was heard from is named, and `--anyway` sends it nevertheless."""
    await _on(room, "test")
    await room.person("Alice").says("早")
    for said in (f"did you mean test/{room.id}?", "nothing was ever heard", "--anyway", "还没听到过群 test/"):
        with pytest.raises(QunguanError) as refused:
            await issue(room.machine.store, f"test/{room.id}x", "/help")
        assert said in str(refused.value)
    assert await issue(room.machine.store, "test/new", "/help", anyway=True) == "issued in test/new: /help"


@pytest.mark.rules(RULES)
async def test_the_playgrounds_rooms_are_known_before_anybody_speaks(room: Chat) -> None:
    """Those it starts with; another is none, whatever was saved."""
    store = room.machine.store
    await _on(room, "playground")
    assert (await issue(store, "playground/moms", "/help")).startswith("issued")
    with pytest.raises(QunguanError, match=r"no room 'playground/mom' \(did you mean playground/moms\?\)"):
        await issue(store, "playground/mom", "/help")
    with pytest.raises(QunguanError, match="没有群 playground/nosuch；有这些：playground/flash"):
        await issue(store, "playground/nosuch", "/help")
    await StoreShelf(store, "playground").put(b'{"broken"')
    assert (await issue(store, "playground/moms", "/help")).startswith("issued")
