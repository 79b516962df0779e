"""The same again elsewhere: a number, a link, a text, a picture, in several rooms or by several accounts.

Whatever a suspicious message can be known again by is a *mark*. A room tells the actor named after the mark
(a digest of it, for it is somebody's number); the actor keeps where it was seen of late, and tells a room
how often it was seen elsewhere; the room judges the message anew, by its own rule. So are the rooms of the
earlier copies: what is an advert by now is dealt with there, each message once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.contract import STAFF, Document, Member, Message, Room, Told, Turn
from handlers.ads import sketch
from handlers.ads.settings import Copies
from handlers.ads.sketch import Sort

WORTH = 0.1
"""Score from which a message is worth counting: 98.5 % of the dev data's adverts, 2.3 % of the others."""
_MOST_PLACES = 60
"""Places of one mark that are kept; the oldest goes first."""
_MOST_THINGS = 3
_ENOUGH = 4
"""Other rooms and accounts, together, beyond which more of them are no news (`signals.DUPLICATES_LIMIT`)."""
_MOST_HANDLED = 100
_LONGEST = timedelta(days=1)


class Mark(NamedTuple):
    """What a message can be known again by: the part that finds copies, and the sketch that compares them."""

    sort: Sort
    key: str
    sketch: str = ""


def marks(things: Iterable[str], folded: str, picture: str) -> Iterator[Mark]:
    """Yield a message's marks: numbers, links, cards and codes; its text, as it is read; its picture."""
    for thing in list(dict.fromkeys(things))[:_MOST_THINGS]:
        yield Mark("thing", thing)
    if text := sketch.text_sketch(folded):
        yield from (Mark("text", f"{n}:{band}", text) for n, band in enumerate(sketch.bands("text", text)))
    elif len(folded) > _SHORT:
        yield Mark("text", f"whole:{folded}")
    if picture:
        parts = enumerate(sketch.bands("picture", picture))
        yield from (Mark("picture", f"{n}:{part}", picture) for n, part in parts)


_SHORT = 5
"""A text of so few characters is everybody's."""


class Place(BaseModel):
    """Where a mark was seen: the room, its rule and our account there, the member, the message, when.

    Attributes:
        score, verdict: what that room's rule made of the message by itself.
        advert: whether that message is known, there, to be an advert.
        told: how much the room has been told of its copies.
    """

    model_config = ConfigDict(frozen=True)
    actor: str
    room: Room
    rule: str
    account: str
    member: Member
    message: str
    at: AwareDatetime
    score: float
    verdict: str
    sketch: str = ""
    advert: bool = False
    told: int = 0


class Seen(Document, of="room", shared=True, keep="25h"):
    """The last places of a mark, oldest first; one list for all rules: rooms under others count too."""

    places: tuple[Place, ...] = ()


class Handled(Document, of="room", keep="25h"):
    """Message id → what it was judged after copies were counted: each message is dealt with once."""

    verdicts: dict[str, str] = {}


def actor_of(platform: str, mark: Mark) -> str:
    """Name the actor that counts a mark."""
    digest = blake2b(f"{mark.sort}:{mark.key}".encode("utf-8", "replace"), digest_size=12).hexdigest()
    return f"copies:{platform}/{digest}"


def report(message: Message, turn: Turn, found: Iterable[Mark], score: float, verdict: str) -> None:
    """Tell the actors of a message's marks that it was posted; staff may repeat themselves."""
    if turn.late or turn.role(message.member) >= STAFF:
        return
    for mark in found:
        turn.tell(
            actor_of(message.platform, mark), sort=mark.sort, sketch=mark.sketch, score=score,
            verdict=verdict, message=message.id, member=message.member.model_dump(mode="json"),
        )  # fmt: skip


async def count(event: Told, turn: Turn, settings: Copies) -> None:
    """In the mark's own order: note a place, or that a copy is an advert, and tell the rooms concerned."""
    if event.room is None:
        return
    seen = [one for one in (await turn.load(Seen)).places if one.at > event.at - _LONGEST]
    if "found" in event.body:
        here = next(
            (one for one in seen if one.actor == event.sender and one.message == event.body["found"]), None
        )
        places = [_advert(one) if one is here else one for one in seen]
    else:
        here = _place(event, event.room)
        places = [*(one for one in seen if not _same_person(one, here)), here]
    if here is not None:
        places = _tell_all(turn, event.body["sort"], here, places, settings)
    turn.save(Seen(places=tuple(places[-_MOST_PLACES:])))


def _advert(place: Place) -> Place:
    return place.model_copy(update={"advert": True})


def _tell_all(turn: Turn, sort: Sort, here: Place, places: Sequence[Place], settings: Copies) -> list[Place]:
    """Tell the room of a place, and those of its copies, what is news to them; return what they know now.

    An advert is known to be one, and asks for nothing more. Copies count up to a limit and an advert among
    them once, so a room is told of one message eight times at most, however often it is repeated elsewhere.
    """
    concerned = _copies(here, sort, places, settings)
    if not concerned.many(sort, settings):
        return list(places)
    most = _ENOUGH + _ENOUGH * any(one.advert for one in places)
    told = {one.message: one for one in (here, *concerned.others) if not one.advert and one.told < most}
    out = []
    for one in places:
        copies = _copies(one, sort, places, settings) if told.get(one.message) == one else None
        if copies is not None and copies.many(sort, settings) and copies.news > one.told:
            _tell(turn, sort, one, copies, earlier=one != here)
            one = one.model_copy(update={"told": copies.news})  # noqa: PLW2901 - what it knows from now on
        out.append(one)
    return out


class Copied(NamedTuple):
    """Where else something was posted: the latest of each member in each room, besides this one.

    Attributes:
        own: how many of the other rooms the same member posted it in.
    """

    others: tuple[Place, ...]
    rooms: int
    accounts: int
    own: int

    @property
    def advert(self) -> bool:
        """Whether one of the others is an advert."""
        return any(one.advert for one in self.others)

    @property
    def news(self) -> int:
        """How much there is to tell of it, 0 to 8."""
        return min(self.rooms + self.accounts, _ENOUGH) + _ENOUGH * self.advert

    def many(self, sort: Sort, settings: Copies) -> bool:
        """Whether it is spread as widely as a rule minds; the same words in two rooms may be two people's."""
        rooms = self.own if sort == "text" else self.rooms
        return rooms + 1 >= settings.rooms or self.accounts + 1 >= settings.accounts


def _copies(place: Place, sort: Sort, seen: Iterable[Place], settings: Copies) -> Copied:
    """Return the copies of what was posted at a place, within the time that the rule looks back."""
    others = tuple(
        one for one in seen
        if not _same_person(one, place) and abs(one.at - place.at) <= settings.within
        and sketch.alike(sort, one.sketch, place.sketch)
    )  # fmt: skip
    rooms = {one.actor for one in others} - {place.actor}
    accounts = {one.member.id for one in others} - {place.member.id}
    own = sum(one.member.id == place.member.id for one in others)
    return Copied(others, len(rooms), len(accounts), own)


def _tell(turn: Turn, sort: Sort, place: Place, copies: Copied, *, earlier: bool) -> None:
    body: dict[str, Any] = place.model_dump(mode="json", include={"score", "verdict", "message", "member"})
    body |= {"rooms": copies.rooms, "accounts": copies.accounts, "copied": copies.advert}
    turn.tell(place.actor, place.room, place.rule, via=place.account, sort=sort, earlier=earlier, **body)


def _place(event: Told, room: Room) -> Place:
    body = event.body
    return Place(
        actor=event.sender, room=Room(id=room.id, name=room.name), rule=event.rule, account=event.account,
        member=Member.model_validate(body["member"]), message=body["message"], at=event.at,
        score=body["score"], verdict=body["verdict"], sketch=body["sketch"],
        advert=body["verdict"] == "advert",
    )  # fmt: skip


def _same_person(one: Place, other: Place) -> bool:
    """Asking again in the same room is no copy."""
    return one.actor == other.actor and one.member.id == other.member.id


def found(event: Told, turn: Turn) -> None:
    """Tell the mark's actor that a message is an advert, now that its copies are known."""
    turn.tell(event.sender, found=event.body["message"], sort=event.body["sort"])


async def settle(turn: Turn, message: str, before: str, verdict: str) -> bool:
    """Note what a message was judged now that its copies are known; return whether that is news."""
    handled = (await turn.load(Handled)).verdicts
    known = max(handled.get(message, "clear"), before, key=_STEPS.index)
    if _STEPS.index(verdict) <= _STEPS.index(known):
        return False
    turn.save(Handled(verdicts=dict([*handled.items(), (message, verdict)][-_MOST_HANDLED:])))
    return True


_STEPS = ("clear", "review", "advert")
