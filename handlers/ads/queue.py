"""What a person decides: a suspicion becomes a numbered entry of the room, with a default after a time."""

from typing import Any

from bot.contract import Decision, Member, Turn
from bot.contract.reviews import Decided, Review, Reviews
from handlers.ads.judge import Judged
from handlers.ads.settings import Queue

LONGEST = 500
"""Characters of a message that an entry keeps."""
TIMER = "queue"


async def enter(turn: Turn, queue: Queue, judged: Judged, member: Member, message: str, text: str) -> Review:
    """Put a message into the room's list, and set the timer of its default."""
    kept = await turn.load(Reviews)
    review = Review(
        number=kept.count + 1, at=turn.event.at, rule=turn.rule, member=member, message=message,
        text=text[:LONGEST], score=judged.score, reasons=judged.reasons,
    )  # fmt: skip
    turn.save(kept.added(review))
    turn.timer(f"{TIMER}/{review.number}", turn.now + queue.within, {"review": review.number}, member=member)
    return review


async def overdue(turn: Turn, queue: Queue, number: int) -> Review | None:
    """Decide an entry that nobody has decided by its default; return it if it is found guilty."""
    kept = await turn.load(Reviews)
    review = kept.of(number)
    if review is None or review.decided:
        return None
    decided: Decided = "guilty" if queue.then == "advert" else "clear"
    turn.save(kept.settled(number, decided))
    return review if decided == "guilty" else None


async def decided(turn: Turn, body: dict[str, Any]) -> Review | None:
    """Hear what a person has decided; return the entry if it is found guilty."""
    turn.cancel(f"{TIMER}/{body['review']}")
    return (await turn.load(Reviews)).of(body["review"]) if body["decided"] == "guilty" else None


async def words(turn: Turn, message: str) -> str:
    """Return what an earlier message said, if it is still in the history."""
    decision: Decision | None = await turn.decision(message)
    return str(decision.event.get("text", "")) if decision is not None else ""
