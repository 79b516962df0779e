"""What must have come of the messages, told without any engine; and what did."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.contract import Action, Cases, Document, Lane, Standing, member_actor, room_actor
from bot.engine.dead import letters
from bot.store import Store
from tests.engine.crash.world import ACCOUNT, MEMBERS, PLATFORM, ROOMS, Fame, Page, Tab

D = TypeVar("D", bound=Document)
Deed = tuple[str, str, str]
"""Room, verb, and the word said or the message it is about."""


@dataclass
class Model:
    """Everything that follows from `last` messages in each room."""

    last: int
    points: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    timers: int = 0
    cases: int = 0
    deeds: set[Deed] = field(default_factory=set)

    def __post_init__(self) -> None:
        for number in range(1, self.last + 1):
            self._message(number, f"m{number % MEMBERS}")

    def _message(self, number: int, member: str) -> None:
        self.points[member] += 1
        if number % 4 == 0:
            self.told[member] += ROOMS
            self.total[member] += ROOMS * number
        if number % 6 == 0:
            self.timers += 1
            self._does("say", f"t{number}")
        if number % 5 == 0:
            self._does("say", str(number))
        if number % 7 == 0:
            self.cases += 1
            self._does("mute", f"r#-{number}")

    def _does(self, verb: str, word: str) -> None:
        self.deeds |= {(f"r{room}", verb, word.replace("#", str(room))) for room in range(ROOMS)}

    async def check(self, store: Store, performed: Path) -> int:
        """Compare with what lies in the store and on paper; return how many deeds are uncertain."""
        assert await letters(store) == []
        for room in range(ROOMS):
            await self._check_room(store, f"r{room}")
        for member in range(MEMBERS):
            name = f"m{member}"
            fame = await read(store, member_actor(PLATFORM, name), Fame)
            assert (fame.told, fame.total) == (self.told[name], self.total[name])
        return await self._check_deeds(store, performed)

    async def _check_room(self, store: Store, room: str) -> None:
        actor = room_actor(PLATFORM, room)
        page = await read(store, actor, Page)
        assert (page.count, page.last, page.disorder) == (self.last, self.last, 0), room
        assert page.timers == self.timers, room
        assert page.done + page.failed == len(self.deeds) / ROOMS, room
        assert (await read(store, actor, Cases)).count == self.cases, room
        for member, points in self.points.items():
            assert (await read(store, actor, Standing, member)).points == points, (room, member)
            assert (await read(store, actor, Tab, member)).changed == points, (room, member)

    async def _check_deeds(self, store: Store, performed: Path) -> int:
        """Nothing is lost; what may not be repeated is done once, or listed for a person."""
        done = Counter[Deed]()
        for line in performed.read_text().splitlines():  # noqa: ASYNC240  # a small file, at the end
            room, verb, word, _ = line.split(" ")
            done[room, verb, word] += 1
        listed = [task async for task in tasks(store)]
        uncertain = {(task.room.id, "say", task.text.rpartition("「")[2].rstrip("」")) for task in listed}
        assert len(uncertain) == len(listed), "a task for each uncertain deed, once"
        assert done.keys() | uncertain == self.deeds
        assert {deed: n for deed, n in done.items() if n > 1 and deed[1] == "say"} == {}
        return len(uncertain)


async def tasks(store: Store) -> Any:
    """Yield the tasks for persons."""
    for shard in range(store.shards):
        entries: Any = await store.client.xrange(store.shard(shard).tasks)
        for _, fields in entries:
            yield Action.model_validate_json(fields[b"a"])


async def read(store: Store, actor: str, kind: type[D], member: str | None = None) -> D:
    """Return a document as it lies in the store."""
    keys = store.shard(store.shard_of(actor))
    field = f"{'' if kind.shared else 'ledger'}/{kind.__name__}"
    raw: Any = await store.client.hget(keys.document(actor, member, kind.keep is not None), field)
    return kind() if raw is None else kind.model_validate_json(raw)


async def left(store: Store) -> int:
    """Return, at one moment, how many events, timers, told events and actions still wait."""
    async with store.client.pipeline(transaction=True) as pipeline:
        for shard in range(store.shards):
            keys = store.shard(shard)
            pipeline.xlen(keys.inbox)
            pipeline.xlen(keys.tells)
            pipeline.zcard(keys.timers)
            for lane in Lane:
                pipeline.xlen(keys.out(f"{PLATFORM}/{ACCOUNT}", lane))
        return sum(await pipeline.execute())
