"""What `rules/README.md` shows is what the loader takes."""

import re
from pathlib import Path

import pytest

from bot.contract import Handler
from bot.rulebook import Loader
from bot.rulebook.shorthand import VERBS
from tests.rulebook.conftest import SHIPPED, Write

README = Path(__file__).parents[2] / "rules" / "README.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_rule_in_it_loads(block: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied into a file it is in force, without even a warning."""
    monkeypatch.setattr(Handler, "registry", SHIPPED)
    assert [problem.render() for problem in Loader(write(block)).load().problems] == []


def test_every_answer_is_named_in_both_languages() -> None:
    """A verb that is not in the README is found by nobody."""
    zh, en = README.read_text("utf-8").split("## English")
    for verb in VERBS:
        assert re.search(rf"`{verb}\b", zh), verb
        assert re.search(rf"`{verb}\b", en), verb


def test_every_preset_is_named() -> None:
    """And every preset that is named exists."""
    names = {file.stem for file in (README.parent / "presets").glob("*.yaml")}
    for part in README.read_text("utf-8").split("## English"):
        assert names <= set(re.findall(r"`(\w+)`", part))
