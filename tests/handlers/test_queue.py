"""The queue: what an `ads` rule only suspects, a person decides, or time does."""

import pytest

from bot.contract import Do, Kind, Role
from bot.contract.reviews import Reviews
from bot.testing import Chat, Person

RULES = """
version: 1
rules:
  no-ads: {handler: ads, words: [返利], handling: neutral, queue: {within: 2h}}
"""
SPLIT = "words: [日结], limits: {review: 0.3, act: 0.6}, handling: violent, recall: true,"
SUSPECT = "这家店有返利哦"


@pytest.fixture
async def mod(room: Chat) -> Person:
    """A moderator."""
    return await room.joins("Mod", role=Role.moderator)


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member, who has been here for a while."""
    return await room.joins("Alice")


def removed(room: Chat) -> list[str]:
    """Who was removed."""
    return [action.member.id for action in room.performed if action.do is Do.remove and action.member]


@pytest.mark.rules(RULES)
async def test_staff_are_asked_and_the_room_hears_nothing(room: Chat, alice: Person, mod: Person) -> None:
    """A task with number, message, score and reasons; the list shows it too."""
    assert await alice.says(SUSPECT) == []
    [task] = room.tasks
    assert task.to == "moderator"
    assert task.text.startswith(f"待审 1：Alice「{SUSPECT}」像广告（")
    assert "广告词" in task.text
    [listed] = await mod.says("/待审")
    assert listed.startswith("1. Alice ")
    assert listed.endswith(f"%: {SUSPECT}")
    assert await alice.says("/ok 1") == ["/是广告 要小当家才能用哦。"]


@pytest.mark.rules(RULES)
async def test_ok_gives_the_adverts_answers_to_who_posted(room: Chat, alice: Person, mod: Person) -> None:
    """Strike, text and removal hit the poster, never the moderator who decided; and only once."""
    await alice.says(SUSPECT)
    said = await mod.says("/ok 1")
    assert sorted(said) == ["因系统检测到 Alice 发广告，已移出群聊", "待审 1：按规则处理 Alice。"]
    assert removed(room) == ["Alice"]
    assert await mod.says("/是广告 1") == ["待审 1 已经处理过了。"]
    assert await mod.says("/待审") == ["没有等着看的消息。"]
    await room.clock.advance(hours=3)
    assert removed(room) == ["Alice"]
    [case] = await mod.says("/案件")
    assert case.endswith("Alice no-ads → strike,recall✓,say✓,remove✓")


@pytest.mark.rules(RULES)
async def test_what_staff_say_is_for_nobody_to_review(room: Chat, mod: Person) -> None:
    """It is seen, for `/why`, and enters no list."""
    assert await mod.says(SUSPECT) == []
    decision = await room.why(mod.last)
    assert decision is not None
    assert [(said.said, said.withheld) for said in decision.said if said.rule == "no-ads"] == [
        ("review", "staff")
    ]
    assert await mod.says("/待审") == ["没有等着看的消息。"]
    assert room.tasks == []


@pytest.mark.rules(RULES)
async def test_no_clears_and_teaches(room: Chat, alice: Person) -> None:
    """An operator's word: the same message is no suspicion any more, in any room."""
    boss = await room.joins("Boss", role=Role.operator)
    await alice.says(SUSPECT)
    assert await boss.says("/no 1") == ["待审 1：没问题，记住了。"]
    assert await boss.says("/ads") == [f"1. 不是广告: {SUSPECT}"]
    await alice.says(SUSPECT)
    assert len(room.tasks) == 1
    await room.clock.advance(hours=3)
    assert removed(room) == []


@pytest.mark.rules(RULES)
async def test_what_nobody_decides_is_cleared(room: Chat, alice: Person, mod: Person) -> None:
    """After `within`, in event time."""
    await alice.says(SUSPECT)
    await room.clock.advance(hours=2)
    assert removed(room) == []
    assert await mod.says("/ok 1") == ["待审 1 已经处理过了。"]
    assert await mod.says("/no 9") == ["没有待审 9。发 /待审 看看。"]


@pytest.mark.rules(RULES.replace("within: 2h", "within: 1h, then: advert"))
async def test_what_nobody_decides_may_be_an_advert(room: Chat, alice: Person) -> None:
    """The operator's choice."""
    await alice.says(SUSPECT)
    await room.clock.advance(minutes=59)
    assert removed(room) == []
    await room.clock.advance(minutes=1)
    assert removed(room) == ["Alice"]


@pytest.mark.rules(RULES.replace("within: 2h}", "within: 2h}, fine: {within: 10m}, recall: true"))
async def test_the_fine_is_owed_by_who_posted(room: Chat, alice: Person, mod: Person) -> None:
    """What follows from `/ok` is about the poster and the message that was suspected."""
    await alice.says(SUSPECT)
    message = alice.last
    await mod.says("/ok 1")
    recalled = [action.message for action in room.decided if action.do is Do.recall]
    assert recalled == [message]
    await mod.posts(kind=Kind.red_packet)
    await room.clock.advance(minutes=5)
    assert room.said[-1].startswith("@Alice 还有 5 分钟")
    assert await alice.posts(kind=Kind.red_packet) == ["收到 Alice 的红包，这事翻篇啦～下次注意哦"]
    await room.clock.advance(minutes=10)
    assert removed(room) == []


@pytest.mark.rules(RULES.replace("queue:", "softer_for: {tag: [家长]}, queue:"))
async def test_who_is_only_ever_asked_is_only_asked(room: Chat, alice: Person, mod: Person) -> None:
    """Also when staff say that it was an advert."""
    await mod.says("/标签 @Alice 家长", mentions=[alice])
    await alice.says(SUSPECT)
    said = await mod.says("/ok 1")
    assert any(text.startswith("@Alice 群里不发广告哦") for text in said)
    assert removed(room) == []


@pytest.mark.rules(RULES)
async def test_a_room_keeps_so_many_entries(
    room: Chat, alice: Person, mod: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest goes first, its number is not given again."""
    monkeypatch.setattr("bot.contract.reviews.MOST_REVIEWS", 3)
    for n in range(4):
        await alice.says(f"{SUSPECT}{'呀' * n}")
    assert len(room.tasks) == 4
    assert await mod.says("/ok 1") == ["没有待审 1。发 /待审 看看。"]
    assert (await mod.says("/放过 4"))[0].startswith("待审 4：没问题")


@pytest.mark.rules(RULES)
async def test_a_forgotten_member_is_suspected_of_nothing(room: Chat, alice: Person) -> None:
    """Their words go from the queue, and nothing comes of its timer."""
    owner = await room.joins("Owner", role=Role.owner)
    await alice.says(SUSPECT)
    [asked] = await owner.says("/遗忘 @Alice", mentions=[alice])
    await owner.says(f"/确认 {asked.split()[-1]}")
    assert await owner.says("/待审") == ["没有等着看的消息。"]
    await room.clock.advance(hours=3)
    assert removed(room) == []


def test_a_decision_changes_one_entry() -> None:
    """And none where there is none."""
    assert Reviews().settled(3, "clear") == Reviews()
    assert Reviews().of(None) is None


@pytest.mark.rules(RULES.replace("words: [返利], handling: neutral,", SPLIT))
async def test_a_line_that_was_found_to_be_none_is_not_taken_back_with_the_whole(
    room: Chat, alice: Person, mod: Person
) -> None:
    """What a person has decided stays decided; the other lines of an advert in several go."""
    await alice.says("日结兼职")
    await mod.says("/no 1")
    others = []
    for text in ("加我qq", "123456789"):
        await alice.says(text)
        others.append(alice.last)
    assert {action.message for action in room.performed if action.do is Do.recall} == set(others)
