"""Selectors: which rooms a rule covers, whom it passes over."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import Room
from bot.rulebook import Loader, load
from bot.rulebook.selectors import Places, Range, Selector
from tests.rulebook.conftest import Write

NAMES = st.text(alphabet="abc好物群1", max_size=6)
ROOMS = st.builds(
    Room, id=st.sampled_from(["r1", "r2", "007"]), name=NAMES, members=st.none() | st.integers(0, 500)
)
SELECTORS = st.builds(
    Selector,
    name=st.none() | st.lists(st.text(alphabet="abc好物群1*?", min_size=1, max_size=5), max_size=3),
    id=st.none() | st.lists(st.sampled_from(["r1", "r2"]), max_size=2),
    platform=st.none() | st.lists(st.sampled_from(["wechat", "playground"]), max_size=2),
    size=st.none() | st.builds(Range, st.integers(0, 300), st.none() | st.integers(0, 500)),
)


def holds(selector: Selector, platform: str, room: Room) -> bool:
    """The meaning of a selector, key by key, as the README tells it."""
    size = room.members
    return (
        (selector.name is None or any(fnmatchcase(room.name, name) for name in selector.name))
        and (selector.id is None or room.id in selector.id)
        and (selector.platform is None or platform in selector.platform)
        and (selector.size is None or (size is not None and size in selector.size))
        and (selector.unless is None or not holds(selector.unless, platform, room))
    )


@given(SELECTORS, st.none() | SELECTORS, ROOMS, st.sampled_from(["wechat", "playground"]))
def test_a_selector_means_what_its_keys_say(
    selector: Selector, unless: Selector | None, room: Room, platform: str
) -> None:
    """Every key must hold, one name within a key is enough, and none of `unless`."""
    whole = selector.model_copy(update={"unless": unless})
    assert whole.compiled(Places())(platform, room) == holds(whole, platform, room)


@given(SELECTORS, ROOMS)
def test_an_empty_list_holds_nowhere(selector: Selector, room: Room) -> None:
    """Others' bots let an empty list match everybody."""
    for key in ("name", "id", "platform", "tag", "kind", "purpose"):
        assert not selector.model_copy(update={key: ()}).compiled(Places())("wechat", room)


@given(st.integers(0, 999), st.integers(0, 999))
def test_ranges_hold_what_they_say(limit: int, number: int) -> None:
    """Both ends of a range are in it, and the signs are those of school."""
    assert (number in Range.parse(f">= {limit}")) == (number >= limit)
    assert (number in Range.parse(f">{limit}")) == (number > limit)
    assert (number in Range.parse(f"<= {limit}")) == (number <= limit)
    assert (number in Range.parse(f"< {limit}")) == (number < limit)
    assert (number in Range.parse(str(limit))) == (number == limit)
    assert (number in Range.parse(f"{limit}-{limit + 10}")) == (limit <= number <= limit + 10)


@pytest.mark.parametrize("text", ["", "many", ">", "3..5", "-3", "9-1", "> x"])
def test_what_is_no_range_is_refused(text: str) -> None:
    """And never holds by accident."""
    with pytest.raises(ValueError, match="no range"):
        Range.parse(text)


def test_names_are_compared_in_their_normal_form(write: Write) -> None:
    """Width, case and script of a room's name do not matter."""
    (rule,) = load(write("version: 1\nrooms: {name: 'VIP媽媽*'}\nrules:\n  r: {handler: spam}\n")).rules
    assert rule.covers("wechat", Room(id="1", name="ｖｉｐ妈妈群"))


def test_rooms_have_the_tags_kinds_and_purposes_that_files_give_them(write: Write) -> None:
    """A tag, a kind and a purpose are said once, in any file, and selected by in all."""
    write(
        """\
version: 1
rooms: {name: "妈妈*"}
kind: retail
purpose: retain
tags: {paused: {id: [r2]}}
""",
        "00-rooms.yaml",
    )
    path = write(
        """\
version: 1
rules:
  by-kind: {handler: spam, rooms: {kind: retail, unless: {tag: paused}}}
  by-purpose: {handler: spam, rooms: {purpose: [retain, brand]}}
  by-tag: {handler: spam, rooms: {tag: paused}}
  by-unknown-tag: {handler: spam, rooms: {tag: nobody}}
""",
        "10-rules.yaml",
    )
    book = load(path.parent)

    def ids(room: Room) -> list[str]:
        return [rule.id for rule in book.room("wechat", room).rules]

    assert ids(Room(id="r1", name="妈妈群")) == ["by-kind", "by-purpose"]
    assert ids(Room(id="r2", name="妈妈群")) == ["by-purpose", "by-tag"]
    assert ids(Room(id="r1", name="爸爸群")) == []


@pytest.mark.parametrize(
    ("rooms", "named"),
    [("{name: a}", True), ("{tag: a}", True), ("{size: '> 3'}", False), ("{platform: wechat}", False)],
)
def test_only_a_selector_that_names_rooms_lets_a_rule_act_on_people(
    write: Write, rooms: str, named: bool
) -> None:
    """A bot that was added to somebody's family group stays silent."""
    loaded = Loader(write(f"version: 1\nrooms: {rooms}\nrules:\n  r: {{handler: spam}}\n")).load()
    assert [rule.named for rule in loaded.rulebook.rules] == [named]
    codes = {problem.code for problem in loaded.problems}
    assert ("rooms_not_named" in codes) is not named
