"""Public places outside the words: a card or a code that leads to the news is nothing to know a copy by."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.contract import Kind, Link, Member, Message, Picture, Room
from handlers.ads.judge import Judge
from handlers.ads.settings import Allow, Deny
from handlers.ads.signals import Circumstances

JUDGE = Judge(["天气"], Allow(), Deny(), None)


def things(**parts: Any) -> list[str]:
    """The numbers, links and codes by which a message for review would be known again."""
    message = Message(
        id="m",
        at=datetime(2026, 11, 22, 9, tzinfo=UTC),
        room=Room(id="r1"),
        member=Member(id="alice"),
        text="今天天气不错",
        **parts,
    )
    return [mark.key for mark in JUDGE(message, Circumstances()).marks if mark.sort == "thing"]


@pytest.mark.parametrize(
    ("url", "known_by"),
    [
        ("https://www.news.cn/2026/a.htm", []),
        ("https://abc88.vip/a", ["https://abc88.vip/a"]),
        ("https://www.news.cn/?url=https://abc88.vip", ["https://www.news.cn/?url=https://abc88.vip"]),
    ],
)
def test_the_card_of_a_public_place_marks_no_copy(url: str, known_by: list[str]) -> None:
    """Everybody passes the news on; another link is the same one elsewhere."""
    assert things(kind=Kind.link, link=Link(url=url)) == known_by


@pytest.mark.parametrize(
    ("code", "known_by"),
    [
        ("https://www.gov.cn/a", []),
        ("https://abc88.vip/a", ["abc88.vip/a"]),
        ("https://www.gov.cn/?wx=vx12345", ["12345"]),
        ("wxp://f2f0abc", ["wxp://f2f0abc"]),
    ],
)
def test_the_code_of_a_public_place_marks_no_copy(code: str, known_by: list[str]) -> None:
    """An office's poster hangs everywhere; an account's code is the same one elsewhere."""
    assert things(kind=Kind.image, picture=Picture(codes=(code,), hash="")) == known_by
