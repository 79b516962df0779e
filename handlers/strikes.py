"""Strikes add up: at so many within so long, a warning, a mute, a removal."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from bot.contract import (
    Document,
    Evidence,
    Handler,
    Member,
    Mute,
    Outcome,
    Remove,
    Say,
    Span,
    Standing,
    StrikeGiven,
    Task,
    Told,
    Turn,
    Verdict,
    format_span,
    harmless,
    member_actor,
)

Step = Literal["warn", "mute", "remove"]
_KEPT = 50
"""Strikes of one room that the fleet remembers; nobody gets that far twice."""

Given = tuple[AwareDatetime, int]
"""When strikes were given, and how many."""


class Record(Document, of="room"):
    """A member's strikes in all rooms, kept by the member's own actor: room actor → its strikes, its name."""

    rooms: dict[str, tuple[Given, ...]] = {}
    names: dict[str, str] = {}


class Strikes(Handler, name="strikes", judges=True):
    """Counts strikes in event time, in this room or across all, and answers where a step is crossed.

    A step answers once for each time it is crossed: the fourth strike does not warn again,
    but a member whose strikes have decayed meets the same step anew.
    """

    at: dict[Annotated[int, Field(ge=1)], Step] = Field(
        {3: "warn", 5: "remove"}, min_length=1, description="累计到几次 → 做什么 | at how many strikes → what"
    )
    within: Span = Field(timedelta(days=30), description="多久之内的算数 | strikes of this long count")
    across: Literal["room", "all_rooms"] = Field(
        "room", description="只算本群，还是所有群合计 | of this room, or of all rooms together"
    )

    warn = Outcome(
        Say("{{ member.name }} 已经被提醒 {{ total }} 次啦，请留意一下群规哦"),
        total=int,
        step=int,
        within=str,
    )
    mute = Outcome(
        Mute(timedelta(minutes=10)),
        Say("{{ member.name }} 先休息十分钟，再来好好聊天～"),
        total=int,
        step=int,
        within=str,
    )
    remove = Outcome(
        Say("{{ member.name }} 多次违反群规，已移出群聊"), Remove(), total=int, step=int, within=str
    )

    elsewhere = Outcome(
        Task(
            "{{ member.name }} 多次违反群规，最近在这些群也被警告过：{{ rooms }}。"
            "要从所有群移出就发 /拉黑 所有群 {{ member.id }}，会先列出清单，等你确认",
            to="operator",
        ),
        total=int,
        rooms=str,
    )

    def possible(self) -> frozenset[str]:
        """The steps that `at` names; where rooms are added up, what a person is asked about the others."""
        return frozenset(self.at.values()) | ({"elsewhere"} if self.across == "all_rooms" else set())

    async def on_strike(self, event: StrikeGiven, turn: Turn) -> Outcome | None:
        """Count in this room, or hand the room's strikes to the member's own actor."""
        given = await self._here(turn, event.member.id)
        if self.across == "room":
            return self._crossed(_total(given, turn.now - self.within), event.count, event.member)
        self._report(turn, event.member, given, event.count)
        return None

    async def on_told(self, event: Told, turn: Turn) -> Verdict:
        """In the member's order: add the rooms up and tell the room; in the room: answer."""
        if "total" in event.body:
            return self._of_all_rooms(event)
        if "recount" in event.body:
            await self._recounts(event, turn)
            return None
        if "given" not in event.body:
            return None
        since = turn.now - self.within
        record = await turn.load(Record)
        rooms = {room: kept for room, given in record.rooms.items() if (kept := _since(given, since))}
        rooms[event.sender] = _since(_read(event.body["given"]), since)
        names = {room: record.names.get(room, room) for room in rooms}
        names[event.sender] = event.room.name if event.room is not None else event.sender
        turn.save(Record(rooms=rooms, names=names))
        total = sum(_total(given, since) for given in rooms.values())
        others = [names[room] for room in rooms if room != event.sender]
        turn.tell(event.sender, total=total, count=event.body["count"], others=others)
        return None

    async def _recounts(self, event: Told, turn: Turn) -> None:
        """Tell the member's own actor what still stands here, after somebody took strikes back."""
        member = Member.model_validate(event.body["recount"])
        given = await self._here(turn, member.id)
        if self.across == "all_rooms":
            self._report(turn, member, given, 0)

    def _report(self, turn: Turn, member: Member, given: tuple[Given, ...], count: int) -> None:
        told = [(at.isoformat(), n) for at, n in given]
        turn.tell(member_actor(turn.event.platform, member.id), given=told, count=count)

    def _of_all_rooms(self, event: Told) -> Verdict:
        """Answer what the rooms' strikes come to; whether to remove them elsewhere too, a person decides."""
        total = int(event.body["total"])
        crossed = self._crossed(total, int(event.body["count"]), event.member)
        others = event.body.get("others", ())
        if crossed is None or crossed.name != "remove" or not others:
            return crossed
        rooms = "、".join(harmless(name) for name in others)
        return [crossed, self.elsewhere(total=total, rooms=rooms, member=event.member)]

    async def _here(self, turn: Turn, member: str) -> tuple[Given, ...]:
        standing = await turn.load(Standing, member)
        since = turn.now - self.within
        return tuple((one.at, one.count) for one in standing.strikes if one.at > since)[-_KEPT:]

    def _crossed(self, total: int, count: int, member: Member | None) -> Outcome | None:
        """Return the outcome of the highest step that the last `count` strikes went over."""
        step = max((step for step in self.at if total - count < step <= total), default=None)
        if step is None:
            return None
        within = format_span(self.within)
        evidence = Evidence(signal="strikes", detail=f"{total} within {within}, step {step}")
        return self.declared[self.at[step]](
            total=total, step=step, within=within, member=member, evidence=[evidence]
        )


def _read(given: Any) -> tuple[Given, ...]:
    return tuple((datetime.fromisoformat(at), int(count)) for at, count in given)


def _since(given: tuple[Given, ...], since: datetime) -> tuple[Given, ...]:
    return tuple(one for one in given if one[0] > since)


def _total(given: tuple[Given, ...], since: datetime) -> int:
    return sum(count for at, count in given if at > since)
