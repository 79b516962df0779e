"""The language, whole: one file with every part of it, and what it means for a room."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.contract import Handler, Member, Mode, Role, Room, Standing
from bot.rulebook import Loaded, Loader, describe
from tests.rulebook.conftest import SHIPPED

WHOLE = Path(__file__).parent / "whole.yaml"
ROOM = Room(id="r1", name="读书会一班", members=80)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Loaded:
    """The file, loaded with the handlers that ship."""
    monkeypatch.setattr(Handler, "registry", SHIPPED)
    return Loader(WHOLE).load()


def test_it_loads_without_a_warning(loaded: Loaded) -> None:
    """Every key and every form in it is known, its examples hold, and its variables exist."""
    assert [problem.render("en") for problem in loaded.problems] == []


def test_presets_come_first_and_new_rules_after_them(loaded: Loaded) -> None:
    """An overridden rule keeps the preset's place; the others stand in the order of the file."""
    assert [rule.id for rule in loaded.rulebook.rules] == [
        "no-ads", "strikes", "welcome", "check-in",
        "milestone", "no-foreign-mini-programs", "vip", "quiet",
    ]  # fmt: skip


def test_it_covers_the_rooms_it_names_and_no_other(loaded: Loaded) -> None:
    """By name and size, but for those with the tag."""
    book = loaded.rulebook
    assert len(book.room("wechat", ROOM).rules) == len(book.rules)
    for other in (Room(id="r1", name="妈妈群", members=80), Room(id="r-rest", name="读书会二班", members=80)):
        assert book.room("wechat", other).rules == ()
    assert book.room("wechat", Room(id="r1", name="读书会一班", members=501)).rules == ()


def test_what_is_said_once_holds_for_every_rule(loaded: Loaded) -> None:
    """Staff, whoever is spared, and the time zone; the mode of a rule is its own."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for rule in loaded.rulebook.rules:
        assert rule.staff == {"wxid_li": Role.owner, "wxid_wu": Role.moderator}
        assert rule.spares_standing is not None
        assert rule.spares_standing(Standing(tags=frozenset({"teacher"})), now)
        assert not rule.spares(Member(id="x"), Role.helper), "the preset's `spare` is replaced whole"
    assert {rule.id for rule in loaded.rulebook.rules if rule.mode is Mode.shadow} == {"quiet"}


def test_the_scene_and_tone_of_a_script_are_found(loaded: Loaded) -> None:
    """The rule's tone, in the only scene there is."""
    rows = {(row.rule, row.key): row for row in describe(loaded, "wechat", ROOM)}
    assert (
        rows["welcome", "say"].value
        == '["{{ names }} 快坐下", "{{ names }}，马上开讲", "开讲啦 {{ names }}"]'
    )
    assert rows["welcome", "say"].origin == f"{WHOLE}:21"
    assert rows["welcome", "gather"].origin.endswith("presets/learning.yaml:29")
