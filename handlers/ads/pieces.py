"""One advert over several lines: what a member posted within a minute is read together.

Only lines that could be a piece of an advert are kept, so ordinary talk costs nothing here; and lines joined
must say it more clearly than one line must, for a talk about prices is many such lines.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract import Document, Kind, Message, Turn
from handlers.ads.folding import visible

WITHIN = timedelta(minutes=1)
"""Lines of so short a time may be one advert."""
PIECE = 0.02
"""Score, or something to reach, from which a line may be a piece."""
MARGIN = 1.0
"""Logits by which joined lines must be above a limit."""
_MOST = 6
_LONGEST = 200
"""Characters of a line that is a piece."""


class Piece(BaseModel):
    """A line that may be a piece of an advert: when, what it says, its message's id.

    `reviewed` once it was for review, by itself or with others.
    """

    model_config = ConfigDict(frozen=True)
    at: AwareDatetime
    text: str
    message: str
    reviewed: bool = False


class Pieces(Document, of="member in room", keep="5m"):
    """A member's last such lines, oldest first."""

    lines: tuple[Piece, ...] = ()


class Joined(NamedTuple):
    """Lines of one member that are read together, the last one included."""

    lines: tuple[Piece, ...]

    @property
    def reviewed(self) -> bool:
        """Whether one of the others was for review."""
        return any(piece.reviewed for piece in self.lines[:-1])

    @property
    def text(self) -> str:
        """All of them, a line each."""
        return "\n".join(piece.text for piece in self.lines)

    @property
    def detail(self) -> str:
        """How many, in how many seconds."""
        seconds = (self.lines[-1].at - self.lines[0].at).total_seconds()
        return f"{len(self.lines)} 条/{seconds:.0f} 秒"


async def join(message: Message, turn: Turn, *, reviewed: bool = False) -> Joined | None:
    """Keep a line, which may be for review by itself; return it with the earlier ones, if there are any."""
    if message.kind is not Kind.text or not 0 < len(message.text) <= _LONGEST:
        return None
    kept = await turn.load(Pieces)
    recent = tuple(piece for piece in kept.lines if timedelta() <= message.at - piece.at <= WITHIN)
    last = Piece(at=message.at, text=visible(message.text), message=message.id, reviewed=reviewed)
    lines = (*recent, last)[-_MOST:]
    turn.save(Pieces(lines=lines))
    return Joined(lines) if recent else None


def review(turn: Turn, joined: Joined) -> None:
    """Remember that these lines were for review: the next one may make an advert of them, nothing less."""
    turn.save(Pieces(lines=tuple(piece.model_copy(update={"reviewed": True}) for piece in joined.lines)))


def forget(turn: Turn) -> None:
    """Start anew: these lines have been dealt with."""
    turn.save(Pieces())
