"""The sieve: one look at a message's words, and no rule that it concerns is passed over."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import Sought, normal
from bot.rulebook.sieve import MOST_WORDS, Sieve, sifted
from handlers.match.text import TextIs

WORDS = ["加微信", "vx", "ＶＸ", "返利", "返", "群", "12", "!", "\u200b", "發財"]
KEYS: dict[str, st.SearchStrategy[Any]] = {
    "any_of": st.lists(st.sampled_from(WORDS), max_size=3),
    "all_of": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    "starts": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    "equals": st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    "regex": st.lists(st.sampled_from(["返.*利", r"\d{2}", "^群", "微信：", "VX"]), min_size=1, max_size=2),
    "length": st.just(">= 2"),
}
CONDITIONS = st.fixed_dictionaries({}, optional=KEYS).filter(bool)
TEXTS = st.lists(st.sampled_from([*WORDS, "a", " ", "微信:", "返还 利"]), max_size=6).map("".join)


@given(st.lists(CONDITIONS, max_size=4), TEXTS)
def test_what_holds_is_never_held_back(conditions: list[dict[str, Any]], text: str) -> None:
    """Whatever keys conditions have: each that holds of a text passes, in order, and none twice."""
    made = [TextIs.model_validate(condition) for condition in conditions]
    sieve = Sieve([(place, one.seeks()) for place, one in enumerate(made)])
    passed = list(sieve.through(text))
    held = [place for place, one in enumerate(made) if one.find(normal(text)) is not None]
    assert passed == sorted(set(passed))
    assert set(held) <= set(passed)


@pytest.mark.parametrize(
    ("text", "passed"),
    [("早", ["all"]), ("加薇信 VX", ["words", "all"]), ("日赚300", ["all", "pattern"]), ("", ["all"])],
)
def test_what_is_not_sought_in_a_text_is_held_back(text: str, passed: list[str]) -> None:
    """Folded as rules fold: width and case do not matter; what seeks nothing always passes."""
    items = [("words", Sought(words=("vx",))), ("all", None), ("pattern", Sought(patterns=(r"日赚\d+",)))]
    assert list(Sieve(items).through(text)) == passed


def test_many_patterns_are_looked_for_in_parts() -> None:
    """More than one set holds: each still tells its own rule."""
    sieve = Sieve([(number, Sought(patterns=(f"x{number}y",))) for number in range(100)])
    assert list(sieve.through("x7y x99y")) == [7, 99]


def test_a_long_text_passes_to_every_rule_with_patterns() -> None:
    """There each looks for itself; words are looked for at once in any text."""
    sieve = Sieve([("pattern", Sought(patterns=("x",))), ("words", Sought(words=("y",))), ("all", None)])
    assert list(sieve.through("早" * 2_000)) == ["pattern", "all"]


def test_a_rule_with_a_long_list_is_asked_by_itself() -> None:
    """Its automaton is large, and would be made anew for every kind of room."""
    assert sifted(Sought(words=("a",) * MOST_WORDS))
    assert not sifted(Sought(words=("a",) * (MOST_WORDS + 1)))
    assert not sifted(None)


def test_patterns_too_large_for_one_set_are_parted() -> None:
    """RE2 refuses eight such patterns together: each still tells its own rule, and no message is held up."""
    sieve = Sieve([(sign, Sought(patterns=(rf"加\p{{L}}{{0,20}}{sign}",))) for sign in "甲乙丙丁戊己庚辛"])
    assert list(sieve.through("请加我丙")) == ["丙"]


def test_a_pattern_too_large_for_any_set_always_passes() -> None:
    """RE2 takes it alone, but in no set: its rule looks for itself."""
    sieve = Sieve([("large", Sought(patterns=(r"加\p{L}{1,160}",))), ("small", Sought(patterns=("减",)))])
    assert list(sieve.through("早")) == ["large"]
    assert list(sieve.through("减")) == ["large", "small"]


def test_one_rule_may_hold_patterns_too_large_for_one_set() -> None:
    """They are searched one by one then."""
    one = TextIs.model_validate({"regex": [rf"加\p{{L}}{{0,20}}{sign}" for sign in "甲乙丙丁戊己庚辛"]})
    assert one.find("请加我丙") == "加我丙"
    assert one.find("请加我") is None
