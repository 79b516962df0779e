"""Handlers: the code of one behaviour, its settings, and what it does on an event."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.contract import events
from bot.contract.actions import Do
from bot.contract.outcomes import Outcome
from bot.contract.people import House

Verdict = Outcome | Sequence[Outcome] | None
"""What a hook returns: what happened, several things, or nothing."""
Hook = Callable[[Any, Any], Awaitable[Verdict]]
Glance = Callable[[Any], bool]
"""A quick look at an event: `False` if it certainly does not concern the rule."""


class Sought(NamedTuple):
    """Words and patterns of which one at least must stand in a message for it to concern a rule.

    Attributes:
        words: folded as `bot.contract.normal` folds; sought anywhere, also inside other words.
        patterns: as RE2 takes them, searched in the folded text, whatever the case.
    """

    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


HOOKS: Mapping[type[events.Event], str] = {
    events.Message: "on_message",
    events.MemberJoined: "on_join",
    events.MemberLeft: "on_leave",
    events.RoomRenamed: "on_rename",
    events.Seated: "on_seat",
    events.TimerFired: "on_timer",
    events.Told: "on_told",
    events.CommandIssued: "on_command",
    events.StrikeGiven: "on_strike",
    events.PointsChanged: "on_points",
    events.TagChanged: "on_tag",
    events.ActionDone: "on_done",
    events.ActionFailed: "on_failed",
}
"""The method that handles each kind of event; a handler defines those it listens to."""


class Handler(BaseModel):
    """Base of all handlers: `class CheckIn(Handler, name="check_in")`.

    The fields are the rule's settings in YAML, checked by pydantic. Attributes that are
    `Outcome`s are what it may say happened. Methods named in `HOOKS` are coroutines of
    `(event, turn)` that return an `Outcome`, several, or `None`.

    Class arguments:
        name: how a rule asks for it in YAML (`handler: check_in`).
        judges: whether its outcomes hold something against a member; then staff and
            spared members are passed over whatever it answers with.

    Attributes:
        hears_done: of which of its actions `on_done` is told; each such result is an event of its own, so
            a handler names those it needs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(Outcome,))
    registry: ClassVar[dict[str, type["Handler"]]] = {}
    name: ClassVar[str] = ""
    judges: ClassVar[bool] = False
    hears_done: ClassVar[frozenset[Do]] = frozenset(Do)
    declared: ClassVar[Mapping[str, Outcome]] = {}

    def __init_subclass__(cls, *, name: str = "", judges: bool = False, **config: Any) -> None:
        super().__init_subclass__(**config)
        cls.name = name
        cls.judges = judges
        cls.declared = {
            key: value for base in reversed(cls.__mro__) for key, value in vars(base).items()
            if isinstance(value, Outcome)
        }  # fmt: skip
        if name:
            Handler.registry[name] = cls

    def outcomes(self) -> Mapping[str, Outcome]:
        """Return what may happen, by name; override it when the settings add to the declared ones."""
        return self.declared

    def possible(self) -> Collection[str]:
        """Return the outcomes that these settings leave possible; override it when they rule some out."""
        return self.outcomes().keys()

    def hook(self, kind: type[events.Event]) -> Hook | None:
        """Return the bound method for a kind of event, or `None` if this handler does not listen to it."""
        return getattr(self, HOOKS.get(kind, ""), None)

    def awaits(self, timer: str) -> bool:
        """Return whether `on_timer` is to be called for a timer of this name, which an answer has set."""
        return False

    def glance(self, kind: type[events.Event], house: House) -> Glance | None:
        """Return a quick look at events of a kind in such a room, without a turn, or `None` if there is none.

        Most rules have nothing to say about most messages; a glance that says so spares
        them the turn (measured: half of what a rule costs on a message that it passes over).
        """
        return None

    def seeks(self) -> Sought | None:
        """Return what a message's own words must contain to concern this rule, or `None` for any message.

        What all rules of a room seek is looked for at once: a hundred of them cost little more than one.
        """
        return None
