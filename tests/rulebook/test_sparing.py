"""What loading, checking and editing a huge rulebook do not do twice: counted, for machines differ."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.contract import Mode, Room
from bot.rulebook import Loader, check, diff, reader, rules
from bot.rulebook.nodes import Source
from bot.rulebook.problems import Problem
from bot.rulebook.reading import read
from tests.rulebook.conftest import Write

RULE = "  r{n}:\n    handler: spam\n    words: [$bad, 词{n}]\n    rooms: {{kind: shop}}\n"


class Count:
    """How often each text was parsed and each rule was built."""

    def __init__(self) -> None:
        self.parsed: list[str] = []
        self.built: list[str] = []

    def both(self) -> tuple[int, int]:
        """Return how many were parsed and built since the last call."""
        found = (len(self.parsed), len(self.built))
        self.parsed, self.built = [], []
        return found


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Count:
    """Count from here on."""
    counted = Count()

    def told(function: Callable[..., Any], name: Callable[..., str], into: str) -> Callable[..., Any]:
        def telling(*given: Any) -> Any:
            getattr(counted, into).append(name(*given))
            return function(*given)

        return telling

    monkeypatch.setattr(reader, "parse", told(reader.parse, lambda source, _: source.name, "parsed"))
    monkeypatch.setattr("bot.rulebook.unit.build", told(rules.build, lambda rule, *_: rule, "built"))
    return counted


@pytest.fixture
def huge(write: Write) -> Path:
    """Twelve files of three rules that all stand on one preset, one list and one word list."""
    write("version: 1\nrules: {base: {handler: bell, then: {rung: {say: x}}}}\n", "presets/base.yaml")
    write("坏词\n", "lists/bad.txt")
    head = "version: 1\nextends: presets/base\ninclude: [lists/bad.txt]\nrooms: {{id: g{n}}}\nrules:\n"
    for n in range(12):
        text = head.format(n=n) + "".join(RULE.format(n=f"{n}-{k}") for k in range(3))
        write(text, f"{n:02}.yaml")
    folder = write("version: 1\nkind: shop\nrooms: {id: g1}\n", "kinds.yaml").parent
    assert Loader(folder).load().good
    return folder


def test_what_many_files_stand_on_is_parsed_once(huge: Path, count: Count) -> None:
    """A preset, and each rule file; a list of words is no YAML."""
    Loader(huge).load()
    assert sorted(count.parsed) == sorted({*count.parsed})
    assert count.both() == (14, 12 * 4)


def test_a_check_parses_a_preset_only_once_too(huge: Path, count: Count) -> None:
    """It is checked for itself, and under each file that extends it."""
    assert [problem.code for problem in check(huge)] == []
    assert count.both() == (14, 12 * 4 + 1)


def test_a_changed_list_makes_rules_anew_of_what_was_parsed(huge: Path, count: Count) -> None:
    """All rules that use it, and no file is parsed again."""
    loader = Loader(huge)
    before = loader.load().rulebook
    count.both()
    (huge / "lists" / "bad.txt").write_text("坏词\n更坏\n", "utf-8")
    after = loader.load()
    assert count.both() == (0, 12 * 4)
    assert after.rulebook is not before
    assert (
        "更坏"
        in next(iter(after.rulebook.room("wechat", Room(id="g1")).rules[1:])).handler.model_dump()["words"]
    )


def test_a_changed_file_is_the_only_one_that_is_read_into_rules(huge: Path, count: Count) -> None:
    """The rules of the others are the very same, also as they are bound to rooms."""
    loader = Loader(huge)
    before = loader.load().rulebook
    count.both()
    (huge / "03.yaml").write_text((huge / "03.yaml").read_text("utf-8") + "    mode: shadow\n", "utf-8")
    after = loader.load().rulebook
    assert count.both() == (1, 4)
    same = {id(rule) for rule in before.rules} & {id(rule) for rule in after.rules}
    assert len(same) == 11 * 4


def test_rules_follow_what_another_file_says_of_rooms(huge: Path) -> None:
    """Though their own file is the same: its rooms are those that are called so by now."""
    loader = Loader(huge)
    first = loader.load().rulebook
    ids = {rule.id for rule in first.room("wechat", Room(id="g1")).rules}
    assert ids == {"base", "r1-0", "r1-1", "r1-2"}
    (huge / "kinds.yaml").write_text("version: 1\nkind: shop\nrooms: {id: g2}\n", "utf-8")
    second = loader.load().rulebook
    assert {rule.id for rule in second.room("wechat", Room(id="g1")).rules} == {"base"}
    assert "r2-0" in {rule.id for rule in second.room("wechat", Room(id="g2")).rules}


def test_an_edit_costs_its_own_file_however_many_others_there_are(
    huge: Path, count: Count, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else is read from the disk, parsed or built; the difference is that one rule."""
    loader = Loader(huge)
    before = loader.load()
    count.both()
    looked: list[Path] = []

    def look(path: Path, name: str) -> Source | Problem:
        looked.append(path)
        return read(path, name)

    monkeypatch.setattr(reader, "read", look)
    file = huge / "05.yaml"
    text = before.sources["05.yaml"] + "    mode: shadow\n"
    supposed = loader.supposing({file: text})
    assert count.both() == (1, 4)
    assert sorted(looked) == [huge / "lists" / "bad.txt", huge / "presets" / "base.yaml"]
    assert [change.render("en") for change in diff(before, supposed)] == ["rule r5-2, mode: - → shadow"]
    assert [rule.id for rule in supposed.rulebook.rules if rule.mode is Mode.shadow] == ["r5-2"]
    assert loader.loaded is before


def test_an_edit_does_not_bring_along_what_stands_in_other_files_meanwhile(huge: Path) -> None:
    """They come into force by themselves, not by somebody's command."""
    loader = Loader(huge)
    before = loader.load()
    (huge / "07.yaml").write_text("rules: {broken", "utf-8")
    supposed = loader.supposing({huge / "05.yaml": before.sources["05.yaml"] + "    mode: shadow\n"})
    assert supposed.good
    assert {change.rule for change in diff(before, supposed)} == {"r5-2"}


def test_a_check_imports_the_handlers_that_rules_ask_for_and_no_others(tmp_path: Path) -> None:
    """Nor Jinja, where texts are simple: half of the start of a check went into them."""
    (tmp_path / "a.yaml").write_text(
        'version: 1\nrooms: {id: g}\nscripts: {hi: ["{{ member.name }} 一", 二, 三]}\nrules:\n'
        "  a: {handler: match, match: {text: 广告}, then: {hit: {say: $scripts.hi}}}\n",
        "utf-8",
    )
    code = (
        "import sys; from bot.rulebook import check; found = check(sys.argv[1]); "
        "print(len(found), *sorted({'jinja2', 'handlers.ads', 'handlers.match'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "handlers.match"]
