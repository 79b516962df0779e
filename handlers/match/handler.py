"""The handler of custom rules."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from bot.contract import (
    Event,
    Evidence,
    Glance,
    Handler,
    Hook,
    House,
    MemberJoined,
    MemberLeft,
    Message,
    Outcome,
    PointsChanged,
    RoomRenamed,
    Sought,
    StrikeGiven,
    TagChanged,
    TimerFired,
    Told,
    Turn,
    normal,
)
from handlers.match.rate import Tally
from handlers.match.scene import History, Part, Scene, Test
from handlers.match.text import TextIs, many
from handlers.match.tree import Node

When = Literal["message", "join", "leave", "rename", "timer", "strike", "warn", "points", "tag"]
_WHEN: Mapping[When, type[Event]] = MappingProxyType(
    {
        "message": Message,
        "join": MemberJoined,
        "leave": MemberLeft,
        "rename": RoomRenamed,
        "timer": TimerFired,
        "strike": StrikeGiven,
        "warn": StrikeGiven,
        "points": PointsChanged,
        "tag": TagChanged,
    }
)


class Match(Handler, name="match"):
    """A rule without code: `when` something happens and `match` holds, it is a `hit`.

    Texts are matched normalised; see `handlers/README.md` for all conditions. Where no message is looked
    at (`when: leave`), a rule without `match` is about every such event.
    """

    model_config = ConfigDict(
        json_schema_extra={"required": [], "anyOf": [{"required": ["match"]}, {"required": ["when"]}]}
    )
    when: Annotated[tuple[When, ...], BeforeValidator(many)] = Field(
        ("message",), description="什么时候看 | on which events"
    )
    match: Node = Field(description="条件：同级的都要满足 | the conditions; those side by side must all hold")

    hit = Outcome(matched=str, total=int)

    @model_validator(mode="before")
    @classmethod
    def _without_conditions(cls, settings: Any) -> Any:
        """Whatever happens is meant, unless that would be every message."""
        if not isinstance(settings, dict) or "match" in settings:
            return settings
        when = many(settings.get("when", "message"))
        if not isinstance(when, list | tuple) or not when or "message" in when:
            return settings
        return {**settings, "match": {"all": []}}

    @field_validator("match", mode="before")
    @classmethod
    def _a_list_is_all(cls, value: Any) -> Any:
        return {"all": value} if isinstance(value, list) else value

    @cached_property
    def test(self) -> Test:
        """The compiled `match`."""
        return self.match.test()

    @cached_property
    def kinds(self) -> frozenset[type[Event]]:
        """The kinds of events that `when` names."""
        return frozenset(_WHEN[when] for when in self.when)

    def hook(self, kind: type[Event]) -> Hook | None:
        """Listen to what `when` names, and to joins and messages where a condition asks about them."""
        if self.match.needs_history and kind in {MemberJoined, Message}:
            return self._noting
        if kind is Told and self.match.counts_everywhere:
            return self._told
        return self._matching if kind in self.kinds else None

    def awaits(self, timer: str) -> bool:
        """Listen to the timers that the conditions name, or to all if they name none."""
        names = self.match.timers
        return TimerFired in self.kinds and (not names or timer in names)

    def glance(self, kind: type[Event], house: House) -> Glance | None:
        """See by its own text alone whether a message may be a hit; most rules ask for some words."""
        text = self._own_text if kind is Message else None
        if text is None:
            return None
        find = text.checks[0] if len(text.checks) == 1 else text.find
        return lambda message: find(normal(message.text)) is not None

    def seeks(self) -> Sought | None:
        """Return the words or patterns that a message must contain, where the rule asks for some."""
        return None if self._own_text is None else self._own_text.seeks()

    @property
    def _own_text(self) -> TextIs | None:
        """What a message's own text must be for a hit, if that alone can rule one out."""
        text = self.match.text
        wanted = text is not None and not self.match.needs_history and text.parts == (Part.own_text,)
        return text if wanted else None

    async def _matching(self, event: Event, turn: Turn) -> Outcome | None:
        scene = Scene(event, turn)
        return await self._judge(scene) if self.test.at_once(scene) else None

    async def _noting(self, event: Event, turn: Turn) -> Outcome | None:
        """Keep when the member joined and what they said first, for the conditions that ask."""
        scene = Scene(event, turn)
        scene.history = history = await turn.load(History)
        if isinstance(event, MemberJoined):
            scene.history = after = History(joined=event.at)
        elif history.joined is not None and not history.first:
            after = history.model_copy(update={"first": event.id})
        else:
            after = history
        if after is not history:
            turn.save(after)
        concerned = type(event) in self.kinds and self.test.at_once(scene)
        return await self._judge(scene) if concerned else None

    async def _told(self, event: Told, turn: Turn) -> Outcome | None:
        """In the member's order: count, and tell the room when it is full; in the room: that is the hit."""
        if "times" not in event.body:
            return None
        tally = Tally(int(event.body["times"]), int(event.body["span"]))
        matched = [*event.body["matched"], tally.shown]
        if event.body.get("full"):
            rate = Evidence(signal="rate", detail=f"{tally.shown}, everywhere")
            return self.hit(matched="、".join(matched), total=0, member=event.member, evidence=[rate])
        if await tally.full(turn):
            turn.tell(event.sender, **event.body, full=True)
        return None

    async def _judge(self, scene: Scene) -> Outcome | None:
        """Ask what needs documents; the plain half has been answered."""
        for ask in self.test.asking:
            if not await ask(scene):
                return None
        total = getattr(scene.event, "total", 0)
        return self.hit(
            matched="、".join(item.detail for item in scene.found), total=total, evidence=scene.found
        )
