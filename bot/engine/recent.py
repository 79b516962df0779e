"""Events that this very process has just appended: whoever reads their bytes need not read them out again."""

from typing import cast

from bot.contract import AnyEvent, Event

MOST = 2_048
"""Events in each of two generations; what is read later than that is decoded, as any other."""


class Recent:
    """Encodes events for inboxes and remembers each until it is asked for by its bytes, or too old.

    An inbox and the workers of one process share it. Facts are frozen, and what an event is
    encoded to decodes to its equal, so it does not matter which of the two a turn is given.
    """

    def __init__(self) -> None:
        self._young: dict[bytes, AnyEvent] = {}
        self._old: dict[bytes, AnyEvent] = {}

    def encode(self, event: Event) -> bytes:
        """Return an event's bytes."""
        if len(self._young) >= MOST:
            self._old, self._young = self._young, {}
        raw = event.wire()
        self._young[raw] = cast(AnyEvent, event)
        return raw

    def take(self, raw: bytes) -> AnyEvent | None:
        """Return the event that was encoded to these bytes, once, if it is remembered."""
        return self._young.pop(raw, None) or self._old.pop(raw, None)
