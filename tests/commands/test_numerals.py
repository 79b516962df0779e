"""Numbers and lengths of time as a phone types them, and whom a pasted nickname means."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.numerals import number, span
from bot.commands.parse import Arguments, Hints, parse
from bot.commands.registry import WHO, Arg, Takes
from bot.commands.texts import Both
from bot.contract import Member
from tests.commands.test_parse import GIVE, KICK, MUTE, read, taking

WIDE = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789+-.#:"}
DIGITS = "零一二三四五六七八九"
UNITS = {
    "s": "秒", "m": "分钟", "h": "小时", "d": "天", "w": "周", "minutes": "分", "hours": "个小时",
    "days": "日", "weeks": "个星期",
}  # fmt: skip
SECONDS = {"秒": 1, "分钟": 60, "分": 60, "小时": 3600, "个小时": 3600, "天": 86_400, "日": 86_400,
           "周": 604_800, "个星期": 604_800}  # fmt: skip
SPACES = st.sampled_from([" ", "　", "\u2005", "  ", "\u2005 "])
LABEL = Both("值", "value")


def chinese(value: int) -> str:
    """Write a number up to 9,999 in Chinese."""
    if value < 10:
        return DIGITS[value]
    text, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += ("零" if zero and text else "") + DIGITS[digit] + unit
        zero = not digit and (zero or bool(text))
    return text.removeprefix("一") if text.startswith("一十") else text


@given(st.integers(0, 9_999), st.sampled_from(["", "分", "次", "名", "积分", "points"]), st.booleans())
def test_numbers_in_digits_and_in_chinese_are_the_same(value: int, unit: str, wide: bool) -> None:
    """With a unit, in any width, with a comma between thousands."""
    digits = str(value).translate(WIDE) if wide else str(value)
    for text in (digits, f"{value:,}", chinese(value), f"#{digits}", f"第{chinese(value)}"):
        assert number(f"{text}{unit}") == value, text
    assert number(f"-{digits}{unit}") == -value


@given(st.integers(1, 500), st.sampled_from(sorted(UNITS)), st.booleans(), st.sampled_from(["", " "]))
def test_lengths_in_both_languages_are_the_same(count: int, unit: str, wide: bool, space: str) -> None:
    """`3天`, `３ 天`, `三天` and `3 days` are three days."""
    zh, digits = UNITS[unit], str(count).translate(WIDE) if wide else str(count)
    wanted = timedelta(seconds=count * SECONDS[zh])
    if wanted > timedelta(days=3660):
        return
    for text in (f"{digits}{space}{unit}", f"{digits}{space}{zh}", f"{chinese(count)}{zh}"):
        assert span(text) == wanted, text


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("半小时", 30),
        ("一个半小时", 90),
        ("两小时半", 150),
        ("1.5h", 90),
        ("０．５小时", 30),
        ("一刻钟", 15),
        ("三刻钟", 45),
        ("半天", 720),
        ("一天半", 2160),
        ("1h30m", 90),
        ("一小时二十分钟", 80),
        ("两个星期", 20_160),
        ("一个月", 43_200),
        ("一年", 525_600),
        ("半", None),
        ("天", None),
        ("三", None),
        ("一三八天", None),
        ("明天", None),
    ],
)
def test_lengths_as_people_say_them(text: str, minutes: int | None) -> None:
    """Halves, quarters, several units; what is none is none."""
    assert span(text) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(("text", "days", "reason"), [("3 天 广告", 3, "广告"), ("３ days x", 3, "x")])
def test_a_unit_may_stand_apart(text: str, days: int, reason: str) -> None:
    """Else three days would silently be ten minutes, for the reason of `3 天`."""
    found = read(MUTE, f"小明 {text}")
    assert (found.span, found.rest) == (timedelta(days=days), reason)


def test_a_number_that_begins_a_reason_is_no_length() -> None:
    """It stays in the reason."""
    assert read(MUTE, "小明 3 次刷屏").rest == "3 次刷屏"
    assert read(MUTE, "小明 3").rest == "3"


NICKNAMES = st.text(
    alphabet=st.sampled_from("小明 Ann王🌸✨(妈妈)（团长）·-_. 9\ufe0f\u200b"), min_size=1, max_size=14
).filter(lambda name: name.strip(" \u200b\ufe0f") and len(name.split()) <= 5 and name[:1] not in " @/")


@given(NICKNAMES, SPACES, st.sampled_from(["", "广告", "刷屏 两次"]))
def test_a_mention_cuts_the_nickname_whole(name: str, space: str, reason: str) -> None:
    """With spaces, emoji and brackets in it, and WeChat's U+2005 after it; the rest is the reason."""
    hints = Hints(mentions=("u1",), known={"u1": Member(id="u1", name=name)})
    found = read(KICK, f"@{name}{space}{reason}", hints)
    assert found.members == (Member(id="u1", name=name),)
    assert found.rest == reason


@given(NICKNAMES, SPACES, st.booleans())
def test_a_pasted_nickname_is_found(name: str, space: str, at: bool) -> None:
    """Copied from the member list it is no mention to the platform; the name alone is enough."""
    hints = Hints(known={"u1": Member(id="u1", name=name), "u2": Member(id="u2", name="别人")})
    found = parse(KICK, f"{'@' if at else ''}{name}{space}广告", hints)
    if isinstance(found, Arguments) and not found.candidates and not number(name):
        assert found.members[0].id == "u1"
        assert found.rest == "广告"
    assert isinstance(found, Arguments) or number(name.split(maxsplit=1)[0]) is not None


@given(st.integers(1, 100_000), st.sampled_from(["", "分", "积分", " "]), st.booleans(), SPACES)
def test_amounts_are_read_with_whom_and_why(amount: int, unit: str, wide: bool, space: str) -> None:
    """`/积分 给 @小明 １０分 好评`."""
    digits = str(amount).translate(WIDE) if wide else str(amount)
    found = read(GIVE, f"@小明{space}{digits}{unit} 好评", Hints(mentions=("u1",)))
    assert (found.number, found.rest) == (amount, "好评")


@given(st.text(alphabet="：:，,。！?！？ 　\u2005广告a1", max_size=20))
def test_full_width_punctuation_is_no_part_of_the_target(tail: str) -> None:
    """Whatever stands after the mention, the member is the one who was mentioned."""
    hints = Hints(mentions=("u1",), known={"u1": Member(id="u1", name="小明")})
    found = read(KICK, f"@小明{tail}", hints)
    assert [member.id for member in found.members] == ["u1"]
    assert not found.rest.startswith(("，", ",", "：", ":"))


@given(st.text(max_size=12))
def test_reading_a_number_or_a_length_never_raises(text: str) -> None:
    """It is one or it is none."""
    assert number(text) is None or isinstance(number(text), int)
    assert span(text) is None or span(text) > timedelta()  # type: ignore[operator]
    parse(taking(WHO, Arg(Takes.span, LABEL), Arg(Takes.number, LABEL)), text, Hints(quoted=Member(id="u")))
