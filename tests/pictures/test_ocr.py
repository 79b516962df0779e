"""Words in pictures, all the way: drawn, read by a process of its own, told as an event, judged by rules."""

from collections.abc import AsyncIterator

import pytest

from bot.contract import Evidence, Kind, Message, Picture
from bot.pictures import PictureReader, reads_words
from bot.testing import Chat
from tests.pictures.making import bomb, noise, poster, saved

ADVERT = poster("手机兼职 日结三百元", "无需押金 先到先得", "加微信 abc88996", ink="#ffe680", paper="#c81e1e")
HOMEWORK = poster("今天的数学作业", "1. 完成练习册第 12 页", "2. 订正试卷 家长签字", "明天早上交给组长")
RULES = """
version: 1
rules:
  ads: {handler: ads, mode: shadow}
  in-picture:
    handler: match
    when: message
    match: {text: {any_of: [兼职], in: ocr}}
    then: {hit: {say: 图里}}
  in-words:
    handler: match
    when: message
    match: {text: [兼职]}
    then: {hit: {say: 文字}}
"""


@pytest.fixture
async def reader() -> AsyncIterator[PictureReader]:
    """One that has time."""
    reader = PictureReader(deadline=60, words=60)
    await reader.warm()
    yield reader
    await reader.close()


async def judged(room: Chat, id: str, picture: Picture | None) -> dict[str, tuple[str, tuple[Evidence, ...]]]:
    """Have somebody post a picture; return what each rule said that was not clear."""
    lily = room.members.get("lily") or room.person("lily")
    member = lily.member
    await room.hears(Message(id=id, kind=Kind.image, member=member, picture=picture, **room.facts()))
    decision = await room.why(id)
    assert decision is not None
    return {said.rule: (said.said, said.evidence) for said in decision.said}


@pytest.mark.rules(RULES)
async def test_words_in_a_picture_are_a_place_of_their_own(room: Chat, reader: PictureReader) -> None:
    """A poster is an advert, and the case says where that stood; homework and hostile pictures are not."""
    assert reads_words()
    advert = await reader(saved(ADVERT))
    assert advert is not None
    assert advert.text.replace(" ", "") == "手机兼职日结三百元\n无需押金先到先得\n加微信abc88996"
    said = await judged(room, "m1", advert)
    assert said["ads"][0] == "advert"
    assert any(one.signal == "image_text" and "「" in one.detail for one in said["ads"][1])
    assert said["in-picture"] == ("hit", (Evidence(signal="text", detail="ocr: 兼职"),))
    assert "in-words" not in said
    for hostile in (noise(1, edge=600), poster("加微信", size=(8000, 20))):
        assert await reader(saved(hostile)) is not None
    assert await reader(bomb(60_000, 60_000)) is None
    homework = await reader(saved(HOMEWORK, "WEBP", quality=60))
    assert homework is not None
    assert "练习册" in homework.text
    assert await judged(room, "m2", homework) == {}
