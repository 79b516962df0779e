"""Variants of a text: chosen by the event's seed, and never the same one twice running in a room."""

from zlib import crc32

from pydantic import Field

from bot.contract import Document, Texts
from bot.engine.scope import Scope


class Spoken(Document, of="room", shared=True, keep="30d"):
    """Which variant was said last in the room, whatever rule said it: mark of the variants → its number."""

    last: dict[str, int] = Field(default_factory=dict)


async def variant(scope: Scope, texts: Texts) -> str:
    """Return the text to say: never the one that was said last of these in the room."""
    if isinstance(texts, str):
        return texts
    if len(texts) == 1:
        return texts[0]
    spoken = await scope.load(Spoken)
    mark = f"{crc32('|'.join(texts).encode()):08x}"
    before = spoken.last.get(mark)
    chosen = scope.choose([number for number in range(len(texts)) if number != before], "text")
    scope.save(Spoken(last={**spoken.last, mark: chosen}))
    return texts[chosen]
