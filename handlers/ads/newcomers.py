"""Who has just come: what the detector may know of a member besides the message."""

from datetime import datetime, timedelta

from pydantic import AwareDatetime

from bot.contract import Document, MemberJoined, MemberLeft, Message, Turn
from handlers.ads.signals import NOTHING_KNOWN, Circumstances

_KEPT = timedelta(days=1)
_MOST = 100
"""Newcomers of one room that are remembered; the oldest is forgotten first."""


class Newcomers(Document, of="room"):
    """Member id → when they joined, of those who have not spoken since."""

    joined: dict[str, AwareDatetime] = {}


async def remember(event: MemberJoined, turn: Turn) -> None:
    """Note that a member has joined."""
    new = await turn.load(Newcomers)
    recent = {member: at for member, at in new.joined.items() if at > event.at - _KEPT}
    recent[event.member.id] = event.at
    turn.save(Newcomers(joined=dict(list(recent.items())[-_MOST:])))


async def forget(event: MemberLeft, turn: Turn) -> None:
    """Note that a member has gone."""
    await _take(event.member.id, turn)


async def circumstances(message: Message, turn: Turn) -> Circumstances:
    """Return what is known, and note that the member has spoken."""
    joined = await _take(message.member.id, turn)
    if joined is None or joined <= message.at - _KEPT:
        return NOTHING_KNOWN
    return Circumstances(first=True, since_join=(message.at - joined).total_seconds())


async def _take(member: str, turn: Turn) -> datetime | None:
    new = await turn.load(Newcomers)
    joined = new.joined.get(member)
    if joined is not None:
        turn.save(Newcomers(joined={who: at for who, at in new.joined.items() if who != member}))
    return joined
