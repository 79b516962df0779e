"""Rules that call each other for ever, such as a strike that gives a strike: refused when loaded."""

from collections.abc import Iterator, Mapping, Sequence

from bot.contract import Answer, Event, Mode, PointsChanged, StrikeGiven, TagChanged
from bot.rulebook.nodes import Node, Scalar, walk
from bot.rulebook.problems import Problem
from bot.rulebook.rules import Draft

FOLLOWS: Mapping[str, type[Event]] = {
    "strike": StrikeGiven, "points": PointsChanged,
    "tag": TagChanged, "untag": TagChanged, "fine": TagChanged,
}  # fmt: skip
"""Answer → the event that follows from it."""


def loops(drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Yield a problem for each circle of rules in which every rule's answers set off the next one.

    Rules that are off take no part. Whether conditions would end the circle cannot be told
    from outside, so a circle is refused whatever they are.
    """
    active = [draft for draft in drafts if draft.rule.mode is not Mode.off]
    rules = [draft for draft in active if _gives(draft) and _hears(draft)]
    gives = [_gives(draft) for draft in rules]
    hears = [_hears(draft) for draft in rules]
    after = [[n for n, heard in enumerate(hears) if given.keys() & heard] for given in gives]
    told: set[frozenset[int]] = set()
    for start in range(len(rules)):
        circle = _circle(start, after) if after[start] and hears[start] else None
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            heard = hears[circle[1 % len(circle)]]
            verb = next(verb for kind, verb in gives[circle[0]].items() if kind in heard)
            yield _problem([rules[n] for n in circle], verb)


def _gives(draft: Draft) -> dict[type[Event], str]:
    """Return the events that follow from a rule's answers, with the verb that makes them."""
    answers: Iterator[Answer] = (answer for given in draft.rule.then.values() for answer in given)
    return {FOLLOWS[answer.verb]: answer.verb for answer in answers if answer.verb in FOLLOWS}


def _hears(draft: Draft) -> set[type[Event]]:
    return {kind for kind in set(FOLLOWS.values()) if draft.rule.handler.hook(kind) is not None}


def _circle(start: int, after: Sequence[Sequence[int]]) -> list[int] | None:
    """Return the shortest way from a rule back to itself, breadth first."""
    ways = [[start]]
    seen: set[int] = set()
    for way in ways:
        for following in after[way[-1]]:
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None


def _problem(circle: Sequence[Draft], verb: str) -> Problem:
    first = circle[0]
    place = _verb(first, verb)
    names = " → ".join([*(draft.rule.id for draft in circle), first.rule.id])
    return Problem(
        "rule_loop", place.source.name, place.line + 1, place.column + 1, first.rule.id,
        {"names": names, "verb": verb}, f"# {verb}",
    )  # fmt: skip


def _verb(draft: Draft, verb: str) -> Node:
    answers = draft.node.get("then")
    for part in walk(answers) if answers is not None else ():
        if isinstance(part, Scalar) and part.value in (verb, "warn" if verb == "strike" else verb):
            return part
    return draft.node
