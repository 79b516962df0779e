"""Answers: what may stand in a rule's `then:`, or in a handler's defaults.

An answer is a template for an action, an effect, a timer, or `stop`; a turn renders
answers into actions (`bot.contract.actions`).
"""

import re
from datetime import time, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from bot.contract.spans import Span

_STRICT = ConfigDict(extra="forbid")
Once = Literal["per_member_per_day", "per_room_per_day"]
"""How seldom a text may be said."""
Texts = str | tuple[str, ...]
"""A Jinja text, or variants of it from which the event's seed chooses."""


@dataclass(frozen=True, config=_STRICT)
class Answer:
    """Base of what may stand in `then:`; the first field may be given by position."""

    verb: ClassVar[str]
    punishes: ClassVar[bool] = False


BOT_MARK = "[机器人]"
"""What a text begins with that another account of ours says, unless the operator words it otherwise."""
_SAYS_SO = re.compile(r"机器人|機器人|\bbot\b", re.IGNORECASE)


def marked(mark: str) -> str:
    """Return a mark as it is, if it says that a bot speaks.

    Raises:
        ValueError: it does not; people are not to be deceived about who is speaking.
    """
    if not _SAYS_SO.search(mark):
        raise ValueError(
            f'要写明是机器人，如 mark: "{BOT_MARK}" | it must say that a bot speaks, such as mark: "[bot]"'
        )
    return mark


Mark = Annotated[str, AfterValidator(marked), Field(max_length=30)]


@dataclass(frozen=True, config=_STRICT)
class Say(Answer):
    """Post a text in the room; from another `account` of ours, if it sits there, marked as a bot's."""

    verb = "say"
    text: Texts
    once: Once | None = None
    account: str | None = None
    mark: Mark = BOT_MARK


@dataclass(frozen=True, config=_STRICT)
class Direct(Answer):
    """Write to the member the outcome is about, or to `to` (a member id or a role)."""

    verb = "direct"
    text: Texts
    to: str | None = None


@dataclass(frozen=True, config=_STRICT)
class QuietDirect(Direct):
    """Write to the member; where that cannot be, the rule alone hears of it (`on_failed`) and asks a person.

    Handlers' own, not for YAML: whoever uses it asks in its own words, so the sender asks nobody.
    """


@dataclass(frozen=True, config=_STRICT)
class Announce(Answer):
    """Set the group notice."""

    verb = "announce"
    text: Texts


@dataclass(frozen=True, config=_STRICT)
class Remove(Answer):
    """Remove the member from the room."""

    verb = "remove"
    punishes = True


@dataclass(frozen=True, config=_STRICT)
class Recall(Answer):
    """Take the member's message back; where that cannot be, they are asked to."""

    verb = "recall"
    punishes = True


@dataclass(frozen=True, config=_STRICT)
class QuietRecall(Recall):
    """Take the member's message back where that can be, and else say nothing: handlers' own, not for YAML."""


@dataclass(frozen=True, config=_STRICT)
class Mute(Answer):
    """Silence the member for a time."""

    verb = "mute"
    punishes = True
    span: Span


@dataclass(frozen=True, config=_STRICT)
class Invite(Answer):
    """Invite the member into this room again."""

    verb = "invite"


@dataclass(frozen=True, config=_STRICT)
class Task(Answer):
    """Ask a person, `to` (`duty`, a role or a member id), to do something.

    `duty` is whoever is on duty then, else the management room, else the owner; what is for helpers
    or moderators goes to those on duty first, too.
    """

    verb = "task"
    text: Texts
    to: str = "duty"


@dataclass(frozen=True, config=_STRICT)
class Edit(Answer):
    """Ask the librarian to change the rulebook or look something up in its versions; commands only.

    `text` gives the request as JSON; what came of it is the `message` of the `ActionDone`, or
    the `reason` of the `ActionFailed`.
    """

    verb = "edit"
    text: str


@dataclass(frozen=True, config=_STRICT)
class Probe(Answer):
    """Ask the gateway whether the member could be removed; commands only.

    An `ActionDone` says that they could, the `reason` of an `ActionFailed` why not.
    """

    verb = "probe"


def _number(amount: int | str) -> int | str:
    """Refuse a text that is no number and makes none."""
    if isinstance(amount, str) and "{" not in amount:
        raise ValueError("整数，或算出整数的模板 | a whole number, or a template of one | points: 5")
    return amount


@dataclass(frozen=True, config=_STRICT)
class Points(Answer):
    """Effect: add to (or, below zero, take from) the member's points; a number or a template of one."""

    verb = "points"
    amount: Annotated[int | str, Field(union_mode="left_to_right"), AfterValidator(_number)]


def punishes(answer: Answer) -> bool:
    """Return whether an answer holds something against a member: points taken, too, no strikes taken back."""
    if isinstance(answer, Strike):
        return answer.count > 0
    taken = isinstance(answer, Points) and str(answer.amount).lstrip().startswith("-")
    return taken or answer.punishes


@dataclass(frozen=True, config=_STRICT)
class Strike(Answer):
    """Effect: give the member strikes; below zero, take some back."""

    verb = "strike"
    punishes = True
    count: int = 1


@dataclass(frozen=True, config=_STRICT)
class Fine(Answer):
    """Effect: the member owes a red packet (`amount`, in words), for which `text` asks, `within` a time.

    At half of it they are reminded (`remind`); what became of it is the rule's outcome `paid` or `unpaid`.
    """

    verb = "fine"
    punishes = True
    text: Texts = "@{{ member.name }} 发广告要发红包哦"
    within: Span | None = None
    amount: str = ""
    remind: bool = True


@dataclass(frozen=True, config=_STRICT)
class Tag(Answer):
    """Effect: tag the member."""

    verb = "tag"
    name: str


@dataclass(frozen=True, config=_STRICT)
class Untag(Answer):
    """Effect: take a tag from the member."""

    verb = "untag"
    name: str


@dataclass(frozen=True, config=_STRICT)
class Timer(Answer):
    """Set a timer on which rules with `when: timer` act: `after` a time, or `at` a time of day.

    The same name replaces it, for the member or for the room; `cancel` forgets it, and so does
    the member's leaving. Of an overdue one, `late` says whether it still counts.
    """

    verb = "timer"
    name: Annotated[str, Field(min_length=1, max_length=64)]
    after: Span | None = None
    at: time | None = None
    per: Literal["member", "room"] = "member"
    late: Literal["run", "skip"] = "run"
    cancel: bool = False

    @model_validator(mode="after")
    def _when(self) -> Self:
        if (self.after is not None) + (self.at is not None) + self.cancel != 1:
            written = f"{{timer: {self.name}, after: 30m}}"
            raise ValueError(f'after: 30m 或 at: "20:00" | after: 30m or at: "20:00" | {written}')
        if self.after is not None and self.after < timedelta(seconds=1):
            raise ValueError("至少 1s 的时长 | a span of at least 1s")
        return self


@dataclass(frozen=True, config=_STRICT)
class Script(Answer):
    """Say the scenes of a script one after the other, `every` so long; one that runs is not begun again."""

    verb = "script"
    name: str
    steps: tuple[Texts, ...]
    every: Span = timedelta(seconds=20)


@dataclass(frozen=True, config=_STRICT)
class Stop(Answer):
    """End the turn for the rules below."""

    verb = "stop"


ANSWERS: dict[str, type[Answer]] = {
    kind.verb: kind
    for kind in (
        Say, Direct, Announce, Remove, Recall, Mute, Invite, Task, Points, Strike, Fine, Tag, Untag,
        Timer, Stop,
    )
}  # fmt: skip
"""Every answer by its YAML verb; `script` is made by the rulebook, which knows the scenes."""
