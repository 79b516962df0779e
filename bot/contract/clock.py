"""Clocks, for the edge only: the wall's, one that can be moved, and one that stands where it is put."""

from datetime import UTC, datetime, timedelta

from bot.contract.errors import GatewayError

_FIXED = (
    "接了真实平台时不能拨动时间：那边的定时会一起触发"
    " / the clock cannot be moved beside a real platform: the timers there would fire too"
)


class SystemClock:
    """The machine's clock, which `advance` moves ahead (the playground's "an hour later").

    Beside a real platform it is not `movable`: everything there would be late at once, and its timers due.
    """

    def __init__(self, ahead: timedelta = timedelta(), *, movable: bool = True) -> None:
        self.ahead = ahead
        self.movable = movable

    def now(self) -> datetime:
        """Return the current time plus what it was moved ahead, UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, span: timedelta) -> None:
        """Move ahead; never back, for what has happened stays past.

        Raises:
            GatewayError: it is not movable.
        """
        if not self.movable and span > timedelta():
            raise GatewayError(_FIXED)
        self.ahead += max(span, timedelta())


class VirtualClock:
    """A clock that stands still until it is moved: replay's and the tests'."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """Return the time it was last moved to."""
        return self._at

    def reach(self, at: datetime) -> None:
        """Move on to `at`; an earlier time leaves it where it is."""
        self._at = max(self._at, at)
