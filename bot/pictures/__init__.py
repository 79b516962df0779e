"""Pictures: read in a process of its own, within limits; the bytes are kept nowhere."""

from bot.pictures.reader import PictureReader

__all__ = ["PictureReader"]
