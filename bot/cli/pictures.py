"""`qunguan classify --picture`: what the bot reads of a picture, and what it makes of that."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

from bot.pictures import PictureReader, reads_words
from handlers.ads.lines import classify_lines

_SECONDS = 60.0
"""For one picture: whoever asks here has time."""


async def judged(files: Iterable[Path]) -> AsyncIterator[dict[str, Any]]:
    """Give a verdict for each picture, with what was read of it; or what is wrong with the file."""
    reader = PictureReader(deadline=_SECONDS, words=_SECONDS if reads_words() else None)
    try:
        for file in files:
            yield {"id": str(file)} | await _one(reader, file)
    finally:
        await reader.close()


async def _one(reader: PictureReader, file: Path) -> dict[str, Any]:
    try:
        picture = await reader(await asyncio.to_thread(file.read_bytes))
    except OSError as error:
        return {"error": error.strerror or str(error)}
    if picture is None:
        return {"error": "no picture that is read: PNG, JPEG, GIF, WEBP or BMP of at most 8 MiB"}
    shown, out = picture.model_dump(mode="json"), io.StringIO()
    classify_lines([json.dumps({"kind": "image", "picture": shown})], out)
    verdict: dict[str, Any] = json.loads(out.getvalue())
    return verdict | {"id": str(file), "picture": shown}
