"""The daily check-in: a word a day earns points, and coming back day after day earns more."""

import re
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from bot.contract import (
    Document,
    Event,
    Glance,
    Handler,
    House,
    Member,
    Message,
    Outcome,
    Points,
    Say,
    Told,
    Turn,
    normal,
)

_COMMANDS = frozenset({"checkin", "check-in", "check_in", "签到", "打卡"})
"""What always works after a `/`, whatever the rule's own words are."""
_LONGEST_NAME = 40
_ATS = ("@", "＠")
_CALL = re.compile(r"^@[^@/]+ (?=/)")
"""The bot's name before a command: `@群管 /签到`."""
_DAY = timedelta(days=1)
_RUNS_KEPT = 20
_REPAIRS_KEPT = 50
REPAIRABLE = timedelta(days=60)
"""How far back a missed day may be repaired."""
_SLACK = 16
"""Characters that may stand around a word: a slash, spaces, hidden ones; longer messages are passed over."""


class Run(NamedTuple):
    """Days on each of which a member checked in, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


class Streak(Document, of="member in room"):
    """How long a member has checked in day after day; `last` is the last day of it.

    Attributes:
        earlier: the runs before it, oldest first, the last 20.
        repaired: the days that staff counted in afterwards, the last 50.
    """

    days: int = 0
    last: date | None = None
    earlier: tuple[Run, ...] = ()
    repaired: tuple[date, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs that are known, oldest first."""
        if self.last is None:
            return self.earlier
        return (*self.earlier, Run(self.last - (self.days - 1) * _DAY, self.last))

    def checked(self, day: date) -> bool:
        """Whether the member checked in on a day."""
        return any(run.first <= day <= run.last for run in self.runs)

    def with_day(self, day: date) -> "Streak":
        """Return it with a day more, which may join two runs."""
        if self.checked(day):
            return self
        first, last, others = day, day, []
        for run in self.runs:
            if run.last == day - _DAY:
                first = run.first
            elif run.first == day + _DAY:
                last = run.last
            else:
                others.append(run)
        return self._of([*others, Run(first, last)])

    def without(self, day: date) -> "Streak":
        """Return it without a day, which may part a run."""
        parts = [
            part
            for run in self.runs
            for part in (Run(run.first, min(run.last, day - _DAY)), Run(max(run.first, day + _DAY), run.last))
            if part.first <= part.last
        ]
        return self._of(sorted(set(parts)))

    def _of(self, runs: list[Run]) -> "Streak":
        if not runs:
            return self.model_copy(update={"days": 0, "last": None, "earlier": ()})
        *earlier, now = sorted(runs)
        kept = tuple(earlier[-_RUNS_KEPT:])
        return self.model_copy(update={"days": now.days, "last": now.last, "earlier": kept})


class Window(BaseModel):
    """The hours of the day in which checking in counts, both ends included; it may run over midnight."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    opens: time = Field(alias="from", description="开始时刻 | from this time of day")
    closes: time = Field(alias="to", description="结束时刻，含在内 | to this time of day, included")

    def covers(self, now: datetime) -> bool:
        """Tell whether `now`, to the minute, lies inside."""
        minute = now.time().replace(second=0, microsecond=0)
        if self.opens <= self.closes:
            return self.opens <= minute <= self.closes
        return minute >= self.opens or minute <= self.closes


class CheckIn(Handler, name="check_in"):
    """One check-in a day for each member, in the rule's own time zone; streaks earn more points."""

    words: frozenset[str] = Field(
        frozenset({"签到", "打卡"}), description="单独发这个词就是签到 | a message of just this is a check-in"
    )
    points: int = Field(5, ge=0, description="每次签到的分数 | points for a check-in")
    streaks: dict[Annotated[int, Field(ge=1)], int] = Field(
        {}, description="连续第几天 → 另加多少分 | day of the streak → extra points"
    )
    window: Window | None = Field(None, description="可以签到的时间 | the hours in which it counts")

    checked_in = Outcome(
        Say("✅ {{ member.name }} 第 {{ streak }} 天,+{{ points }} 分"),
        Points("{{ points }}"),
        streak=int,
        points=int,
    )
    repeated = Outcome(Say("{{ member.name }} 今天已经签过啦"))
    repaired = Outcome(Points("{{ points }}"), points=int, day=str, streak=int)
    closed = Outcome(Say("{{ member.name }} 签到时间是 {{ opens }}–{{ closes }} 哦"), opens=str, closes=str)

    @cached_property
    def folded(self) -> frozenset[str]:
        """The words as texts are folded for matching."""
        return frozenset(normal(word) for word in self.words)

    @cached_property
    def longest(self) -> int:
        """Characters of the longest message that may be a check-in."""
        return max(map(len, self.words | _COMMANDS)) + _SLACK

    def glance(self, kind: type[Event], house: House) -> Glance | None:
        """See by the text alone whether a message is a check-in."""
        return (lambda message: self._asks(message.text)) if kind is Message else None

    async def on_message(self, message: Message, turn: Turn) -> Outcome | None:
        """Count the first check-in of the day."""
        if not self._asks(message.text):
            return None
        if self.window is not None and not self.window.covers(turn.now):
            return self.closed(opens=f"{self.window.opens:%H:%M}", closes=f"{self.window.closes:%H:%M}")
        streak = await turn.load(Streak)
        if streak.last is not None and streak.last >= turn.today:
            return self.repeated()
        now = streak.with_day(turn.today)
        turn.save(now)
        return self.checked_in(streak=now.days, points=self.points + self.streaks.get(now.days, 0))

    async def on_told(self, event: Told, turn: Turn) -> Outcome | None:
        """Look a member's check-ins up for the commands, or repair a missed day: the points follow."""
        member = Member.model_validate(event.body["member"])
        streak = await turn.load(Streak, member.id)
        asked, day = event.body["check_in"], date.fromisoformat(event.body["day"])
        changed = self._changed(asked, streak, day, turn.today)
        kept = changed if isinstance(changed, Streak) else streak
        points = self._worth(kept) - self._worth(streak)
        turn.tell(
            event.sender, None, event.body["reply"],
            checked=changed if isinstance(changed, str) else asked, member=event.body["member"],
            day=day.isoformat(), days=kept.days, last=kept.last.isoformat() if kept.last else "",
            month=_within_month(kept, turn.today), points=points,
        )  # fmt: skip
        if not isinstance(changed, Streak):
            return None
        turn.save(kept, member.id)
        return self.repaired(points=points, day=day.isoformat(), streak=kept.days, member=member)

    def _changed(self, asked: str, streak: Streak, day: date, today: date) -> Streak | str:
        """Return the streak as it is to be, or in a word why it stays."""
        if asked == "repair":
            if not today - REPAIRABLE <= day < today:
                return "out_of_range"
            if streak.checked(day):
                return "already"
            repaired = (*streak.repaired, day)[-_REPAIRS_KEPT:]
            return streak.with_day(day).model_copy(update={"repaired": repaired})
        if asked == "unrepair":
            if day not in streak.repaired:
                return "not_repaired"
            repaired = tuple(one for one in streak.repaired if one != day)
            return streak.without(day).model_copy(update={"repaired": repaired})
        return "shown"

    def _worth(self, streak: Streak) -> int:
        """Return the points that all known runs earn by these settings."""
        return sum(
            self.points * run.days + sum(more for day, more in self.streaks.items() if day <= run.days)
            for run in streak.runs
        )

    def _asks(self, text: str) -> bool:
        called = text[:1] in _ATS
        if len(text) > self.longest + (_LONGEST_NAME if called else 0):
            return False
        said = normal(text)
        if called:
            said = _CALL.sub("", said)
        if not said.startswith("/"):
            return said in self.folded
        said = said[1:].strip()
        return said in self.folded or said in _COMMANDS


def _within_month(streak: Streak, today: date) -> int:
    """Return on how many days of this month the member checked in."""
    first = today.replace(day=1)
    return sum(max((run.last - max(run.first, first)).days + 1, 0) for run in streak.runs)
