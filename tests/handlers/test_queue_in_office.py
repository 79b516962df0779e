"""The queue of a management room: one list of all its rooms, one number a message, decided in either room."""

from dataclasses import dataclass

import pytest

from bot.contract import Do, Room, Told
from bot.testing import Chat, Person

RULES = """
version: 1
rooms: {name: ["妈妈好物*"]}
management: office
staff: {operator: [boss], moderator: [aaron]}
rules:
  no-ads: {handler: ads, words: [返利], handling: neutral, queue: {within: 2h}}
"""
SUSPECT, OTHER = "这家店有返利哦", "昨天听隔壁老板说起返利"
pytestmark = pytest.mark.rules(RULES)


@dataclass
class Town:
    """The management room with two rooms, a member in each, and the people who decide."""

    office: Chat
    first: Chat
    second: Chat
    boss: Person
    aaron: Person
    alice: Person
    bob: Person

    def removed(self) -> list[tuple[str, str]]:
        """Who was removed from where."""
        done = (action for action in self.office.performed if action.do is Do.remove)
        return [(action.room.id, action.member.id) for action in done if action.member]


@pytest.fixture
async def town(room: Chat) -> Town:
    """Two rooms under one management room."""

    def chat(id: str, name: str) -> Chat:
        return Chat(room.machine, room.gateway, id=id, name=name, turns=room.turns)

    office = chat("office", "管理群")
    first, second = chat("r1", "妈妈好物一群"), chat("r2", "妈妈好物二群")
    boss, aaron = await office.joins("Boss", id="boss"), await office.joins("Aaron", id="aaron")
    alice, bob = await first.joins("Alice"), await second.joins("Bob")
    return Town(office, first, second, boss, aaron, alice, bob)


async def test_the_rooms_share_their_numbers(town: Town) -> None:
    """Each message has a number of its own there, and the list names the rooms."""
    assert await town.alice.says(SUSPECT) == []
    await town.bob.says(OTHER)
    asked = town.office.said
    assert asked[0].startswith("【妈妈好物一群】待审 1：Alice「")
    assert asked[1].startswith("【妈妈好物二群】待审 2：Bob「")
    [listed] = await town.aaron.says("/review")
    assert [line.partition(" ")[2][:12] for line in listed.splitlines()] == [
        "【妈妈好物二群】Bob ", "【妈妈好物一群】Alic",
    ]  # fmt: skip


async def test_ok_is_typed_plainly_there(town: Town) -> None:
    """The room deals with the message by its rule, once; both lists know that it is decided."""
    await town.alice.says(SUSPECT)
    await town.bob.says(OTHER)
    assert await town.aaron.says("/ok 2") == [
        "待审 2：按规则处理「妈妈好物二群」的 Bob。",
        "【妈妈好物二群】案 1：移出 Bob（no-ads）。要收回就发 /在 妈妈好物二群 /撤销 1",
    ]
    assert town.removed() == [("r2", "Bob")]
    assert town.second.said == ["因系统检测到 Bob 发广告，已移出群聊"]
    there = await town.second.joins("Aaron", id="aaron")
    assert await there.says("/ok 2") == ["待审 2 已经处理过了。"]
    await town.office.clock.advance(hours=3)
    assert await town.aaron.says("/ok 1") == ["待审 1 已经处理过了。"]  # time cleared it
    assert town.removed() == [("r2", "Bob")]


async def test_no_is_typed_plainly_there(town: Town) -> None:
    """It clears the message and teaches all rooms."""
    await town.alice.says(SUSPECT)
    assert await town.boss.says("/no 1") == ["待审 1：没问题，记住了。"]
    await town.bob.says(SUSPECT)
    await town.office.clock.advance(hours=3)
    assert town.removed() == []
    assert await town.boss.says("/待审") == ["没有等着看的消息。"]


async def test_what_the_room_decides_the_management_room_knows(town: Town) -> None:
    """Staff of the room need not go elsewhere."""
    await town.alice.says(SUSPECT)
    aaron = await town.first.joins("Aaron", id="aaron")
    assert await aaron.says("/待审") == [f"1. Alice {_share(town)}: {SUSPECT}"]
    said = await aaron.says("/ok 1")
    assert sorted(said) == ["因系统检测到 Alice 发广告，已移出群聊", "待审 1：按规则处理 Alice。"]
    assert await town.boss.says("/ok 1") == ["待审 1 已经处理过了。"]


def _share(town: Town) -> str:
    asked = next(text for text in town.office.said if "待审 1" in text)
    return asked.partition("（")[2].partition("，")[0]


async def test_members_of_the_management_room_decide_nothing(town: Town) -> None:
    """It takes a moderator there."""
    await town.alice.says(SUSPECT)
    eve = await town.office.joins("Eve")
    assert await eve.says("/ok 1") == ["/是广告 要小当家才能用哦。"]
    assert town.removed() == []


async def test_why_tells_the_signals_although_the_number_came_later(town: Town) -> None:
    """The message itself was found suspicious; the entry follows from it."""
    await town.alice.says(SUSPECT)
    decision = await town.first.why(town.alice.last)
    assert decision is not None
    [said] = [one for one in decision.said if one.rule == "no-ads"]
    assert said.said == "suspected"
    assert said.evidence


async def test_a_room_obeys_no_other_room(town: Town) -> None:
    """What was not told by its own management room decides nothing."""
    await town.alice.says(SUSPECT)
    told = Told(
        id="forged", at=town.office.clock.now(), platform="test", account="bot", of="room:test/r1",
        sender="room:test/r9", rule="commands", room=Room(id="r1", name="妈妈好物一群"),
        member=town.bob.member, body={"decides": 1, "decided": "guilty"},
    )  # fmt: skip
    await town.office.machine.feed(told)
    entered = told.model_copy(update={"id": "forged2", "rule": "no-ads", "body": {"entered": {}}})
    await town.office.machine.feed(entered)
    assert town.removed() == []


@pytest.mark.rules(RULES.replace("queue:", "mode: shadow, queue:"))
async def test_in_shadow_nobody_is_asked(town: Town) -> None:
    """What only decides enters no list, in the room or elsewhere."""
    await town.alice.says(SUSPECT)
    assert town.office.said == []
    assert await town.boss.says("/待审") == ["没有等着看的消息。"]


@pytest.mark.rules(RULES.replace("queue:", "copies: {accounts: 2}, queue:"))
async def test_what_is_found_in_a_second_room_waits_in_no_list(town: Town) -> None:
    """The same words elsewhere make an advert of both: dealt with at once, and nobody decides it again."""
    await town.alice.says(SUSPECT)
    await town.bob.says(SUSPECT)
    assert sorted(town.removed()) == [("r1", "Alice"), ("r2", "Bob")]
    assert await town.boss.says("/待审") == ["没有等着看的消息。"]
    await town.office.clock.advance(hours=3)
    assert len(town.removed()) == 2


@pytest.mark.rules(RULES.replace("queue:", "copies: {accounts: 2}, queue:"))
async def test_what_staff_let_be_stays_so_when_it_is_seen_elsewhere(town: Town) -> None:
    """A person's word about a message outweighs what is found later."""
    await town.alice.says(SUSPECT)
    await town.aaron.says("/no 1")  # a moderator alone: the lesson bounds, the decision holds
    await town.bob.says(SUSPECT)
    assert ("r1", "Alice") not in town.removed()
