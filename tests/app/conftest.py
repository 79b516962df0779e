"""A room whose rules stand in files of its own, and a librarian who edits them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.app.keeper import Keeper
from bot.app.librarian import Librarian
from bot.app.library import Change, Library
from bot.app.machine import Machine
from bot.app.rules import with_commands
from bot.contract import Lane, VirtualClock
from bot.engine.pace import OFF
from bot.engine.scope import Taken
from bot.engine.sender import Desk, Sender
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Language, Loaded, Loader
from bot.store import Store
from bot.testing import Chat
from bot.testing.chat import START, Person

RULES = """\
# Our rules
version: 1
timezone: Asia/Shanghai
staff: {operator: [wxid_jessie], moderator: [wxid_aaron]}
lists:
  bad: [返利, 刷单]   # more to come

rules:
  # the first
  no-ads:
    handler: match   # by words
    match: {text: $bad}
    then: {hit: [{strike: 1}, {say: "{{ member.name }} 不发广告哦"}]}
  hello: {handler: match, match: {text: [你好]}, then: {hit: [{say: "你好呀"}]}}
"""


@dataclass
class House:
    """A room, its rule files, and the librarian's desk.

    Attributes:
        tried: what the librarian was asked to try; `texts`, the files it was to be tried in last.
    """

    store: Store
    room: Chat
    folder: Path
    library: Library
    librarian: Librarian
    sender: Sender
    loader: Loader
    tried: list[tuple[str, float, Language]] = field(default_factory=list)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """The one rule file."""
        return self.folder / "main.yaml"

    async def take(self, loaded: Loaded | None = None) -> None:
        """Put what stands in the files in force, as a process does that sees a saved file."""
        loaded = loaded or self.loader.load()
        number = await self.library.accept(loaded.sources, Change(at=self.room.clock.now()))
        self.room.machine.office.rulebook = with_commands(replace(loaded.rulebook, version=number))

    async def serve(self) -> int:
        """Let the librarian do what waits, and the room hear of it; return how much that was."""
        for outbox in self.sender.outboxes.values():
            await outbox.open()
            self.sender.put(await outbox.pending(Lane.replies))
            self.sender.put(await outbox.read(tuple(Lane), 0))
        done = 0
        while (lane := self.sender.next_lane()) is not None:
            await self.sender.serve_one(lane)
            done += 1
        await self.room.machine.settle()
        return done

    async def asks(self, person: Person, text: str) -> str:
        """Have somebody type a command; return all that was said to it, once the librarian is through."""
        before = len(self.room.said)
        await person.says(text)
        await self.serve()
        return "\n".join(self.room.said[before:])


@pytest.fixture
async def house(store: Store, tmp_path: Path) -> AsyncIterator[House]:
    """The room, with version 1 of the rules in force."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "main.yaml").write_text(RULES, "utf-8")
    turns: list[Taken] = []
    gateway = ReplayGateway()
    clock = VirtualClock(START)
    loader = Loader(folder)
    machine = Machine(store, clock, gateway, with_commands(loader.load().rulebook), turns.append)
    await machine.start()
    library = Library(store)
    house: House

    async def take(loaded: Loaded) -> None:
        await house.take(loaded)

    async def attempt(texts: Mapping[str, str], rule: str, days: float, language: Language) -> str:
        house.texts = texts
        house.tried.append((rule, days, language))
        return f"tried {rule}"

    librarian = Librarian(clock, Keeper(library, folder), take, attempt)
    sender = Sender(Desk(store, clock, librarian, OFF))
    house = House(store, Chat(machine, gateway, turns=turns), folder, library, librarian, sender, loader)
    await house.take()
    yield house
    await machine.close()
    for outbox in sender.outboxes.values():
        await outbox.close()
