"""Words in pictures in a room: posters are dealt with, screenshots are let be, and `/why` names the place."""

import re

import pytest

from bot.contract import Do, Kind, Picture, Role
from bot.testing import Chat

RULES = """
version: 1
rules:
  no-ads: {handler: ads, handling: violent}
  commands: {handler: commands, language: LANGUAGE}
"""
POSTER = Picture(text="手机兼职 日结三百元\n无需押金 先到先得\n加微信 abc88996", hash="0123456789abcdef" * 4)
_FRAGMENT = re.compile("「(.*?)」")


def removed(room: Chat) -> list[str]:
    """The names of those who were removed."""
    return [action.member.name for action in room.performed if action.do is Do.remove and action.member]


@pytest.mark.rules(RULES.replace("LANGUAGE", "zh"))
async def test_a_poster_is_an_advert_and_a_screenshot_of_it_is_none(room: Chat) -> None:
    """Whoever warns of an advert stays; whoever adds half of an own one to it goes."""
    for name, said in (("Poster", ""), ("Warner", "大家小心这个骗子，别加"), ("Halves", "有兴趣的私聊我")):
        await room.person(name).posts(said, kind=Kind.image, picture=POSTER)
        await room.clock.advance(days=2)
    assert removed(room) == ["Poster", "Halves"]


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("（图片里的文字） 「", marks=pytest.mark.rules(RULES.replace("LANGUAGE", "zh"))),
        pytest.param(" (words in the picture) 「", marks=pytest.mark.rules(RULES.replace("LANGUAGE", "en"))),
    ],
)
async def test_why_and_the_case_name_the_place(room: Chat, place: str) -> None:
    """Own words and the picture's are two lines, each with what speaks for an advert in it."""
    mod, alice = room.person("Mod", role=Role.moderator), room.person("Alice")
    await alice.posts("有兴趣的私聊我", kind=Kind.image, picture=POSTER)
    for [told] in (await mod.says("/why", quote={"id": alice.last}), await mod.says("/why 1")):
        rows = [row.strip() for row in told.split("\n")]
        [own] = [row for row in rows if row.startswith("· text 「")]
        [shown] = [row for row in rows if row.startswith(f"· image_text{place}")]
        assert all(words in "有兴趣的私聊我" for words in _FRAGMENT.findall(own))
        assert all(words in POSTER.text for words in _FRAGMENT.findall(shown))
