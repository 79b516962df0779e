"""Slash commands: a built-in handler that the app binds, with authority, as the last rule of every room."""

from bot.commands.catalog import COMMANDS
from bot.commands.handler import Commands
from bot.commands.registry import Command, Registry

__all__ = ["COMMANDS", "Command", "Commands", "Registry"]
