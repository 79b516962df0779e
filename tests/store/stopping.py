"""Stopping what asks for ever, at one moment after another."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from tests.engine.waiting import PATIENCE


async def stops(asks: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Fail if what never ends by itself goes on after it was told to stop."""
    for moment in range(60):
        asking = asyncio.create_task(asks())
        for _ in range(moment % 7 + 1):
            await asyncio.sleep(0)
        asking.cancel()
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
        assert done, f"still asking, told to stop after {moment % 7 + 1} steps"
