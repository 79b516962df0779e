"""Which rooms `/in` means: conditions as a phone types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.selecting import Place, Selection, select
from bot.commands.texts import Both

MUMS_1 = Place("r1", "妈妈好物一群", 120, frozenset({"bot1"}), frozenset({"tag:vip", "kind:retail"}))
MUMS_2 = Place("r2", "妈妈好物二群", 480, frozenset({"bot1", "bot2"}), frozenset({"kind:retail"}))
FLASH = Place("r3", "快闪 周五", 60, frozenset({"bot2"}), frozenset({"kind:flash", "purpose:convert"}))
QUIET = Place("r4", "沉寂群", None, frozenset({"bot3"}), frozenset({"tag:老群"}))
ALL = (QUIET, FLASH, MUMS_2, MUMS_1)


def chosen(text: str) -> Selection:
    """Read a selection that is right."""
    selection = select(text)
    assert isinstance(selection, Selection), selection
    return selection


@pytest.mark.parametrize(
    ("text", "ids", "rest"),
    [
        ("妈妈* /状态", "r1 r2", "/状态"),
        ("妈妈好物一群 状态", "r1", "状态"),
        ("r3 /状态", "r3", "/状态"),
        ("* /说 标签:vip 的群", "r1 r2 r3 r4", "/说 标签:vip 的群"),
        ("标签:vip /状态", "r1", "/状态"),
        ("標籤：vip /状态", "r1", "/状态"),
        ("tag:vip,老群 /状态", "r1 r4", "/状态"),
        ("kind:retail size:>=200 /状态", "r2", "/状态"),
        ("类型：retail 人数＞＝２００ /状态", "r2", "/状态"),
        ("人数:50-130 /状态", "r1 r3", "/状态"),
        ("size<100 /x", "r3", "/x"),
        ("purpose:convert /x", "r3", "/x"),
        ("account:bot2 /x", "r2 r3", "/x"),
        ("妈妈* 账号:bot2 /x", "r2", "/x"),
        ("id:r1,r4 /x", "r1 r4", "/x"),
        ("“快闪 周五” /x", "r3", "/x"),
        ('"快闪 周五" 今晚 八点', "r3", "今晚 八点"),
        ("* 最多:2 /x", "r1 r2", "/x"),
        ("* limit:1 tag:老群 /x", "r4", "/x"),
        ("群名:妈妈*、快闪* /x", "r1 r2 r3", "/x"),
        ("没有的群 /x", "", "/x"),
        ("tag:nobody /x", "", "/x"),
        ("ＭＵＭ* /x", "", "/x"),
    ],
)
def test_conditions_are_read_as_they_are_typed(text: str, ids: str, rest: str) -> None:
    """Full width, traditional, quoted names, both languages; all must hold, within one any."""
    selection = chosen(text)
    assert " ".join(sorted(place.id for place in selection.of(ALL))) == ids
    assert selection.rest == rest


def test_a_dry_run_is_asked_for_by_a_word() -> None:
    """After the rooms, not instead of them."""
    assert chosen("妈妈* dry /x").dry
    assert chosen("妈妈* 标签:vip 试 /x").dry
    assert not chosen("试 /x").dry


@pytest.mark.parametrize(
    "text",
    ["", "/状态", "人数:很多 /x", "人数:9-3 /x", "* 最多:零 /x", "* limit:0 /x", "tags:vip /x", "标签: /x"],
)
def test_what_is_no_selection_is_explained(text: str) -> None:
    """A slip in a condition never widens what is meant."""
    assert isinstance(select(text), Both)


def test_a_room_of_unknown_size_is_of_no_size() -> None:
    """Nobody is reached by a guess."""
    assert QUIET not in chosen("size:>=0 /x").of(ALL)


PLACES = st.builds(
    Place,
    id=st.text("abc", min_size=1, max_size=3),
    name=st.text("妈妈好物群 *ab", max_size=5),
    members=st.none() | st.integers(0, 500),
    accounts=st.frozensets(st.sampled_from(["bot1", "bot2"])),
    labels=st.frozensets(st.sampled_from(["tag:vip", "kind:flash", "purpose:brand"])),
)
CONDITIONS = st.sampled_from(
    ["tag:vip", "类型：flash", "purpose:brand", "account:bot1", "人数>=100", "size:0-50", "最多:3", "id:a,b"]
)


@given(st.lists(CONDITIONS, max_size=4), CONDITIONS, st.lists(PLACES, max_size=8))
def test_another_condition_never_reaches_more_rooms(
    conditions: list[str], more: str, places: list[Place]
) -> None:
    """Each condition only narrows, also when one is given twice."""
    first = chosen(" ".join(["*", *conditions, "/x"]))
    second = chosen(" ".join(["*", *conditions, more, "/x"]))
    assert len(second.of(places)) <= len(first.of(places))
    if first.limit is None:
        assert {place.id for place in second.of(places)} <= {place.id for place in first.of(places)}


@given(st.text(alphabet='妈妈*?[]:：>=<tag人数 最多"“”/,0123vip', max_size=40), st.lists(PLACES, max_size=4))
def test_nothing_that_is_typed_breaks_it(text: str, places: list[Place]) -> None:
    """It is a selection or it is explained; what is selected is among the rooms, each once."""
    selection = select(text)
    if isinstance(selection, Selection):
        found = selection.of(places)
        assert all(place in places for place in found)
        assert len(found) <= len(places)
