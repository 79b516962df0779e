"""Which messages the commands look at: ordinary talk is none of their business."""

from datetime import timedelta
from typing import Any

import pytest

from bot.commands import Commands
from bot.contract import Glance, House, Kind, Message, Role
from bot.testing.chat import START


@pytest.fixture
def glance() -> Glance:
    """The glance of the commands in a room where boss is staff by the file; its first message is noted."""
    made = Commands().glance(Message, House(staff={"boss": Role.moderator}))
    assert made is not None
    assert made(said("大家早上好，今天天气不错")), "the room itself is news"
    return made


def said(text: str, **fields: Any) -> Message:
    """Return a message of an ordinary member."""
    base: dict[str, Any] = {
        "id": "m", "at": START, "platform": "test", "room": {"id": "r", "name": "群"}, "member": {"id": "u"},
    }  # fmt: skip
    return Message.model_validate({**base, "text": text, **fields})


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("/help", {}), ("／帮助", {}), ("@群管 /踢 @小明", {}), ("3", {}), ("第二个", {}),
        (" /rank 看看排名吧", {}),
        ("大家早上好，今天天气不错", {"member": {"id": "boss"}}),
        ("大家早上好，今天天气不错", {"member": {"id": "mod", "role": "moderator"}}),
        ("大家早上好，今天天气不错", {"room": {"id": "r", "name": "新名字"}}),
        ("大家早上好，今天天气不错", {"room": {"id": "r2", "name": "群"}}),
        ("大家早上好，今天天气不错", {"account": "other"}),
        ("大家早上好，今天天气不错", {"at": START + timedelta(hours=1)}),
    ],
)  # fmt: skip
def test_what_concerns_them(glance: Glance, text: str, fields: dict[str, Any]) -> None:
    """Commands, answers to a question, people of rank, and once an hour what a room is."""
    assert glance(said(text, **fields))


@pytest.mark.parametrize(
    ("text", "fields"),
    [("大家早上好，今天天气不错", {}), ("hello everybody here", {}), ("", {"kind": Kind.image})],
)
def test_what_does_not(glance: Glance, text: str, fields: dict[str, Any]) -> None:
    """Talk, and what is no text."""
    assert not glance(said(text, **fields))


def test_a_prefix_of_ones_own_makes_all_talk_possible_commands() -> None:
    """Then a command may begin with a word."""
    made = Commands(prefixes=("群管",)).glance(Message, House())
    assert made is not None
    made(said("大家早上好，今天天气不错"))
    assert made(said("群管帮助一下大家好吗"))
