"""A platform with moods, and what came of them."""

from collections.abc import Callable
from typing import Any

from bot.contract import Action, ActionFailed, Do, Receipt
from bot.gateways.replay import ReplayGateway
from bot.testing import Chat

Trouble = Callable[[Action], Exception | None]


class Moody(ReplayGateway):
    """A platform with moods: what it refuses, and how performing fails."""

    def __init__(self, refused: frozenset[Do] = frozenset(), trouble: Trouble = lambda action: None) -> None:
        super().__init__(platform="test", account="bot")
        self.refused = refused
        self.trouble = trouble
        self.asked: list[Action] = []

    async def refuses(self, action: Action) -> str | None:
        """Refuse some actions."""
        return "not here" if action.do in self.refused else None

    async def perform(self, action: Action) -> Receipt:
        """Perform it, or fail.

        Raises:
            GatewayError: as its mood is.
        """
        self.asked.append(action)
        error = self.trouble(action)
        if error is not None:
            raise error
        return await super().perform(action)


def did(room: Chat) -> list[tuple[Do, str]]:
    """Return what was performed."""
    return [(action.do, action.text) for action in room.performed]


async def asked_of_a_person(room: Chat) -> list[str]:
    """Return the texts of the tasks."""
    store = room.machine.store
    entries: Any = await store.client.xrange(store.shard(0).tasks)
    return [Action.model_validate_json(fields[b"a"]).text for _, fields in entries]


def failures(room: Chat) -> list[ActionFailed]:
    """Return what came back as failed."""
    return [turn.event for turn in room.turns if isinstance(turn.event, ActionFailed)]
