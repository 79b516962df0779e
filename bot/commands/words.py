"""From what somebody typed to a command and the rest of the line."""

import re
import unicodedata
from dataclasses import dataclass

from bot.commands.registry import Command, Registry, Takes
from bot.contract import normal

SLASHES = ("/", "／")
"""What a command begins with, always; settings may add to it."""
_HIDDEN = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
_NAME = re.compile(r"[^\s@＠,，。:：;；/／]+")
_LONGEST_NAME = 24
_CALLED = re.compile(r"(?:[@＠][^@＠/／\n]{1,40}\s+)+(?=[/／])")
"""Names that are called before the slash: `@群管 /帮助`."""


@dataclass(frozen=True)
class Line:
    """A line that begins like a command.

    Attributes:
        name: the name as typed, for "did you mean".
        command: what it asks for; `None` if no command is called that.
        rest: what stands after the name, as typed.
    """

    name: str
    command: Command | None
    rest: str


def body(text: str, prefixes: tuple[str, ...] = ()) -> str | None:
    """Return what follows the slash, or `None` if the text does not begin with one."""
    shown = text.strip().lstrip(_HIDDEN).lstrip()
    shown = shown[calls(shown) :]
    for prefix in (*SLASHES, *prefixes):
        if prefix and shown.startswith(prefix):
            return shown[len(prefix) :]
    return None


def calls(text: str) -> int:
    """Return how long the names are that a text calls before its slash; 0 if it calls nobody."""
    called = _CALLED.match(text) if text.startswith(("@", "＠")) else None
    return called.end() if called else 0


def split(text: str, registry: Registry, prefixes: tuple[str, ...] = ()) -> Line | None:
    """Find the command a text asks for.

    A face such as `/::)`, a path, or a slash and a space before no known name is no command.
    """
    after = body(text, prefixes)
    word = None if after is None else _NAME.match(after.lstrip())
    if after is None or word is None:
        return None
    name, rest = word.group(), after.lstrip()[word.end() :]
    command, glued = _longest(name, registry)
    if command is None:
        return None if after[:1].isspace() or rest[:1] in SLASHES else Line(name, None, rest.strip())
    return _under(Line(name, command, (glued + rest).strip()), registry)


def _longest(name: str, registry: Registry) -> tuple[Command | None, str]:
    """Return the command with the longest name that `name` begins with, and what is left of `name`."""
    for end in range(min(len(name), _LONGEST_NAME), 0, -1):
        command = registry.find(name[:end]) if " " not in normal(name[:end]) else None
        if command and _may_end(command, name, end):
            return command, name[end:]
    return None, ""


def _may_end(command: Command, name: str, end: int) -> bool:
    """Whether a command's name may end there without a space: `/踢小明`, `/why12`, `/kick小明`."""
    after = name[end : end + 1]
    if not after:
        return True
    if unicodedata.normalize("NFKC", after).isdecimal():
        return True
    takes_first = bool(command.args) and command.args[0].takes in {Takes.member, Takes.members}
    latin = name[end - 1].isascii()
    return takes_first and not command.args[0].optional and not (latin and after.isascii())


def _under(line: Line, registry: Registry) -> Line:
    """Go on to the command under the one found, if the next word names one."""
    assert line.command is not None  # noqa: S101 - for the type checker: the caller has found one
    word = _NAME.match(line.rest)
    inner = registry.under(line.command, word.group()) if word else None
    if inner is None or word is None:
        return line
    return Line(line.name, inner, line.rest[word.end() :].strip())
