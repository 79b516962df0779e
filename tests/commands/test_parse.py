"""Arguments: whom, how many, how long, and the rest."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.commands.numerals import number, span
from bot.commands.parse import Arguments, Hints, Misuse, parse
from bot.commands.registry import ANYONE, REASON, WHO, WHO_ALL, Arg, Command, Takes, command
from bot.commands.texts import Both
from bot.contract import Member, Role, format_span

LABEL = Both("值", "value")
MING, ALICE = Member(id="u1", name="小明"), Member(id="u2", name="Alice Smith")
KNOWN = Hints(known={"u1": MING, "u2": ALICE})


def taking(*args: Arg) -> Command:
    """Make a command that takes these arguments."""

    @command("probe", args=args, needs="probe", role=Role.member, help=LABEL, example=LABEL)
    async def probe(_call: object) -> None:
        """Do nothing."""

    return probe


KICK = taking(WHO, REASON)
MUTE = taking(WHO, Arg(Takes.span, LABEL, optional=True), REASON)
GIVE = taking(WHO, Arg(Takes.number, LABEL), REASON)


def read(entry: Command, rest: str, hints: Hints = KNOWN) -> Arguments:
    """Read what is right use."""
    given_ = parse(entry, rest, hints)
    assert isinstance(given_, Arguments), given_
    return given_


@pytest.mark.parametrize(
    ("rest", "reason"),
    [
        ("@小明 广告", "广告"),
        ("@小明\u2005广告", "广告"),
        ("广告 @小明", "广告"),
        ("@小明", ""),
        ("广告", "广告"),
        ("@小明：广告", "广告"),
    ],
)
def test_a_mention_is_the_best_way_to_name_somebody(rest: str, reason: str) -> None:
    """The id counts, wherever the name stands in the text, or if it does not stand there at all."""
    given_ = read(KICK, rest, Hints(mentions=("u1",), known={"u1": MING}))
    assert (given_.members, given_.rest) == ((MING,), reason)


def test_a_mentioned_stranger_gets_the_name_from_the_text() -> None:
    """An id the bot has never seen is still somebody."""
    given_ = read(KICK, "@Bob Li\u2005spam", Hints(mentions=("u9",)))
    assert given_.members == (Member(id="u9", name="Bob Li"),)
    assert given_.rest == "spam"


def test_several_mentions_where_one_is_wanted_are_asked_about() -> None:
    """The bot does not guess."""
    given_ = read(KICK, "@小明 @Alice Smith x", Hints(mentions=("u1", "u2"), known=KNOWN.known))
    assert given_.members == ()
    assert given_.candidates == (MING, ALICE)
    assert read(
        taking(WHO_ALL), "@小明 @Alice Smith", Hints(mentions=("u1", "u2"), known=KNOWN.known)
    ).members == (
        MING,
        ALICE,
    )


def test_quoting_a_message_names_its_author() -> None:
    """Then the whole line is the reason; a mention goes before."""
    assert read(KICK, "发广告 两次", Hints(quoted=ALICE)) == Arguments(members=(ALICE,), rest="发广告 两次")
    assert read(KICK, "@小明 x", Hints(quoted=ALICE, mentions=("u1",), known=KNOWN.known)).members == (MING,)
    assert read(KICK, "@小明 x", Hints(quoted=ALICE, known=KNOWN.known)).members == (MING,)


def test_a_number_names_somebody_of_the_last_list() -> None:
    """In any width; without a list it is wrong use, not somebody else."""
    hints = Hints(listed=(ALICE, MING))
    assert read(KICK, "2 广告", hints) == Arguments(members=(MING,), rest="广告")
    assert read(KICK, "２", hints).members == (MING,)
    assert isinstance(parse(KICK, "3", hints), Misuse)
    assert isinstance(parse(KICK, "0", hints), Misuse)
    assert read(KICK, "007", Hints(known={"u7": Member(id="u7", name="007")})).members[0].id == "u7"


@pytest.mark.parametrize(
    "typed", ["alice smith", "@Alice Smith", "ＡＬＩＣＥ　ＳＭＩＴＨ", "u2", "＠Alice Smith"]
)
def test_a_typed_name_is_found_whole_in_any_width_and_case(typed: str) -> None:
    """Names may have spaces; the longest that fits is meant."""
    hints = Hints(known={**KNOWN.known, "u3": Member(id="u3", name="Alice")})
    assert read(KICK, f"{typed} spam", hints) == Arguments(members=(ALICE,), rest="spam")


def test_namesakes_and_parts_of_names_are_asked_about() -> None:
    """Somebody who is only similar is never taken without asking."""
    other = Member(id="u5", name="小明")
    assert read(KICK, "小明 x", Hints(known={"u1": MING, "u5": other})).candidates == (MING, other)
    assert read(KICK, "小 x", KNOWN).candidates == (MING,)
    assert isinstance(parse(KICK, "大王", KNOWN), Misuse)


def test_what_is_missing_or_too_much_is_wrong_use() -> None:
    """Each with its own sentence."""
    for entry, rest in (
        (KICK, ""),
        (GIVE, "小明"),
        (GIVE, "小明 很多"),
        (taking(), "x"),
        (taking(ANYONE), "nobody"),
    ):
        assert isinstance(parse(entry, rest, KNOWN), Misuse)
    assert read(taking(ANYONE), "") == Arguments()


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("１２", 12), ("#12", 12), ("第3名", 3), ("10分", 10), ("-5", -5), ("三", 3), ("x", None)],
)
def test_numbers_are_read_as_people_write_them(text: str, value: int | None) -> None:
    """Full width, with a unit, and small ones as words."""
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10m", 10),
        ("１０分钟", 10),
        ("十分钟", 10),
        ("半小时", 30),
        ("2个小时", 120),
        ("广告", None),
        ("0m", None),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(text: str, minutes: int | None) -> None:
    """Digits in any width and small Chinese numerals; nothing else."""
    assert span(text) == (None if minutes is None else timedelta(minutes=minutes))


words = st.text(alphabet="广告刷屏abcx!。", min_size=1, max_size=8)


@given(
    target=st.sampled_from(["mention", "quote", "name", "number"]),
    minutes=st.none() | st.integers(1, 600),
    reason=st.lists(words, max_size=3).map(" ".join),
    wide=st.booleans(),
    space=st.sampled_from([" ", "　", "  ", "\u2005"]),
)
def test_what_is_written_is_read_back(
    target: str, minutes: int | None, reason: str, wide: bool, space: str
) -> None:
    """Whom, how long and why come out as they were put in, by every way of naming somebody."""
    who = {"mention": "@小明", "quote": "", "name": "小明", "number": "1"}[target]
    length = "" if minutes is None else format_span(timedelta(minutes=minutes))
    if wide:
        length = length.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    hints = {
        "mention": Hints(mentions=("u1",), known=KNOWN.known),
        "quote": Hints(quoted=MING),
        "name": KNOWN,
        "number": Hints(listed=(MING,)),
    }[target]
    given_ = read(MUTE, space.join(part for part in (who, length, reason) if part), hints)
    assert given_.members == (MING,)
    assert given_.span == (None if minutes is None else timedelta(minutes=minutes))
    assert given_.rest == reason


@given(
    st.text(max_size=40),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(
        st.text(max_size=5), st.builds(Member, id=st.text(max_size=5), name=st.text(max_size=8)), max_size=4
    ),
)
def test_reading_arguments_never_raises(rest: str, mentions: list[str], known: dict[str, Member]) -> None:
    """Whatever the text, the platform's mentions and the members' names are."""
    for entry in (*COMMANDS.commands, MUTE, GIVE):
        parse(entry, rest, Hints(mentions=tuple(mentions), known=known, listed=tuple(known.values())))
