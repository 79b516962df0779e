"""The nearest of the known names: "did you mean …?"."""

from collections.abc import Iterable
from difflib import get_close_matches

ALIASES = {
    "大当家": "operator", "小当家": "moderator", "群主": "owner", "管理员": "moderator",
    "群管": "moderator", "客服": "helper", "admin": "moderator", "admins": "moderator",
    "mods": "moderator", "成员": "member", "踢": "remove", "踢人": "remove", "kick": "remove",
    "ban": "remove", "撤回": "recall", "禁言": "mute", "说": "say", "回复": "say", "reply": "say",
    "send": "say", "私聊": "direct", "dm": "direct", "公告": "announce", "邀请": "invite",
    "任务": "task", "积分": "points", "警告": "warn", "罚": "fine", "标签": "tag",
    "停": "stop", "enabled": "mode", "enable": "mode", "type": "handler", "action": "then",
    "actions": "then", "exempt": "spare", "whitelist": "spare", "groups": "rooms", "group": "rooms",
    "tz": "timezone", "on": "live", "true": "live", "yes": "live", "false": "off", "no": "off",
    "dry_run": "shadow", "test": "shadow", "event": "when", "events": "when", "trigger": "when",
    "if": "match", "condition": "match", "conditions": "match",
}  # fmt: skip
"""Words people write for ours, from other bots or from their own language."""
_AS_KEYS = {"on": "when", "test": "match"}
"""What the same words mean as keys of a rule."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name most like `name`, or nothing if none is."""
    names = list(known)
    for alias in (ALIASES.get(name.lower()), _AS_KEYS.get(name.lower())):
        if alias in names:
            return alias
    folded = {known_name.lower().replace("-", "_"): known_name for known_name in reversed(names)}
    close = get_close_matches(name.lower().replace("-", "_"), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""
