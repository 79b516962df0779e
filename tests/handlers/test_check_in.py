"""The daily check-in."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.check_in import CheckIn, Run, Streak
from tests.handlers.world import ALICE, BOB, SHANGHAI, World, names


async def test_a_second_check_in_on_the_same_day_earns_nothing() -> None:
    """The streak counts days, not messages."""
    world = World(CheckIn())
    assert names(await world.says(ALICE, "签到")) == ["checked_in"]
    assert names(await world.says(ALICE, "签到")) == ["repeated"]
    await world.advance(days=1)
    [second] = await world.says(ALICE, "打卡")
    assert second.facts == {"streak": 2, "points": 5}


async def test_a_missed_day_starts_the_streak_anew() -> None:
    """Coming back after two days is a first day."""
    world = World(CheckIn())
    await world.says(ALICE, "签到")
    await world.advance(days=2)
    [again] = await world.says(ALICE, "签到")
    assert again.facts["streak"] == 1


async def test_the_streak_earns_extra_on_its_day() -> None:
    """`streaks: {2: 20}` gives twenty more on the second day, and only then."""
    world = World(CheckIn(points=5, streaks={2: 20}))
    earned = []
    for _ in range(3):
        [outcome] = await world.says(ALICE, "签到")
        earned.append(outcome.facts["points"])
        await world.advance(days=1)
    assert earned == [5, 25, 5]


async def test_midnight_is_the_rooms_midnight() -> None:
    """23:59 and 00:01 in Shanghai are two days, though both are the same day in UTC."""
    world = World(CheckIn(), now=datetime(2026, 3, 2, 23, 59, tzinfo=SHANGHAI))
    await world.says(ALICE, "签到")
    await world.advance(minutes=2)
    [next_day] = await world.says(ALICE, "签到")
    assert next_day.facts["streak"] == 2


async def test_members_have_streaks_of_their_own() -> None:
    """Bob's first day is not Alice's second."""
    world = World(CheckIn())
    await world.says(ALICE, "签到")
    [bob] = await world.says(BOB, "签到")
    assert bob.facts["streak"] == 1


@pytest.mark.parametrize(
    "text", ["签到", " 签到 ", "簽到", "签\u200b到", "/签到", "／签到", "/checkin", "／CheckIn", "/打卡"]
)
async def test_the_word_is_understood_as_people_type_it(text: str) -> None:
    """Spaces, width, traditional characters, hidden characters and a command's slash make no difference."""
    assert names(await World(CheckIn()).says(ALICE, text)) == ["checked_in"]


@pytest.mark.parametrize("text", ["", "签到吗", "明天签到", "checkin", "/ranking", "签到" * 50])
async def test_a_sentence_about_checking_in_is_none(text: str) -> None:
    """Only the word alone counts; `checkin` only as a command."""
    assert await World(CheckIn()).says(ALICE, text) == []


async def test_own_words_leave_the_command_in_force() -> None:
    """`words: [早安]` replaces the words, not `/checkin`."""
    world = World(CheckIn(words=frozenset({"早安"})))
    assert await world.says(ALICE, "签到") == []
    assert names(await world.says(ALICE, "早安")) == ["checked_in"]
    assert names(await world.says(BOB, "/checkin")) == ["checked_in"]


@pytest.mark.parametrize(
    ("opens", "closes", "at", "said"),
    [
        ("05:30", "23:59", (5, 29), "closed"),
        ("05:30", "23:59", (5, 30), "checked_in"),
        ("05:30", "09:00", (9, 0), "checked_in"),
        ("05:30", "09:00", (9, 1), "closed"),
        ("22:00", "02:00", (1, 0), "checked_in"),
        ("22:00", "02:00", (12, 0), "closed"),
    ],
)
async def test_the_window_is_kept_to_the_minute(
    opens: str, closes: str, at: tuple[int, int], said: str
) -> None:
    """Both ends belong to it, and it may run over midnight."""
    handler = CheckIn.model_validate({"window": {"from": opens, "to": closes}})
    world = World(handler, now=datetime(2026, 3, 2, *at, 30, tzinfo=SHANGHAI))
    [outcome] = await world.says(ALICE, "签到")
    assert outcome.name == said
    if said == "closed":
        assert outcome.facts == {"opens": opens, "closes": closes}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20))
async def test_the_streak_equals_a_models(hours: list[int]) -> None:
    """However the check-ins lie, the streak is the number of days in a row up to today."""
    world, seen, streak = World(CheckIn()), set(), 0
    for gap in hours:
        await world.advance(hours=gap)
        today = world.now.date().toordinal()
        outcomes = await world.says(ALICE, "签到")
        if today in seen:
            assert names(outcomes) == ["repeated"]
            continue
        streak = streak + 1 if today - 1 in seen else 1
        seen.add(today)
        assert outcomes[0].facts["streak"] == streak


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 14)), max_size=40))
def test_runs_are_the_days_that_were_put_in(steps: list[tuple[bool, int]]) -> None:
    """Whatever order days are put in and taken out: the runs hold exactly those, apart from each other."""
    streak, days = Streak(), set[date]()
    for put, number in steps:
        day = date(2026, 2, 25) + timedelta(days=number)
        streak = streak.with_day(day) if put else streak.without(day)
        (days.add if put else days.discard)(day)
    inside = [run.first + timedelta(days=n) for run in streak.runs for n in range(run.days)]
    assert inside == sorted(days)
    assert all(
        a.last + timedelta(days=1) < b.first for a, b in zip(streak.runs, streak.runs[1:], strict=False)
    )
    assert streak.last == max(days, default=None)
    assert Streak.model_validate_json(streak.model_dump_json()) == streak


def test_a_streak_of_an_earlier_version_is_read() -> None:
    """What was kept before runs were is a run."""
    kept = Streak.model_validate_json('{"days": 3, "last": "2026-03-04"}')
    assert kept.runs == (Run(date(2026, 3, 2), date(2026, 3, 4)),)


@pytest.mark.parametrize("text", ["@群管 /签到", "@群管\u2005／check-in", "＠Qunguan Bot /打卡", "/check_in"])
async def test_the_bot_may_be_called_first(text: str) -> None:
    """As before any command."""
    assert names(await World(CheckIn()).says(ALICE, text)) == ["checked_in"]


@pytest.mark.parametrize("text", ["@小明 签到", "@小明 /签到吧", "@签到", "签到 @小明"])
async def test_talk_with_somebody_is_no_check_in(text: str) -> None:
    """Only a command may follow a name."""
    assert names(await World(CheckIn()).says(ALICE, text)) == []
