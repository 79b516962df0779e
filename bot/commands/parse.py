"""Arguments: from the rest of a line to what a command takes. Pure, and it never raises."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.commands.numerals import number, span
from bot.commands.registry import Arg, Command, Takes
from bot.commands.selecting import Selection, select
from bot.commands.texts import Both
from bot.contract import Fact, Member, Span, normal

_MENTION = re.compile(r"[@＠](?:[^@＠\u2005\n]{1,64}\u2005|[^\s@＠]+)")
_TOKEN = re.compile(r"\S+")
_LEADS = ",，:： \u3000\u2005"
"""What may stand between the target and the reason."""
_LONGEST_NAME = 6
"""Words that a typed name may have."""

NOBODY = Both("没找到这个人。可以 @TA，或者引用TA的一条消息再发一次。",
              "I can't find them. @mention them, or quote a message of theirs.")  # fmt: skip
NO_LIST = Both("我还没给你列过名单，这个序号对不上人。", "I showed you no list with that number.")
WHO_MISSING = Both(
    "要说是谁哦：@TA，或者引用TA的一条消息。", "Tell me who: @mention them or quote a message."
)
NO_NUMBER = Both("这里要一个数字。", "A number is missing.")
NO_SPAN = Both(
    "这里要一段时间，比如 10分钟、2小时、7天。", "A length of time is missing, such as 10m, 2h or 7d."
)
NO_TEXT = Both("还少点内容。", "Something is missing.")
TOO_MUCH = Both("后面多了点内容，我没看懂。", "I don't understand the end of that.")


@dataclass(frozen=True)
class Hints:
    """Who may be meant.

    Attributes:
        mentions: ids the platform says were mentioned, in order.
        quoted: who wrote the message that the command quotes.
        listed: who stands in the list the bot showed last, from number 1.
        known: members whose names the bot knows, by id.
    """

    mentions: tuple[str, ...] = ()
    quoted: Member | None = None
    listed: tuple[Member, ...] = ()
    known: Mapping[str, Member] = field(default_factory=dict)


class Arguments(Fact):
    """What a command was given.

    Attributes:
        members: the targets, decided.
        candidates: who may be meant, when that is to be asked.
        number: a number, or `None`.
        span: a length of time, or `None`.
        word: one word.
        rooms: which rooms are meant, or `None`.
        rest: the rest of the line.
    """

    members: tuple[Member, ...] = ()
    candidates: tuple[Member, ...] = ()
    number: int | None = None
    span: Span | None = None
    word: str = ""
    rooms: Selection | None = None
    rest: str = ""


NOTHING_GIVEN = Arguments()


@dataclass(frozen=True)
class Misuse:
    """Why a line is no use of its command, for the person who typed it."""

    problem: Both


@dataclass(frozen=True)
class _State:
    text: str
    given: Arguments = NOTHING_GIVEN
    problem: Both | None = None

    def take(self, text: str, **values: object) -> "_State":
        return replace(self, text=text.strip(), given=self.given.model_copy(update=values))

    def refuse(self, problem: Both) -> "_State":
        return replace(self, problem=problem)


def parse(command: Command, rest: str, hints: Hints) -> Arguments | Misuse:
    """Read a command's arguments from the rest of its line."""
    state = _State(rest.strip())
    for arg in command.args:
        state = _READERS[arg.takes](state, arg, hints)
        if state.problem:
            return Misuse(state.problem)
    if not state.text:
        return state.given
    return Misuse(NOBODY if command.finds_members and not state.given.members else TOO_MUCH)


def _next(text: str) -> tuple[str, str]:
    match = _TOKEN.match(text)
    return (match.group(), text[match.end() :].strip()) if match else ("", "")


def _number(state: _State, arg: Arg, _hints: Hints) -> _State:
    token, after = _next(state.text)
    value = number(token)
    if value is not None:
        return state.take(after, number=value)
    return state if arg.optional else state.refuse(NO_NUMBER)


def _span(state: _State, arg: Arg, _hints: Hints) -> _State:
    token, after = _next(state.text)
    value = span(token)
    if value is None and number(token) is not None:  # `3 天`
        unit, further = _next(after)
        value, after = span(token + unit) if unit else None, further
    if value is not None:
        return state.take(after, span=value)
    return state if arg.optional else state.refuse(NO_SPAN)


def _word(state: _State, arg: Arg, _hints: Hints) -> _State:
    token, after = _next(state.text)
    if token or arg.optional:
        return state.take(after, word=token)
    return state.refuse(NO_TEXT)


def _rooms(state: _State, _arg: Arg, _hints: Hints) -> _State:
    chosen = select(state.text)
    return state.refuse(chosen) if isinstance(chosen, Both) else state.take(chosen.rest, rooms=chosen)


def _rest(state: _State, arg: Arg, _hints: Hints) -> _State:
    if state.text or arg.optional:
        return state.take("", rest=state.text.lstrip(_LEADS).strip())
    return state.refuse(NO_TEXT)


def _member(state: _State, arg: Arg, hints: Hints) -> _State:
    """Find who is meant: by mention, then by quoting, then by number, then by name."""
    if hints.mentions:
        return _mentioned(state, arg, hints)
    if hints.quoted is not None and not state.text.startswith(("@", "＠")):
        return state.take(state.text, members=(hints.quoted,))
    token, after = _next(state.text)
    if not token:
        return state if arg.optional else state.refuse(WHO_MISSING)
    found = _listed(state, token, after, hints) or _named(state, hints)
    return state if found.problem and arg.optional else found


def _mentioned(state: _State, arg: Arg, hints: Hints) -> _State:
    """Take the mentioned members, and their names out of the text, wherever they stand."""
    text, people = state.text, []
    for id in dict.fromkeys(hints.mentions):
        known = hints.known.get(id)
        text, name = _cut(text, known.name.strip() if known else "")
        people.append(known or Member(id=id, name=name))
    decided = arg.takes is Takes.members or len(people) == 1
    return state.take(text, **{"members" if decided else "candidates": tuple(people)})


def _cut(text: str, name: str) -> tuple[str, str]:
    """Cut one mention out of a text: that of `name` if it stands there, else the first."""
    at = text.find(f"@{name}") if name else -1
    if at >= 0:
        return f"{text[:at].rstrip()} {text[at + 1 + len(name) :].lstrip()}", name
    match = _MENTION.search(text)
    if match is None:
        return text, ""
    return f"{text[: match.start()].rstrip()} {text[match.end() :].lstrip()}", match.group()[1:].strip()


def _listed(state: _State, token: str, after: str, hints: Hints) -> _State | None:
    """Take a number as that of the bot's last list."""
    value = number(token)
    if value is None or any(normal(member.name) == normal(token) for member in hints.known.values()):
        return None
    if not 1 <= value <= len(hints.listed):
        return state.refuse(NO_LIST)
    return state.take(after, members=(hints.listed[value - 1],))


def _named(state: _State, hints: Hints) -> _State:
    """Find whose name or id the text begins with, longest first; else ask who contains the first word."""
    ends = [match.end() for match in _TOKEN.finditer(state.text)][:_LONGEST_NAME]
    for end in reversed(ends):
        wanted = _plain(state.text[:end])
        found = tuple(m for m in hints.known.values() if wanted and wanted in {_plain(m.name), normal(m.id)})[
            :9
        ]
        if found:
            key = "members" if len(found) == 1 else "candidates"
            return state.take(state.text[end:], **{key: found})
    wanted = _plain(state.text[: ends[0]])
    found = tuple(m for m in hints.known.values() if wanted and wanted in _plain(m.name))
    return state.take(state.text[ends[0] :], candidates=found[:9]) if found else state.refuse(NOBODY)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", normal(name)).lstrip("@").strip()


_READERS = {
    Takes.member: _member,
    Takes.members: _member,
    Takes.number: _number,
    Takes.span: _span,
    Takes.word: _word,
    Takes.rooms: _rooms,
    Takes.rest: _rest,
}
