"""Quiet hours: in working time nobody chats, in the evening and on holidays everybody may."""

from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.contract import Handler, Message, Outcome, Quiet, Say, Turn
from bot.contract.workdays import Day


def _several(value: Any) -> Any:
    """Let a single day stand where a list may."""
    return (value,) if isinstance(value, str) else value


class QuietHours(Handler, name="quiet_hours", judges=True):
    """Says so, once a day to each, when a member chats in quiet hours; staff may. Commands are no chat.

    What staff ask for by `/quiet` holds besides.
    """

    days: Annotated[frozenset[Day], BeforeValidator(_several)] = Field(
        frozenset({Day.workdays}),
        description="哪几天；workdays 含调休 | days; workdays by the Chinese calendar",
    )
    starts: time = Field(time(9), alias="from", description="开始时刻 | from this time of day")
    ends: time = Field(time(18), alias="to", description="结束时刻 | until this time of day")

    broken = Outcome(
        Say("{{ member.name }} 现在是安静时间，{{ ends }} 以后再聊哦～", once="per_member_per_day"), ends=str
    )

    async def on_message(self, message: Message, turn: Turn) -> Outcome | None:
        """Look at the time, in the rule's own zone."""
        if message.text.startswith(("/", "／")):
            return None
        asked = await turn.load(Quiet)
        if asked.holds(turn.now):
            until = asked.until
            return self.broken(ends=f"{until.astimezone(turn.now.tzinfo):%H:%M}" if until else "通知")
        return self.broken(ends=f"{self.ends:%H:%M}") if self._quiet(turn) else None

    def _quiet(self, turn: Turn) -> bool:
        clock = turn.now.time()
        if self.starts <= self.ends:
            inside = self.starts <= clock < self.ends
        else:
            inside = clock >= self.starts or clock < self.ends
        return inside and any(day.covers(turn.today) for day in self.days)
