"""What `/metrics` counts."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge

from bot.app.board import ShardState
from bot.commands.cases import FALSE_POSITIVE
from bot.contract import Action
from bot.engine.scope import Taken


class Counts:
    """The figures of one process, and of the shards as the server sees them."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._events = Counter("qunguan_events_handled", "Events handled", ["type"], registry=registry)
        self._outcomes = Counter(
            "qunguan_outcomes", "What rules said happened", ["rule", "outcome", "withheld"], registry=registry
        )
        self._wrong = Counter(
            "qunguan_false_positives", "Decisions taken back by a person", ["rule"], registry=registry
        )
        self._actions = Counter("qunguan_actions_performed", "Actions performed", ["do"], registry=registry)
        self._lag = Gauge("qunguan_inbox_lag", "Events waiting", ["shard"], registry=registry)
        self._outbox = Gauge("qunguan_outbox_waiting", "Actions waiting", ["shard"], registry=registry)
        self._oldest = Gauge(
            "qunguan_outbox_oldest_seconds", "Age of the oldest action waiting", ["shard"], registry=registry
        )
        self._dead = Gauge("qunguan_dead_letters", "Events given up", ["shard"], registry=registry)
        self._held = Gauge(
            "qunguan_shard_held", "Whether a worker has the shard", ["shard"], registry=registry
        )

    def committed(self, turns: Sequence[Taken]) -> None:
        """Count the turns of a commit."""
        for taken in turns:
            self._events.labels(taken.event.type).inc()
            for said in taken.said:
                self._outcomes.labels(said.rule, said.said, said.withheld).inc()
                for item in said.evidence:
                    if item.signal == FALSE_POSITIVE:
                        self._wrong.labels(item.detail).inc()

    def performed(self, action: Action) -> None:
        """Count an action."""
        self._actions.labels(action.do.value).inc()

    def shards(self, states: Sequence[ShardState]) -> None:
        """Take over how the shards are."""
        for state in states:
            shard = str(state.shard)
            self._lag.labels(shard).set(state.lag)
            self._outbox.labels(shard).set(state.outbox)
            self._oldest.labels(shard).set(state.oldest)
            self._dead.labels(shard).set(state.dead)
            self._held.labels(shard).set(bool(state.holder))
