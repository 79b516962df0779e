"""Patterns are compiled in one place: alone and together they find the same, whatever the case."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from bot.contract.patterns import alone, together

PATTERNS = ("加.{0,2}微", "VX[0-9]+", "^日结", "a|b")


@given(st.text(alphabet="加领微vVxX0日结aB \n", max_size=20))
def test_a_set_finds_what_its_patterns_find(text: str) -> None:
    """By number, each of them and no other."""
    each = [number for number, pattern in enumerate(PATTERNS) if alone(pattern).search(text)]
    assert sorted(together(PATTERNS).Match(text) or ()) == each


@pytest.mark.parametrize("wrong", ["(", "(?=a)", r"(a)\1"])
def test_what_re2_does_not_take_is_refused(wrong: str, capfd: pytest.CaptureFixture[str]) -> None:
    """By an error alone: RE2 itself writes nothing, for a pattern may hold words of members."""
    with pytest.raises(re2.error):
        alone(wrong)
    with pytest.raises(re2.error):
        together(["a", wrong])
    assert capfd.readouterr() == ("", "")


def test_what_is_too_large_together_is_refused() -> None:
    """Each may be well alone."""
    wide = [f"{chr(0x4E00 + n)}.{{0,900}}{chr(0x5E00 + n)}" for n in range(60)]
    assert all(alone(pattern) for pattern in wide)
    with pytest.raises(re2.error):
        together(wide)
