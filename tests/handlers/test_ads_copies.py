"""The same again elsewhere: counted across rooms and rules, and the earlier copies dealt with, each once."""

from typing import Any

import pytest

from bot.contract import Case, Cases, Do, Message, Picture, Role
from bot.engine.history import History
from bot.testing import Chat, Person
from handlers.ads.copies import Seen

RULES = """
version: 1
rules:
  no-ads:
    {handler: ads, words: [返利], limits: {review: 0.6, act: 0.85}, handling: violent, recall: true,
     copies: {accounts: 2}}
"""
USUAL = RULES.replace("copies: {accounts: 2}", "copies: {}")
"""The default: the same words count from three accounts on."""
TWO_RULES = """
version: 1
rules:
  strict:
    {handler: ads, rooms: {id: [r1]}, words: [返利], limits: {review: 0.6, act: 0.85}, handling: violent,
     copies: {accounts: 2}}
  kind:
    {handler: ads, rooms: {id: [r2]}, words: [返利], limits: {review: 0.6, act: 0.85}, handling: gentle,
     copies: {accounts: 2}}
"""
SLY = "这家店最近有返利哦，大家有空都可以去看看"
"""An operator's word alone is for review; two units of evidence more make it an advert."""
SLY_AGAIN = "这家店最近有返利哦！大家有空都可以去看一看"


def other(room: Chat, id: str) -> Chat:
    """Another room of the same fleet."""
    return Chat(room.machine, room.gateway, id=id, name=id, turns=room.turns)


def done(room: Chat, do: Do) -> list[tuple[str, str | None, str | None]]:
    """Room, member and message of all actions of a kind, in any room."""
    return [(a.room.id, a.member.id if a.member else None, a.message) for a in room.performed if a.do is do]


async def cases(room: Chat) -> tuple[Case, ...]:
    """The cases of a room."""
    store = room.machine.store
    keys = store.shard(store.shard_of(f"room:test/{room.id}"))
    raw = await store.client.hget(keys.document(f"room:test/{room.id}", None, False), "/Cases")
    return Cases.model_validate_json(raw).last if raw else ()


@pytest.mark.shards(4)
@pytest.mark.rules(RULES)
async def test_the_earlier_copy_is_taken_back_when_a_later_one_is_an_advert(room: Chat) -> None:
    """Its own case, recall and removal in its own room, against who posted it there; once only."""
    there = other(room, "r2")
    alice, bob = room.person("Alice"), there.person("Bob")
    await alice.says(SLY)
    assert done(room, Do.remove) == []
    await bob.says(SLY)
    assert sorted(done(room, Do.recall)) == [("r1", "Alice", alice.last), ("r2", "Bob", bob.last)]
    assert sorted(done(room, Do.remove)) == [("r1", "Alice", None), ("r2", "Bob", None)]
    [case] = await cases(room)
    assert (case.member, case.outcome) == ("Alice", "advert")
    assert "duplicate" in {item["signal"] for item in case.evidence}
    third = other(room, "r3")
    await third.person("Carol").says(SLY)
    assert [who for _, who, _ in done(room, Do.remove)].count("Alice") == 1
    assert len(await cases(room)) == 1


@pytest.mark.rules(RULES)
async def test_each_room_hears_from_the_account_that_sits_there(room: Chat) -> None:
    """Two accounts of ours: the one that heard the copy does not act in the room of the earlier one."""
    alice, there = room.person("Alice"), other(room, "r2")
    first = room.facts() | {"account": "first"}
    await room.hears(Message(id="m1", member=alice.member, text=SLY, **first))
    await there.person("Bob").says(SLY)
    decided = [action for taken in room.turns for action in taken.decided if action.do is Do.remove]
    assert sorted((action.room.id, action.account) for action in decided) == [("r1", "first"), ("r2", "bot")]


@pytest.mark.rules(RULES)
async def test_what_was_taken_back_of_a_copy_stays_taken_back(room: Chat) -> None:
    """`/undo` in the earlier copy's room; a further copy elsewhere does not bring the case back."""
    boss, alice = room.person("Boss", role=Role.owner), room.person("Alice")
    await alice.says(SLY)
    await other(room, "r2").person("Bob").says(SLY)
    await boss.says("/undo 1")
    await other(room, "r3").person("Carol").says(SLY)
    assert [case.undone_by for case in await cases(room) if case.rule == "no-ads"] == ["Boss"]


@pytest.mark.shards(4)
@pytest.mark.rules(TWO_RULES)
async def test_rooms_under_different_rules_count_and_each_deals_with_its_own(room: Chat) -> None:
    """By its own handling: the violent one removes, the gentle one asks for a red packet."""
    await other(room, "r2").person("Bob").says(SLY)
    before = len(room.performed)
    await room.person("Alice").says(SLY)
    new = [action for action in room.performed[before:] if action.member is not None]
    assert [(a.room.id, a.member) for a in new if a.do is Do.remove] == [("r1", room.members["Alice"].member)]
    assert "@Bob 群规说好的，发广告要发红包哦🧧" in [a.text for a in new if a.room.id == "r2"]


@pytest.mark.rules(RULES)
async def test_a_long_number_elsewhere_is_a_copy_and_a_short_one_is_none(room: Chat) -> None:
    """Whatever it is an account of, and whatever is said around it; an amount or a cheer is everybody's."""
    there = other(room, "r2")
    await room.person("Alice").says("返利的朋友看这里 8866554477")
    await there.person("Bob").says("想了解返利 8866554477 随时可以")
    assert _signals(room, there) >= {"duplicate"}
    third, fourth = other(room, "r3"), other(room, "r4")
    await third.person("Carol").says("返利到账了没有 666666")
    await fourth.person("Dave").says("今天的返利真不错 666666 厉害")
    assert "duplicate" not in _signals(room, fourth)


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, words: [返利], copies: {rooms: 3, accounts: 3}}
""")
async def test_below_the_number_of_places_nothing_is_held_against_anybody(room: Chat) -> None:
    """`copies: {rooms: 3, accounts: 3}`: two rooms are none yet; the third is, with all that came before."""
    rooms = [room, other(room, "r2"), other(room, "r3")]
    for chat, name in zip(rooms[:2], ("Alice", "Bob"), strict=True):
        await chat.person(name).says(SLY)
    assert all("duplicate" not in _signals(room, chat) for chat in rooms)
    await rooms[2].person("Carol").says(SLY)
    assert _signals(room, rooms[2]) >= {"duplicate"}


@pytest.mark.rules(USUAL)
@pytest.mark.parametrize("text", [SLY, "今天这里有返利"], ids=["long", "short"])
async def test_two_customers_who_paste_one_sentence_are_no_spammers(room: Chat, text: str) -> None:
    """In one room or in two: the words alone count from a third account on, and then for all of them."""
    there = other(room, "r2")
    await room.person("Alice").says(text)
    await room.person("Bob").says(text)
    assert done(room, Do.remove) == []
    assert "duplicate" not in _signals(room, room)
    await there.person("Carol").says(text)
    assert _signals(room, there) >= {"duplicate"}


@pytest.mark.rules(USUAL)
async def test_the_same_words_in_several_rooms_count_of_one_account(room: Chat) -> None:
    """Of two accounts in two rooms nothing is told; one of them in a third room has spread it."""
    there, third = other(room, "r2"), other(room, "r3")
    await room.person("Alice").says(SLY)
    await there.person("Bob").says(SLY)
    assert "duplicate" not in _signals(room, there)
    await third.person("Alice").says(SLY)
    assert {(where, who) for where, who, _ in done(room, Do.remove)} == {("r1", "Alice"), ("r3", "Alice")}


def _signals(room: Chat, chat: Chat) -> set[str]:
    said = (said for taken in room.turns if taken.event.actor.endswith(f"/{chat.id}") for said in taken.said)
    return {item.signal for one in said for item in one.evidence}


@pytest.mark.rules(RULES)
async def test_near_copies_count_as_copies(room: Chat) -> None:
    """A word changed here and there, with no number or link in it. Another text is no copy."""
    there = other(room, "r2")
    await room.person("Alice").says(SLY)
    await there.person("Carol").says("返利是什么意思呀，我在电视上看到说有人因为这个被骗了好几万块钱")
    assert done(room, Do.remove) == []
    await there.person("Bob").says(SLY_AGAIN)
    assert {who for _, who, _ in done(room, Do.remove)} == {"Alice", "Bob"}


@pytest.mark.rules(RULES)
async def test_staff_and_the_same_person_again_are_no_copies(room: Chat) -> None:
    """The owner's own offer in all rooms; asking twice in one room."""
    for chat in (room, other(room, "r2")):
        await chat.person("Boss", role=Role.owner).says(SLY)
    alice = room.person("Alice")
    await alice.says(SLY)
    await alice.says(SLY)
    assert done(room, Do.remove) == []


@pytest.mark.rules(RULES)
async def test_copies_of_long_ago_are_none(room: Chat) -> None:
    """By the time of the events."""
    await room.person("Alice").says(SLY)
    await room.clock.advance(hours=2)
    await other(room, "r2").person("Bob").says(SLY)
    assert done(room, Do.remove) == []


@pytest.mark.rules(RULES)
async def test_what_is_kept_is_bounded_and_holds_no_words(
    room: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many post it; the documents hold digests, never what was said."""
    monkeypatch.setattr("handlers.ads.copies._MOST_PLACES", 5)
    for n in range(7):
        await other(room, f"g{n}").person(f"P{n}").says(SLY)
    store = room.machine.store
    kept = [
        Seen.model_validate_json(raw)
        async for key in store.client.scan_iter(match="*copies:*")
        if (raw := await store.client.hget(key, "/Seen")) is not None
    ]
    assert kept
    assert max(len(seen.places) for seen in kept) == 5
    assert all("返利" not in seen.model_dump_json() for seen in kept)


PICTURE = Picture(codes=("https://u.wechat.com/abcDEF",), hash="0123456789abcdef" * 4)
SAME = Picture(codes=("https://u.wechat.com/abcDEF",), hash="0123456789abcdef" * 3 + "0123456789abcdee")
OTHER = Picture(hash="fedcba9876543210" * 4)


async def shows(person: Person, picture: Picture, **more: Any) -> list[str]:
    """Post a picture."""
    return await person.posts("", kind="image", picture=picture, **more)


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, handling: violent, limits: {review: 0.35, act: 0.9}}
""")
async def test_the_code_of_a_stranger_in_several_rooms_is_an_advert(room: Chat) -> None:
    """Once it is let be, a weak signal alone; twice for review; in a third room all are dealt with."""
    said = [await shows(other(room, f"g{n}").person(f"P{n}"), PICTURE) for n in range(3)]
    assert said[:2] == [[], ["@P1 群里不发广告哦，有需要先问问群主～"]]
    assert {who for _, who, _ in done(room, Do.remove)} == {"P0", "P1", "P2"}


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, handling: violent, limits: {review: 0.35, act: 0.9}}
""")
async def test_a_picture_that_goes_round_is_no_advert(room: Chat) -> None:
    """A joke or a greeting, without a code, in many rooms by many accounts."""
    for n in range(6):
        assert await shows(other(room, f"g{n}").person(f"P{n}"), Picture(hash=PICTURE.hash)) == []
    assert done(room, Do.remove) == []


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, handling: violent}
""")
async def test_a_taught_picture_is_known_again_and_can_be_forgotten(room: Chat) -> None:
    """`/ad` on a quoted picture: nearly the same one is the advert, another is not; `/ads remove` forgets."""
    boss, alice = room.person("Boss", role=Role.operator), room.person("Alice")
    plain = Picture(hash=PICTURE.hash)
    assert await shows(alice, plain) == []
    assert await boss.says("/ad", quote={"id": alice.last, "text": "[图片]"}) == [
        "记住了（样本 1），所有群都生效。"
    ]
    assert await boss.says("/ads") == ["1. 广告: [图片] "]
    await shows(room.person("Bob"), OTHER)
    assert done(room, Do.remove) == []
    await shows(room.person("Carol"), SAME.model_copy(update={"codes": ()}))
    assert [who for _, who, _ in done(room, Do.remove)] == ["Carol"]
    await boss.says("/ads remove 1")
    await shows(room.person("Dave"), plain)
    assert [who for _, who, _ in done(room, Do.remove)] == ["Carol"]


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, words: [返利], handling: violent}
""")
async def test_the_picture_of_an_advert_that_was_acted_on_is_known_for_review(room: Chat) -> None:
    """A rule teaches for review only, listed as such; `/undo` takes it back, a person's word outweighs it."""
    boss = room.person("Boss", role=Role.operator)
    await room.person("Alice").posts("返利", kind="image", picture=PICTURE)
    assert [who for _, who, _ in done(room, Do.remove)] == ["Alice"]
    [listed] = await boss.says("/ads")
    assert listed.startswith("1. 广告（只作提醒）（规则处理过的）: [图片] ")
    bob = room.person("Bob")
    assert await shows(bob, SAME.model_copy(update={"codes": ()})) == [
        "@Bob 群里不发广告哦，有需要先问问群主～"
    ]
    await boss.says("/undo 1")
    assert await boss.says("/ads") == ["还没教过样本。"]
    await room.person("Alice").posts("返利", kind="image", picture=PICTURE)
    await boss.says("/notad", quote={"id": bob.last})
    assert await shows(room.person("Carol"), SAME.model_copy(update={"codes": ()})) == []
    assert await History(room.machine.store).find(bob.last) is not None
