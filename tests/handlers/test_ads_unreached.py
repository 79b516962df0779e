"""A removed member who cannot be written to is one person's task, whatever the platform's reason."""

from typing import Any

import pytest

from bot.contract import Action, Do, GatewayError, Receipt
from bot.testing import Chat, Person
from tests.engine.moody import asked_of_a_person

RULES = """
version: 1
rooms: {name: ["*"]}
management: office
rules:
  no-ads:
    handler: ads
    words: [返利]
    handling: violent
    follow_up: {after: 4h}
    then: {}
"""
OWN_WORDS = RULES.replace("then: {}", "then: {follow_up: {direct: 回来吧}}")
TROUBLES: list[Exception | str] = [
    "对方不是好友",
    GatewayError("no such contact"),
    GatewayError("the line broke", uncertain=True),
    RuntimeError("a bug"),
]


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member who was removed for an advert, four hours ago but for a moment."""
    alice = await room.joins("Alice")
    await alice.says("加薇❤️领返利 vx12345")
    await alice.leaves()
    return alice


@pytest.fixture(params=TROUBLES, ids=str)
async def unreached(
    room: Chat, alice: Person, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Person:
    """The member to whom nothing could be written then: refused with a word, or failing on the way."""
    trouble, perform = request.param, room.gateway.perform

    async def refuses(action: Action) -> str | None:
        return trouble if action.do is Do.direct and isinstance(trouble, str) else None

    async def performs(action: Action) -> Receipt:
        if action.do is Do.direct and isinstance(trouble, Exception):
            raise trouble
        return await perform(action)

    monkeypatch.setattr(room.gateway, "refuses", refuses)
    monkeypatch.setattr(room.gateway, "perform", performs)
    await room.clock.advance(hours=4)
    return alice


def in_office(room: Chat) -> list[str]:
    """What was said in the management room about Alice, since she was removed."""
    said = [action.text for action in room.performed if action.room.id == "office"]
    return [text for text in said if "Alice" in text and "移出 Alice" not in text]


@pytest.mark.rules(RULES)
async def test_one_task_in_the_words_of_the_rule(room: Chat, unreached: Person) -> None:
    """Its id comes from the failure's; the management room hears of it once, and a promise still counts."""
    [told] = await asked_of_a_person(room)
    assert told.startswith("Alice 因广告被移出")
    [task] = room.tasks
    [direct] = [action for action in room.decided if action.do is Do.direct]
    assert task.id.startswith(f"failed:{direct.id}:no-ads")
    [reported] = in_office(room)
    assert "/拉回 Alice" in reported
    invited: list[Any] = [action.do for action in await unreached.whispers("我保证")]
    assert invited == [Do.invite]


@pytest.mark.rules(OWN_WORDS)
async def test_one_task_with_an_answer_of_the_operators_too(room: Chat, unreached: Person) -> None:
    """Where the sender has asked a person already, the rule asks nobody else."""
    assert len(await asked_of_a_person(room)) == 1
    assert len(in_office(room)) == 1
    assert await unreached.whispers("谁啊") == []
    assert len(await asked_of_a_person(room)) == 1
