"""The registry as a table: names, help, examples and rights of every command there is."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import COMMANDS, Command, Commands, Registry
from bot.commands.flow import ROLES
from bot.commands.parse import Arguments, Hints, parse
from bot.commands.registry import Takes
from bot.commands.texts import Language
from bot.commands.words import split
from bot.contract import Member, Role
from bot.rulebook import check
from tests.commands.conftest import Group

EVERY = pytest.mark.parametrize("entry", COMMANDS.commands, ids=lambda entry: entry.name)
MING = Member(id="u_ming", name="小明")
MING_EN = Member(id="u_ming_en", name="Ming")


@EVERY
def test_every_command_is_found_by_each_of_its_names(entry: Command) -> None:
    """In any case; those under another by two words."""
    for alias in (entry.sub or entry.name, *entry.aliases):
        name = f"{entry.head} {alias}" if entry.sub else alias
        assert COMMANDS.find(name.upper()) is entry


@EVERY
def test_every_command_speaks_both_languages(entry: Command) -> None:
    """A Chinese name to show, help and example in both."""
    assert any(not alias.isascii() for alias in entry.aliases)
    assert not entry.help.zh.isascii()
    assert entry.help.en.isascii()
    assert entry.example.en.isascii()
    assert all(arg.show("en").isascii() for arg in entry.args)
    assert COMMANDS.title(entry, "zh") in entry.example.zh
    assert COMMANDS.title(entry, "en") in entry.example.en


@EVERY
def test_every_example_is_right_use_of_its_command(entry: Command) -> None:
    """What the bot tells people to type works when they type it."""
    people = Hints(known={"u_ming": MING, "u_ming_en": MING_EN}, listed=(MING,) * 12, quoted=None)
    quoted = replace(people, quoted=MING)
    for language in (entry.example.zh, entry.example.en):
        text = language[language.index("/") :].split("，")[0].split(",")[0]
        line = split(text, COMMANDS)
        assert line is not None
        assert line.command is entry
        hints = quoted if "引用" in entry.example.zh else people
        assert isinstance(parse(entry, line.rest, hints), Arguments), text


@EVERY
def test_usage_is_one_line_that_begins_with_the_command(entry: Command) -> None:
    """What may be left out is in brackets, the rest is not."""
    usage = COMMANDS.usage(entry, "zh")
    assert usage.startswith("/")
    assert "\n" not in usage
    assert usage.count("[") == sum(arg.optional for arg in entry.args)


@EVERY
def test_what_takes_everything_stands_last(entry: Command) -> None:
    """An argument after the rest of the line could never be given; one required after an optional hardly."""
    takes = [arg.takes for arg in entry.args]
    assert Takes.rest not in takes[:-1]
    optional = [arg.optional for arg in entry.args]
    assert optional == sorted(optional)


def test_members_may_use_only_what_harms_nobody() -> None:
    """Every command that acts on somebody, speaks for the bot or shows cases is for staff."""
    assert {entry.name for entry in COMMANDS.commands if entry.role is Role.member} == {
        "help", "rules", "rules list", "points", "points show", "points why", "rank",
        "check-in", "check-in show", "invite rank", "report", "role", "staff", "duty", "yes",
    }  # fmt: skip
    assert all(entry.role >= Role.moderator for entry in COMMANDS.commands if entry.acts)


def test_a_permission_node_has_one_default() -> None:
    """Or an operator could not say what it means."""
    defaults: dict[str, set[Role]] = {}
    for entry in COMMANDS.commands:
        defaults.setdefault(entry.needs, set()).add(entry.role)
    assert [node for node, roles in defaults.items() if len(roles) > 1] == []


def test_two_commands_of_one_name_are_refused() -> None:
    """Also by an alias, in another width."""
    kick = COMMANDS.find("kick")
    assert kick is not None
    with pytest.raises(ValueError, match="two commands"):
        Registry((kick, replace(kick, name="other", aliases=("ＫＩＣＫ",))))
    give = COMMANDS.find("points give")
    assert give is not None
    with pytest.raises(ValueError, match="two commands"):
        Registry((give, replace(give, name="points add", aliases=("给",))))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kik", "kick"),
        ("踢人", "kick"),
        ("ranks", "rank"),
        ("pardn", "pardon"),
        ("禁", "mute"),
        ("xyz", None),
    ],
)
def test_the_nearest_name_is_offered(typed: str, name: str | None) -> None:
    """Among those the person may use."""
    near = COMMANDS.nearest(typed, COMMANDS.commands)
    assert (near.name if near else None) == name


def test_what_one_may_not_use_is_not_offered() -> None:
    """A misspelt name tells nothing about the staff's commands."""
    allowed = [entry for entry in COMMANDS.commands if entry.role is Role.member]
    assert COMMANDS.nearest("kik", allowed) is None


def test_the_commands_are_a_handler_with_settings() -> None:
    """So an operator sets them up in YAML as they do any rule."""
    handler = Commands()
    assert Commands.registry["commands"] is Commands
    assert set(handler.outcomes()) == {"said", "warned", "kicked"}
    assert handler.least(COMMANDS.commands[0]) is Role.member


README = Path(__file__).parents[2] / "rules" / "README.md"
NODES = sorted(COMMANDS.nodes)


@pytest.mark.parametrize("node", NODES)
def test_every_permission_is_in_the_manual(node: str) -> None:
    """Its name in one style, from which rank on, and the commands that need it."""
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", node)
    titles = " ".join(
        f"`{COMMANDS.title(entry, 'zh')}`" for entry in COMMANDS.commands if entry.needs == node
    )
    assert (
        f"| `{node}` | {ROLES[COMMANDS.nodes[node]].zh} | {titles} |"
        in README.read_text("utf-8").splitlines()
    )


def test_the_manual_names_no_other_permission() -> None:
    """What was renamed is gone from it."""
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", README.read_text("utf-8"), re.MULTILINE)
    assert rows == NODES


def test_an_unknown_permission_is_an_error_with_the_nearest(tmp_path: Path) -> None:
    """At the line of the file, as any mistake there."""
    file = tmp_path / "r.yaml"
    file.write_text(
        "version: 1\nrules:\n  commands:\n    handler: commands\n    roles: {strike.give: owner}\n", "utf-8"
    )
    [problem] = check(file)
    assert (problem.line, "did you mean strikes.give?" in problem.render("en")) == (5, True)
    file.write_text("version: 1\nrules:\n  commands: {handler: commands, silent: [kik]}\n", "utf-8")
    assert "did you mean kick?" in check(file)[0].render("zh")


@EVERY
async def test_help_tells_all_of_a_command_in_both_languages(entry: Command) -> None:
    """Usage, what it does, an example, the permission and from which rank on."""
    speaks: dict[Language, str] = {"zh": "起", "en": "and above"}
    for language, who in speaks.items():
        group = Group(commands=Commands(language=language))
        boss = Member(id="u1", name="Boss", role=Role.owner)
        [told] = await group.says(boss, f"/help {entry.name.split()[0]}")
        assert COMMANDS.usage(entry, language) in told
        assert entry.help.say(language) in told
        assert entry.example.say(language) in told
        assert f"{entry.needs}" in told
        assert who in told
