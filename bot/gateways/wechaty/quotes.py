"""Quotes: WeChat writes the message that is answered into the answer's text; this takes the two apart."""

import re
from collections import OrderedDict

from bot.contract import Quote

_SHAPE = re.compile(r"「[^\n：:]{1,100}[：:]\s?(?P<quoted>.*)」\s*\n(?:- ?){5,}\n(?P<own>.*)", re.DOTALL)
"""`「name：text」`, a line of dashes, the answer."""
_LINES = 300
_ROOMS = 2_000


def answer(text: str) -> str:
    """Return a private text without what it quotes: that may be our own line, which spells out a promise."""
    found = _SHAPE.fullmatch(text)
    return text if found is None else found["own"]


class Quotes:
    """What was said lately in each room: the last 300 texts of 2,000 rooms.

    Only what somebody did say here counts as quoted. Whoever types the shape by hand, to hide an
    advert in a quote nobody is judged by, is taken at their word: all of it stays their own text.
    """

    def __init__(self) -> None:
        self._rooms: OrderedDict[str, OrderedDict[str, str]] = OrderedDict()

    def heard(self, room: str, id: str, text: str) -> None:
        """Remember a text."""
        texts = self._rooms.setdefault(room, OrderedDict())
        self._rooms.move_to_end(room)
        texts[text.strip()] = id
        texts.move_to_end(text.strip())
        if len(texts) > _LINES:
            texts.popitem(last=False)
        if len(self._rooms) > _ROOMS:
            self._rooms.popitem(last=False)

    def split(self, room: str, text: str) -> tuple[Quote | None, str]:
        """Return the message that a text answers, if it was heard in this room, and the text's own words."""
        found = _SHAPE.fullmatch(text)
        if found is None:
            return None, text
        quoted = found["quoted"].strip()
        known = self._rooms.get(room)
        id = known.get(quoted) if known is not None else None
        return (Quote(id=id, text=quoted), found["own"]) if id is not None else (None, text)
