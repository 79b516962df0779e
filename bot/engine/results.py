"""What became of an action: the events that tell of it, and what a person is asked instead."""

from bot.contract import CHATTER, Action, ActionDone, ActionFailed, Do, Receipt, harmless

_ASKED = frozenset({Do.remove, Do.invite})
"""Actions that carry who is asked if they cannot be performed."""
_VERBS = {
    Do.say: "发送", Do.direct: "私信", Do.announce: "发公告", Do.remove: "移出", Do.recall: "撤回消息",
    Do.mute: "禁言", Do.invite: "邀请",
}  # fmt: skip


def told(action: Action, receipt: Receipt) -> ActionDone:
    """Return the event that an action was performed."""
    return ActionDone(
        id=f"done:{action.id}", at=action.at, platform=action.platform, account=action.account,
        room=action.room, member=action.member, action=action.id, do=action.do, rule=action.rule,
        message=receipt.message, depth=1,
    )  # fmt: skip


def failed(action: Action, reason: str, *, uncertain: bool = False) -> ActionFailed:
    """Return the event that an action was not performed, or may have been without our knowing."""
    return ActionFailed(
        id=f"failed:{action.id}", at=action.at, platform=action.platform, account=action.account,
        room=action.room, member=action.member, action=action.id, do=action.do, rule=action.rule,
        reason=reason[:500], uncertain=uncertain, depth=1,
    )  # fmt: skip


def task(action: Action, reason: str) -> Action:
    """Ask a person to do what could not be done, or to look whether it was."""
    who = harmless(action.member.name) if action.member is not None else ""
    what = f"{_VERBS.get(action.do, action.do)} {who}".rstrip()
    text = f"{what}：{reason}（规则 {action.rule}）" + (f"「{action.text}」" if action.text else "")
    to = action.to if action.do in _ASKED and action.to else "owner"
    return action.model_copy(update={"do": Do.task, "to": to, "text": text})


def too_late(action: Action) -> tuple[ActionFailed, Action | None]:
    """Return what is told, and, unless it was only talk, asked of a person, of an action that waited."""
    asked = None if action.do in CHATTER else task(action, "等得太久，没有执行")
    return failed(action, "too old"), asked


def doubtful(action: Action, reason: str) -> tuple[ActionFailed, Action]:
    """Return what is told, and asked of a person, of an action that may have been performed."""
    return failed(action, reason, uncertain=True), task(action, "不确定是否已经执行，请看一下")


def asks(action: Action, *, refused: bool = False) -> bool:
    """Tell whether a person is asked about what was not done; not of a quiet `direct`: its rule asks itself.

    Nor, where the gateway has `refused` it, of any quiet action or of what was only to be said.
    """
    quiet = action.quiet and (refused or action.do is Do.direct)
    return not quiet and not (refused and action.do is Do.say)


def said_instead(action: Action) -> Action:
    """Return what is said where a recall, a mute or an announcement cannot be performed."""
    return action.model_copy(update={"do": Do.say, "text": action.text or _instead(action)})


def _instead(action: Action) -> str:
    who = harmless(action.member.name) if action.member is not None else "大家"
    return f"@{who} 请撤回刚才的消息哦" if action.do is Do.recall else f"@{who} 先安静一会儿哦"
