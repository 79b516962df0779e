"""Three ways to deal with an advert, as answers: gentle asks, neutral tells and removes, violent removes."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.contract import Answer, Remove, Say, Strike, Task


class Handling(StrEnum):
    """How an advert is dealt with where the rule has no `then:` of its own."""

    gentle = "gentle"
    neutral = "neutral"
    violent = "violent"


WARNING = Say("@{{ member.name }} 群里不发广告哦，有需要先问问群主～")
"""What is said where it only looks like an advert, whatever the handling: a suspicion removes nobody."""

QUEUED = Task(
    "待审 {{ number }}：{{ member.name }}「{{ text }}」像广告"
    "（{{ (score * 100) | round | int }}%，{{ reasons }}）。"
    "是就发 /是广告 {{ number }}，不是就发 /放过 {{ number }}",
    to="moderator",
)
"""What staff are asked where they decide; nothing is said in the room before."""

ELSEWHERE = Task(
    "{{ member.name }} 已经发了 {{ total }} 次广告，另外 {{ rooms }} 个群里也有。"
    "要从所有群移出就发 /拉黑 所有群 {{ member.id }}，会先列出清单，等你确认",
    to="operator",
)
"""What staff are asked about a repeat offender: the preview, and the decision, are theirs."""

ADVERT: Mapping[Handling, tuple[Answer, ...]] = MappingProxyType(
    {
        Handling.gentle: (Strike(), Say("@{{ member.name }} 群规说好的，发广告要发红包哦🧧")),
        Handling.neutral: (Strike(), Say("因系统检测到 {{ member.name }} 发广告，已移出群聊"), Remove()),
        Handling.violent: (Strike(), Remove()),
    }
)
"""What is done about an advert, by handling; the strike counts for `ladder` and for `strikes` rules."""


def strictest(*handlings: Handling | None) -> Handling:
    """Return the hardest of some handlings; `None` is none."""
    return max((one for one in handlings if one is not None), key=tuple(Handling).index)


def after_fine(handling: Handling) -> tuple[Answer, ...]:
    """Return what is done when a red packet was not sent in time: the same, without a second strike."""
    if handling is Handling.gentle:
        return (Say("@{{ member.name }} 红包还没等到呢，下次别发广告啦"),)
    return tuple(answer for answer in ADVERT[handling] if not isinstance(answer, Strike))
