"""Outcomes: what a handler says happened, by name, with declared facts."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Self

from bot.contract.actions import Evidence
from bot.contract.answers import Answer
from bot.contract.people import Member

_NO_FACTS: Mapping[str, Any] = MappingProxyType({})


class Outcome:
    """Declared as an attribute of a handler, called to say that it happened.

    `Outcome(Say("hi {{ name }}"), name=str)` declares the facts and the default answers;
    calling it gives a new, frozen outcome that carries the facts of this time:

        return self.checked_in(streak=3, points=5)

    Attributes:
        name: the attribute's name, and the key in a rule's `then:`.
        answers: what is done when the rule's `then:` says nothing.
        declares: fact name → type; the variables that texts may use.
        facts: the values of this time, empty on a declaration.
        evidence: the reasons, strongest first.
        member: whom it is about; `None` means the event's member.
        by: the person in whose name it is done, for commands.
    """

    __slots__ = ("answers", "by", "declares", "evidence", "facts", "member", "name")

    name: str
    answers: tuple[Answer, ...]
    declares: Mapping[str, type]
    facts: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    member: Member | None
    by: Member | None

    def __init__(self, *answers: Answer, **declares: type) -> None:
        self.name = ""
        self.answers = answers
        self.declares = MappingProxyType(declares)
        self.facts = _NO_FACTS
        self.evidence = ()
        self.member = None
        self.by = None

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def named(self, name: str) -> Self:
        """Name a declaration that is made from a rule's settings, not as a class attribute."""
        self.name = name
        return self

    def __call__(
        self,
        *,
        evidence: Iterable[Evidence] = (),
        member: Member | None = None,
        by: Member | None = None,
        **facts: Any,
    ) -> "Outcome":
        """Say that it happened.

        Raises:
            TypeError: a fact is missing or was not declared.
        """
        if facts.keys() != self.declares.keys():
            wrong = ", ".join(sorted(facts.keys() ^ self.declares.keys()))
            raise TypeError(f"outcome {self.name!r}: facts missing or not declared: {wrong}")
        happened = Outcome.__new__(Outcome)
        happened.name = self.name
        happened.answers = self.answers
        happened.declares = self.declares
        happened.facts = facts
        happened.evidence = tuple(evidence)
        happened.member = member
        happened.by = by
        return happened

    def __repr__(self) -> str:
        return f"Outcome({self.name!r}, {dict(self.facts)!r})"


def clear(reason: str) -> Outcome:
    """Say that nothing happened, and why: what `/why` shows for a rule that did not fire."""
    nothing = Outcome().named("clear")
    nothing.evidence = (Evidence(signal="clear", detail=reason),)
    return nothing
