"""A small scripted engine: it hears the playground, decides by a few words, and performs."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.app.roomview import commands
from bot.contract import (
    Action,
    Decision,
    Do,
    Event,
    Evidence,
    GatewayStatus,
    MemberJoined,
    Message,
    Room,
    RoomEvent,
    RuleSaid,
    Seated,
    StoreError,
    SystemClock,
    VirtualClock,
    room_actor,
)
from bot.gateways.playground import Playground


class MovableClock(VirtualClock):
    """A clock that stands still but for `advance`."""

    def advance(self, span: timedelta) -> None:
        """Move ahead."""
        self.reach(self.now() + span)


class MemoryShelf:
    """A shelf in memory, which can be switched off."""

    def __init__(self) -> None:
        self.blob: bytes | None = None
        self.puts = 0
        self.away = False

    async def get(self) -> bytes | None:
        """Return what was put last."""
        return self.blob

    async def put(self, blob: bytes) -> None:
        """Keep it, unless switched off; others run meanwhile, as with a real store."""
        await asyncio.sleep(0)
        if self.away:
            raise StoreError("the test has switched it off")
        self.blob, self.puts = blob, self.puts + 1


def action(event: RoomEvent, do: Do, n: int = 0, **more: Any) -> Action:
    """Make what a rule called `script` would have done about an event."""
    return Action.model_validate(
        {
            "id": f"{event.id}:script:{n}", "do": do, "at": event.at, "platform": event.platform,
            "account": event.account, "room": event.room, "rule": "script", "event": event.id,
            "member": event.member,
        }
        | more
    )  # fmt: skip


class ScriptedDesk:
    """The desk that the page asks, and the engine that hears: one fake for both.

    A message with 广告 is removed, 签到 is answered, 影子 is seen by a shadow rule; a join is greeted.
    """

    def __init__(self, clock: SystemClock | MovableClock) -> None:
        self.clock = clock
        self.heard: list[Event] = []
        self.seats: list[Seated] = []
        self.known: dict[tuple[str, str], Decision] = {}
        self.open: list[Action] = []
        self.gateways: list[GatewayStatus] = []
        self.problems: list[str] = []
        self.rooms: dict[str, dict[str, Any]] = {}
        self.parts: dict[str, str] = {"inbox": "ok"}
        self.is_ready = True
        self.away = False
        self.playground: Playground | None = None
        self._news = asyncio.Condition()

    async def hear(self, events: Sequence[Event]) -> None:
        """Take events as the engine would, and act on them."""
        self.seats += [event for event in events if isinstance(event, Seated)]
        for event in events:
            if isinstance(event, Seated):
                continue
            self.heard.append(event)
            if isinstance(event, RoomEvent):
                await self._handle(event)
        async with self._news:
            self._news.notify_all()

    async def until(self, condition: Callable[["ScriptedDesk"], object]) -> None:
        """Wait until what was heard fulfils a condition."""
        async with self._news:
            await self._news.wait_for(lambda: bool(condition(self)))

    async def _handle(self, event: RoomEvent) -> None:
        said = _verdict(event)
        key = (room_actor(event.platform, event.room.id), event.id)
        self.known[key] = Decision(event={"id": event.id}, said=said, version=3)
        if self.playground:
            for one in _actions(event, said):
                await self.playground.perform(one)

    async def decision(self, actor: str, event: str) -> Decision | None:
        """Return what was decided."""
        self._check()
        return self.known.get((actor, event))

    async def room(self, platform: str, room: Room) -> Mapping[str, Any]:
        """Return what the test has set; nothing but empty lists until then."""
        self._check()
        empty = {"rules": [], "version": 3, "staff": {}, "management": "office", "cases": [], "reviews": []}
        return empty | {"paused": False} | self.rooms.get(room.id, {})

    def commands(self) -> Sequence[Mapping[str, Any]]:
        """Return the real commands."""
        return commands()

    async def tasks(self) -> Sequence[Action]:
        """Return the open tasks."""
        self._check()
        return self.open

    async def statuses(self) -> Sequence[GatewayStatus]:
        """Return the playground's status and those a test has added."""
        self._check()
        return [*([self.playground.status()] if self.playground else []), *self.gateways]

    async def ready(self) -> tuple[bool, Mapping[str, Any]]:
        """Return what the test has set."""
        self._check()
        return self.is_ready, self.parts

    def rulebook_problems(self) -> Sequence[str]:
        """Return what the test has set."""
        return self.problems

    def now(self) -> Any:
        """Return the clock's time."""
        return self.clock.now()

    async def advance(self, span: timedelta) -> None:
        """Move the clock."""
        self.clock.advance(span)

    def _check(self) -> None:
        if self.away:
            raise StoreError("the test has switched it off")


_ADVERT = RuleSaid(
    rule="no-ads", said="advert", did=("say", "remove"),
    evidence=(
        Evidence(signal="words", detail="广告 领返利", weight=0.6),
        Evidence(signal="contact", detail="vx12345", weight=0.37),
        Evidence(signal="image_text", detail="「加微信」", weight=0.3),
    ),
)  # fmt: skip
_CHECKED_IN = RuleSaid(
    rule="check-in",
    said="checked_in",
    did=("say", "points"),
    evidence=(Evidence(signal="streak", detail="1"),),
)
_SHADOW = RuleSaid(
    rule="new-rule", said="hit", withheld="shadow", evidence=(Evidence(signal="text", detail="影子"),)
)
_GREETED = RuleSaid(rule="welcome", said="welcomed", did=("say",))
_SCRIPT = {
    "广告": (
        _ADVERT,
        RuleSaid(rule="links", said="clear", evidence=(Evidence(signal="clear", detail="no link"),)),
    ),
    "签到": (_CHECKED_IN,),
    "影子": (_SHADOW,),
}


def _verdict(event: RoomEvent) -> tuple[RuleSaid, ...]:
    if isinstance(event, MemberJoined):
        return (_GREETED,)
    if isinstance(event, Message):
        return next((said for word, said in _SCRIPT.items() if word in event.text), ())
    return ()


def _actions(event: RoomEvent, said: tuple[RuleSaid, ...]) -> list[Action]:
    name = event.member.name if event.member else ""
    texts = {
        "no-ads": "因系统检测到群友发广告,已经移出群聊", "check-in": f"✅ {name} 第 1 天,+5 分",
        "welcome": f"欢迎 {name}~群规在公告里,先看看哦",
    }  # fmt: skip
    rule = said[0].rule if said else ""
    acts = [action(event, Do.say, rule=rule, text=texts[rule])] if rule in texts else []
    return [*acts, action(event, Do.remove, 1, rule=rule)] if rule == "no-ads" else acts
