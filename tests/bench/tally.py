"""The platform of our own side: everything asked of it succeeds at once, and is counted."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence

from bot.contract import Action, MemberJoined, Message, Receipt, RuleSaid
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from tests.bench import rules


class Tally(ReplayGateway):
    """Counts what has come of the events since the last `reset`.

    Attributes:
        outcomes: the workload's name for what happened → how often.
        posts: events of the workload that are handled and committed.
        results: actions that were performed and settled.
        acted: event id → when its first action was performed, by `perf_counter`.
    """

    def __init__(self) -> None:
        super().__init__(real=True)
        self._changed = asyncio.Event()
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self.outcomes: Counter[str] = Counter()
        self.posts = self.results = 0
        self.acted: dict[str, float] = {}

    def committed(self, turns: Sequence[Taken]) -> None:
        """Count what a commit's turns came to."""
        for taken in turns:
            if isinstance(taken.event, Message | MemberJoined):
                self.posts += 1
                self.outcomes.update(_name(taken, said) for said in taken.said)
        self._changed.set()

    def settled(self, action: Action) -> None:
        """Count an action that was performed and taken out of the outbox."""
        self.results += 1
        self._changed.set()

    async def perform(self, action: Action) -> Receipt:
        """Succeed at once."""
        self.acted.setdefault(action.event, time.perf_counter())
        return Receipt(message=f"sent:{action.id}")

    async def until(self, posts: int, results: int) -> None:
        """Wait until so many events are committed and so many actions settled."""
        while self.posts < posts or self.results < results:
            self._changed.clear()
            await self._changed.wait()


def _name(taken: Taken, said: RuleSaid) -> str:
    if said.rule == "commands" and isinstance(taken.event, Message):
        return taken.event.text.removeprefix("/")
    return rules.OUTCOMES.get((said.rule, said.said), f"{said.rule}: {said.said}")
