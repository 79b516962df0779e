"""Strikes that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.contract import Mute, Remove, Say
from handlers.strikes import Strikes
from tests.handlers.world import ALICE, BOB, World, names


async def test_each_step_answers_once() -> None:
    """Warn at three, remove at five; the fourth says nothing, nor does the sixth."""
    world = World(Strikes())
    said = [names(await world.strikes(ALICE)) for _ in range(6)]
    assert said == [[], [], ["warn"], [], ["remove"], []]


async def test_a_leap_over_two_steps_answers_with_the_higher() -> None:
    """Five strikes at once remove, and do not warn as well."""
    world = World(Strikes())
    [outcome] = await world.strikes(ALICE, 5)
    assert (outcome.name, outcome.facts["total"], outcome.facts["step"]) == ("remove", 5, 5)


async def test_strikes_decay_and_the_step_is_met_anew() -> None:
    """Outside `within` a strike no longer counts, so the third new one warns again."""
    world = World(Strikes.model_validate({"at": {3: "warn"}, "within": "7d"}))
    assert [names(await world.strikes(ALICE)) for _ in range(3)] == [[], [], ["warn"]]
    await world.advance(days=8)
    assert [names(await world.strikes(ALICE)) for _ in range(3)] == [[], [], ["warn"]]


async def test_strikes_of_others_do_not_count() -> None:
    """Everybody is counted alone."""
    world = World(Strikes.model_validate({"at": {2: "mute"}}))
    assert await world.strikes(ALICE) == []
    assert await world.strikes(BOB) == []
    assert names(await world.strikes(ALICE)) == ["mute"]


async def test_across_all_rooms_the_rooms_are_added_up() -> None:
    """Two strikes here and one there make three; the room of the third answers, about the member."""
    world = World(Strikes.model_validate({"across": "all_rooms"}))
    assert await world.strikes(ALICE, 2) == []
    world.room = "r2"
    [outcome] = await world.strikes(ALICE)
    assert (outcome.name, outcome.facts["total"]) == ("warn", 3)
    assert outcome.member == ALICE


async def test_across_all_rooms_what_was_pardoned_is_forgotten_with_the_next_strike() -> None:
    """The member's own actor keeps what the room's standing says, not a count of its own."""
    world = World(Strikes.model_validate({"across": "all_rooms", "at": {3: "warn"}}))
    await world.strikes(ALICE, 2)
    world.stands(ALICE, world.standing(ALICE).model_copy(update={"strikes": ()}))
    assert await world.strikes(ALICE) == []


async def test_across_all_rooms_strikes_decay() -> None:
    """Old strikes of another room do not count either."""
    world = World(Strikes.model_validate({"across": "all_rooms", "at": {3: "warn"}, "within": "1d"}))
    await world.strikes(ALICE, 2)
    await world.advance(days=2)
    world.room = "r2"
    assert await world.strikes(ALICE) == []


def test_the_evidence_and_the_texts_tell_the_count() -> None:
    """Defaults: a warning says, a mute silences, a removal removes; the facts are declared."""
    declared = Strikes.declared
    assert isinstance(declared["warn"].answers[0], Say)
    assert isinstance(declared["mute"].answers[0], Mute)
    assert isinstance(declared["remove"].answers[-1], Remove)
    assert Strikes.judges


@pytest.mark.parametrize("at", [{}, {0: "warn"}, {3: "ban"}])
def test_steps_that_cannot_be_are_refused(at: dict[int, str]) -> None:
    """No steps, a step at none, an unknown answer."""
    with pytest.raises(ValidationError):
        Strikes.model_validate({"at": at})


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 3)), max_size=15))
async def test_steps_equal_a_models(given_strikes: list[tuple[int, int]]) -> None:
    """In one room and across rooms alike, a step answers exactly when the sum in the window goes over it."""
    for across in ("room", "all_rooms"):
        world = World(Strikes.model_validate({"within": "30d", "across": across}))
        told: list[tuple[float, int]] = []
        for days, count in given_strikes:
            await world.advance(days=days)
            now = world.now.timestamp()
            recent = sum(n for at, n in told if at > now - 30 * 86400)
            told.append((now, count))
            crossed = [step for step in (3, 5) if recent < step <= recent + count]
            expected = ["remove"] if 5 in crossed else ["warn"] if crossed else []
            assert names(await world.strikes(ALICE, count)) == expected
