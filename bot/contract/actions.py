"""What a rule may answer with, and what is finally performed.

An *answer* is what stands in a rule's `then:` (or in a handler's defaults): a template
for an action, an effect, or `stop`. A turn renders answers into *actions*, frozen facts
with ids from causes, which the sender performs.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, ConfigDict, Field, field_serializer
from pydantic.dataclasses import dataclass

from bot.contract.people import Fact, Member, Room
from bot.contract.spans import Span

_STRICT = ConfigDict(extra="forbid")
Once = Literal["per_member_per_day", "per_room_per_day"]
"""How seldom a text may be said."""


class Do(StrEnum):
    """The things that can be performed on a platform; `task`, for a person; `edit`, for the librarian."""

    say = "say"
    direct = "direct"
    announce = "announce"
    remove = "remove"
    recall = "recall"
    mute = "mute"
    invite = "invite"
    task = "task"
    edit = "edit"


class Lane(StrEnum):
    """The four lanes of a sender, in the order in which they are served."""

    moderation = "moderation"
    replies = "replies"
    notices = "notices"
    broadcasts = "broadcasts"


PUNISHING = frozenset({Do.remove, Do.recall, Do.mute})
CHATTER = frozenset({Do.say, Do.direct, Do.announce, Do.edit})
"""What is dropped when it comes too late or is refused, without a person being asked to do it."""
REPEATABLE = frozenset({Do.remove, Do.recall, Do.mute, Do.edit})
"""Performing one of these twice is the same as once."""
ELSEWHERE: dict[Do, str] = {Do.edit: "console/rules"}
"""What no chat account performs, and the account (platform/account) that does: the librarian's."""
FALLBACK: dict[Do, Do] = {
    Do.remove: Do.task,
    Do.invite: Do.task,
    Do.direct: Do.task,
    Do.recall: Do.say,
    Do.mute: Do.say,
    Do.announce: Do.say,
}
"""What is done instead where a platform cannot; never harsher (ARCHITECTURE, 11)."""


@dataclass(frozen=True, config=_STRICT)
class Answer:
    """Base of what may stand in `then:`; the first field may be given by position."""

    verb: ClassVar[str]
    punishes: ClassVar[bool] = False


Texts = str | tuple[str, ...]
"""A Jinja text, or variants of it from which the event's seed chooses."""


@dataclass(frozen=True, config=_STRICT)
class Say(Answer):
    """Post a text in the room."""

    verb = "say"
    text: Texts
    once: Once | None = None


@dataclass(frozen=True, config=_STRICT)
class Direct(Answer):
    """Write to the member the outcome is about, or to `to` (a member id or a role)."""

    verb = "direct"
    text: Texts
    to: str | None = None


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
    """Take the member's message back."""

    verb = "recall"
    punishes = True


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
    """Ask a person, `to` (a role or a member id), to do something."""

    verb = "task"
    text: Texts
    to: str = "owner"


@dataclass(frozen=True, config=_STRICT)
class Edit(Answer):
    """Ask the librarian to change the rulebook or look something up in its versions; commands only.

    `text` gives the request as JSON; what came of it is the `message` of the `ActionDone`, or
    the `reason` of the `ActionFailed`.
    """

    verb = "edit"
    text: str


@dataclass(frozen=True, config=_STRICT)
class Points(Answer):
    """Effect: add to (or, below zero, take from) the member's points; a number or a template of one."""

    verb = "points"
    amount: Annotated[int | str, Field(union_mode="left_to_right")]


def punishes(answer: Answer) -> bool:
    """Return whether an answer holds something against a member; points that are taken do, too."""
    taken = isinstance(answer, Points) and str(answer.amount).lstrip().startswith("-")
    return taken or answer.punishes


@dataclass(frozen=True, config=_STRICT)
class Strike(Answer):
    """Effect: give the member strikes."""

    verb = "strike"
    punishes = True
    count: int = 1


@dataclass(frozen=True, config=_STRICT)
class Fine(Answer):
    """Effect: the member owes a red packet, for which `text` asks, until `within` is over."""

    verb = "fine"
    punishes = True
    text: Texts = "@{{ member.name }} 发广告要发红包哦"
    within: Span | None = None


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
class Stop(Answer):
    """End the turn for the rules below."""

    verb = "stop"


ANSWERS: dict[str, type[Answer]] = {
    kind.verb: kind
    for kind in (
        Say, Direct, Announce, Remove, Recall, Mute, Invite, Task, Points, Strike, Fine, Tag, Untag, Stop
    )
}  # fmt: skip
"""Every answer by its YAML verb."""


class Evidence(Fact):
    """One reason for an outcome: which signal, what it saw (normalised), how much it weighed."""

    signal: str
    detail: str = ""
    weight: float | None = None


class Mode(StrEnum):
    """Whether a rule acts."""

    off = "off"
    shadow = "shadow"
    live = "live"


class Action(Fact):
    """Something to perform, once.

    Attributes:
        id: `event id : rule id : n`, so a repeated turn makes the same one.
        at: the event time of its cause.
        decided: when it was decided, by the worker's clock; the sender drops what has grown old since.
        commanded: a person's command asked for it, so that a pause does not hold it up.
        awaited: its rule listens to `ActionDone`; else only a failure is told.
        member: whom it is about; `to` the receiver of a `direct` or `task`.
        message: the message to recall.
        seconds: how long a `mute` lasts.
        mentions: member ids that a `say` mentions.
    """

    id: str
    do: Do
    at: AwareDatetime
    platform: str
    account: str
    room: Room
    rule: str
    event: str
    decided: AwareDatetime | None = None
    commanded: bool = False
    awaited: bool = False
    member: Member | None = None
    to: str | None = None
    text: str = ""
    mentions: tuple[str, ...] = ()
    message: str | None = None
    seconds: int | None = None
    lane: Lane = Lane.replies
    mode: Mode = Mode.live
    evidence: tuple[Evidence, ...] = ()

    @property
    def repeatable(self) -> bool:
        """Whether performing it twice is the same as once."""
        return self.do in REPEATABLE

    def wire(self) -> str:
        """Encode the action for an outbox; `Action.model_validate_json` is the way back."""
        return self.model_dump_json(exclude_none=True)

    @field_serializer("evidence")
    def _lean_evidence(self, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
        return [item.model_dump(exclude_none=True) for item in evidence]
