"""A `fine` among the answers of any rule: reminded of, paid or looked at, each once; in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.contract import ActionDone, Do, Fine, Kind, Mode, Role, Say, TimerFired
from bot.contract.fines import PAID, fates, minutes, sees_through
from bot.rulebook import Rulebook
from bot.testing import Chat, Person
from handlers.ads import Ads

HEAD = """\
version: 1
staff: {moderator: [mod]}
rules:
  no-ads:
    handler: match
    match: {text: 返利}
"""
THEN = '{fine: {within: 10m, amount: 8.88 元, text: "@{{ member.name }} 发红包"}}'
FINE = HEAD + f"    then: {{hit: {THEN}}}\n"
HARSH = HEAD + (
    f'    then: {{hit: {THEN}, unpaid: [{{say: "{{{{ amount }}}} 没到"}}, remove],'
    ' remind: {say: "{{ member.name }} {{ minutes }} {{ amount }}"}, paid: {points: 2}}\n'
)
ASKED = "@Alice 发红包"


def removed(room: Chat) -> list[str]:
    """Who was removed."""
    return [a.member.id for a in room.performed if a.do is Do.remove and a.member]


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice")


@pytest.fixture
async def mod(room: Chat) -> Person:
    """A moderator."""
    return await room.joins("Mod", id="mod", role=Role.moderator)


async def again(room: Chat, key: str, **changed: object) -> None:
    """Have a timer that has fired fire once more, as after a crash that lost nothing but our memory of it."""
    fired = next(t.event for t in room.turns if isinstance(t.event, TimerFired) and t.event.key == key)
    await room.machine.feed(fired.model_copy(update={"id": f"{fired.id}-again"} | changed))


@pytest.mark.rules(FINE)
async def test_by_default_a_reminder_and_then_a_person_who_looks(room: Chat, alice: Person) -> None:
    """At half time a word, at the deadline a task; nobody is removed, and nothing comes twice."""
    assert await alice.says("返利") == [ASKED]
    await room.clock.advance(minutes=5)
    assert room.said[1:] == ["@Alice 还有 5 分钟，红包别忘啦🧧"]
    await room.clock.advance(hours=3)
    [task] = room.tasks
    assert task.text.startswith("Alice 欠的红包 8.88 元 到时间了还没发")
    assert task.text.endswith("/红包 已发 Alice")
    for step in ("remind", "unpaid"):
        await again(room, f"fine:{step}")
        await again(room, f"fine:{step}", at=room.clock.now())
    assert (len(room.said), len(room.tasks), removed(room)) == (2, 1, [])


@pytest.mark.rules(HARSH)
async def test_the_operator_answers_in_then(room: Chat, alice: Person) -> None:
    """`remind`, `unpaid` and `paid` are outcomes of the rule, with texts and facts."""
    await alice.says("返利")
    await room.clock.advance(minutes=10)
    assert room.said == [ASKED, "Alice 5 8.88 元", "8.88 元 没到"]
    assert removed(room) == ["Alice"]
    assert room.tasks == []
    bob = await room.joins("Bob")
    await bob.says("返利")
    await bob.posts(kind=Kind.red_packet)
    assert await bob.says("/积分") == ["Bob 现有 2 分"]


@pytest.mark.rules(FINE)
@pytest.mark.parametrize("minutes", [1, 7, 30])
async def test_a_red_packet_pays(room: Chat, alice: Person, mod: Person, minutes: int) -> None:
    """Before or after the deadline, only that member's in that room; then nothing more is asked."""
    await alice.says("返利")
    assert await mod.posts(kind=Kind.red_packet) == []
    other = Chat(room.machine, room.gateway, id="r2", turns=room.turns)
    assert await (await other.joins("Alice")).posts(kind=Kind.red_packet) == []
    await room.clock.advance(minutes=minutes)
    assert await alice.posts(kind=Kind.red_packet) == ["收到 Alice 的红包，这事翻篇啦～下次注意哦"]
    assert await alice.posts(kind=Kind.red_packet) == []
    assert await mod.says("/红包") == ["没有人欠红包。"]
    before = (list(room.said), list(room.tasks))
    await room.clock.advance(hours=1)
    assert (room.said, room.tasks) == before


@pytest.mark.rules(HARSH)
@pytest.mark.parametrize("end", ["/红包 已发 @Alice", "/撤销 1", "/去标签 @Alice owes_red_packet"])
async def test_a_person_ends_it(room: Chat, alice: Person, mod: Person, end: str) -> None:
    """Paid by another way, or taken back: no reminder, no removal; the next one is a first one again."""
    await alice.says("返利")
    await mod.says(end, mentions=[alice] if "@" in end else [])
    said = list(room.said)
    await room.clock.advance(hours=1)
    assert (room.said, removed(room)) == (said, [])
    await alice.says("返利")
    await room.clock.advance(minutes=10)
    assert removed(room) == ["Alice"]


@pytest.mark.rules(HARSH)
async def test_what_was_taken_back_counts_no_more_though_the_tag_was_older(
    room: Chat, alice: Person, mod: Person
) -> None:
    """The case is looked up as well: an older tag is not the fine's to take."""
    await mod.says("/标签 @Alice owes_red_packet", mentions=[alice])
    await alice.says("返利")
    await mod.says("/撤销 1")
    await room.clock.advance(hours=1)
    assert removed(room) == []


@pytest.mark.rules(HARSH)
async def test_another_hit_meanwhile_leaves_the_deadline_where_it_is(room: Chat, alice: Person) -> None:
    """The first debt counts: asked for again, reminded of once, overdue once."""
    await alice.says("返利")
    await room.clock.advance(minutes=4)
    assert await alice.says("返利") == [ASKED]
    await room.clock.advance(minutes=6)
    assert removed(room) == ["Alice"]
    await room.clock.advance(hours=1)
    assert removed(room) == ["Alice"]
    assert sum("8.88" in text for text in room.said) == 2


@pytest.mark.rules(FINE)
async def test_what_is_overdue_may_be_asked_for_anew(room: Chat, alice: Person) -> None:
    """After the deadline another hit is a debt of its own, with its own reminder and deadline."""
    await alice.says("返利")
    await room.clock.advance(minutes=20)
    await alice.says("返利")
    await room.clock.advance(minutes=20)
    assert len(room.tasks) == 2


@pytest.mark.rules(HEAD + f'    then: {{hit: {THEN}, unpaid: {{fine: {{within: 10m, text: "快点"}}}}}}\n')
async def test_an_unpaid_fine_may_be_answered_with_a_last_one(room: Chat, alice: Person) -> None:
    """From which nothing follows, or there would be no end to it."""
    await alice.says("返利")
    await room.clock.advance(hours=5)
    assert room.said[2:] == ["快点"]


@pytest.mark.rules(HARSH)
async def test_whoever_left_is_not_asked(room: Chat, alice: Person, mod: Person) -> None:
    """The timers end; the debt stays on the list, and a packet after coming back pays it."""
    await alice.says("返利")
    await alice.leaves()
    await room.clock.advance(hours=1)
    assert (room.said, removed(room)) == ([ASKED], [])
    back = await room.joins("Alice")
    assert "1. Alice 8.88 元" in (await mod.says("/红包"))[0]
    await back.posts(kind=Kind.red_packet)
    assert await mod.says("/红包") == ["没有人欠红包。"]


@pytest.mark.rules(HARSH)
async def test_a_removal_that_was_performed_is_a_leaving(room: Chat, alice: Person) -> None:
    """Where the platform tells of no leaving."""
    await alice.says("返利")
    done = ActionDone(
        id="done:x", at=room.clock.now(), platform="test", account="bot", room=room.turns[-1].event.room,
        member=room.turns[-1].event.member, action="x:y:0", do=Do.remove, rule="y",
    )  # fmt: skip
    await room.machine.feed(done)
    await room.clock.advance(hours=1)
    assert room.said == [ASKED]


@pytest.mark.rules(HARSH)
async def test_paused_at_the_deadline_a_person_is_asked(room: Chat, alice: Person, mod: Person) -> None:
    """Nothing is said, nobody is removed; what would have been done is a task, also afterwards."""
    await alice.says("返利")
    await mod.says("/暂停")
    before = list(room.said)
    await room.clock.advance(minutes=11)
    assert (room.said, removed(room)) == (before, [])
    assert "移出" in room.tasks[-1].text
    await mod.says("/恢复")
    await room.clock.advance(minutes=11)
    assert (removed(room), len(room.tasks)) == ([], 1)


@pytest.mark.rules(HARSH)
async def test_whoever_became_staff_is_not_asked_any_more(room: Chat, alice: Person) -> None:
    """Neither a reminder nor a deadline reaches whom no fine could reach now."""
    await alice.says("返利")
    owner = await room.joins("Owner", role=Role.owner)
    assert "现在是" in (await owner.says("/任命 @Alice 小当家", mentions=[alice]))[0]
    said = list(room.said)
    await room.clock.advance(hours=1)
    assert (room.said, removed(room)) == (said, [])


@pytest.mark.rules(HARSH)
async def test_staff_are_not_fined(room: Chat, mod: Person) -> None:
    """Nothing is owed, so nothing follows."""
    assert await mod.says("返利") == []
    await room.clock.advance(hours=1)
    assert (room.said, room.tasks) == ([], [])


@pytest.mark.rules(HARSH)
@pytest.mark.parametrize("mode", [Mode.off, Mode.shadow])
async def test_a_rule_that_no_longer_acts_removes_nobody(room: Chat, alice: Person, mode: Mode) -> None:
    """Switched off, or to shadow, before the deadline."""
    await alice.says("返利")
    office = room.machine.office
    rules = tuple(replace(one, mode=mode) if one.id == "no-ads" else one for one in office.rulebook.rules)
    office.rulebook = Rulebook(rules, office.rulebook.version + 1)
    await room.clock.advance(hours=1)
    assert (room.said, removed(room)) == ([ASKED], [])


@pytest.mark.rules(HARSH.replace("match: {text", "mode: shadow\n    match: {text"))
async def test_in_shadow_nothing_is_owed(room: Chat, alice: Person, mod: Person) -> None:
    """No debt, no timer."""
    await alice.says("返利")
    await room.clock.advance(hours=1)
    assert (room.said, removed(room)) == ([], [])
    assert await mod.says("/红包") == ["没有人欠红包。"]


@pytest.mark.rules(FINE.replace("within: 10m", "remind: false, within: 10m"))
async def test_the_reminder_may_be_left_out(room: Chat, alice: Person) -> None:
    """`remind: false`; the deadline stands."""
    await alice.says("返利")
    await room.clock.advance(hours=1)
    assert (room.said, len(room.tasks)) == ([ASKED], 1)


@pytest.mark.rules(FINE.replace("within: 10m, ", ""))
async def test_without_a_deadline_it_waits_for_the_packet(room: Chat, alice: Person) -> None:
    """Nothing is reminded of or overdue; a packet pays it."""
    await alice.says("返利")
    await room.clock.advance(days=2)
    assert (room.said, room.tasks) == ([ASKED], [])
    assert await alice.posts(kind=Kind.red_packet) == ["收到 Alice 的红包，这事翻篇啦～下次注意哦"]


GIFTS = FINE.replace("match: {text: 返利}", "match: {any: [{text: 返利}, {kind: red_packet}]}")


@pytest.mark.rules(GIFTS)
async def test_the_packet_that_pays_is_no_hit_of_the_same_rule(room: Chat, alice: Person) -> None:
    """One decision about one message; a packet of somebody who owes none is looked at as ever."""
    await alice.says("返利")
    assert await alice.posts(kind=Kind.red_packet) == ["收到 Alice 的红包，这事翻篇啦～下次注意哦"]
    assert await alice.posts(kind=Kind.red_packet) == [ASKED]


STRIKES = """
version: 1
staff: {moderator: [mod]}
rules:
  no-ads: {handler: match, match: {text: 返利}, then: {hit: warn}}
  strikes:
    handler: strikes
    at: {1: warn}
    across: all_rooms
    then: {warn: {fine: {within: 10m, text: 发红包}}, unpaid: remove}
"""


@pytest.mark.rules(STRIKES)
async def test_a_fine_of_any_other_rule_is_seen_through_too(room: Chat, alice: Person) -> None:
    """Whatever the handler: the answer has the outcomes, not the handler."""
    await alice.says("返利")
    await room.clock.advance(minutes=10)
    assert removed(room) == ["Alice"]


@pytest.mark.rules(STRIKES)
async def test_a_rule_that_is_told_of_the_payment_need_not_know(
    room: Chat, alice: Person, mod: Person
) -> None:
    """`/red-packet paid` tells the rule that asked; one that hears other things from elsewhere fails not."""
    await alice.says("返利")
    await mod.says("/红包 已发 @Alice", mentions=[alice])
    await room.clock.advance(minutes=10)
    assert removed(room) == []
    assert "failed" not in {said.said for turn in room.turns for said in turn.said}


def test_a_handler_with_a_course_of_its_own_keeps_it() -> None:
    """`ads` with `fine:` reminds and escalates itself; without it, a fine in `then` is as everywhere."""
    assert sees_through(Ads.model_validate({"fine": {}}).outcomes())
    assert not sees_through(Ads().outcomes())
    fine = Fine("x", within=timedelta(minutes=10))
    assert list(fates(Ads().outcomes(), [Say("x"), fine])) == ["remind", "paid", "unpaid"]
    assert list(fates({}, [Fine("x")])) == [PAID.name]
    assert fates({}, [Say("x")]) == {}
    assert minutes(timedelta(seconds=10)) == 1
