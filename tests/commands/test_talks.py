"""Every command in conversations that are replayed through the whole engine, from the table in `talks.py`.

Right use in Chinese, in English, with the full-width slash; the target by mention, quote, pasted
nickname and number; wrong use; no right.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.app.machine import Machine
from bot.commands import COMMANDS, Commands
from bot.contract import Do, Member, Role, VirtualClock
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Rulebook
from bot.store import Store
from bot.testing import Chat, Person
from bot.testing.chat import START
from tests.commands.conftest import ALICE, Group
from tests.commands.talks import TALKS, WHO, Talk

pytestmark = pytest.mark.rules("""
    version: 1
    staff:
      owner: [jessie]
      on_duty: {name: 客服, from: "09:00", to: "21:00", members: [kf1]}
    rules:
      check-in: {handler: check_in}
      work-time: {handler: quiet_hours, from: "13:00", to: "14:00"}
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 1}, {fine: {text: 发红包}}]}
    """)
EVERY = pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name)
NAME = WHO.removeprefix("@")


@dataclass
class Scene:
    """A room of the playground with its owner and a member whose nickname has an emoji."""

    room: Chat
    jessie: Person
    ming: Person

    async def heard(self, person: Person, text: str, *, quote: str = "", mention: bool = False) -> str:
        """Let somebody type something; return all that was said to it."""
        mentions = (self.ming,) if mention else ()
        fields = {"quote": {"id": quote}} if quote else {}
        return "\n".join(await person.says(text, mentions=mentions, **fields))

    async def prepare(self, talk: Talk) -> None:
        """Have happen what the conversation stands on."""
        for line in talk.before:
            who, colon, text = line.partition(": ")
            await (self.ming.says(text) if colon and who == WHO else self.jessie.says(line))


@pytest.fixture
async def machine(
    store: Store, rulebook: Rulebook
) -> AsyncIterator[tuple[Machine, ReplayGateway, list[Taken]]]:
    """The engine, on the playground's platform."""
    turns: list[Taken] = []
    gateway = ReplayGateway(platform="playground", account="playground")
    machine = await Machine(store, VirtualClock(START), gateway, rulebook, turns.append).start()
    yield machine, gateway, turns
    await machine.close()


Opened = tuple[Machine, ReplayGateway, list[Taken]]


async def scene(opened: Opened, id: str) -> Scene:
    """Open another room, in which nothing has happened yet."""
    machine, gateway, turns = opened
    room = Chat(machine, gateway, id=id, name="妈妈好物群", turns=turns)
    return Scene(room, room.person("Jessie", id="jessie"), await room.joins(NAME, id="u_ming"))


def test_every_command_is_in_the_table() -> None:
    """A new one is refused until its conversation is written."""
    assert [talk.name for talk in TALKS] == [entry.name for entry in COMMANDS.commands]


@EVERY
async def test_right_use(machine: Opened, talk: Talk) -> None:
    """By the Chinese name, the English one, with the full-width slash, and after the bot was called."""
    targeted = WHO in talk.zh
    called = f"@群管 ／{talk.zh.replace(WHO, WHO + chr(0x2005))}".replace(" ", "　", 2)
    english = f"/{talk.en.replace(WHO, NAME)}"
    for way, line in {"zh": f"/{talk.zh}", "en": english, "called": called}.items():
        await _goes_right(await scene(machine, way), talk, line, mention=targeted and way != "en")


@pytest.mark.parametrize("talk", [talk for talk in TALKS if WHO in talk.zh], ids=lambda talk: talk.name)
async def test_whom_it_is_about(machine: Opened, talk: Talk) -> None:
    """By quoting what they wrote, by their number in the list, and, where two are called so, by choice."""
    quoting = await scene(machine, "quote")
    await quoting.ming.says("大家好")
    await _goes_right(
        quoting, talk, f"/{' '.join(talk.zh.replace(WHO, '').split())}", quote=quoting.ming.last
    )
    double = await scene(machine, "double")
    await double.prepare(talk)
    await double.room.joins(NAME, id="u_other")
    asked = await double.heard(double.jessie, f"/{talk.zh.replace(WHO, NAME)}")
    assert asked.startswith("你说的是哪一位？"), asked
    number = next(line[0] for line in asked.splitlines() if "(u_ming)" in line)
    _went_right(double, talk, await double.heard(double.jessie, number))


async def _goes_right(scene: Scene, talk: Talk, line: str, *, mention: bool = False, quote: str = "") -> None:
    await scene.prepare(talk)
    if talk.quotes:
        await scene.ming.says("大家好")
        quote = scene.ming.last
    _went_right(scene, talk, await scene.heard(scene.jessie, line, mention=mention, quote=quote))


def _went_right(scene: Scene, talk: Talk, answer: str) -> None:
    assert talk.says in answer, answer
    assert "用法" not in answer
    if talk.does is not None:
        assert talk.does in {action.do for action in scene.room.decided}
    assert answer or talk.does in {Do.edit, Do.recall}


@EVERY
async def test_wrong_use_is_never_met_with_silence(machine: Opened, talk: Talk) -> None:
    """The usage in one line and an example; to a member who has no right, that it takes a rank."""
    entry = COMMANDS.find(talk.name)
    assert entry is not None
    place = await scene(machine, "wrong")
    usage = f"用法：{COMMANDS.usage(entry, 'zh')}\n例如：{entry.example.zh}"
    if talk.wrong:
        answer = await place.heard(place.jessie, f"/{talk.wrong}", mention=WHO in talk.wrong)
        assert answer.endswith(usage), answer
    if entry.role > Role.member:
        denied = await place.heard(place.ming, f"/{talk.zh}", mention=WHO in talk.zh)
        assert denied == f"{COMMANDS.title(entry, 'zh')} 要{_ROLES[entry.role]}才能用哦。"


_ROLES = {Role.moderator: "小当家", Role.operator: "大当家", Role.owner: "群主"}


@EVERY
async def test_a_command_that_is_set_to_be_silent_is(talk: Talk) -> None:
    """To whoever has no right to it; nothing is done, nothing is said."""
    entry = COMMANDS.find(talk.name)
    assert entry is not None
    group = Group(commands=Commands(silent=frozenset({talk.name}), roles={entry.needs: Role.owner}))
    for text in (f"/{talk.zh}", f"／{talk.en}"):
        assert await group.hears(ALICE, text, Member(id="u2", name=NAME)) == []
