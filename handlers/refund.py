"""Refunds: in a group that people pay for, whoever is removed gets their money back, from a person.

No money is ever touched here: it is a task, with who, why and how much.
"""

from datetime import timedelta

from pydantic import AwareDatetime, Field

from bot.contract import Case, Cases, Document, Handler, MemberLeft, Outcome, Standing, Task, Turn

RECENT = timedelta(hours=1)
"""How long after its decision a removal may be told by the platform."""


class Asked(Document, of="member in room"):
    """When a refund was asked for last, so that a leave that is told twice asks once."""

    at: AwareDatetime | None = None


class Refund(Handler, name="refund"):
    """Asks a person to pay back whoever was removed, by the bot or by hand; not who leaves by themselves."""

    amount: str = Field("", max_length=30, description="退多少，不写就看订单 | how much, else see the order")
    tag: frozenset[str] = Field(
        frozenset(), description="只给有其中一个标签的人 | only for members with any of these tags"
    )

    due = Outcome(
        Task(
            "请给 {{ member.name }}（{{ member.id }}）退款：{{ amount or '金额看订单' }}。"
            "原因：被移出「{{ room.name }}」，{{ why }}{% if case %}（案 {{ case }}）{% endif %}",
            to="owner",
        ),
        amount=str,
        why=str,
        case=int,
    )

    async def on_leave(self, event: MemberLeft, turn: Turn) -> Outcome | None:
        """Tell a removal from a leave: by who did it, or by the case that decided it a moment ago."""
        case = await self._decided(event, turn)
        if case is None and event.remover is None:
            return None
        asked = (await turn.load(Asked)).at
        if (asked is not None and event.at - asked < RECENT) or not await self._pays(turn):
            return None
        turn.save(Asked(at=event.at))
        by = event.remover.name if event.remover is not None else ""
        why = f"{case.rule} {case.outcome}" if case is not None else f"管理员 {by}".strip()
        return self.due(amount=self.amount, why=why, case=case.number if case is not None else 0)

    async def _decided(self, event: MemberLeft, turn: Turn) -> Case | None:
        """Return the case that removed them, if one did lately and still stands."""
        cases = reversed((await turn.load(Cases)).last)
        ours = (one for one in cases if one.member == event.member.id and "remove" in one.actions)
        case = next(ours, None)
        stands = case is not None and not case.undone_by and event.at - case.at < RECENT
        return case if stands else None

    async def _pays(self, turn: Turn) -> bool:
        return not self.tag or not self.tag.isdisjoint((await turn.load(Standing)).tags)
