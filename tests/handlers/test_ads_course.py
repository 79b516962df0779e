"""What follows from an advert, step by step: the debt, the chain, the ladder over rooms; nothing twice."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from bot.app.machine import Machine
from bot.contract import Action, Do, Kind, Mode, Role, TimerFired
from bot.engine.pace import OFF
from bot.engine.sender import Desk, Sender
from bot.gateways.replay import ReplayGateway
from bot.rulebook import Rulebook
from bot.testing import Chat, Person
from handlers.ads import Ads
from tests.handlers.fining import paused_at_the_deadline

ADVERT = "加薇❤️领返利 vx12345"
HEAD = "version: 1\nrules:\n  no-ads: {handler: ads, words: [返利], "
FINE = HEAD + "handling: neutral, fine: {within: 10m, amount: 8.88 元}}\n"
CHAIN = HEAD + 'chain: {lines: ["哇有人发广告咯", "+1", "+2"], every: 20s}}\n'


def removed(room: Chat) -> list[tuple[str, str]]:
    """Who was removed from where."""
    done = (action for action in room.performed if action.do is Do.remove)
    return [(action.room.id, action.member.id) for action in done if action.member]


@pytest.fixture
async def alice(room: Chat) -> Person:
    """A member."""
    return await room.joins("Alice")


@pytest.fixture
async def mod(room: Chat) -> Person:
    """A moderator."""
    return await room.joins("Mod", role=Role.moderator)


async def again(room: Chat, key: str) -> None:
    """Have a timer that has fired fire once more, as after a crash that lost nothing but our memory of it."""
    fired = next(t.event for t in room.turns if isinstance(t.event, TimerFired) and t.event.key == key)
    await room.machine.feed(fired.model_copy(update={"id": f"{fired.id}-again", "at": room.clock.now()}))


# the debt


@pytest.mark.rules(FINE)
async def test_a_debt_is_listed_with_amount_and_deadline(room: Chat, alice: Person, mod: Person) -> None:
    """The text asks for the amount; the list says how much until when, in the group's time."""
    assert await alice.says(ADVERT) == ["@Alice 群规说好的，发广告要发 8.88 元 红包哦🧧"]
    for text in ("/红包", "/redpacket due", "/红包 欠"):
        [listed] = await mod.says(text)
        assert listed.splitlines()[1] == "1. Alice 8.88 元，03-02 09:10 前"
    await alice.posts(kind=Kind.red_packet)
    assert await mod.says("/红包") == ["没有人欠红包。"]


@pytest.mark.rules(FINE)
async def test_a_deadline_that_fires_twice_escalates_once(room: Chat, alice: Person) -> None:
    """Also if the reminder comes again after it."""
    await alice.says(ADVERT)
    await room.clock.advance(minutes=10)
    assert removed(room) == [("r1", "Alice")]
    said = list(room.said)
    await again(room, "unpaid/Alice")
    await again(room, "remind/Alice")
    assert removed(room) == [("r1", "Alice")]
    assert room.said == said


@pytest.mark.rules(FINE)
async def test_a_packet_before_the_deadline_ends_it_although_the_timer_still_fires(
    room: Chat, alice: Person
) -> None:
    """The timer rechecks the debt."""
    await alice.says(ADVERT)
    await room.clock.advance(minutes=5)
    await alice.posts(kind=Kind.red_packet)
    await again(room, "remind/Alice")
    await room.clock.advance(minutes=10)
    assert removed(room) == []
    assert room.said[-1].startswith("收到 Alice 的红包")


@pytest.mark.rules(FINE)
async def test_somebody_elses_packet_or_one_in_another_room_pays_nothing(room: Chat, alice: Person) -> None:
    """That member's, in that room."""
    await alice.says(ADVERT)
    other = Chat(room.machine, room.gateway, id="r2", turns=room.turns)
    assert await (await other.joins("Alice")).posts(kind=Kind.red_packet) == []
    assert await (await room.joins("Bob")).posts(kind=Kind.red_packet) == []
    await room.clock.advance(minutes=10)
    assert removed(room) == [("r1", "Alice")]


@pytest.mark.rules(FINE)
async def test_staff_may_say_that_it_was_paid(room: Chat, alice: Person, mod: Person) -> None:
    """Then neither reminder nor removal comes, and a new advert is a first one again."""
    await alice.says(ADVERT)
    assert await mod.says("/红包 已发 @Alice", mentions=[alice]) == ["Alice 的红包收到，一笔勾销🧧"]
    await room.clock.advance(minutes=11)
    assert removed(room) == []
    assert await alice.says(ADVERT) == ["@Alice 群规说好的，发广告要发 8.88 元 红包哦🧧"]


@pytest.mark.rules(FINE)
async def test_what_was_taken_back_is_no_debt(room: Chat, alice: Person, mod: Person) -> None:
    """After `/undo` nothing is owed, nothing comes, and the next advert is no second one."""
    await alice.says(ADVERT)
    await mod.says("/撤销 1")
    assert await mod.says("/红包") == ["没有人欠红包。"]
    await room.clock.advance(minutes=11)
    assert removed(room) == []
    assert await alice.says(ADVERT) == ["@Alice 群规说好的，发广告要发 8.88 元 红包哦🧧"]


@pytest.mark.rules(FINE)
async def test_paused_at_the_deadline_a_person_is_asked(room: Chat, alice: Person, mod: Person) -> None:
    """Nothing is said, nobody is removed; what would have been done is a task."""
    await alice.says(ADVERT)
    await paused_at_the_deadline(room, mod)


@pytest.mark.rules(FINE)
async def test_whoever_left_is_not_asked_and_who_comes_back_still_owes(room: Chat, alice: Person) -> None:
    """The debt does not go away by leaving: another advert is dealt with at once."""
    await alice.says(ADVERT)
    await alice.leaves()
    await room.clock.advance(hours=1)
    assert removed(room) == []
    back = await room.joins("Alice")
    assert await back.says(ADVERT) == ["因系统检测到 Alice 发广告，已移出群聊"]


# the chain


@pytest.mark.rules(CHAIN)
async def test_a_chain_is_said_line_by_line_and_no_line_twice(room: Chat, alice: Person) -> None:
    """Each line's timer is set by the line before; one that fires again says nothing."""
    await alice.says(ADVERT)
    await room.clock.advance(seconds=20)
    await again(room, "chain/Alice")
    await room.clock.advance(minutes=5)
    assert room.said[1:] == ["哇有人发广告咯", "+1", "+2"]


@pytest.mark.rules(CHAIN)
async def test_another_advert_begins_the_chain_anew(room: Chat, alice: Person) -> None:
    """Two chains never run into each other."""
    await alice.says(ADVERT)
    await room.clock.advance(seconds=30)
    await alice.says(ADVERT)
    await room.clock.advance(minutes=5)
    assert [text for text in room.said if "@" not in text] == [
        "哇有人发广告咯", "哇有人发广告咯", "+1", "+2",
    ]  # fmt: skip


@pytest.mark.rules(CHAIN)
@pytest.mark.parametrize("end", ["/暂停", "/撤销 1", "/踢 @Alice"])
async def test_a_chain_ends_with_what_it_stands_on(room: Chat, alice: Person, mod: Person, end: str) -> None:
    """A pause, an undo, the member's removal; after a pause it does not go on with half a chain."""
    await alice.says(ADVERT)
    await room.clock.advance(seconds=20)
    await mod.says(end, mentions=[alice] if "@" in end else [])
    if "@" in end:
        await alice.leaves()
    before = [text for text in room.said if text[:1] in "哇+"]
    await room.clock.advance(seconds=20)
    await mod.says("/恢复")
    await room.clock.advance(minutes=5)
    assert [text for text in room.said if text[:1] in "哇+"] == before == ["哇有人发广告咯"]


@pytest.mark.rules(CHAIN)
@pytest.mark.parametrize("mode", [Mode.off, Mode.shadow])
async def test_a_chain_ends_where_its_rule_no_longer_acts(room: Chat, alice: Person, mode: Mode) -> None:
    """Switched off, or to shadow, in the middle of it: the next line is not said, nor any later."""
    await alice.says(ADVERT)
    await room.clock.advance(seconds=20)
    office = room.machine.office
    before = office.rulebook
    rules = tuple(replace(rule, mode=mode) if rule.id == "no-ads" else rule for rule in before.rules)
    office.rulebook = Rulebook(rules, before.version + 1)
    await room.clock.advance(seconds=20)
    office.rulebook = before
    await room.clock.advance(minutes=5)
    assert room.said[1:] == ["哇有人发广告咯"]


HELPERS = CHAIN.replace("every: 20s", "every: 20s, accounts: [kefu2, kefu3], mark: 【小助手·机器人】")


async def _performs(room: Chat, account: str, refusal: str | None = None) -> list[Action]:
    """Have another account of ours perform what waits for it; return what it has posted."""
    gateway = ReplayGateway(platform="test", account=account)

    async def refuses(action: Action) -> str | None:
        return refusal

    gateway.refuses = refuses  # type: ignore[method-assign]
    machine: Machine = room.machine
    sender = Sender(Desk(machine.store, machine.clock, gateway, OFF))
    for outbox in sender.outboxes.values():
        await outbox.open()
        sender.put([w for lane in sender.lanes for w in await outbox.read((lane,), 0)])
    while (lane := sender.next_lane()) is not None:
        await sender.serve_one(lane)
    for outbox in sender.outboxes.values():
        await outbox.close()
    await machine.settle()
    return gateway.performed


@pytest.mark.rules(HELPERS)
async def test_our_other_accounts_say_the_lines_in_turn_marked_as_bots(room: Chat, alice: Person) -> None:
    """Each through its own sender; the main account only asks."""
    room.machine.office.logins = frozenset({"test/bot", "test/kefu2", "test/kefu3"})
    asked = await alice.says(ADVERT)
    await room.clock.advance(minutes=1)
    assert room.said == asked
    second, third = await _performs(room, "kefu2"), await _performs(room, "kefu3")
    assert [action.text for action in second] == ["【小助手·机器人】 哇有人发广告咯", "【小助手·机器人】 +2"]
    assert [action.text for action in third] == ["【小助手·机器人】 +1"]


@pytest.mark.rules(HELPERS)
async def test_an_account_that_is_not_logged_in_or_not_there_says_nothing(room: Chat, alice: Person) -> None:
    """Nobody says it in its place, and no person is bothered."""
    room.machine.office.logins = frozenset({"test/bot", "test/kefu2"})
    asked = await alice.says(ADVERT)
    await room.clock.advance(minutes=1)
    assert await _performs(room, "kefu2", "机器人不在这个群里") == []
    assert (room.said, room.tasks) == (asked, [])
    assert [a.account for a in room.decided if a.do is Do.say] == ["bot", "kefu2", "kefu2"]


@pytest.mark.rules(HELPERS)
async def test_what_our_accounts_say_sets_no_rule_off(room: Chat) -> None:
    """They hear each other; commands typed there still work."""
    room.machine.office.accounts = frozenset({"kefu"})
    kefu = await room.joins("Kefu", id="kefu")
    assert await kefu.says(ADVERT) == []
    decision = await room.why(kefu.last)
    assert decision is not None
    assert decision.said == ()
    assert (await kefu.says("/状态"))[0].startswith("规则：")


@pytest.mark.parametrize("mark", ["", "小助手", "robotic"])
def test_a_mark_that_hides_the_bot_is_refused(mark: str) -> None:
    """When the file is read; whatever says it plainly is allowed."""
    with pytest.raises(ValidationError, match="机器人"):
        Ads.model_validate({"chain": {"lines": ["+1"], "accounts": ["kefu2"], "mark": mark}})
    Ads.model_validate({"chain": {"lines": ["+1"], "mark": "(bot)"}})


def test_by_default_the_bot_itself_speaks() -> None:
    """No other account, so no mark either."""
    outcome = Ads.model_validate({"chain": {"lines": ["+1"]}}).outcomes()["chain_1"]
    assert [getattr(answer, "account", "?") for answer in outcome.answers] == [None]
