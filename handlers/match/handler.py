"""The handler of custom rules."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PrivateAttr, field_validator, model_validator

from bot.contract import (
    Event,
    Handler,
    Hook,
    MemberJoined,
    MemberLeft,
    Message,
    Outcome,
    PointsChanged,
    RoomRenamed,
    StrikeGiven,
    TagChanged,
    Turn,
)
from handlers.match.scene import History, Scene, Test
from handlers.match.text import many
from handlers.match.tree import Node

When = Literal["message", "join", "leave", "rename", "strike", "points", "tag"]
_WHEN: Mapping[When, type[Event]] = MappingProxyType(
    {
        "message": Message,
        "join": MemberJoined,
        "leave": MemberLeft,
        "rename": RoomRenamed,
        "strike": StrikeGiven,
        "points": PointsChanged,
        "tag": TagChanged,
    }
)


class Match(Handler, name="match"):
    """A rule without code: `when` something happens and `match` holds, it is a `hit`.

    Texts are matched normalised; see `handlers/README.md` for all conditions.
    """

    when: Annotated[tuple[When, ...], BeforeValidator(many)] = ("message",)
    match: Node

    hit = Outcome(matched=str, total=int)

    _test: Test = PrivateAttr()
    _kinds: frozenset[type[Event]] = PrivateAttr()
    _remembers: bool = PrivateAttr()

    @field_validator("match", mode="before")
    @classmethod
    def _a_list_is_all(cls, value: Any) -> Any:
        return {"all": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _compile(self) -> "Match":
        self._test = self.match.test()
        self._kinds = frozenset(_WHEN[when] for when in self.when)
        self._remembers = self.match.needs_history
        return self

    def hook(self, kind: type[Event]) -> Hook | None:
        """Listen to what `when` names, and to joins and messages where a condition asks about them."""
        if self._remembers and kind in {MemberJoined, Message}:
            return self._noting
        return self._matching if kind in self._kinds else None

    async def _matching(self, event: Event, turn: Turn) -> Outcome | None:
        return await self._judge(Scene(event, turn))

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
        return await self._judge(scene) if type(event) in self._kinds else None

    async def _judge(self, scene: Scene) -> Outcome | None:
        if not await self._test.holds(scene):
            return None
        total = getattr(scene.event, "total", 0)
        return self.hit(matched="、".join(scene.words), total=total, evidence=scene.found)
