"""Qunguan (群管): an event-driven moderation and community bot for chat groups."""

__version__ = "0.1.0"
