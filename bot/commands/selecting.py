"""Which rooms `/in` means: by name, id, account, size, tag, kind and purpose, at most so many."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from bot.commands.texts import Both
from bot.contract import normal
from bot.rulebook.names import nearest
from bot.rulebook.selectors import Range

_TOKEN = re.compile(r"\s*(?:[\"“”「『](?P<quoted>[^\"“”」』]+)[\"“”」』]|(?P<plain>\S+))")
_CONDITION = re.compile(r"(?P<key>[^:<>=]+)(?::|(?=[<>=]))(?P<value>.*)", re.DOTALL)
_KEYS = {
    "name": "name", "群名": "name", "id": "id", "account": "account", "账号": "account", "帐号": "account",
    "size": "size", "人数": "size", "tag": "tag", "标签": "tag", "kind": "kind", "类型": "kind",
    "purpose": "purpose", "目的": "purpose", "limit": "limit", "最多": "limit",
}  # fmt: skip
_DRY = frozenset({"dry", "dry-run", "试", "预览"})
BAD_SIZE = Both("人数写成 >=100、<50 或 100-300。", "Write the size as >=100, <50 or 100-300.")
BAD_LIMIT = Both("“最多”后面要一个数字。", "A limit is a number.")
BAD_KEY = Both("条件可以是：群名、账号、人数、标签、类型、目的、最多。",
               "Conditions: name, id, account, size, tag, kind, purpose, limit.")  # fmt: skip
NO_ROOMS = Both("要说是哪些群。", "Which rooms?")


@dataclass(frozen=True, slots=True)
class Place:
    """A room as it can be selected; `labels` are what the rule files call it, such as `tag:vip`."""

    id: str
    name: str
    members: int | None = None
    accounts: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that all must hold; within one, any of its values is enough.

    Attributes:
        asked: what is asked for, and the values, folded; names may have `*` and `?`.
        sizes: how many members.
        limit: at most so many rooms, by name.
        dry: only tell which they are.
        rest: what stands after the conditions, as typed.
    """

    asked: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sizes: tuple[Range, ...] = ()
    limit: int | None = None
    dry: bool = False
    rest: str = ""

    def of(self, places: Iterable[Place]) -> list[Place]:
        """Return the rooms that are meant, by name."""
        found = sorted((one for one in places if self._holds(one)), key=lambda one: (one.name, one.id))
        return found[: self.limit]

    def _holds(self, place: Place) -> bool:
        fits = all(place.members is not None and place.members in size for size in self.sizes)
        return fits and all(_is(place, key, wanted) for key, wanted in self.asked)


def _is(place: Place, key: str, wanted: tuple[str, ...]) -> bool:
    if key == "name":
        name = normal(place.name)
        return any(fnmatchcase(name, glob) or normal(place.id) == glob for glob in wanted)
    if key == "id":
        return normal(place.id) in wanted
    if key == "account":
        return any(normal(account) in wanted for account in place.accounts)
    labels = {normal(label) for label in place.labels}
    return any(f"{key}:{name}" in labels for name in wanted)


def select(text: str) -> Selection | Both:
    """Read conditions from the beginning of a text: `妈妈* 人数>=100 标签:vip 最多:20 /状态`.

    The first word is a name unless it is a condition; the first later word that is none ends them.
    What is no selection comes back as what is wrong with it.
    """
    selection, first = Selection(), True
    while match := _TOKEN.match(text):
        token = match["quoted"] or match["plain"]
        taken = _taken(selection, token, quoted=match["quoted"] is not None, first=first)
        if isinstance(taken, Both):
            return taken
        if taken is None:
            break
        selection, first, text = taken, False, text[match.end() :]
    if not selection.asked and not selection.sizes:
        return NO_ROOMS
    return replace(selection, rest=text.strip())


def _taken(selection: Selection, token: str, *, quoted: bool, first: bool) -> Selection | Both | None:
    folded = normal(token)
    if folded.startswith("/") and not quoted:
        return None
    if folded in _DRY and not quoted and not first:
        return replace(selection, dry=True)
    condition = None if quoted else _CONDITION.fullmatch(folded)
    key = _KEYS.get(condition["key"].strip()) if condition else None
    if condition and key:
        return _with(selection, key, condition["value"].strip())
    if condition and nearest(condition["key"], _KEYS):
        return BAD_KEY
    return _with(selection, "name", folded) if first else None


def _with(selection: Selection, key: str, value: str) -> Selection | Both:
    if key == "size":
        try:
            return replace(selection, sizes=(*selection.sizes, Range.parse(value)))
        except ValueError:
            return BAD_SIZE
    if key == "limit":
        if not value.isdecimal() or not int(value):
            return BAD_LIMIT
        return replace(selection, limit=min(int(value), selection.limit or int(value)))
    names = tuple(name.strip() for name in re.split("[,，、]", value) if name.strip())
    return replace(selection, asked=(*selection.asked, (key, names))) if names else BAD_KEY
