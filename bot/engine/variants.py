"""Variants of a text: chosen by the event's seed, and never the same one twice running in a room."""

from pydantic import Field

from bot.contract import Document, Texts
from bot.engine.scope import Scope


class Spoken(Document, of="room", keep="30d"):
    """Which variant a rule said last in the room: outcome → its number."""

    last: dict[str, int] = Field(default_factory=dict)


async def variant(scope: Scope, texts: Texts, outcome: str) -> str:
    """Return the text to say for an outcome."""
    if isinstance(texts, str):
        return texts
    if len(texts) == 1:
        return texts[0]
    spoken = await scope.load(Spoken)
    before = spoken.last.get(outcome)
    chosen = scope.choose([number for number in range(len(texts)) if number != before], "text")
    scope.save(Spoken(last=spoken.last | {outcome: chosen}))
    return texts[chosen]
