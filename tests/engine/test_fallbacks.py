"""What is done instead where a platform cannot, and what when performing fails."""

from datetime import timedelta

import pytest

from bot.contract import (
    Announce,
    Answer,
    Direct,
    Do,
    GatewayBusy,
    GatewayError,
    Invite,
    Mute,
    QuietDirect,
    QuietRecall,
    Recall,
    Remove,
    Say,
)
from tests.engine.conftest import Play
from tests.engine.making import hitting, rule, saying
from tests.engine.moody import Moody, asked_of_a_person, did, failures

FALLBACKS: list[tuple[Answer, Do, list[Do], bool]] = [
    (Remove(), Do.remove, [], True),
    (Invite(), Do.invite, [], True),
    (Direct("psst"), Do.direct, [], True),
    (Recall(), Do.recall, [Do.say], False),
    (Mute(timedelta(minutes=5)), Do.mute, [Do.say], False),
    (Announce("hear"), Do.announce, [Do.say], False),
]


@pytest.mark.parametrize(
    ("answer", "refused", "instead", "task"), FALLBACKS, ids=lambda value: str(value)[:12]
)
async def test_what_a_platform_cannot_do_has_a_fall_back(
    play: Play, answer: Answer, refused: Do, instead: list[Do], task: bool
) -> None:
    """Never a harsher one: a removal is asked of a person, a recall of the member."""
    room = await play(rule("r", hitting("bad"), answer), gateway=Moody(frozenset({refused})))
    await room.person("Bob").says("bad")
    assert [do for do, _ in did(room)] == instead
    assert len(await asked_of_a_person(room)) == task
    assert len(failures(room)) == task


async def test_a_quiet_recall_has_none(play: Play) -> None:
    """What is dealt with otherwise anyhow asks nobody for anything: no word, no task."""
    moody = Moody(frozenset({Do.recall}))
    room = await play(rule("r", hitting("bad"), QuietRecall(), Remove()), gateway=moody)
    await room.person("Bob").says("bad")
    assert [do for do, _ in did(room)] == [Do.remove]
    assert await asked_of_a_person(room) == []


@pytest.mark.parametrize("uncertain", [None, False, True])
async def test_a_quiet_word_to_somebody_is_its_rules_to_see_to(play: Play, uncertain: bool | None) -> None:
    """Refused, failed or in doubt: the rule is told, and nobody is asked besides."""
    refused = frozenset({Do.direct}) if uncertain is None else frozenset[Do]()
    moody = Moody(refused, lambda _: None if uncertain is None else GatewayError("no", uncertain=uncertain))
    room = await play(rule("r", hitting("bad"), QuietDirect("psst")), gateway=moody)
    await room.person("Bob").says("bad")
    assert await asked_of_a_person(room) == []
    assert [(failed.do, failed.asked) for failed in failures(room)] == [(Do.direct, False)]


async def test_without_a_fall_back_it_is_a_task(play: Play) -> None:
    """Where not even a word can be said, a person hears of it; a mere word is dropped."""
    quiet = Moody(frozenset({Do.recall, Do.say}))
    room = await play(rule("r", hitting("bad"), Recall()), rule("s", saying("hi")), gateway=quiet)
    await room.person("Bob").says("bad")
    assert did(room) == []
    assert len(await asked_of_a_person(room)) == 1
    assert [failed.reason for failed in failures(room)] == ["not here", "not here"]


async def test_too_often_means_again_later(play: Play) -> None:
    """Nothing is doubled, nothing lost, and the order is kept."""
    moods = iter([GatewayBusy("too often", retry_after=0.0)] * 3)
    room = await play(
        rule("a", saying("one")), rule("b", saying("two")), gateway=Moody(trouble=lambda _: next(moods, None))
    )
    assert await room.person("Bob").says("x") == ["one", "two"]
    assert failures(room) == []
    assert await room.machine.store.client.exists(room.machine.store.shard(0).tried) == 0


async def test_busy_in_the_middle_of_a_fall_back(play: Play) -> None:
    """The word said instead of a recall is said once, later."""
    moods = iter([GatewayBusy("too often", retry_after=0.0)])
    moody = Moody(frozenset({Do.recall}), lambda _: next(moods, None))
    room = await play(rule("r", hitting("bad"), Recall()), gateway=moody)
    await room.person("Bob").says("bad")
    assert [do for do, _ in did(room)] == [Do.say]
    assert await asked_of_a_person(room) == []


@pytest.mark.parametrize(
    ("do", "error", "task"),
    [
        (Say("hi"), GatewayError("no such room"), False),
        (Say("hi"), GatewayError("the line broke", uncertain=True), True),
        (Say("hi"), RuntimeError("a bug"), True),
        (Remove(), GatewayError("no right"), True),
        (Remove(), RuntimeError("a bug"), True),
    ],
    ids=lambda value: str(value)[:20],
)
async def test_a_failure_comes_back_as_an_event(play: Play, do: Answer, error: Exception, task: bool) -> None:
    """What may have happened, and what had to, goes to a person; the lane goes on."""
    moods = iter([error])
    room = await play(
        rule("r", hitting("bad"), do),
        rule("s", saying("ok")),
        gateway=Moody(trouble=lambda _: next(moods, None)),
    )
    bob = room.person("Bob")
    await bob.says("bad")
    (failed,) = failures(room)
    assert (failed.rule, failed.uncertain) == ("r", not isinstance(error, GatewayError) or error.uncertain)
    assert len(await asked_of_a_person(room)) == task
    assert await bob.says("x") == ["ok"]
