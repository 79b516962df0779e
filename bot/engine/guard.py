"""Who may not be touched: the one place that keeps rules off staff, spared members and our own accounts."""

from bot.contract import STAFF, Answer, Member, Outcome, Role, Standing, punishes
from bot.engine.scope import Scope


async def withheld(scope: Scope, outcome: Outcome, answers: tuple[Answer, ...], target: Member | None) -> str:
    """Return why the answers to an outcome are not given, or `""` if they are.

    What judges or punishes a member needs one of lower rank: staff (moderators upwards)
    and our own accounts are never reached by a rule, and by a command only when the
    person in whose name it runs ranks higher.
    """
    if target is None or not (type(scope.of.handler).judges or any(map(punishes, answers))):
        return ""
    role = scope.role(target)
    if scope.of.authority:
        return "" if outcome.by is not None and scope.role(outcome.by) > role else "rank"
    if role >= STAFF:
        return "staff"
    return "spared" if await _spares(scope, target, role) else ""


async def _spares(scope: Scope, target: Member, role: Role) -> bool:
    rule = scope.of
    if target.id in scope.stage.granted.spared or rule.spares(target, role):
        return True
    if rule.spares_standing is None:
        return False
    return rule.spares_standing(await scope.load(Standing, target.id), scope.event.at)
