"""What staff teach with `/ad` and `/notad`, in real rooms, and how messages are compared with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.machine import Machine
from bot.contract import Do, Role, VirtualClock
from bot.contract.lessons import MOST_LESSONS, Lesson, Lessons
from bot.rulebook import Rulebook
from bot.store import Store
from bot.testing import Chat
from handlers.ads.taught import ALIKE, Index, index, read

RULES = """
version: 1
rules:
  no-ads: {handler: ads, handling: neutral}
"""
SLY = "周六早上一起去农场摘草莓吧，集合地点还是老地方"
SLY_AGAIN = "周六早上一起去农场摘草莓吧！集合地点还是老地方哦"
TEXTS = st.text("加微信返利草莓名额有限abc123 ", max_size=60)


def lesson(text: str, number: int = 1, **more: Any) -> Lesson:
    """An advert that counts fully, unless told otherwise."""
    return Lesson.model_validate(
        {"number": number, "advert": True, "text": text, "by": ("a",), "full": True} | more
    )


def other_room(room: Chat) -> Chat:
    """Another room of the same fleet."""
    return Chat(room.machine, room.gateway, id="r2", turns=room.turns)


def removed(room: Chat) -> list[str]:
    """Who was removed from the room."""
    return [a.member.id for a in room.performed if a.do is Do.remove and a.member and a.room.id == room.id]


@pytest.mark.rules(RULES)
async def test_one_moderator_makes_it_a_review_and_a_second_an_advert(room: Chat) -> None:
    """Taught in one room it holds in the other at once; one person's mistake removes nobody."""
    alice, mod = await room.joins("Alice"), await room.joins("Mod", role=Role.moderator)
    there = other_room(room)
    bob, second = await there.joins("Bob"), await there.joins("Second", role=Role.moderator)
    assert await alice.says(SLY) == await bob.says(SLY) == []
    [told] = await mod.says("/ad", quote={"id": alice.last})
    assert told.startswith("记住了（样本 1）。现在只作提醒")
    [warning] = await bob.says(SLY_AGAIN)
    assert warning.startswith("@Bob 群里不发广告哦")
    assert removed(there) == []
    assert await second.says(f"／广告 {SLY}") == ["记住了（样本 1），所有群都生效。"]
    await alice.says(SLY_AGAIN)
    assert removed(room) == ["Alice"]
    decision = await room.why(alice.last)
    assert decision is not None
    assert any(e.signal == "taught" and e.detail.startswith("#1 ") for e in decision.said[0].evidence)


@pytest.mark.rules(RULES)
async def test_the_same_moderator_twice_is_still_one(room: Chat) -> None:
    """Saying it again is no second opinion."""
    mod = await room.joins("Mod", role=Role.moderator)
    for _ in range(2):
        [told] = await mod.says(f"/ad {SLY}")
        assert told.startswith("记住了（样本 1）。现在只作提醒")
    await (await room.joins("Alice")).says(SLY)
    assert removed(room) == []


@pytest.mark.rules(RULES)
async def test_an_operators_word_counts_alone_and_can_be_taken_back(room: Chat) -> None:
    """Listed with its number, removed by it, and then nothing is held against anybody any more."""
    boss, alice = await room.joins("Boss", role=Role.operator), await room.joins("Alice")
    assert await boss.says(f"/ad {SLY}") == ["记住了（样本 1），所有群都生效。"]
    assert await boss.says("/ads") == [f"1. 广告: {SLY}"]
    assert await boss.says("/广告样本 删除 7") == ["没有样本 7。发 /广告样本 看看。"]
    assert await boss.says("/广告样本 删除 1") == ["样本 1 已删除。"]
    assert await boss.says("/ads") == ["还没教过样本。"]
    assert await alice.says(SLY) == []


@pytest.mark.rules(RULES)
async def test_what_is_no_advert_is_left_alone(room: Chat) -> None:
    """`/notad` by an operator clears it; a room that comes later has learnt it too."""
    text = "加薇❤️领返利 vx12345，日赚三百，名额有限"
    boss = await room.joins("Boss", role=Role.operator)
    await boss.says(f"/不是广告 {text}")
    there = other_room(room)
    bob = await there.joins("Bob")
    assert await bob.says("大家好") == []
    assert await bob.says(text) == []
    await boss.says("/ads remove 1")
    await bob.says(text)
    assert removed(there) == ["Bob"]


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, words: [返利], handling: neutral}
""")
async def test_one_moderators_notad_does_not_outweigh_an_operators_word(room: Chat) -> None:
    """It lowers what only the model says."""
    text = "加薇❤️领返利 vx12345，日赚三百，名额有限"
    mod, alice = await room.joins("Mod", role=Role.moderator), await room.joins("Alice")
    await mod.says(f"/notad {text}")
    await alice.says(text)
    assert removed(room) == ["Alice"]


@pytest.mark.rules(RULES)
async def test_only_staff_may_teach_and_only_something(room: Chat) -> None:
    """A member is told whose it is; without a message there is nothing to learn."""
    alice, mod = await room.joins("Alice"), await room.joins("Mod", role=Role.moderator)
    assert await alice.says(f"/ad {SLY}") == ["/广告 要小当家才能用哦。"]
    [usage] = await mod.says("/ad")
    assert usage.startswith("要引用那条消息")
    assert await mod.says("/ads") == ["还没教过样本。"]


@pytest.mark.rules(RULES)
async def test_a_card_is_learnt_from_the_history_and_by_its_link(room: Chat) -> None:
    """What a quote shows is little; the link of a known advert makes an advert of any text."""
    boss, alice = await room.joins("Boss", role=Role.operator), await room.joins("Alice")
    await alice.posts("", kind="link", link={"url": "https://strawberry.example.org/s/9", "title": "摘草莓"})
    [told] = await boss.says("/ad", quote={"id": alice.last, "text": "[链接]"})
    assert told == "记住了（样本 1），所有群都生效。"
    await alice.says("看这个 https://strawberry.example.org/s/9")
    assert removed(room) == ["Alice"]


@pytest.mark.rules(RULES)
async def test_what_was_taught_is_known_after_a_restart(room: Chat, store: Store, rulebook: Rulebook) -> None:
    """Taught, stopped, started on the same store: known in all rooms, listed, and can still be undone."""
    boss, alice = await room.joins("Boss", role=Role.operator), await room.joins("Alice")
    await boss.says(f"/ad {SLY}")
    await room.machine.close()
    again = await Machine(store, VirtualClock(room.clock.now()), room.gateway, rulebook).start()
    room.machine = again
    try:
        await alice.says(SLY_AGAIN)
        assert removed(room) == ["Alice"]
        assert await boss.says("/ads") == [f"1. 广告: {SLY}"]
        await boss.says("/ads remove 1")
        await (await room.joins("Bob")).says(SLY_AGAIN)
        assert removed(room) == ["Alice"]
    finally:
        await again.close()


def test_two_teachers_of_one_mind_count_fully() -> None:
    """And the opposite of what somebody alone has said takes its place."""
    lessons = Lessons()
    first, _ = lessons.learn("x y", advert=True, by="a", full=False)
    lessons = lessons.changed([first])
    assert not first.full
    second, gone = lessons.learn("X  Y", advert=True, by="b", full=False)
    assert (second.number, second.full, second.by, gone) == (1, True, ("a", "b"), ())
    opposite, gone = lessons.learn("x y", advert=False, by="a", full=False)
    assert (opposite.number, gone) == (2, (1,))
    _, gone = lessons.changed([second]).learn("x y", advert=False, by="a", full=False)
    assert gone == ()
    _, gone = lessons.changed([second]).learn("x y", advert=False, by="boss", full=True)
    assert gone == (1,)


def test_the_newest_lessons_are_kept() -> None:
    """Numbers are never given twice."""
    lessons = Lessons()
    for n in range(MOST_LESSONS + 3):
        taught, _ = lessons.learn(f"text {n}", advert=True, by="a", full=False)
        lessons = lessons.changed([taught])
    assert (len(lessons.lessons), lessons.lessons[0].number) == (MOST_LESSONS, 4)
    assert lessons.changed(gone=[lessons.count]).count == MOST_LESSONS + 3


def test_a_disguise_of_a_known_advert_is_that_advert() -> None:
    """Texts are compared as they are read."""
    known = Index([lesson("加微信领返利，名额有限先到先得")])
    found = known.find(read("加 薇❤️信 领 返 利 名额有限先到先得"))
    assert found is not None
    assert found.share >= ALIKE
    assert known.find(read("名额有限的讲座今晚八点，记得带本子")) is None
    assert known.find(read("")) is None


def test_a_number_of_an_advert_counts_and_that_of_a_good_message_excuses_nothing() -> None:
    """Or an advert would only have to quote the shop's own number."""
    text, other = "客服电话 13800138000 有事找我们", "低价清仓速来 13800138000"
    found = Index([lesson(text)]).find(read(other))
    assert found is not None
    assert found.share == 1.0
    assert Index([lesson(text, advert=False)]).find(read(other)) is None


def test_what_counts_fully_decides_then_what_is_newer() -> None:
    """Two minds about one text."""
    mild, strong = lesson(SLY, 2, advert=False, full=False), lesson(SLY, 1)
    for pair in ((mild, strong), (strong, mild)):
        found = Index(pair).find(read(SLY))
        assert found is not None
        assert found.lesson == strong
    found = Index([lesson(SLY, 1), lesson(SLY, 2, advert=False)]).find(read(SLY))
    assert found is not None
    assert not found.lesson.advert


def test_rooms_with_the_same_lessons_share_an_index() -> None:
    """A thousand rooms would not fit otherwise."""
    taught = lesson(SLY)
    assert index(Lessons(lessons=(taught,))) is index(Lessons(count=9, lessons=(taught,)))
    assert index(Lessons(lessons=(taught,))) is not index(Lessons(lessons=(lesson(SLY, full=False),)))


@given(taught=st.lists(TEXTS, max_size=6), text=TEXTS)
def test_the_index_finds_what_comparing_with_every_lesson_finds(taught: list[str], text: str) -> None:
    """The short way is no other way."""
    lessons = [lesson(known, n) for n, known in enumerate(taught, 1)]
    seen = read(text)
    fits = []
    for one in lessons:
        known = read(one.text)
        union = seen.grams | known.grams
        alike = bool(union) and len(seen.grams & known.grams) / len(union) >= ALIKE
        if alike or seen.things & known.things:
            fits.append(one.number)
    found = Index(lessons).find(read(text))
    assert (found.lesson.number if found else None) == max(fits, default=None)
