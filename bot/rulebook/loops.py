"""Rules that call each other for ever, such as a strike that gives a strike: refused when loaded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from bot.contract import Event, Mode, PointsChanged, StrikeGiven, TagChanged, Timer, TimerFired
from bot.rulebook.nodes import Node, Scalar, walk
from bot.rulebook.overlap import Meeting
from bot.rulebook.problems import Problem, Severity
from bot.rulebook.rules import Draft

FOLLOWS: Mapping[str, type[Event]] = {
    "strike": StrikeGiven, "points": PointsChanged,
    "tag": TagChanged, "untag": TagChanged, "fine": TagChanged,
}  # fmt: skip
"""Answer → the event that follows from it."""
_SLOW = timedelta(minutes=1)
"""Rules that set each other off by a timer of this length and more are a clock, not a loop."""
Given = tuple[type[Event], str]
"""What sets a rule off: a kind of event and, of a timer, its name."""


@dataclass(frozen=True, slots=True)
class Link:
    """A rule that something sets off and that sets something off: `gives` has the verbs that do."""

    draft: Draft
    gives: Mapping[Given, str]

    def hears(self, given: Given) -> bool:
        """Tell whether something sets this rule off."""
        kind, timer = given
        handler = self.draft.rule.handler
        return handler.hook(kind) is not None and (not timer or handler.awaits(timer))


def links(drafts: Sequence[Draft]) -> tuple[Link, ...]:
    """Return the rules that might be part of a circle; those that are off take no part."""
    found = (Link(draft, _gives(draft)) for draft in drafts if draft.rule.mode is not Mode.off)
    return tuple(link for link in found if link.gives and _hears_anything(link))


def _hears_anything(link: Link) -> bool:
    hook = link.draft.rule.handler.hook
    return any(hook(kind) is not None for kind in (StrikeGiven, PointsChanged, TagChanged, TimerFired))


def _gives(draft: Draft) -> dict[Given, str]:
    given: dict[Given, str] = {}
    for answer in (answer for answers in draft.rule.then.values() for answer in answers):
        if answer.verb in FOLLOWS:
            given[FOLLOWS[answer.verb], ""] = answer.verb
        elif isinstance(answer, Timer) and answer.after is not None and answer.after < _SLOW:
            given[TimerFired, answer.name] = answer.verb
    return given


def loops(among: Sequence[Link]) -> Iterator[Problem]:
    """Yield a problem for each circle, at the last of its rules."""
    return map(problem, circles(among))


def circles(among: Sequence[Link]) -> Iterator[list[Link]]:
    """Yield each circle of rules in which every rule's answers set off the next one, the last rule first.

    It counts if all of them may apply to one room, whatever files they stand in. Whether conditions
    would end the circle cannot be told from outside, so it is refused whatever they are.
    """
    meeting = Meeting()
    told: set[frozenset[int]] = set()
    heard = _heard(among)
    for start in range(len(among)):
        circle = _circle(start, among, heard, meeting)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            last = circle.index(max(circle))
            yield [among[number] for number in (*circle[last:], *circle[:last])]


def _heard(among: Sequence[Link]) -> dict[Given, list[int]]:
    """Return which rules each thing sets off that any of them gives."""
    given = {one for link in among for one in link.gives}
    return {one: [number for number, link in enumerate(among) if link.hears(one)] for one in given}


def _circle(
    start: int, among: Sequence[Link], heard: Mapping[Given, Sequence[int]], meeting: Meeting
) -> list[int] | None:
    """Return the shortest way from a rule back to itself that later rules take, breadth first.

    The shortest never needs the same thing twice, so ways are as short as there are things.
    """
    ways: list[tuple[list[int], frozenset[Given]]] = [([start], frozenset())]
    for way, used in ways:
        for given in among[way[-1]].gives.keys() - used:
            for following in heard[given]:
                if following == start:
                    return way
                if following > start and following not in way and _meets(following, way, among, meeting):
                    ways.append(([*way, following], used | {given}))
    return None


def _meets(rule: int, way: Sequence[int], among: Sequence[Link], meeting: Meeting) -> bool:
    return all(meeting.possible(among[rule].draft, among[other].draft) for other in way)


def problem(circle: Sequence[Link]) -> Problem:
    """Say what is wrong with a circle: who sets whom off, and where each of them stands."""
    first, second = circle[0], circle[1 % len(circle)]
    verb = next(verb for given, verb in first.gives.items() if second.hears(given))
    place = place_of(first.draft, verb)
    names = " → ".join(_named(link.draft) for link in (*circle, first))
    return Problem(
        "rule_loop", place.source.name, place.line + 1, place.column + 1, first.draft.rule.id,
        {"names": names, "verb": verb}, "mode: off",
    )  # fmt: skip


def unheard(setting: Sequence[tuple[Draft, Timer]], drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Yield a warning for each timer that is set and that no rule acts on."""
    if not setting:
        return
    waiting = [draft.rule.handler for draft in drafts if draft.rule.handler.hook(TimerFired) is not None]
    for draft, timer in setting:
        if not any(handler.awaits(timer.name) for handler in waiting):
            place = place_of(draft, timer.verb)
            yield Problem(
                "timer_unheard", place.source.name, place.line + 1, place.column + 1, draft.rule.id,
                {"name": timer.name}, f"when: timer, match: {{timer: {timer.name}}}", Severity.warning,
            )  # fmt: skip


def timers(drafts: Sequence[Draft]) -> tuple[tuple[Draft, Timer], ...]:
    """Return the timers that rules set, with the rules that do."""
    return tuple(
        (draft, answer)
        for draft in drafts
        for answers in draft.rule.then.values()
        for answer in answers
        if isinstance(answer, Timer) and not answer.cancel
    )


def _named(draft: Draft) -> str:
    node = draft.node
    return f"{draft.rule.id} ({PurePath(node.source.name).name}:{node.line + 1})"


def place_of(draft: Draft, verb: str) -> Node:
    """Return where a rule asks for something; the rule itself if that comes from its handler."""
    answers = draft.node.get("then")
    for part in walk(answers) if answers is not None else ():
        if isinstance(part, Scalar) and part.value in (verb, "warn" if verb == "strike" else verb):
            return part
    return draft.node
