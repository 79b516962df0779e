"""When nothing follows from a fine: taken back, left, paused, staff, another mode."""

from dataclasses import replace

import pytest

from bot.contract import ActionDone, Do, Kind, Mode, Role
from bot.rulebook import Rulebook
from bot.testing import Chat, Person
from tests.handlers.fining import ASKED, HARSH, paused_at_the_deadline, removed


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
    await paused_at_the_deadline(room, mod)
    assert len(room.tasks) == 1


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
