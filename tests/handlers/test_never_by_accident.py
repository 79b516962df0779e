"""Whoever posts adverts or is banned everywhere: staff of a room are immune there, and we are everywhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.machine import Machine
from bot.contract import PUNISHING, Cases, Role, Standing, VirtualClock
from bot.engine.stage import Taken
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Rulebook
from bot.store import Store
from bot.testing import Chat, Person
from bot.testing.chat import START

ADVERT = "加薇❤️领返利 vx12345"
RULES = """
version: 1
management: office
staff: {operator: [boss]}
rules:
  no-ads:
    handler: ads
    words: [返利]
    ladder: {1: gentle, 2: neutral, 3: violent}
    across: all_rooms
    recall: true
    queue: {within: 1h, then: advert}
    follow_up: {after: 2h}
  fined: {handler: ads, words: [返利], handling: neutral, fine: {within: 10m}, chain: {lines: ["+1"]}}
  repeat-offender: {handler: strikes, at: {2: warn, 3: remove}, across: all_rooms}
"""
ROOMS, PEOPLE = ("r1", "r2", "r3"), ("u1", "u2", "u3")
RANKS = st.sampled_from(["member", "member", "member", "moderator", "owner", "granted"])
ACTS = st.one_of(
    st.tuples(st.just("advert"), st.sampled_from(ROOMS), st.sampled_from(PEOPLE)),
    st.tuples(st.just("suspect"), st.sampled_from(ROOMS), st.sampled_from(PEOPLE)),
    st.tuples(st.just("everywhere"), st.just("office"), st.sampled_from(PEOPLE)),
    st.tuples(st.just("joins"), st.sampled_from(ROOMS), st.sampled_from(PEOPLE)),
    st.tuples(st.just("wait"), st.just(""), st.just("")),
)


@dataclass
class Town:
    """Rooms with everybody in each, with the rank they hold there."""

    office: Chat
    boss: Person
    chats: dict[str, Chat]
    people: dict[tuple[str, str], Person]

    async def act(self, what: str, where: str, who: str) -> None:
        """Let something happen."""
        match what:
            case "advert":
                await self.people[where, who].says(ADVERT)
            case "suspect":
                await self.people[where, who].says("这家店有返利哦")
            case "joins":
                person = self.people[where, who]
                await self.chats[where].joins(who, id=who, role=person.member.role)
            case "everywhere":
                said = await self.boss.says(f"/拉黑 所有群 {who}")
                code = said[-1].rpartition("/确认 ")[2][:4]
                await self.boss.says(f"/确认 {code}")
            case _:
                await self.office.clock.advance(hours=3)


@asynccontextmanager
async def fresh(store: Store, rulebook: Rulebook) -> AsyncIterator[Chat]:
    """Begin anew: nothing is known of anybody; gives the management room."""
    await store.client.flushdb()
    turns: list[Taken] = []
    gateway = ReplayGateway(platform="test", account="bot")
    machine = Machine(store, VirtualClock(START), gateway, rulebook, turns.append)
    await machine.start()
    try:
        yield Chat(machine, gateway, id="office", name="管理群", turns=turns)
    finally:
        await machine.close()


async def settled(office: Chat, ranks: dict[tuple[str, str], str]) -> Town:
    """Put everybody in every room, where they say hello with the rank they have there."""
    boss = await office.joins("Boss", id="boss")
    await boss.says("早")
    gateway, turns = office.gateway, office.turns
    chats = {id: Chat(office.machine, gateway, id=id, name=f"{id}群", turns=turns) for id in ROOMS}
    people = {}
    for (where, who), rank in ranks.items():
        role = Role[rank] if rank in Role.__members__ else Role.member
        people[where, who] = person = await chats[where].joins(who, id=who, role=role)
        await person.says("大家好")
        if rank == "granted":
            there = chats[where].person("Boss", id="boss")
            await there.says(f"/任命 @{who} 小当家", mentions=[person])
    return Town(office, boss, chats, people)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(
    ranks=st.fixed_dictionaries({(where, who): RANKS for where in ROOMS for who in PEOPLE}),
    accounts=st.frozensets(st.sampled_from(PEOPLE), max_size=1),
    acts=st.lists(ACTS, min_size=4, max_size=10),
)
@pytest.mark.rules(RULES)
async def test_nobody_of_rank_is_touched(
    store: Store,
    rulebook: Rulebook,
    ranks: dict[tuple[str, str], str],
    accounts: frozenset[str],
    acts: list[tuple[str, str, str]],
) -> None:
    """Neither by a rule, nor by the ladder over rooms, nor by an order for all rooms."""
    async with fresh(store, rulebook) as office:
        town = await settled(office, ranks)
        office.machine.office.accounts = accounts
        for act in acts:
            await town.act(*act)
        await office.clock.advance(hours=5)
    safe = {place for place, rank in ranks.items() if rank != "member"}
    safe |= {(where, who) for where in (*ROOMS, "office") for who in accounts}
    assert touched(office).isdisjoint(safe)
    assert struck(office.turns).isdisjoint(safe)
    assert judged(office.turns).isdisjoint(safe)


@pytest.mark.rules(RULES)
async def test_and_others_are(store: Store, rulebook: Rulebook) -> None:
    """So that the promise above says something: an ordinary member is touched, struck and judged."""
    ranks = {(where, who): "member" for where in ROOMS for who in PEOPLE} | {("r2", "u1"): "owner"}
    async with fresh(store, rulebook) as office:
        town = await settled(office, ranks)
        for where in ROOMS:
            await town.act("advert", where, "u1")
        await town.act("everywhere", "office", "u2")
    expected = {("r1", "u1"), ("r3", "u1")}
    assert touched(office) == expected | {(where, "u2") for where in (*ROOMS, "office")}
    assert struck(office.turns) == expected
    assert judged(office.turns) == touched(office)


def touched(office: Chat) -> set[tuple[str, str]]:
    """Who was removed, muted or had a message taken back, and where."""
    acted = (action for action in office.performed if action.do in PUNISHING)
    return {(action.room.id, action.member.id) for action in acted if action.member}


def struck(turns: list[Taken]) -> set[tuple[str, str]]:
    """Who has strikes or tags, and where."""
    saved = (item for turn in turns for item in turn.documents.items())
    held = {key for (key, _), paper in saved if isinstance(paper, Standing) and (paper.strikes or paper.tags)}
    return {(key.partition("|")[0].rpartition("/")[2], key.rpartition("|")[2]) for key in held}


def judged(turns: list[Taken]) -> set[tuple[str, str]]:
    """Whom cases are about, and where; but for the one that stands for a whole order."""
    found = set()
    for turn in turns:
        for paper in turn.documents.values():
            if isinstance(paper, Cases) and turn.event.room is not None:
                found |= {
                    (turn.event.room.id, case.member) for case in paper.last if case.actions != ("ban",)
                }
    return found
