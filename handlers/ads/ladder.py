"""The ladder: the how-manieth advert of a member this is, in one room or in all rooms of the rule.

What spans rooms is the member's own actor: a room asks it before it deals with an advert, and reports to it
what strikes stand afterwards. Adverts that were asked about a moment ago count too, for those who spread
adverts do so in many rooms at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract import Document, Member, Standing, Told, Turn, member_actor
from handlers.ads.answers import Handling
from handlers.ads.found import Found

TIMER = "ladder"
_PENDING = timedelta(minutes=10)
"""How long an advert counts without its room having reported a strike for it."""
_KEPT = 50
Given = tuple[AwareDatetime, int]
"""When strikes were given, and how many."""


class Asked(BaseModel):
    """An advert that a room asked about and has not reported on yet."""

    model_config = ConfigDict(frozen=True)
    room: str
    message: str
    at: AwareDatetime


class Adverts(Document, of="room"):
    """A member's adverts in all rooms of a rule, kept by the member's own actor: room actor → its strikes.

    Attributes:
        asked: what rooms have asked about and not reported on.
        offered: when a person was asked last whether to remove them everywhere.
    """

    rooms: Mapping[str, tuple[Given, ...]] = {}
    asked: tuple[Asked, ...] = ()
    offered: AwareDatetime | None = None


def step(steps: Mapping[int, Handling], count: int) -> Handling | None:
    """Return the handling of the how-manieth advert; `None` below the first step."""
    reached = [n for n in steps if n <= count]
    return steps[max(reached)] if reached else None


def total(given: Sequence[Given]) -> int:
    """Return how many strikes these are."""
    return sum(count for _, count in given)


async def here(turn: Turn, member: str, within: timedelta) -> tuple[Given, ...]:
    """Return the strikes of this rule that still count in this room."""
    since = turn.now - within
    strikes = (await turn.load(Standing, member)).strikes
    return tuple((one.at, one.count) for one in strikes if one.rule == turn.rule and one.at > since)[-_KEPT:]


async def ask(turn: Turn, within: timedelta, found: Found) -> None:
    """Ask the member's own actor the how-manieth advert this is, in all rooms."""
    given = await here(turn, found.member.id, within)
    turn.tell(
        member_actor(turn.event.platform, found.member.id),
        ladder=_plain(given), member=found.member.model_dump(mode="json"), score=found.score,
        reasons=found.reasons, message=found.message,
        evidence=[item.model_dump(exclude_none=True) for item in found.evidence],
    )  # fmt: skip


async def report(turn: Turn, member: Member, within: timedelta) -> None:
    """Tell the member's own actor which strikes of this room stand."""
    given = await here(turn, member.id, within)
    turn.tell(member_actor(turn.event.platform, member.id), given=_plain(given))


def report_later(turn: Turn, member: Member) -> None:
    """Have it reported once the advert has been dealt with: only then the strike is there, if any is."""
    turn.timer(f"{TIMER}/{member.id}", turn.now, member=member)


def _plain(given: Sequence[Given]) -> list[tuple[str, int]]:
    return [(at.isoformat(), count) for at, count in given]


async def count(event: Told, turn: Turn, within: timedelta, top: int) -> None:
    """In the member's order: take a room's strikes down, and tell the room that asks what all come to.

    From `top` on, once within the time, it also hears in how many other rooms there were adverts.
    """
    known, since = await turn.load(Adverts), turn.now - within
    given = event.body["ladder"] if "ladder" in event.body else event.body["given"]
    read = tuple((datetime.fromisoformat(at), int(n)) for at, n in given)
    rooms = {**known.rooms, event.sender: read}
    rooms = {room: kept for room, all_ in rooms.items() if (kept := tuple(g for g in all_ if g[0] > since))}
    asked = tuple(one for one in known.asked if turn.now - one.at < _PENDING)
    if "ladder" not in event.body:
        asked = tuple(one for one in asked if one.room != event.sender)
        turn.save(known.model_copy(update={"rooms": rooms, "asked": asked}))
        return
    message = event.body["message"]
    standing = {
        (room, at) for room, all_ in rooms.items() for at, _ in all_
    }  # reported with this very question
    others = [
        one
        for one in asked
        if (one.room, one.message) != (event.sender, message) and (one.room, one.at) not in standing
    ]
    now = Asked(room=event.sender, message=message, at=event.at)
    sum_ = 1 + len(others) + sum(map(total, rooms.values()))
    elsewhere = ({one.room for one in others} | rooms.keys()) - {event.sender}
    offers = bool(elsewhere) and sum_ >= top and (known.offered is None or known.offered <= since)
    offered = event.at if offers else known.offered
    turn.save(Adverts(rooms=rooms, asked=(*others, now)[-_KEPT:], offered=offered))
    body = {key: value for key, value in event.body.items() if key != "ladder"}
    turn.tell(event.sender, **body, step=sum_, elsewhere=len(elsewhere) if offers else 0)
