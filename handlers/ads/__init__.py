"""Adverts: reading a message, weighing its signals into one calibrated score, explaining the answer."""

from handlers.ads.handler import Ads

__all__ = ["Ads"]
