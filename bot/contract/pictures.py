"""What a gateway needs in order to tell what a picture shows."""

from collections.abc import Awaitable, Callable

from bot.contract.message import Picture

ReadPicture = Callable[[bytes], Awaitable[Picture | None]]
"""Reads a picture's bytes, in bounded time, and keeps nothing of them; `None` for what cannot be read."""
