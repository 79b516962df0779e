"""What a person decides: a suspicion becomes a numbered entry, with a default after a time.

Where the room has a management room, that gives the number, for it keeps one list of all its rooms.
"""

from typing import Any

from bot.contract import Cases, Decision, Evidence, Room, Told, Turn, room_actor
from bot.contract.reviews import DESK, Decided, Review, Reviews
from handlers.ads.found import Found
from handlers.ads.settings import Queue

LONGEST = 500
"""Characters of a message that an entry keeps."""
TIMER = "queue"


async def enter(turn: Turn, queue: Queue, found: Found, text: str) -> Review | None:
    """Put a message into the room's list; `None` if the management room is asked for its number first."""
    kept = await turn.load(Reviews)
    review = Review(
        number=kept.count + 1, at=turn.event.at, rule=turn.rule, member=found.member, message=found.message,
        text=text[:LONGEST], score=found.score, reasons=found.reasons,
    )  # fmt: skip
    if away := _management(turn):
        evidence = [item.model_dump(exclude_none=True) for item in found.evidence]
        asked = review.model_copy(update={"room": turn.room})
        turn.tell(*away, DESK, enters=asked.model_dump(mode="json"), evidence=evidence)
        return None
    return _keep(turn, queue, kept, review)


async def entered(turn: Turn, queue: Queue, event: Told) -> tuple[Review, list[Evidence]] | None:
    """Put a message into the room's list under the number that the management room gave it."""
    if event.sender != next(iter(_management(turn)), ""):
        return None
    review = Review.model_validate(event.body["entered"]).model_copy(update={"room": None})
    if any(case.concerns(review.message) for case in (await turn.load(Cases)).last):
        _tell_settled(turn, review.number, "guilty")  # meanwhile it was found elsewhere too, and dealt with
        return None
    evidence = [Evidence.model_validate(item) for item in event.body["evidence"]]
    return _keep(turn, queue, await turn.load(Reviews), review), evidence


def _keep(turn: Turn, queue: Queue, kept: Reviews, review: Review) -> Review:
    """Write an entry down, and set the timer of its default."""
    turn.save(kept.added(review))
    due = review.at + queue.within
    turn.timer(f"{TIMER}/{review.number}", due, {"review": review.number}, member=review.member)
    return review


def _management(turn: Turn) -> tuple[str, Room] | tuple[()]:
    """Return the actor and the room of the management room, if this room has one."""
    here, there = turn.room, turn.house.management
    if here is None or not there or there == here.id:
        return ()
    return room_actor(turn.event.platform, there), Room(id=there)


async def overdue(turn: Turn, queue: Queue, number: int) -> Review | None:
    """Decide an entry that nobody has decided by its default; return it if it is found guilty."""
    kept = await turn.load(Reviews)
    review = kept.of(number)
    if review is None or review.decided:
        return None
    decided: Decided = "guilty" if queue.then == "advert" else "clear"
    turn.save(kept.settled(number, decided))
    _tell_settled(turn, number, decided)
    return review if decided == "guilty" else None


def _tell_settled(turn: Turn, number: int, decided: Decided) -> None:
    if away := _management(turn):
        turn.tell(*away, DESK, settled=number, decided=decided)


async def is_decided(turn: Turn, message: str) -> bool:
    """Tell whether a person, or time, has decided about a message; then nothing else does."""
    return any(one.decided for one in (await turn.load(Reviews)).last if one.message == message)


async def close(turn: Turn, message: str) -> None:
    """Take a message out of the list that has been dealt with as an advert before anybody decided."""
    kept = await turn.load(Reviews)
    waiting = next((one for one in kept.last if one.message == message and not one.decided), None)
    if waiting is not None:
        turn.save(kept.settled(waiting.number, "guilty"))
        turn.cancel(f"{TIMER}/{waiting.number}")
        _tell_settled(turn, waiting.number, "guilty")


async def decided(turn: Turn, body: dict[str, Any]) -> Review | None:
    """Hear what a person has decided; return the entry if it is found guilty."""
    turn.cancel(f"{TIMER}/{body['review']}")
    return (await turn.load(Reviews)).of(body["review"]) if body["decided"] == "guilty" else None


async def words(turn: Turn, message: str) -> str:
    """Return what an earlier message said, if it is still in the history."""
    decision: Decision | None = await turn.decision(message)
    return str(decision.event.get("text", "")) if decision is not None else ""
