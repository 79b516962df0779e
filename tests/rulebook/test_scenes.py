"""`scene` and `tone`: a name that no script has is an error, never another text said in its place."""

import pytest

from bot.rulebook import Loader
from tests.rulebook.conftest import Write

SCRIPTS = """\
version: 1
{head}
scripts:
  welcome:
    existing_group: {{warm: ["a", "b", "c"], cool: ["a", "b", "c"]}}
    flash_group: {{urgent: ["a", "b", "c"]}}
  short: {{kind: ["a", "b", "c"], brief: ["a", "b", "c"]}}
  flat: ["a", "b", "c"]
rules:
  r: {{handler: greet, say: $scripts.{script}{own}}}
"""


def wrong(write: Write, script: str = "welcome", own: str = "", head: str = "") -> list[str]:
    """Return what is said of a file, in English, without the file's name."""
    path = write(SCRIPTS.format(head=head, script=script, own=own))
    return [problem.render("en").partition(":")[2] for problem in Loader(path).load().problems]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (", scene: flash_grup", "10:53: error: rule r: unknown scene flash_grup (did you mean flash_group?)"),
        (", tone: wram", "10:52: error: rule r: unknown tone wram (did you mean warm?)"),
        (", tone: kind", "10:52: error: rule r: unknown tone kind"),
        (", tone: flash_group", "10:52: error: rule r: unknown tone flash_group"),
    ],
)
def test_a_rule_that_names_what_its_script_lacks_is_refused(write: Write, own: str, said: str) -> None:
    """At the name, with the nearest that there is; what only another script has does not count."""
    (problem,) = wrong(write, own=own)
    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("head", "near"),
    [("tone: worm", "write: tone: warm"), ("scene: flashgroup", "write: scene: flash_group")],
)
def test_a_file_that_names_what_no_script_has_is_refused(write: Write, head: str, near: str) -> None:
    """A file's preference may be any script's."""
    (problem,) = wrong(write, head=head)
    assert problem.startswith(f"2:{7 if head.startswith('t') else 8}: error: unknown ")
    assert problem.endswith(near)


@pytest.mark.parametrize(
    ("script", "own", "head"),
    [
        ("welcome", ", scene: existing_group, tone: cool", ""),
        ("short", ", tone: brief", ""),
        ("short", ", scene: brief", ""),
        ("flat", ", tone: brief", ""),
        ("welcome", "", "tone: brief"),
        ("welcome", "", "purpose: convert"),
    ],
)
def test_what_some_script_has_is_taken(write: Write, script: str, own: str, head: str) -> None:
    """Scene or tone right above the variants; a script without either leaves it to the others."""
    assert wrong(write, script, own, head) == []


def test_what_a_preset_prefers_is_the_presets(write: Write) -> None:
    """A file that brings its own scripts is not refused for a name it does not write."""
    preset = SCRIPTS.format(head="tone: warm", script="welcome", own=", scene: existing_group")
    write(preset, "presets/shop.yaml")
    path = write("version: 1\nextends: [presets/shop]\nscripts: {welcome: [x, y, z]}\n")
    assert Loader(path).load().problems == ()


def test_without_scripts_there_is_nothing_to_choose_from(write: Write) -> None:
    """A preset may say its tone for files that bring the scripts."""
    path = write("version: 1\ntone: warm\nrules:\n  r: {handler: greet, say: hello}\n")
    assert Loader(path).load().problems == ()
