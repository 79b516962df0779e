"""What is finally performed: actions, frozen facts with ids from causes, made of a rule's answers."""

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, field_serializer
from pydantic_core import to_json

from bot.contract.people import Fact, Member, Room


class Do(StrEnum):
    """The things that can be performed on a platform; `task`, for a person; `edit`, for the librarian.

    `probe` performs nothing: it asks the gateway whether a removal could be, here and now.
    """

    say = "say"
    direct = "direct"
    announce = "announce"
    remove = "remove"
    recall = "recall"
    mute = "mute"
    invite = "invite"
    task = "task"
    edit = "edit"
    probe = "probe"


class Lane(StrEnum):
    """The four lanes of a sender, in the order in which they are served."""

    moderation = "moderation"
    replies = "replies"
    notices = "notices"
    broadcasts = "broadcasts"


PUNISHING = frozenset({Do.remove, Do.recall, Do.mute})
CHATTER = frozenset({Do.say, Do.direct, Do.announce, Do.edit, Do.probe})
"""What is dropped when it comes too late or is refused, without a person being asked to do it."""
REPEATABLE = frozenset({Do.remove, Do.recall, Do.mute, Do.edit, Do.probe})
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
        quiet: where it cannot be done, of a recall that nothing is said instead; of a `direct` that its rule
            sees to it, and the sender asks nobody.
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
    quiet: bool = False
    seconds: int | None = None
    lane: Lane = Lane.replies
    mode: Mode = Mode.live
    evidence: tuple[Evidence, ...] = ()

    @property
    def repeatable(self) -> bool:
        """Whether performing it twice is the same as once."""
        return self.do in REPEATABLE

    def wire(self) -> bytes:
        """Encode the action for an outbox; `Action.model_validate_json` is the way back."""
        return to_json(self, exclude_none=True)

    @field_serializer("evidence")
    def _lean_evidence(self, evidence: tuple[Evidence, ...]) -> list[dict[str, Any]]:
        return [item.model_dump(exclude_none=True) for item in evidence]
