"""Rosters: what is a move, and what is the same one again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gateways.wechaty.names import SAME
from bot.gateways.wechaty.rosters import FORGET, Move, Rosters

ROOM = "r"
NOON = 1_772_413_200_000


def came(member: str, at: int, by: str = "") -> Move:
    """Make a join."""
    return Move(ROOM, member, True, at, by)


def went(member: str, at: int) -> Move:
    """Make a leave."""
    return Move(ROOM, member, False, at)


def known(*members: str) -> Rosters:
    """Make rosters that have seen a first list."""
    rosters = Rosters()
    assert rosters.compare(ROOM, members, NOON, rosters.mark()) == []
    return rosters


def look(rosters: Rosters, *members: str, at: int = NOON + 1000) -> list[Move]:
    """Look at the room."""
    return rosters.compare(ROOM, members, at, rosters.mark())


def test_nothing_is_known_before_the_first_list() -> None:
    """Neither how many are in a room nor who."""
    rosters = Rosters()
    assert rosters.count(ROOM) is None
    assert rosters.has(ROOM, "a") is None
    rosters = known("a")
    assert (rosters.count(ROOM), rosters.has(ROOM, "a"), rosters.has(ROOM, "b")) == (2, True, False)


def test_a_join_before_the_first_list_is_told_and_not_found_again() -> None:
    """An event may come before the room was ever looked at."""
    rosters = Rosters()
    assert rosters.heard(came("a", NOON), NOON)
    assert look(rosters, "a", "b") == []
    assert look(rosters, "a", "b") == []


def test_a_member_known_from_the_start_may_be_told_as_joined() -> None:
    """The list was of just after the join whose event comes now: nobody told it yet."""
    rosters = known("a")
    assert rosters.heard(came("a", NOON - 5), NOON)


def test_a_join_told_twice_by_events_keeps_its_id_or_is_dropped() -> None:
    """The same event again is told again, the same; the same move with another time is not."""
    rosters = known()
    assert rosters.heard(came("a", NOON), NOON)
    assert rosters.heard(came("a", NOON), NOON + 5)
    assert not rosters.heard(came("a", NOON + 3000), NOON + 3000)
    assert came("a", NOON).id == f"join:a:{NOON}"


def test_a_join_found_and_then_told_is_the_same_within_a_minute() -> None:
    """Clocks differ by less than that; what is told of later is another join whose leave was missed."""
    rosters = known()
    assert [move.member for move in look(rosters, "a", at=NOON)] == ["a"]
    assert not rosters.heard(came("a", NOON - 4000), NOON)
    assert not rosters.heard(came("a", NOON + SAME), NOON + SAME)
    assert rosters.heard(came("a", NOON + SAME + 1), NOON + SAME + 1)


def test_a_leave_of_before_does_not_undo_a_join() -> None:
    """Delivered again after the member came back, it changes nothing that is known."""
    rosters = known("a")
    assert rosters.heard(went("a", NOON), NOON)
    assert rosters.heard(came("a", NOON + 10), NOON + 10)
    assert rosters.heard(went("a", NOON), NOON + 20)
    assert rosters.has(ROOM, "a")
    assert look(rosters, "a") == []


def test_a_time_of_the_future_does_not_blind_it() -> None:
    """A broken clock's join is remembered as of now, so that the leave after it counts."""
    rosters = known()
    assert rosters.heard(came("a", NOON * 2), NOON)
    assert rosters.heard(went("a", NOON + 10), NOON + 10)
    assert not rosters.has(ROOM, "a")


def test_what_happens_while_a_list_is_on_its_way_is_left_alone() -> None:
    """The list may be of before or after it; the next one tells."""
    rosters = known("a", "b")
    mark = rosters.mark()
    rosters.heard(came("c", NOON + 1), NOON + 1)
    rosters.heard(went("b", NOON + 1), NOON + 1)
    assert rosters.compare(ROOM, ["a", "b"], NOON + 2, mark) == []
    assert rosters.has(ROOM, "c")
    assert not rosters.has(ROOM, "b")


def test_missing_once_is_doubtful_and_twice_is_gone() -> None:
    """A short list makes nobody leave."""
    rosters = known("a", "b")
    assert look(rosters, "a") == []
    assert rosters.doubtful()
    assert look(rosters, "a", "b") == []
    assert not rosters.doubtful()
    look(rosters, "a")
    assert [(move.member, move.joined) for move in look(rosters, "a", at=NOON + 9)] == [("b", False)]
    assert not rosters.doubtful()


def test_another_world_is_taken_as_it_is() -> None:
    """Where most ids changed, or a list more than doubled, nobody is greeted and nobody missed."""
    people = [f"old{n}" for n in range(30)]
    rosters = known(*people)
    renumbered = [f"new{n}" for n in range(31)]
    assert look(rosters, *renumbered) == []
    assert rosters.has(ROOM, "new5")
    rosters = known(*people)
    assert look(rosters, *people[:5]) == []
    assert look(rosters, *people[:5]) == []
    assert rosters.count(ROOM) == 6


def test_a_room_that_was_left_begins_anew() -> None:
    """Nothing of the former stay counts."""
    rosters = known("a")
    rosters.forget(ROOM)
    assert look(rosters, "b", "c") == []


def test_who_left_long_ago_is_forgotten() -> None:
    """Memory is bounded: a day after a leave nothing of it is kept."""
    rosters = known("a")
    rosters.heard(went("a", NOON), NOON)
    assert b'"a"' in rosters.dump()
    look(rosters, at=NOON + FORGET + 1)
    for move in rosters.untold:
        rosters.told(move.room, move.id)
    assert b'"a"' not in rosters.dump()


def test_what_is_not_told_for_good_is_kept() -> None:
    """A dump carries the moves that may not have been heard, until they were."""
    rosters = known("a")
    move = came("b", NOON + 5, by="a")
    rosters.heard(move, NOON + 5)
    again = Rosters()
    again.load(rosters.dump())
    assert again.untold == [move]
    assert again.has(ROOM, "b")
    again.told(ROOM, move.id)
    assert again.untold == []


@pytest.mark.parametrize("blob", [b"", b"{}", b"[]", b'{"rooms": {"r": 1}, "untold": []}', b"\xff"])
def test_a_broken_dump_is_refused_whole(blob: bytes) -> None:
    """And what was known stays."""
    rosters = known("a")
    with pytest.raises(ValueError, match="validation error"):
        rosters.load(blob)
    assert rosters.has(ROOM, "a")


STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=25
)


@given(steps=STEPS)
def test_every_real_move_is_told_once_whatever_is_heard_and_seen(
    steps: list[tuple[str, bool, bool, bool]],
) -> None:
    """People come and go; events are lost or doubled, looks fall anywhere: in the end each stay counts once.

    Each step: who moves (in or out), whether its event arrives, whether twice, whether somebody looks.
    """
    rosters = known(*"xyz")
    inside: set[str] = set("xyz")
    told: set[str] = set()
    real = 0
    at = NOON
    for member, arrives, twice, looks in steps:
        at += 2 * SAME
        joined = member not in inside
        inside ^= {member}
        move = Move(ROOM, member, joined, at)
        events = 2 if arrives and twice else int(arrives)
        told.update(move.id for _ in range(events) if rosters.heard(move, at))
        if looks or not arrives:  # what was lost is looked for before the member moves again
            for later in (1, 2):
                told.update(found.id for found in rosters.compare(ROOM, inside, at + later, rosters.mark()))
        real += 1
    assert len(told) == real
