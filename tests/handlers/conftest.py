"""People of the tests of handlers; a file that needs others has its own of the same name."""

import pytest

from bot.contract import Role
from bot.testing import Chat, Person


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice")


@pytest.fixture
async def mod(room: Chat) -> Person:
    """A moderator."""
    return await room.joins("Mod", id="mod", role=Role.moderator)
