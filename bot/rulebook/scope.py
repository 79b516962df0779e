"""Where a rule file is being read: collects problems, and names the rule they are in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.rulebook.names import nearest
from bot.rulebook.nodes import Node, Scalar
from bot.rulebook.problems import Problem, Severity, Words
from bot.rulebook.syntax import short

_MOST_SHOWN = 12
_BROUGHT = re.compile(r":\s*(?:&\S+\s+)?\{(.*)\}$", re.DOTALL)


@dataclass(slots=True)
class Scope:
    """A place in the reading of a file; `rule` is empty outside of rules."""

    problems: list[Problem] = field(default_factory=list)
    rule: str = ""
    key: str = ""

    def at(self, key: str) -> "Scope":
        """Return the same place, reading the value of a key."""
        return Scope(self.problems, self.rule, key)

    def within(self, rule: str) -> "Scope":
        """Return a scope for one rule, whose problems come to the same list."""
        return Scope(self.problems, rule)

    def report(
        self, code: str, node: Node, snippet: str = "", severity: Severity = Severity.error, **values: Words
    ) -> None:
        """Note a problem at a node."""
        self.problems.append(
            Problem(
                code,
                node.source.name,
                node.line + 1,
                node.column + 1,
                self.rule,
                values,
                short(snippet),
                severity,
            )
        )

    def warn(self, code: str, node: Node, snippet: str = "", **values: Words) -> None:
        """Note something that does not refuse the file."""
        self.report(code, node, snippet, Severity.warning, **values)

    def unknown(  # noqa: PLR0913  # what is wrong, and the parts of its correction
        self,
        kind: Words,
        key: Node,
        name: str,
        known: Iterable[str],
        rest: str = "",
        *,
        lead: str = "",
        otherwise: str = "",
        instead: str = "",
    ) -> None:  # what is wrong, and the parts of its correction
        """Report a name that does not exist, with the nearest one that does.

        Args:
            kind: what it should be the name of.
            key: where it stands.
            name: what stands there.
            known: what could.
            rest: what follows it, for the correction; a key with nothing near it is commented out.
            lead: what goes before it.
            otherwise: the correction if nothing is near.
            instead: the correction in any case.
        """
        if name == "<<":
            self.merged(key, rest)
            return
        names = list(known)
        near = nearest(name, names)
        shown = ", ".join(names[:_MOST_SHOWN]) + (" …" if len(names) > _MOST_SHOWN else "")
        nothing: Words = ("（无）", "(none)")
        hint: Words = (f"（是不是想写 {near}？）", f" (did you mean {near}?)") if near else ""
        other = near or otherwise or (f"# {name}" if rest else next(iter(names), "…"))
        self.report(
            "unknown_name", key, instead or f"{lead}{other}{rest}",
            kind=kind, name=name, known=shown or nothing, hint=hint,
        )  # fmt: skip

    def merged(self, key: Node, rest: str) -> None:
        """Report a merge key; the correction is what it would have brought, where that is seen."""
        brought = _BROUGHT.match(rest)
        self.report("merge_key", key, brought[1] if brought else f"# {written(key)}{rest}")

    def stranger(self, kind: Words, node: Node, name: str, known: Iterable[str]) -> None:
        """Warn of a name that nothing else mentions: it may be meant for later, or be a slip."""
        names = list(known)
        near = nearest(name, names)
        hint: Words = (f"（是不是想写 {near}？）", f" (did you mean {near}?)") if near else ""
        shown: Words = ", ".join(names[:_MOST_SHOWN]) or ("（无）", "(none)")
        self.warn("stranger", node, near or f"# {name}", kind=kind, name=name, hint=hint, known=shown)

    @property
    def broken(self) -> bool:
        """Whether an error was reported so far, in any scope of the same list."""
        return any(problem.severity is Severity.error for problem in self.problems)


def written(node: Node | None) -> str:
    """Return a value as it stands in its file, cut to one line."""
    if node is None:
        return ""
    if isinstance(node, Scalar) and node.missing:
        return ""
    return short(node.written)
