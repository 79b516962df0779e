"""Waiting for a condition, never for a time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

PATIENCE = 180.0
_LOOK = 0.03


async def until(condition: Callable[[], Awaitable[object] | object], what: str = "what was expected") -> None:
    """Wait until a condition holds; fail, saying `what` was waited for, when it takes three minutes."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not await _holds(condition):  # noqa: ASYNC110  # what is waited for lies in other processes
                await asyncio.sleep(_LOOK)
            return
    pytest.fail(f"waited in vain for {what}")


async def _holds(condition: Callable[[], Awaitable[object] | object]) -> bool:
    answer = condition()
    return bool(await answer if isinstance(answer, Awaitable) else answer)
