"""Pictures: read in processes of their own, within limits; the bytes are kept nowhere."""

from bot.pictures.extra import EXTRA, reads_words
from bot.pictures.reader import PictureReader

__all__ = ["EXTRA", "PictureReader", "reads_words"]
