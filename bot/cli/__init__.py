"""The command line: `qunguan …`."""

from bot.cli.main import main

__all__ = ["main"]
