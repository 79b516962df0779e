"""What this very process has just written: whoever reads its bytes need not read them out again."""

from typing import Any

from bot.contract import Action, Event, Told

MOST = 2_048
"""Facts in each of two generations; what is read later than that is decoded, as any other."""


class Recent:
    """Encodes events and actions and remembers each until it is asked for by its bytes, or too old.

    The inboxes, workers and senders of one process share it. Facts are frozen, and what one is
    encoded to decodes to its equal, so it does not matter which of the two a reader is given. Only what
    is told does not: of its body, where anything may stand, JSON makes lists of tuples and drops `None`.
    """

    def __init__(self) -> None:
        self._young: dict[bytes, Event | Action] = {}
        self._old: dict[bytes, Event | Action] = {}

    def encode(self, fact: Event | Action) -> bytes:
        """Return the bytes of an event or an action."""
        raw = fact.wire()
        if type(fact) is Told:
            return raw
        if len(self._young) >= MOST:
            self._old, self._young = self._young, {}
        self._young[raw] = fact
        return raw

    def take(self, raw: bytes) -> Any:
        """Return what was encoded to these bytes, once, if it is remembered, else `None`."""
        return self._young.pop(raw, None) or self._old.pop(raw, None)
