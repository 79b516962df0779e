"""What came too late to be acted on: one task for a person, in the room's language, in words."""

from collections.abc import Sequence

from bot.contract import PUNISHING, Action, Do, harmless
from bot.engine.scope import Scope

_VERBS = {
    Do.remove: ("移出群", "remove them"),
    Do.recall: ("撤回消息", "take the message back"),
    Do.mute: ("禁言", "mute them"),
    Do.invite: ("拉进群", "invite them"),
}
_ASKED = (
    "消息来迟了，没有自动{what}。请看看要不要对 {who} {verbs}（规则 {rule}：{outcome}）",
    "The message came too late, and nothing was done. Should you {verbs}: {who}? (rule {rule}: {outcome})",
)


def asked(scope: Scope, held: Sequence[Action], outcome: str) -> str:
    """Return what a person is asked about the actions that an outcome would have had.

    Args:
        scope: of the rule.
        held: the actions, at least one, all about the same member.
        outcome: its name.
    """
    english = spoken(scope) == "en"
    member = held[0].member
    who = harmless(member.name) or member.id if member is not None else ("the room" if english else "本群")
    verbs = dict.fromkeys(_VERBS.get(action.do, (action.do, action.do))[english] for action in held)
    what = "处罚" if any(action.do in PUNISHING for action in held) else "操作"
    return _ASKED[english].format(
        what=what, who=who, verbs=(", " if english else "、").join(verbs), rule=held[0].rule, outcome=outcome
    )


def spoken(scope: Scope) -> str:
    """Return the room's language, `zh` or `en`: that of its commands."""
    rules = scope.stage.binding.rules
    return next((str(getattr(rule.handler, "language", "zh")) for rule in rules if rule.authority), "zh")
