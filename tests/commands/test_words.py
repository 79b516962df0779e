"""From what somebody typed to a command."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.words import split

ALIASES = [
    (alias, entry.name)
    for entry in COMMANDS.commands
    if not entry.sub
    for alias in (entry.name, *entry.aliases)
]


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/kick @Ming adverts", "kick", "@Ming adverts"),
        ("／踢 @小明 广告", "kick", "@小明 广告"),
        ("/踢@小明 广告", "kick", "@小明 广告"),
        ("/踢小明 广告", "kick", "小明 广告"),
        ("/kick小明", "kick", "小明"),
        ("／ＫＩＣＫ　小明", "kick", "小明"),
        ("  / kick 小明 ", "kick", "小明"),
        ("/KICK Ming", "kick", "Ming"),
        ("/為什麼 12", "why", "12"),
        ("/why12", "why", "12"),
        ("/规则", "rules", ""),
        ("/規則", "rules", ""),
        ("/踢：小明", "kick", "：小明"),
        ("\u200b/帮助", "help", ""),
    ],
)
def test_a_command_is_understood_as_a_phone_types_it(text: str, name: str, rest: str) -> None:
    """Full width, no space, other scripts, capitals and hidden characters do not matter."""
    line = split(text, COMMANDS)
    assert line is not None
    assert line.command is not None
    assert (line.command.name, line.rest) == (name, rest)


@pytest.mark.parametrize(
    "text", ["", "/", "／", "hello", "签到", "/::)", "/:rose", "//", "/usr/bin", "/ hm", "1/2"]
)
def test_faces_paths_and_talk_are_no_commands(text: str) -> None:
    """What merely contains a slash is left alone."""
    assert split(text, COMMANDS) is None


@pytest.mark.parametrize("text", ["/积分商城", "/kicker", "/helpme", "/排行榜单"])
def test_a_longer_word_is_not_taken_for_a_command(text: str) -> None:
    """Only what takes somebody may follow without a space."""
    line = split(text, COMMANDS)
    assert line is not None
    assert line.command is None


def test_a_prefix_of_the_operators_works_like_the_slash() -> None:
    """Some keyboards make `、` of the slash key."""
    line = split("、帮助", COMMANDS, ("、", "!"))
    assert line is not None
    assert line.command is COMMANDS.find("help")
    assert split("、帮助", COMMANDS) is None


@given(st.text(max_size=60))
def test_reading_a_line_never_raises(text: str) -> None:
    """Whatever a member types."""
    split(text, COMMANDS)
    split(f"/{text}", COMMANDS, ("!",))


@given(
    st.sampled_from(ALIASES),
    st.sampled_from("/／"),
    st.sampled_from([" ", "　", "\u2005", "  "]),
    st.integers(0, 99),
)
def test_every_name_of_every_command_leads_to_it(
    alias: tuple[str, str], slash: str, space: str, number: int
) -> None:
    """By any alias, slash and space, the rest kept as typed."""
    line = split(f"{slash}{alias[0]}{space}x {number}", COMMANDS)
    assert line is not None
    assert line.command is not None
    assert (line.command.head, line.rest) == (alias[1], f"x {number}")
