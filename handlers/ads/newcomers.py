"""Who has just come, who is trusted, what they call themselves: what is known besides the message.

All of it is weak: a newcomer's first message is no advert for being the first.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from pydantic import AwareDatetime

from bot.contract import Document, MemberJoined, MemberLeft, Message, Standing, Turn
from handlers.ads.extract import extract
from handlers.ads.model import load
from handlers.ads.normalise import reading
from handlers.ads.signals import NOTHING_KNOWN, Circumstances, probability
from handlers.ads.tree import REACH

_KEPT = timedelta(days=1)
_MOST = 100
"""Newcomers of one room that are remembered; the oldest is forgotten first."""
_TRUSTED = 2
"""Level of trust (`Standing.trust`, 0 to 4) from which a member is given credit."""
_LONGEST_NAME = 64


class Newcomers(Document, of="room"):
    """Member id → when they joined, of those who have not spoken since."""

    joined: dict[str, AwareDatetime] = {}


async def remember(event: MemberJoined, turn: Turn) -> None:
    """Note that a member has joined."""
    new = await turn.load(Newcomers)
    recent = {member: at for member, at in new.joined.items() if at > event.at - _KEPT}
    recent[event.member.id] = event.at
    turn.save(Newcomers(joined=dict(list(recent.items())[-_MOST:])))


async def forget(event: MemberLeft | Message, turn: Turn) -> None:
    """Note that a member has gone, or has spoken."""
    await _take(event.member.id, turn)


async def circumstances(message: Message, turn: Turn) -> Circumstances:
    """Return what is known at once, and note that the member has spoken."""
    joined = await _take(message.member.id, turn)
    if joined is None or joined <= message.at - _KEPT:
        return NOTHING_KNOWN
    return Circumstances(first=True, since_join=(message.at - joined).total_seconds())


async def closer(known: Circumstances, message: Message, turn: Turn) -> Circumstances:
    """Return what a closer look tells: trust that was earned, and the nickname.

    Asked only where the message itself is suspicious, for most are not.
    """
    trusted = (await turn.load(Standing)).trust(message.at) >= _TRUSTED
    name = nickname(message.member.name)
    return replace(known, trusted=trusted, nickname=name) if trusted or name else known


@lru_cache(maxsize=4096)
def nickname(name: str) -> float:
    """Return how much a nickname reads like an advert, 0 to 1; at least half with a contact in it."""
    read = reading(name[:_LONGEST_NAME])
    if not read.folded:
        return 0.0
    found = extract(name, read)
    score = probability(load().logit(read))
    return max(score, 0.5) if found.links or found.of(*REACH) else score


async def _take(member: str, turn: Turn) -> datetime | None:
    new = await turn.load(Newcomers)
    joined = new.joined.get(member)
    if joined is not None:
        turn.save(Newcomers(joined={who: at for who, at in new.joined.items() if who != member}))
    return joined
