"""Adverts: reading a message, weighing its signals into one calibrated score, explaining the answer.

The handler is imported on use only: the detector alone (`qunguan classify`) needs neither the engine's
contract nor pydantic, and starts in half the time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handlers.ads.handler import Ads

__all__ = ["Ads"]


def __getattr__(name: str) -> Any:
    """Import the handler when it is first asked for."""
    if name != "Ads":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("handlers.ads.handler").Ads
