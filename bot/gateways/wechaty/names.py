"""What rooms are called, so that a rename the gateway did not tell is told, and none is told twice."""

from typing import NamedTuple
from zlib import crc32

from pydantic import BaseModel

SAME = 60_000
"""Milliseconds that an event may bear a later time than the look that found the rename: clocks differ."""


class Rename(NamedTuple):
    """A room got a name, `at` (milliseconds), `by` a member, if that is known."""

    room: str
    name: str
    at: int
    by: str = ""

    @property
    def id(self) -> str:
        """Return the event's id, from its cause: the same however often it is told."""
        return f"rename:{crc32(self.name.encode()):08x}:{self.at}"


class _Known(NamedTuple):
    """A room's name; when a look `found` it (0: it was told, or is the first); the name before a told one."""

    name: str
    found: int = 0
    former: str = ""
    order: int = 0


class NamesMemory(BaseModel):
    """What is kept over restarts."""

    known: dict[str, tuple[str, int, str]] = {}
    untold: list[Rename] = []


class Names:
    """The names of all rooms, and the renames that are not yet told for good."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._untold: dict[tuple[str, str], Rename] = {}
        self._order = 0

    def heard(self, rename: Rename) -> bool:
        """Take in what an event told; return whether to tell it: not if a look has found it."""
        known = self._known.get(rename.room, _Known(""))
        if known.found and known.name == rename.name and rename.at <= known.found + SAME:
            return False
        self._order += 1
        former = known.former if known.name == rename.name else known.name
        self._known[rename.room] = _Known(rename.name, former=former, order=self._order)
        self._untold[rename.room, rename.id] = rename
        return True

    def mark(self) -> int:
        """Return a mark of now, to be given to `seen` with a name that was asked for after it."""
        return self._order

    def seen(self, room: str, name: str, at: int, mark: int) -> Rename | None:
        """Take in a look; return the rename that was missed.

        The first name is no news, and the one before a told rename is an old answer.
        """
        known = self._known.get(room)
        if not name or (known is not None and (name in (known.name, known.former) or known.order > mark)):
            return None
        self._known[room] = _Known(name, found=at if known is not None else 0, order=self._order)
        if known is None:
            return None
        rename = Rename(room, name, at)
        self._untold[room, rename.id] = rename
        return rename

    def forget(self, room: str) -> None:
        """Forget a room that the account left."""
        self._known.pop(room, None)

    def told(self, room: str, id: str) -> None:
        """Note that a rename is durably told."""
        self._untold.pop((room, id), None)

    @property
    def untold(self) -> list[Rename]:
        """Return the renames that must be told (again)."""
        return list(self._untold.values())

    def dump(self) -> NamesMemory:
        """Return everything."""
        return NamesMemory(known={room: known[:3] for room, known in self._known.items()}, untold=self.untold)

    def load(self, memory: NamesMemory) -> None:
        """Take over what an earlier process knew."""
        self._known = {room: _Known(*known) for room, known in memory.known.items()}
        self._untold = {(rename.room, rename.id): rename for rename in memory.untold}
