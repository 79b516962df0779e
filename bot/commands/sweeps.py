"""Sweeps: one member out of all rooms. The fleet's actor asks every room first, and acts only on a `/yes`.

A room that ordered a sweep is its office. Each room answers for itself whether the member is there, may be
touched, and could be removed; what it was told to do is checked anew when it is done.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.commands.blocks import Block, Blocks
from bot.commands.fleet import Fleet
from bot.contract import Document, Member, Room, TimerFired, Told, Turn, room_actor

TIMER = "sweep"
PATIENCE = timedelta(seconds=15)
"""How long rooms have to answer before the preview is shown without them."""
KEPT = 20
"""Sweeps that can still be taken back; the oldest goes first."""
State = Literal["asked", "would", "cannot", "away", "immune", "rank", "removed"]
"""What a room says: nothing yet; removable; not by us; not there; staff; not at this person's word; done."""


class Found(BaseModel):
    """One room's answer; `detail` is the platform's reason why not, or what the member is there."""

    model_config = ConfigDict(frozen=True)
    room: Room
    account: str = ""
    state: State = "asked"
    detail: str = ""


class Sweep(BaseModel):
    """An order to remove a member everywhere.

    Attributes:
        id: that of the event it was ordered with.
        office: the room that ordered it, and `account` ours there.
        by: in whose name, with their rank there.
        until: when the block ends (event time); `None` for never.
        rooms: actor → what it says; once shown, only of those that something is to be done in.
        phase: where it has got.
    """

    model_config = ConfigDict(frozen=True)
    id: str
    office: Room
    account: str = ""
    member: Member
    by: Member
    reason: str = ""
    until: AwareDatetime | None = None
    rooms: Mapping[str, Found] = {}
    phase: Literal["asking", "shown", "done", "undone"] = "asking"

    @property
    def complete(self) -> bool:
        """Whether every room has answered."""
        return all(found.state != "asked" for found in self.rooms.values())

    def order(self) -> dict[str, Any]:
        """Return what a room must know, as JSON values."""
        kept = {"id", "office", "member", "by", "reason", "until"}
        return self.model_dump(mode="json", include=kept)


class Sweeps(Document, of="room"):
    """The last sweeps by id, oldest first; kept by the fleet's actor."""

    last: Mapping[str, Sweep] = {}

    def kept(self, sweep: Sweep) -> "Sweeps":
        """Return the sweeps with a new or changed one."""
        last = {**self.last, sweep.id: sweep}
        return Sweeps(last=dict(list(last.items())[-KEPT:]))


async def in_fleet(event: Told, turn: Turn) -> None:
    """Go on with a sweep as the fleet's actor: one that is ordered, answered, confirmed or taken back."""
    body = event.body
    if body["sweep"] == "order":
        await _ask(event, turn)
        return
    sweep = (await turn.load(Sweeps)).last.get(body["id"])
    if sweep is None:
        return
    if body["sweep"] == "found":
        if sweep.phase == "asking" and event.sender in sweep.rooms:  # later the preview stands
            await _hear(sweep, event, turn)
    elif event.sender == room_actor(event.platform, sweep.office.id):
        await (_go(sweep, turn) if body["sweep"] == "go" else _take_back(sweep, turn, body["by"]))


async def _ask(event: Told, turn: Turn) -> None:
    """Ask every room of the fleet."""
    fleet = await turn.load(Fleet)
    actors = sorted(fleet.rooms)
    rooms = {actor: Found(room=fleet.room(actor), account=fleet.account(actor)) for actor in actors}
    sweep = Sweep.model_validate(
        {
            **event.body["order"],
            "id": event.id,
            "office": event.room,
            "account": event.account,
            "rooms": rooms,
        }
    )
    turn.save((await turn.load(Sweeps)).kept(sweep))
    turn.timer(f"{TIMER}/{sweep.id}", turn.now + PATIENCE, {"id": sweep.id})
    for actor in sorted(rooms):
        _tell(turn, actor, rooms[actor], "probe", sweep)


async def _hear(sweep: Sweep, event: Told, turn: Turn) -> None:
    """Note what a room says; show the preview when it was the last."""
    answer = {"state": event.body["state"], "detail": event.body["detail"]}
    found = sweep.rooms[event.sender].model_copy(update=answer)
    name = sweep.member.name or event.body["name"]
    sweep = sweep.model_copy(
        update={
            "rooms": {**sweep.rooms, event.sender: found},
            "member": sweep.member.model_copy(update={"name": name}),
        }
    )
    turn.save((await turn.load(Sweeps)).kept(sweep))
    if sweep.complete:
        await _show(sweep, turn)


async def overdue(event: TimerFired, turn: Turn) -> None:
    """Show the preview without the rooms that have not answered in time."""
    sweep = (await turn.load(Sweeps)).last.get(event.body["id"])
    if sweep is not None and sweep.phase == "asking":
        await _show(sweep, turn)


async def _show(sweep: Sweep, turn: Turn) -> None:
    """Show what all rooms said; kept are those that it promises something of, and no other is touched."""
    touched = {actor: found for actor, found in sweep.rooms.items() if found.state in {"would", "cannot"}}
    shown = sweep.model_copy(update={"phase": "shown", "rooms": touched})
    turn.save((await turn.load(Sweeps)).kept(shown))
    turn.cancel(f"{TIMER}/{sweep.id}")
    rooms = [found.model_dump(mode="json") for found in sweep.rooms.values()]
    _tell_office(turn, sweep, "preview", rooms=rooms)


async def _go(sweep: Sweep, turn: Turn) -> None:
    """Have every room remove the member that can, or asks a person to; block them everywhere."""
    if sweep.phase != "shown":
        return
    rooms = dict(sweep.rooms)
    for actor, found in sorted(sweep.rooms.items()):
        _tell(turn, actor, found, "remove", sweep)
        if found.state == "would":
            rooms[actor] = found.model_copy(update={"state": "removed"})
    sweep = sweep.model_copy(update={"phase": "done", "rooms": rooms})
    turn.save((await turn.load(Sweeps)).kept(sweep))
    block = Block(
        member=sweep.member, by=sweep.by.id, rank=sweep.by.role, reason=sweep.reason, until=sweep.until,
        office=sweep.office.id, sweep=sweep.id,
    )  # fmt: skip
    turn.save((await turn.load(Blocks)).added(block, turn.now))


async def _take_back(sweep: Sweep, turn: Turn, by: str) -> None:
    """Take the member off the block list, and have every room that removed them ask them back."""
    if sweep.phase != "done":
        return
    turn.save((await turn.load(Sweeps)).kept(sweep.model_copy(update={"phase": "undone"})))
    blocks = (await turn.load(Blocks)).blocks
    turn.save(Blocks(blocks=tuple(one for one in blocks if one.sweep != sweep.id)))
    for actor, found in sorted(sweep.rooms.items()):
        _tell(turn, actor, found, "restore", sweep, by=by, invited=found.state == "removed")


def _tell(turn: Turn, actor: str, found: Found, what: str, sweep: Sweep, **more: Any) -> None:
    turn.tell(actor, found.room, via=found.account, sweep=what, order=sweep.order(), **more)


def _tell_office(turn: Turn, sweep: Sweep, what: str, **more: Any) -> None:
    office = room_actor(turn.event.platform, sweep.office.id)
    turn.tell(office, sweep.office, via=sweep.account, sweep=what, order=sweep.order(), **more)
