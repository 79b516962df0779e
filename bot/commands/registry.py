"""The registry: what commands there are, what they are called, what they take and who may use them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from bot.commands.texts import Both, Language
from bot.contract import Role, Verdict, normal


class Takes(StrEnum):
    """The types of arguments."""

    member = "member"
    members = "members"
    number = "number"
    span = "span"
    word = "word"
    rooms = "rooms"
    rest = "rest"


@dataclass(frozen=True)
class Arg:
    """One argument: its type, what it is called in the usage line, and whether it may be left out."""

    takes: Takes
    label: Both
    optional: bool = False

    def show(self, language: Language) -> str:
        """Return it as it stands in a usage line; what may be left out is in brackets."""
        label = self.label.say(language)
        return f"[{label}]" if self.optional else label


WHO = Arg(Takes.member, Both("@谁", "@who"))
WHO_ALL = Arg(Takes.members, Both("@谁", "@who"))
ANYONE = Arg(Takes.member, Both("@谁", "@who"), optional=True)
ROOMS = Arg(Takes.rooms, Both("群名*（标签:… 人数>=…）", "room* (tag:... size>=...)"))
COUNT = Arg(Takes.number, Both("次数", "count"), optional=True)
LENGTH = Arg(Takes.span, Both("多久", "how long"), optional=True)
REASON = Arg(Takes.rest, Both("原因", "reason"), optional=True)

Run = Callable[[Any], Awaitable[Verdict]]
"""A command's code: a coroutine of the `Call`, which answers as a handler's hook does."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command.

    Attributes:
        name: its English name, which is stable; `points give` for one under another.
        aliases: its other names, the Chinese one to show first; of a command under
            another only the names of the second word.
        args: what it takes, in order.
        needs: its permission node, `what.verb`.
        role: the lowest role that has the node unless the settings say otherwise.
        help: what it does, in a few words.
        example: how it is used.
        acts: whether it does something to its target, who then must be of lower rank.
        confirms: whether it always waits for `/yes CODE` (on many members it always does).
    """

    name: str
    aliases: tuple[str, ...]
    args: tuple[Arg, ...]
    needs: str
    role: Role
    help: Both
    example: Both
    run: Run
    acts: bool = False
    confirms: bool = False

    @property
    def head(self) -> str:
        """The first word of its name."""
        return self.name.split(" ")[0]

    @property
    def sub(self) -> str:
        """The second word of its name, if it has one."""
        return self.name.partition(" ")[2]

    @property
    def finds_members(self) -> bool:
        """Whether it takes somebody."""
        return any(arg.takes in {Takes.member, Takes.members} for arg in self.args)


def command(  # noqa: PLR0913 - the registry reads like a table
    name: str,
    *aliases: str,
    args: Sequence[Arg] = (),
    needs: str,
    role: Role = Role.moderator,
    help: Both,
    example: Both,
    acts: bool = False,
    confirms: bool = False,
) -> Callable[[Run], Command]:
    """Make a command of the coroutine that runs it; the fields are those of `Command`."""

    def make(run: Run) -> Command:
        return Command(
            name=name, aliases=aliases, args=tuple(args), needs=needs, role=role, help=help, example=example,
            run=run, acts=acts, confirms=confirms,
        )  # fmt: skip

    return make


class Registry:
    """All commands, by every name they answer to."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self.commands = tuple(commands)
        self.nodes: Mapping[str, Role] = {entry.needs: entry.role for entry in self.commands}
        """Permission node → the lowest role that has it unless the settings say otherwise."""
        self._heads: dict[str, Command] = {}
        self._subs: dict[tuple[str, str], Command] = {}
        for entry in self.commands:
            self._add(entry)

    def _add(self, entry: Command) -> None:
        for alias in (entry.sub or entry.name, *entry.aliases):
            key = normal(alias)
            taken = (entry.head, key) in self._subs if entry.sub else key in self._heads
            if taken:
                raise ValueError(f"two commands are called {alias!r}")
            if entry.sub:
                self._subs[entry.head, key] = entry
            else:
                self._heads[key] = entry

    def find(self, name: str) -> Command | None:
        """Return the command of this name or alias, in any width, case and script."""
        head, _, sub = normal(name).partition(" ")
        found = self._heads.get(head)
        return self.under(found, sub) if found and sub else found

    def under(self, parent: Command, word: str) -> Command | None:
        """Return the command of this second word under `parent`."""
        return self._subs.get((parent.head, normal(word)))

    def family(self, parent: Command) -> tuple[Command, ...]:
        """Return a command and those under it."""
        return tuple(entry for entry in self.commands if entry.head == parent.head)

    def nearest(self, name: str, among: Iterable[Command]) -> Command | None:
        """Return which of some commands was probably meant by a name that none has."""
        allowed = {entry.name for entry in among}
        names = {key: entry for key, entry in self._heads.items() if entry.name in allowed}
        close = get_close_matches(normal(name), names, n=1, cutoff=0.5)
        return names[close[0]] if close else None

    def usage(self, entry: Command, language: Language) -> str:
        """Return the one line that tells how a command is written."""
        words = [self.title(entry, language), *(arg.show(language) for arg in entry.args)]
        return " ".join(words)

    def title(self, entry: Command, language: Language) -> str:
        """Return a command's name with its slash, in the reader's language."""
        if language == "en":
            return f"/{entry.name}"
        own = entry.aliases[0] if entry.aliases else entry.sub or entry.name
        return f"{self.title(self._heads[entry.head], language)} {own}" if entry.sub else f"/{own}"
