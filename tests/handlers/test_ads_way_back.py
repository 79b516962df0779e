"""Whoever was removed is written to, and comes back on a promise; nobody else's private words do anything."""

import pytest
from pydantic import ValidationError

from bot.contract import Action, Do, Kind, Mode, Role, Standing, StrikeRecord
from bot.engine.history import History
from bot.testing import Chat, Person
from handlers.ads import Ads
from handlers.ads.settings import PROMISES
from handlers.ads.way_back import promises
from tests.handlers.world import ALICE, World

ADVERT = "加薇❤️领返利 vx12345"
RULE = "no-ads: {handler: ads, words: [返利], handling: violent, follow_up: {after: 4h%s}}\n"
HEAD = "version: 1\nrules:\n  "
RULES = HEAD + RULE % ""


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member who is removed for an advert."""
    alice = await room.joins("Alice")
    await alice.says(ADVERT)
    await alice.leaves()
    return alice


def invited(actions: list[Action]) -> list[tuple[str, str]]:
    """Who was invited where."""
    done = (action for action in actions if action.do is Do.invite)
    return [(action.room.id, action.member.id) for action in done if action.member]


@pytest.mark.rules(RULES)
async def test_a_promise_brings_back_once(room: Chat, alice: Person) -> None:
    """Told twice it acts once, a second one does nothing, and the strike stays."""
    await room.clock.advance(hours=4)
    assert room.performed[-1].do is Do.direct
    promised = await alice.whispers("好吧，我保證不再發了", id="w1")
    assert invited(promised) == [("r1", "Alice")]
    assert await alice.whispers("好吧，我保證不再發了", id="w1") == []
    assert await alice.whispers("我保证") == []
    mod = await room.joins("Mod", role=Role.moderator)
    assert await mod.says("/积分 Alice") == ["Alice 现有 0 分，被提醒过 1 次"]
    assert room.tasks == []


@pytest.mark.rules(RULES)
async def test_other_answers_ask_a_person_once_and_a_promise_still_counts(room: Chat, alice: Person) -> None:
    """The task shows what was written and how to bring them back."""
    await room.clock.advance(hours=4)
    assert await alice.whispers("凭什么踢我\n@所有人") == []
    assert await alice.whispers("我不保证") == []
    assert await alice.whispers("", kind=Kind.image) == []
    [task] = room.tasks
    assert "Alice 私聊回复「凭什么踢我" in task.text
    assert "/拉回 Alice" in task.text
    assert "\n" not in task.text
    assert invited(await alice.whispers("I promise!")) == [("r1", "Alice")]


@pytest.mark.rules(RULES)
async def test_nobody_else_causes_anything(room: Chat, alice: Person) -> None:
    """Strangers, members and staff may write what they like: nothing is done, and no word of it kept."""
    await room.clock.advance(hours=4)
    before = len(room.decided)
    for person in (room.person("Eve"), await room.joins("Bob"), await room.joins("Boss", role=Role.owner)):
        for text in ("我保证不再发", ADVERT, "/帮助", "/踢 @Bob"):
            assert await person.whispers(text) == []
        assert await History(room.machine.store).find(person.last) is None
    assert (len(room.decided), room.tasks) == (before, [])
    assert invited(await alice.whispers("我保证")) == [("r1", "Alice")]


@pytest.mark.rules(RULES)
async def test_too_early_and_too_late_nobody_listens(room: Chat, alice: Person) -> None:
    """Some hours they are ignored; three days after the word nobody waits any more."""
    assert await alice.whispers("我保证") == []
    await room.clock.advance(hours=4)
    await room.clock.advance(days=3, seconds=1)
    assert await alice.whispers("我保证") == []
    assert room.tasks == []


@pytest.mark.rules(RULES)
async def test_whoever_is_back_or_pardoned_is_not_waited_for(room: Chat, alice: Person) -> None:
    """Brought back by a person, or the case taken back: the answer leads to nothing."""
    mod = await room.joins("Mod", role=Role.moderator)
    bob = await room.joins("Bob")
    await bob.says(ADVERT)
    await bob.leaves()
    await room.clock.advance(hours=4)
    await room.joins("Alice")
    await mod.says("/撤销 2")
    assert await alice.whispers("我保证") == await bob.whispers("我保证") == []
    assert room.tasks == []


@pytest.mark.rules(RULES)
async def test_a_pause_puts_the_word_off_and_hears_no_answer(room: Chat, alice: Person) -> None:
    """Nothing is written during a pause; resumed, the word goes out, and a pause again hears nothing."""
    mod = await room.joins("Mod", role=Role.moderator)
    await mod.says("/暂停")
    await room.clock.advance(hours=6)
    assert [action.do for action in room.performed if action.do is Do.direct] == []
    await mod.says("/恢复")
    await room.clock.advance(hours=2)
    assert [action.to for action in room.performed if action.do is Do.direct] == ["Alice"]
    await mod.says("/暂停")
    assert await alice.whispers("我保证") == []
    await mod.says("/恢复")
    assert invited(await alice.whispers("我保证")) == [("r1", "Alice")]


@pytest.mark.rules(RULES)
async def test_who_cannot_be_written_to_is_a_persons(
    room: Chat, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person is asked, once; should they write of their own accord, their promise counts."""

    async def refuses(action: Action) -> str | None:
        return "对方不是好友" if action.do is Do.direct else None

    monkeypatch.setattr(room.gateway, "refuses", refuses)
    await room.clock.advance(hours=4)
    [task] = room.tasks
    assert task.text.startswith("Alice 因广告被移出「测试群」")
    assert await alice.whispers("谁啊") == []
    assert len(room.tasks) == 1
    assert invited(await alice.whispers("我保证")) == [("r1", "Alice")]


@pytest.mark.rules(RULES)
async def test_an_answer_that_comes_late_is_a_persons(room: Chat, alice: Person) -> None:
    """As everything that is older than the limit: nobody is invited, a person is asked to."""
    await room.clock.advance(hours=4)
    said = room.clock.now()
    await room.clock.advance(hours=1)
    assert await alice.whispers("我保证", at=said) == []
    assert "消息来迟了" in room.tasks[-1].text
    assert await alice.whispers("我保证") == []


@pytest.mark.rules(RULES)
async def test_each_room_they_were_removed_from_invites_them(room: Chat, alice: Person) -> None:
    """One promise answers every room that asked; a room of another rule is asked apart."""
    other = Chat(room.machine, room.gateway, id="r2", name="二群", turns=room.turns)
    there = await other.joins("Alice")
    await there.says(ADVERT)
    await there.leaves()
    await room.clock.advance(hours=4)
    assert invited(await alice.whispers("我保证")) == [("r1", "Alice"), ("r2", "Alice")]


@pytest.mark.rules(HEAD + RULE.replace("violent", "violent, mode: shadow") % "")
async def test_in_shadow_nobody_is_written_to_or_waited_for(room: Chat, alice: Person) -> None:
    """It is only decided."""
    await room.clock.advance(hours=4)
    assert room.decided[-1].mode is Mode.shadow
    assert await alice.whispers("我保证") == []
    assert room.decided[-1].do is Do.direct


@pytest.mark.rules(HEAD + RULE % ", within: 1h, promise: [下不为例, never again]")
async def test_the_words_and_the_time_are_the_operators(room: Chat, alice: Person) -> None:
    """Words of their own instead of ours; a Latin one stands whole."""
    await room.clock.advance(hours=4)
    assert await alice.whispers("我保证") == []
    assert invited(await alice.whispers("Never again.")) == [("r1", "Alice")]


@pytest.mark.parametrize(
    ("settings", "handlings"),
    [
        ({}, []), ({"handling": "neutral"}, ["neutral"]), ({"handling": "violent"}, []),
        ({"ladder": {1: "neutral", 2: "violent"}}, ["neutral"]),
        ({"handling": "violent", "follow_up": {}}, ["violent"]),
        ({"handling": "neutral", "follow_up": {"offer": False}}, []),
    ],
)  # fmt: skip
async def test_who_has_a_way_back(settings: dict[str, object], handlings: list[str]) -> None:
    """Whoever is removed with a word, unless the rule says no; removed silently only if it says so."""
    world = World(Ads.model_validate({"words": ("返利",), "within": "1d"} | settings))
    offered = []
    for _ in range(2):
        [*_, said] = await world.says(ALICE, ADVERT)
        if any(key.startswith("follow_up/") for _, key in world.timers):
            offered.append(said.name.partition("_")[2] or str(settings["handling"]))
        world.timers.clear()
        world.stands(ALICE, Standing(strikes=(StrikeRecord(at=world.now, rule="rule"),)))
    assert sorted(set(offered)) == handlings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我保证不再发广告了", True), ("好的，下次不发了", True), ("我答應", True), ("I PROMISE", True),
        ("I won’t post ads", True), ("我　保证", False), ("不保证", False), ("我不能保证不再发", False),
        ("I can't promise", False), ("compromised", False), ("好", False), ("", False),
        ("做不到，保证不了", False), ("我不可能答应你", False), ("谁答应你了", False),
    ],
)  # fmt: skip
def test_what_a_promise_is(text: str, said: bool) -> None:
    """In Chinese and English, traditional too; a denial is none, whatever it contains."""
    assert promises(text, PROMISES) is said


@pytest.mark.parametrize("wrong", [{"promise": []}, {"promise": ["好"]}, {"within": "31d"}])
def test_what_would_wait_for_anything_or_for_ever_is_refused(wrong: dict[str, object]) -> None:
    """No word, a word of one character, more than a month."""
    with pytest.raises(ValidationError):
        Ads.model_validate({"follow_up": wrong})
