"""Whether two rules may ever apply to one room, by their selectors alone; in doubt they may."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from bot.contract.text import normal
from bot.rulebook.rules import Draft
from bot.rulebook.selectors import Range, Selector

_WILD = re.compile(r"[*?\[]")
Selectors = tuple[Selector, ...]


class Meeting:
    """Compares rules two by two, remembering the answers: the rules of a file share its selector."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], bool] = {}

    def possible(self, one: Draft, other: Draft) -> bool:
        """Tell whether both may apply to a room; of two rules of one id only the last does."""
        if one.rule.id == other.rule.id:
            return False
        key = (tuple(map(id, one.selectors)), tuple(map(id, other.selectors)))
        if key not in self._known:
            self._known[key] = may_meet(one.selectors, other.selectors)
        return self._known[key]


def may_meet(one: Selectors, other: Selectors) -> bool:
    """Tell whether a room may be covered by all of these selectors."""
    return not any(_apart(a, b) for a in one for b in other)


def _apart(one: Selector, other: Selector) -> bool:
    return (
        _disjoint(one.id, other.id)
        or _disjoint(one.platform, other.platform)
        or _names_apart(one.name, other.name)
        or _sizes_apart(one.size, other.size)
    )


def _disjoint(one: Sequence[str] | None, other: Sequence[str] | None) -> bool:
    return one is not None and other is not None and not set(one) & set(other)


def _names_apart(one: Sequence[str] | None, other: Sequence[str] | None) -> bool:
    if one is None or other is None:
        return False
    return not any(_name_fits(normal(a), normal(b)) for a in one for b in other)


def _name_fits(one: str, other: str) -> bool:
    """Tell whether a name may fit both globs: by what stands before and after their wild cards."""
    wild, other_wild = _WILD.search(one), _WILD.search(other)
    if wild is None:
        return fnmatchcase(one, other)
    if other_wild is None:
        return fnmatchcase(other, one)
    before, others_before = one[: wild.start()], other[: other_wild.start()]
    after, others_after = _tail(one), _tail(other)
    return (before.startswith(others_before) or others_before.startswith(before)) and (
        after.endswith(others_after) or others_after.endswith(after)
    )


def _tail(glob: str) -> str:
    """Return what stands after the last wild card; nothing if a set `[…]` is in it."""
    return "" if "[" in glob else re.split(r"[*?]", glob)[-1]


def _sizes_apart(one: Range | None, other: Range | None) -> bool:
    if one is None or other is None:
        return False
    low = max(one.low, other.low)
    return low not in one or low not in other
