"""A handler that is written while the bot runs."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers
from bot.contract import Handler
from bot.rulebook import Loaded, Loader, watch
from bot.rulebook.check import check
from bot.rulebook.discovery import _failed, _import_all, _tried
from bot.rulebook.problems import Severity
from tests.engine.waiting import until

RULES = 'version: 1\nrules:\n  hello: {handler: good_night, then: {said: {say: "晚安"}}}\n'
CODE = '''
from bot.contract import Handler, Message, Outcome, Turn, Verdict


class GoodNight(Handler, name="good_night"):
    """Says good night."""

    said = Outcome()

    async def on_message(self, event: Message, turn: Turn) -> Verdict:
        """Answer to everybody."""
        return self.said()
'''


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which handlers are looked for, too."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "main.yaml").write_text(RULES, "utf-8")
    handlers.__path__.append(str(tmp_path))
    yield tmp_path
    handlers.__path__.remove(str(tmp_path))
    Handler.registry.pop("good_night", None)
    sys.modules.pop("handlers.good_night", None)
    for known in (_tried, _failed):
        known.pop("good_night", None)


def test_a_file_that_waits_for_its_handler_is_taken_once_that_is_there(folder: Path) -> None:
    """Without a restart, and though the rule file itself has not changed."""
    loader = Loader(folder / "rules")
    assert not loader.load().good
    (folder / "good_night.py").write_text(CODE, "utf-8")
    loaded = loader.load()
    assert loaded.good
    assert [rule.id for rule in loaded.rulebook.rules] == ["hello"]
    assert loader.load().rulebook is loaded.rulebook


def test_one_that_cannot_be_imported_is_tried_again_when_it_was_mended(folder: Path) -> None:
    """The error says what is wrong with it; the other files are not concerned."""
    (folder / "good_night.py").write_text("import nothing_such", "utf-8")
    loader = Loader(folder / "rules")
    broken = loader.load()
    assert not broken.good
    assert "nothing_such" in broken.problems[0].render("en")
    (folder / "good_night.py").write_text(CODE, "utf-8")
    assert loader.load().good


async def test_the_watch_sees_a_new_handler(folder: Path) -> None:
    """It is in force as a saved rule file is."""
    taken: list[Loaded] = []
    loader = Loader(folder / "rules")
    loader.load()
    watching = asyncio.create_task(watch(loader, taken.append))
    (folder / "good_night.py").write_text(CODE, "utf-8")
    await until(lambda: bool(taken) and taken[-1].good, "the rule of the new handler")
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


def test_a_check_finds_a_handler_in_a_module_of_another_name(folder: Path) -> None:
    """A check imports no more than it needs, and that much."""
    (folder / "sleepy.py").write_text(CODE, "utf-8")
    _import_all.cache_clear()  # as in the process of a check
    try:
        assert [one.code for one in check(folder / "rules") if one.severity is Severity.error] == []
    finally:
        sys.modules.pop("handlers.sleepy", None)
        _tried.pop("sleepy", None)
