"""What became of the actions of a case, in words: decided is not done."""

from collections.abc import Iterator

from bot.commands.texts import Both, Language
from bot.contract import Case, Do, Fate, Step, harmless

MARKS = {
    Fate.planned: "…", Fate.done: "✓", Fate.instead: "≈", Fate.asked: "→", Fate.failed: "✗", Fate.unsure: "?",
    Fate.dropped: "–",
}  # fmt: skip
"""What stands behind a verb; an effect, which is no action on the platform, has none."""
_FATES = {
    Fate.planned: Both("还没执行", "not performed yet"),
    Fate.done: Both("已执行", "performed"),
    Fate.instead: Both("做不到，改成在群里提醒", "not possible here, so something milder was done"),
    Fate.asked: Both("请人来做了", "left to a person"),
    Fate.failed: Both("没做成", "failed"),
    Fate.unsure: Both("不确定做没做成", "may have been performed"),
    Fate.dropped: Both("没有发出", "was not sent"),
}
_WHY = {
    "late": Both("消息来得太晚", "the message came too late"),
    "once": Both("今天已经说过", "said today already"),
    "account": Both("那个号不在线", "that account is not logged in"),
    "too old": Both("等得太久", "it waited too long"),
}
_SETTLED = frozenset({Fate.done, Fate.planned})
_LONGEST_WHY = 80


def verbs(case: Case) -> list[str]:
    """Return what was decided, effects first, each action with a mark of what became of it."""
    if not case.steps:
        return list(case.actions)
    effects = (verb for verb in case.actions if verb not in Do.__members__)
    return [*effects, *(f"{step.do}{MARKS[step.fate]}" for step in case.steps)]


def told(case: Case, language: Language) -> Iterator[str]:
    """Yield a line on each action that was not simply performed, with the reason."""
    for step in case.steps:
        if step.fate not in _SETTLED:
            yield f"  {MARKS[step.fate]} {step.do}: {fate(step, language)}"


def fate(step: Step, language: Language) -> str:
    """Return what became of an action, and why, in words."""
    why = _WHY[step.why].say(language) if step.why in _WHY else harmless(step.why, _LONGEST_WHY)
    words = _FATES[step.fate].say(language)
    asked = step.asked and step.fate is not Fate.asked
    also = Both("，已请人看一下", ", a person was asked to look").say(language) if asked else ""
    return words + (Both("（{why}）", " ({why})").say(language, why=why) if why else "") + also
