"""Names: what is a rename, and what is the same one again."""

from bot.gateways.wechaty.names import SAME, Names, Rename
from bot.gateways.wechaty.rosters import Rosters

ROOM = "r"
NOON = 1_772_413_200_000


def known(name: str) -> Names:
    """Make names that have seen a first one."""
    names = Names()
    assert look(names, name) is None
    return names


def look(names: Names, name: str, at: int = NOON) -> Rename | None:
    """Look at the room."""
    return names.seen(ROOM, name, at, names.mark())


def test_a_look_finds_what_was_missed_once() -> None:
    """Another name than before is a rename; no name is no answer."""
    names = known("A")
    assert look(names, "") is None
    assert look(names, "B") == Rename(ROOM, "B", NOON)
    assert look(names, "B") is None
    assert look(names, "A") == Rename(ROOM, "A", NOON)


def test_an_event_after_the_look_is_the_same_within_a_minute() -> None:
    """Later it is another rename, there and back."""
    names = known("A")
    look(names, "B")
    assert not names.heard(Rename(ROOM, "B", NOON - 4000))
    assert not names.heard(Rename(ROOM, "B", NOON + SAME))
    assert names.heard(Rename(ROOM, "B", NOON + SAME + 1))


def test_an_old_answer_is_no_rename() -> None:
    """Neither the name before a told one, nor one that was asked for before it was told."""
    names = known("A")
    mark = names.mark()
    assert names.heard(Rename(ROOM, "B", NOON))
    assert names.heard(Rename(ROOM, "B", NOON)), "told again it has the same id, and acts once"
    assert look(names, "A") is None
    assert names.seen(ROOM, "C", NOON, mark) is None
    assert look(names, "C") is not None


def test_what_is_not_told_for_good_is_kept() -> None:
    """With the names, over a restart; a room that was left begins anew."""
    rosters = Rosters()
    rosters.names.heard(Rename(ROOM, "B", NOON, "alice"))
    again = Rosters()
    again.load(rosters.dump())
    assert again.names.untold == [Rename(ROOM, "B", NOON, "alice")]
    again.told(ROOM, again.names.untold[0].id)
    assert again.names.untold == []
    assert look(again.names, "C") is not None
    again.forget(ROOM)
    assert look(again.names, "D") is None


def test_a_memory_of_before_names_were_kept_is_read() -> None:
    """The first look after it is no news."""
    rosters = Rosters()
    rosters.load(b'{"rooms": {}, "untold": []}')
    assert look(rosters.names, "A") is None
