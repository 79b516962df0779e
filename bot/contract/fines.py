"""What becomes of a `fine`, whichever rule asks for it: reminded of, paid, or a person's to look at."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType

from bot.contract.answers import Answer, Fine, Say, Task
from bot.contract.outcomes import Outcome

OWES = "owes_red_packet"
"""The tag of a member who owes the room a red packet."""
REMINDER = Say("@{{ member.name }} 还有 {{ minutes }} 分钟，红包别忘啦🧧")
THANKS = Say("收到 {{ member.name }} 的红包，这事翻篇啦～下次注意哦")
REMIND = Outcome(REMINDER, minutes=int, amount=str).named("remind")
PAID = Outcome(THANKS, amount=str).named("paid")
UNPAID = Outcome(
    Task(
        "{{ member.name }} 欠的红包{{ ' ' ~ amount ~ ' ' if amount else '' }}到时间了还没发，请看看怎么办。"
        "收到了就发 /红包 已发 {{ member.id }}"
    ),
    amount=str, message=str,
).named("unpaid")  # fmt: skip
"""By default nothing harsher than a person who looks at it."""
_FATES: Mapping[str, Outcome] = MappingProxyType({one.name: one for one in (REMIND, PAID, UNPAID)})


def sees_through(outcomes: Mapping[str, Outcome]) -> bool:
    """Tell whether a handler with such outcomes sees its fines through by itself, as `ads` does."""
    return not _FATES.keys().isdisjoint(outcomes)


def fates(outcomes: Mapping[str, Outcome], answers: Iterable[Answer]) -> Mapping[str, Outcome]:
    """Return the outcomes that a rule has by the fines among its answers, besides its handler's own.

    What has no deadline is never reminded of nor overdue.
    """
    fines = [answer for answer in answers if isinstance(answer, Fine)]
    if not fines or sees_through(outcomes):
        return {}
    return _FATES if any(fine.within is not None for fine in fines) else {PAID.name: PAID}


def minutes(span: timedelta) -> int:
    """Return whole minutes, at least one."""
    return max(1, round(span.total_seconds() / 60))
