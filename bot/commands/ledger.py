"""The ledger: where a member's points came from and went."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.commands.call import Call
from bot.commands.registry import ANYONE, command
from bot.commands.texts import Both, called
from bot.contract import Document, PointsChanged, Role, Turn, Verdict

KEPT = 30
"""Changes kept for each member."""
SHOWN = 8


class Change(BaseModel):
    """One change of a member's points: when, by how much, to what, by which rule."""

    model_config = ConfigDict(frozen=True)
    at: AwareDatetime
    amount: int
    total: int
    rule: str


class Ledger(Document, of="member in room", keep="365d"):
    """A member's last changes of points, newest last."""

    changes: tuple[Change, ...] = ()


async def note(event: PointsChanged, turn: Turn) -> None:
    """Write a change of points down."""
    ledger = await turn.load(Ledger, event.member.id)
    change = Change(at=event.at, amount=event.amount, total=event.total, rule=event.rule)
    turn.save(Ledger(changes=(*ledger.changes, change)[-KEPT:]), event.member.id)


@command(
    "points why", "明细", "为什么", "记录",
    args=(ANYONE,),
    needs="points.show",
    role=Role.member,
    help=Both("看积分怎么来的", "where points came from"),
    example=Both("/积分 明细", "/points why"),
)  # fmt: skip
async def points_why(call: Call) -> Verdict:
    """List the last changes of somebody's points, newest first."""
    changes = (await call.turn.load(Ledger, call.target.id)).changes
    if not changes:
        return call.say(
            Both("{name} 还没有积分记录。", "{name} has no points so far."), name=called(call.target)
        )
    lines = [
        f"{change.at.astimezone(call.turn.now.tzinfo):%m-%d %H:%M} {change.amount:+d} → {change.total}"
        f" {_by(call, change.rule)}"
        for change in reversed(changes[-SHOWN:])
    ]
    return call.handler.tell("\n".join([called(call.target), *lines]))


def _by(call: Call, rule: str) -> str:
    return call.text(Both("管理员", "staff")) if rule == call.turn.rule else rule
