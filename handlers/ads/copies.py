"""The same number, link or card in several rooms or from several accounts: counted by an actor of its own.

A room tells the actor named after the thing (a digest of it, for it is somebody's number); the actor
counts where it was seen within the last hour and tells the room, which judges the post anew.
"""

from datetime import timedelta
from hashlib import blake2b

from pydantic import AwareDatetime

from bot.contract import Document, Told, Turn

_KEPT = timedelta(hours=1)
WORTH = 0.2
"""Score from which a post with something to reach in it is worth counting."""


class Seen(Document, of="room", keep="2h"):
    """Where the thing was seen: `room|member` → when last."""

    places: dict[str, AwareDatetime] = {}


def actor_of(platform: str, thing: str) -> str:
    """Name the actor that counts a thing."""
    return f"copies:{platform}/{blake2b(thing.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"


async def count(event: Told, turn: Turn) -> None:
    """In the thing's own order: note the place, and tell the room of the others."""
    seen = await turn.load(Seen)
    member = event.member.id if event.member is not None else ""
    recent = {place: at for place, at in seen.places.items() if at > event.at - _KEPT}
    recent[f"{event.sender}|{member}"] = event.at
    turn.save(Seen(places=recent))
    rooms = {place.rpartition("|")[0] for place in recent}
    accounts = {place.rpartition("|")[2] for place in recent}
    if len(recent) > 1:
        turn.tell(event.sender, **event.body, rooms=len(rooms) - 1, accounts=len(accounts) - 1)
