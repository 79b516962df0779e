"""The ladder over rooms: the how-manieth advert of a member it is, each counted once, wherever it was."""

import pytest

from bot.contract import Do, Message, Role, StrikeGiven, Told
from bot.testing import Chat
from handlers.ads import Ads
from tests.handlers.world import ALICE, World, names

ADVERT = "加薇❤️领返利 vx12345"
HEAD = "version: 1\nrules:\n  no-ads: {handler: ads, words: [返利], "
LADDER = HEAD + "ladder: {1: gentle, 2: neutral, 3: violent}, across: all_rooms}\n"


def removed(room: Chat) -> list[tuple[str, str]]:
    """Who was removed from where."""
    done = (action for action in room.performed if action.do is Do.remove)
    return [(action.room.id, action.member.id) for action in done if action.member]


def _rooms(room: Chat, *ids: str) -> list[Chat]:
    return [Chat(room.machine, room.gateway, id=id, name=f"{id}群", turns=room.turns) for id in ids]


@pytest.mark.rules(LADDER)
async def test_the_ladder_counts_over_rooms(room: Chat) -> None:
    """First here, second there, third in yet another room; long ago no longer counts."""
    said = [await (await chat.joins("Alice")).says(ADVERT) for chat in _rooms(room, "a", "b", "c")]
    assert said == [["@Alice 群规说好的，发广告要发红包哦🧧"], ["因系统检测到 Alice 发广告，已移出群聊"], []]
    assert removed(room) == [("b", "Alice"), ("c", "Alice")]
    [task] = [action for taken in room.turns for action in taken.decided if action.do is Do.task]
    assert (task.room.id, task.to) == ("c", "operator")
    assert task.text.startswith("Alice 已经发了 3 次广告，另外 2 个群里也有。")
    assert "/拉黑 所有群 Alice" in task.text
    await room.clock.advance(days=31)
    [fresh] = _rooms(room, "d")
    assert await (await fresh.joins("Alice")).says(ADVERT) == ["@Alice 群规说好的，发广告要发红包哦🧧"]


@pytest.mark.rules(LADDER)
async def test_a_strike_that_was_taken_back_counts_in_no_room(room: Chat) -> None:
    """Undone or pardoned in one room, it is forgotten by the member's own actor."""
    first, second, third = _rooms(room, "a", "b", "c")
    mod = await first.joins("Mod", role=Role.moderator)
    alice = await first.joins("Alice")
    await alice.says(ADVERT)
    await mod.says("/撤销 1")
    await room.clock.advance(seconds=1)
    assert (await (await second.joins("Alice")).says(ADVERT))[0].startswith("@Alice")
    boss = await second.joins("Mod", role=Role.moderator)
    await boss.says("/原谅 Alice")
    assert (await (await third.joins("Alice")).says(ADVERT))[0].startswith("@Alice")
    assert removed(room) == []


@pytest.mark.rules(LADDER.replace("handler: ads,", "handler: ads, rooms: {tag: shop},").replace(
    "rules:", "tags: {shop: {id: [a, b]}}\nrules:"))  # fmt: skip
async def test_only_the_rooms_of_the_rule_count(room: Chat) -> None:
    """A tag's, or a file's: a room outside neither deals with adverts nor counts them."""
    first, second, outside = _rooms(room, "a", "b", "z")
    assert await (await outside.joins("Alice")).says(ADVERT) == []
    assert (await (await first.joins("Alice")).says(ADVERT))[0].startswith("@Alice")
    assert await (await second.joins("Alice")).says(ADVERT) == ["因系统检测到 Alice 发广告，已移出群聊"]


@pytest.mark.rules(LADDER)
async def test_why_tells_the_signals_and_the_case_the_step(room: Chat) -> None:
    """The message was counted, with all that was found; the case says how many it makes."""
    alice, mod = await room.joins("Alice"), await room.joins("Mod", role=Role.moderator)
    await alice.says(ADVERT)
    decision = await room.why(alice.last)
    assert decision is not None
    [said] = [one for one in decision.said if one.rule == "no-ads"]
    assert (said.said, bool(said.evidence)) == ("counted", True)
    assert "ladder 1" in (await mod.says("/为什么 1"))[0]


async def test_strikes_of_one_room_do_not_ask_elsewhere() -> None:
    """By default the room alone counts."""
    world = World(Ads.model_validate({"words": ["返利"], "ladder": {1: "gentle"}}))
    assert names(await world.says(ALICE, ADVERT)) == ["advert_gentle"]


@pytest.mark.rules(LADDER)
async def test_many_rooms_at_once_are_not_all_the_first(room: Chat) -> None:
    """Asked about before any strike was reported: who spreads adverts does so everywhere at once."""
    chats = _rooms(room, "a", "b", "c")
    people = [await chat.joins("Alice") for chat in chats]
    messages = [
        Message(id=chat.next_id(), member=person.member, text=ADVERT, **chat.facts())
        for chat, person in zip(chats, people, strict=True)
    ]
    await room.machine.inbox(messages)
    await room.machine.settle()
    assert removed(room) == [("b", "Alice"), ("c", "Alice")]
    assert [t.event.count for t in room.turns if isinstance(t.event, StrikeGiven)] == [1, 1, 1]


@pytest.mark.rules(LADDER)
async def test_an_advert_whose_strike_is_not_reported_yet_counts_once(room: Chat) -> None:
    """The second comes while the report of the first one's strike is on its way: second, not third."""
    [chat] = _rooms(room, "a")
    alice = await chat.joins("Alice")
    first, second = (
        Message(id=chat.next_id(), member=alice.member, text=text, **chat.facts())
        for text in (ADVERT, ADVERT.replace("领", "拿"))
    )
    await room.machine.inbox([first])
    [worker] = room.machine._workers  # noqa: SLF001 - between two steps of it the second advert comes
    while not _steps(room):
        await worker.step(wait_ms=0)
    await room.machine.inbox([second])
    await room.machine.settle()
    assert _steps(room) == [(first.id, 1), (second.id, 2)]


def _steps(room: Chat) -> list[tuple[str, int]]:
    """Of which advert the member's actor has said the how-manieth it is."""
    told = [t.event.body for t in room.turns if isinstance(t.event, Told)]
    return [(body["message"], body["step"]) for body in told if "step" in body]


COPIED = """
version: 1
rules:
  ra: {handler: ads, rooms: {id: [a]}, words: [返利], limits: {review: 0.6, act: 0.95},
       copies: {rooms: 2, accounts: 2}, ladder: {1: violent}, across: all_rooms}
  rb: {handler: ads, rooms: {id: [b]}, words: [返利], limits: {review: 0.6, act: 0.90},
       copies: {rooms: 2, accounts: 2}, ladder: {1: violent}, across: all_rooms}
"""


@pytest.mark.rules(COPIED)
async def test_an_earlier_copy_at_the_end_of_a_long_chain_is_dealt_with_by_its_own_room(room: Chat) -> None:
    """The member's actor could not answer any more, for chains end: the room goes by what it knows."""
    for chat, name in zip(_rooms(room, "a", "b"), ("A", "B"), strict=True):
        await (await chat.joins(name)).says("这家店最近有返利哦，大家有空都可以去看看")
    assert sorted(removed(room)) == [("a", "A"), ("b", "B")]
