"""A quote is told from a member's own words, and nothing can hide in one."""

import pytest

from bot.contract import Message, Quote
from bot.gateways.wechaty.quotes import Quotes
from tests.gateway.listening import Connect
from tests.gateway.puppet import ROOM, Puppet

DASHES = "- - - - - - - - - - - - - - -"


def answer(quoted: str, own: str) -> str:
    """Write an answer as WeChat does."""
    return f"「Bob：{quoted}」\n{DASHES}\n{own}"


def test_what_was_said_here_is_a_quote() -> None:
    """The quoted message is known by its id, and only the answer is the member's own."""
    quotes = Quotes()
    quotes.heard("r1", "m1", "团购吗\n加我")
    assert quotes.split("r1", answer("团购吗\n加我", "/踢")) == (Quote(id="m1", text="团购吗\n加我"), "/踢")


@pytest.mark.parametrize("text", ["没有引用", "「半个", answer("从没说过的话", "看上面"), answer("", "")])
def test_anything_else_is_the_members_own(text: str) -> None:
    """Typing the shape by hand hides nothing: the whole text is judged."""
    quotes = Quotes()
    quotes.heard("r2", "m1", "从没说过的话")
    assert quotes.split("r1", text) == (None, text)


def test_memory_is_bounded() -> None:
    """Old texts and rooms are forgotten."""
    quotes = Quotes()
    for number in range(301):
        quotes.heard("r1", f"m{number}", f"t{number}")
    assert quotes.split("r1", answer("t0", "x"))[0] is None
    for number in range(2_000):
        quotes.heard(f"other{number}", "m", "t")
    assert quotes.split("r1", answer("t300", "x"))[0] is None


@pytest.mark.asyncio(loop_scope="session")
async def test_through_the_official_gateway(puppet: Puppet, connect: Connect) -> None:
    """An answer on the wire arrives with its quote."""
    listening = await connect(puppet)
    first = await puppet.post(ROOM, "bob", "加我领券")
    await listening.count(1)
    await puppet.post(ROOM, "alice", answer("加我领券", "/为什么"))
    heard = await listening.count(2)
    assert isinstance(heard[1], Message)
    assert (heard[1].text, heard[1].quote) == ("/为什么", Quote(id=first, text="加我领券"))
