"""Newcomers: one greeting for all who came within a moment, and a word to them in the days after."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from bot.contract import (
    Direct,
    Document,
    Handler,
    MemberJoined,
    MemberLeft,
    Outcome,
    Say,
    Span,
    Texts,
    TimerFired,
    Turn,
    harmless,
)

_AGAIN = timedelta(days=1)
"""A join told again within this, with no leaving between, is the same one (event and roster both tell it)."""
_NAMED = 8
"""Names in one greeting; the others are counted."""


class Newcomers(Document, of="room"):
    """Who waits for the greeting (member id → name), and how many of each day's newcomers are still here."""

    waiting: dict[str, str] = {}
    cohorts: dict[date, int] = {}


class Arrival(Document, of="member in room"):
    """When a member came, and whether they have not left since."""

    at: AwareDatetime | None = None
    day: date | None = None
    here: bool = False


class Later(BaseModel):
    """A word on a later day: in the room to all who came on one day, or directly to each of them.

    Attributes:
        day: days after the day of joining; 0 is that very day, if the time is still to come.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    day: int = Field(ge=0, le=366, description="进群后第几天 | days after the day of joining")
    at: time = Field(time(20), description="几点 | at this time of day")
    say: Texts | None = Field(None, description="在群里说 | said in the room")
    direct: Texts | None = Field(None, description="私聊发给本人 | written to the member")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.say is None) == (self.direct is None):
            raise ValueError("write either `say` (in the room) or `direct` (to the member)")
        return self

    @property
    def answer(self) -> Say | Direct:
        """What is done on that day."""
        return Say(self.say) if self.say is not None else Direct(self.direct or "")


class Welcome(Handler, name="welcome"):
    """Greets everyone who came within `gather` in one message; whoever has left again is not greeted."""

    gather: Span = Field(
        timedelta(seconds=30), description="等多久，把进群的人一起欢迎 | how long newcomers are gathered"
    )
    say: Texts | None = Field(None, description="欢迎词，或几种说法 | the greeting, or variants of it")
    later: tuple[Later, ...] = Field((), description="之后几天说什么 | what is said in the days after")

    greeted = Outcome(Say("欢迎 {{ names }}～先看看群公告，有问题随时问"), names=str, count=int)

    def outcomes(self) -> Mapping[str, Outcome]:
        """`greeted` with this rule's own text, and `later_1`, `later_2`… for the entries of `later`."""
        greeted = self.greeted if self.say is None else Outcome(Say(self.say), **self.greeted.declares)
        later = {f"later_{n}": Outcome(entry.answer) for n, entry in enumerate(self.later, 1)}
        named = {"greeted": greeted} | later
        return {name: outcome.named(name) for name, outcome in named.items()}

    async def on_join(self, event: MemberJoined, turn: Turn) -> Outcome | None:
        """Wait for others to come; greet at once when `gather` is nothing."""
        member = event.member
        arrival = await turn.load(Arrival)
        if arrival.here and arrival.at is not None and turn.now - arrival.at < _AGAIN:
            return None
        turn.save(Arrival(at=turn.now, day=turn.today, here=True))
        if self.later:
            await self._plan(event, turn)
        if not self.gather:
            return self._greeting([member.name])
        new = await turn.load(Newcomers)
        if not new.waiting:
            turn.timer("greet", turn.now + self.gather)
        turn.save(new.model_copy(update={"waiting": new.waiting | {member.id: member.name}}))
        return None

    async def on_leave(self, event: MemberLeft, turn: Turn) -> None:
        """Forget them: no greeting, nothing later."""
        arrival = await turn.load(Arrival)
        if not arrival.here:
            return
        turn.save(arrival.model_copy(update={"here": False}))
        new = await turn.load(Newcomers)
        waiting = {member: name for member, name in new.waiting.items() if member != event.member.id}
        cohorts = {day: count - (day == arrival.day) for day, count in new.cohorts.items()}
        turn.save(Newcomers(waiting=waiting, cohorts=cohorts))
        for n, entry in enumerate(self.later, 1):
            if entry.direct is not None:
                turn.cancel(f"later_{n}/{event.member.id}")

    async def on_timer(self, event: TimerFired, turn: Turn) -> Outcome | None:
        """Greet who waits and is still here, or say what was planned for a later day."""
        name = event.key.partition("/")[0]
        if name == "greet":
            return await self._greet(turn)
        outcome = self.outcomes().get(name)
        if outcome is None or not await self._still_here(event, turn):
            return None
        return outcome()

    async def _greet(self, turn: Turn) -> Outcome | None:
        new = await turn.load(Newcomers)
        if not new.waiting:
            return None
        turn.save(new.model_copy(update={"waiting": {}}))
        return self._greeting(list(new.waiting.values()))

    def _greeting(self, names: list[str]) -> Outcome:
        shown = "、".join(harmless(name) for name in names[:_NAMED])
        more = f" 等 {len(names)} 位新朋友" if len(names) > _NAMED else ""
        return self.greeted(names=shown + more, count=len(names))

    async def _plan(self, event: MemberJoined, turn: Turn) -> None:
        """Set the timers of the days to come: one a day for the room, one each for direct words."""
        new = await turn.load(Newcomers)
        oldest = turn.today - timedelta(days=max(entry.day for entry in self.later))
        cohorts = {day: count for day, count in new.cohorts.items() if day >= oldest}
        cohorts[turn.today] = cohorts.get(turn.today, 0) + 1
        turn.save(new.model_copy(update={"cohorts": cohorts}))
        for n, entry in enumerate(self.later, 1):
            at = datetime.combine(turn.today + timedelta(days=entry.day), entry.at, turn.now.tzinfo)
            if at <= turn.now:
                continue
            if entry.direct is None:
                turn.timer(f"later_{n}/{turn.today}", at, {"day": turn.today.isoformat()}, late="skip")
            else:
                turn.timer(f"later_{n}/{event.member.id}", at, late="skip")

    @staticmethod
    async def _still_here(event: TimerFired, turn: Turn) -> bool:
        if "day" not in event.body:
            return (await turn.load(Arrival)).here
        new = await turn.load(Newcomers)
        return new.cohorts.get(date.fromisoformat(event.body["day"]), 0) > 0
