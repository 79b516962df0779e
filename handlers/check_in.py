"""The daily check-in: a word a day earns points, and coming back day after day earns more."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.contract import Document, Event, Glance, Handler, Message, Outcome, Points, Say, Turn, normal

_COMMANDS = frozenset({"checkin", "签到", "打卡"})
"""What always works after a `/`, whatever the rule's own words are."""
_SLACK = 16
"""Characters that may stand around a word: a slash, spaces, hidden ones; longer messages are passed over."""


class Streak(Document, of="member in room"):
    """How long a member has checked in day after day; `last` is the last day of it."""

    days: int = 0
    last: date | None = None


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
        _COMMANDS - {"checkin"}, description="单独发这个词就是签到 | a message of just this is a check-in"
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
    closed = Outcome(Say("{{ member.name }} 签到时间是 {{ opens }}–{{ closes }} 哦"), opens=str, closes=str)

    @cached_property
    def folded(self) -> frozenset[str]:
        """The words as texts are folded for matching."""
        return frozenset(normal(word) for word in self.words)

    @cached_property
    def longest(self) -> int:
        """Characters of the longest message that may be a check-in."""
        return max(map(len, self.words | _COMMANDS)) + _SLACK

    def glance(self, kind: type[Event]) -> Glance | None:
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
        days = streak.days + 1 if streak.last == turn.today - timedelta(days=1) else 1
        turn.save(Streak(days=days, last=turn.today))
        return self.checked_in(streak=days, points=self.points + self.streaks.get(days, 0))

    def _asks(self, text: str) -> bool:
        if len(text) > self.longest:
            return False
        said = normal(text)
        if not said.startswith("/"):
            return said in self.folded
        said = said[1:].strip()
        return said in self.folded or said in _COMMANDS
