"""What is different between two states of the rulebook, rule by rule and key by key."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.rulebook.flow import flow
from bot.rulebook.loader import Loaded
from bot.rulebook.nodes import Table, plain
from bot.rulebook.problems import Language

_WORDS: Mapping[str, tuple[str, str]] = {
    "added": ("新增规则 {rule}", "rule {rule} added"),
    "removed": ("删除规则 {rule}", "rule {rule} removed"),
    "changed": ("规则 {rule} 的 {key}: {old} → {new}", "rule {rule}, {key}: {old} → {new}"),
    "moved": ("规则 {rule} 的次序变了", "rule {rule} runs in another place"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `old` and `new` as YAML on one line, empty where there is no value."""

    what: Literal["added", "removed", "changed", "moved"]
    rule: str
    key: str = ""
    old: str = ""
    new: str = ""

    def render(self, language: Language = "zh") -> str:
        """Return it as one line."""
        words = _WORDS[self.what][0 if language == "zh" else 1]
        return words.format(rule=self.rule, key=self.key, old=self.old or "-", new=self.new or "-")


def diff(old: Loaded, new: Loaded) -> list[Change]:
    """Compare two loaded states: rules that came, went, run elsewhere, and every value that differs.

    Comments and layout do not count. Rules are told apart by file and id.
    """
    before, after = _rules(old), _rules(new)
    changes = [Change("removed", rule[1]) for rule in before if rule not in after]
    for rule, node in after.items():
        if rule in before and before[rule] is not node:
            changes.extend(_values(rule[1], before[rule], node))
        elif rule not in before:
            changes.append(Change("added", rule[1]))
    common = [rule for rule in after if rule in before]
    changes.extend(_moved([rule for rule in before if rule in after], common))
    return changes


def _rules(loaded: Loaded) -> dict[tuple[str, str], Table]:
    return {(draft.file, draft.rule.id): draft.node for draft in loaded.drafts}


def _values(rule: str, old: Table, new: Table) -> Iterator[Change]:
    before, after = plain(old), plain(new)
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield Change(
                "changed", rule, key,
                flow(before[key]) if key in before else "", flow(after[key]) if key in after else "",
            )  # fmt: skip


def _moved(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> Iterator[Change]:
    """The rules that no longer stand among the others as they did: the fewest that explain it."""
    place = {rule: number for number, rule in enumerate(before)}
    kept = _longest_rising([place[rule] for rule in after])
    for rule in after:
        if place[rule] not in kept:
            yield Change("moved", rule[1])


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the numbers of a longest rising sequence, by patience sorting."""
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        low = bisect_left(tops, number)
        before[number] = tops[low - 1] if low else None
        tops[low : low + 1] = [number]
    chosen: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        chosen.add(last)
        last = before[last]
    return chosen
