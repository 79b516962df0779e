"""The seat: what the parts of one account's gateway share."""

from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from bot.contract import Clock
from bot.gateways.wechaty.directory import Directory
from bot.gateways.wechaty.health import Health
from bot.gateways.wechaty.rosters import Rosters
from bot.gateways.wechaty.settings import WechatySettings
from bot.gateways.wechaty.wire import Wire

PLATFORM = "wechat"


@dataclass(frozen=True)
class Seat:
    """One account: its settings, its wire, and what is known on this side of it."""

    settings: WechatySettings
    clock: Clock
    log: FilteringBoundLogger
    wire: Wire
    health: Health
    rosters: Rosters
    directory: Directory

    @classmethod
    def take(cls, settings: WechatySettings, clock: Clock, log: FilteringBoundLogger) -> "Seat":
        """Make the parts; nothing is connected yet.

        Raises:
            OSError: the file of the certificate authority cannot be read.
        """
        wire = Wire(settings)
        health = Health(PLATFORM, settings.account, clock, log)
        return cls(settings, clock, log, wire, health, Rosters(), Directory(wire, settings))

    def now(self) -> int:
        """Return the current time in milliseconds."""
        return int(self.clock.now().timestamp() * 1000)
