"""A `fine` among the answers of any rule: reminded of, paid or looked at, each once; in memory."""

from datetime import timedelta

import pytest

from bot.contract import Fine, Kind, Say, TimerFired
from bot.contract.fines import PAID, fates, minutes, sees_through
from bot.testing import Chat, Person
from handlers.ads import Ads
from tests.handlers.fining import ASKED, FINE, HARSH, HEAD, THEN, removed


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
async def test_a_fine_of_any_other_rule_is_seen_through_too(room: Chat, alice: Person, mod: Person) -> None:
    """The answer has the outcomes, not the handler; one that knows nothing of payments fails by none."""
    bob = await room.joins("Bob")
    await alice.says("返利")
    await bob.says("返利")
    await mod.says("/红包 已发 @Bob", mentions=[bob])
    await room.clock.advance(minutes=10)
    assert removed(room) == ["Alice"]
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
