"""Who is in which room, so that joins and leaves the gateway did not tell are told, and none is told twice.

A join may be known from an event and from a look at the room. What is remembered of a member is whether they
are in, since when, and who said so; what an event then tells of about that time or earlier is the same move.
An event from after it is another one: somebody who left unseen and came again counts again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import BaseModel

from bot.gateways.wechaty.names import SAME, Names, NamesMemory

FORGET = 86_400_000
"""Milliseconds after which a member who left is forgotten."""
BASE, LOOK, EVENT = "base", "look", "event"


class Move(NamedTuple):
    """A member came or went, `at` (milliseconds); `by` another, if that is known."""

    room: str
    member: str
    joined: bool
    at: int
    by: str = ""

    @property
    def id(self) -> str:
        """Return the event's id, from its cause: the same however often it is told."""
        return f"{'join' if self.joined else 'leave'}:{self.member}:{self.at}"


class _Stay(NamedTuple):
    present: bool
    at: int
    source: str
    order: int

    def tells(self, move: Move) -> bool:
        """Whether this is how the move is known already."""
        return self.source != BASE and self.present == move.joined and move.at <= self.at + SAME

    def outdates(self, move: Move) -> bool:
        """Whether the move was before this, and comes late."""
        return move.at < self.at - (SAME if self.source == LOOK else 0)


@dataclass
class _Roster:
    stays: dict[str, _Stay] = field(default_factory=dict)
    known: bool = False
    missing: frozenset[str] = frozenset()

    @property
    def present(self) -> set[str]:
        return {member for member, stay in self.stays.items() if stay.present}

    def expire(self, before: int) -> None:
        self.stays = {
            member: stay for member, stay in self.stays.items() if stay.present or stay.at >= before
        }


class _Memory(BaseModel):
    rooms: dict[str, dict[str, tuple[bool, int, str]]]
    untold: list[Move]
    names: NamesMemory = NamesMemory()


class Rosters:
    """What is known of all rooms, and the moves that were found but are not yet told for good."""

    def __init__(self) -> None:
        self._rooms: dict[str, _Roster] = {}
        self._untold: dict[tuple[str, str], Move] = {}
        self._order = 0
        self._absent: frozenset[str] = frozenset()
        self._since: dict[str, int] = {}
        self.listed: frozenset[str] | None = None
        self.names = Names()

    # events

    def heard(self, move: Move, now: int) -> bool:
        """Take in a move that an event told at `now` (milliseconds); return whether to tell it.

        What was told before under the same id may be told again: it acts once.
        """
        roster = self._rooms.setdefault(move.room, _Roster())
        before = roster.stays.get(move.member)
        if before is not None and before.tells(move):
            return before.source == EVENT and before.at == move.at
        self._order += 1
        if before is None or not before.outdates(move):
            roster.stays[move.member] = _Stay(move.joined, min(move.at, now), EVENT, self._order)
        self._untold[move.room, move.id] = move
        return True

    def forget(self, room: str, at: int = 0) -> None:
        """Forget a room that the account left, or entered anew `at` a time (milliseconds)."""
        self._rooms.pop(room, None)
        self._since[room] = at
        self.names.forget(room)

    # rooms

    def left(self, listed: frozenset[str]) -> list[str]:
        """Take in the list of the account's rooms; return those that it left unseen.

        Two lists in a row must lack them, and not most of them: lists right after a login are often short.
        """
        known = frozenset(room for room, roster in self._rooms.items() if roster.known)
        absent = known - listed
        gone = absent & self._absent if len(absent) <= max(3, len(known) // 2) else frozenset()
        self._absent = absent - gone
        return sorted(gone)

    def entered(self, room: str) -> int:
        """Return when the account was seen to enter a room (milliseconds), 0 if it sat there before."""
        return self._since.get(room, 0)

    # looks

    def mark(self) -> int:
        """Return a mark of now, to be given to `compare` with a list that was asked for after it."""
        return self._order

    def compare(self, room: str, members: Iterable[str], at: int, mark: int) -> list[Move]:
        """Take in a list of who is in a room; return the moves that were missed.

        The first list of a room is no news. A member counts as gone when two lists in a row lack them: lists
        right after a login are often short. When most of a roster is gone, or it more than doubled, the list
        is of another world (ids change with some logins) and is taken as it is, in silence.
        """
        roster = self._rooms.setdefault(room, _Roster())
        listed = frozenset(members)
        moved = {member for member, stay in roster.stays.items() if stay.order > mark}
        present = roster.present
        new = listed - present - moved
        missing = frozenset(present - listed - moved)
        gone = missing & roster.missing
        roster.missing = missing - gone
        if not roster.known or len(new) > max(20, len(present)) or len(gone) > max(3, len(present) // 2):
            self._rebase(roster, listed | (moved & present))
            return []
        moves = [Move(room, member, True, at) for member in sorted(new)]
        moves += [Move(room, member, False, at) for member in sorted(gone)]
        for move in moves:
            roster.stays[move.member] = _Stay(move.joined, at, LOOK, self._order)
            self._untold[room, move.id] = move
        roster.expire(at - FORGET)
        return moves

    def _rebase(self, roster: _Roster, members: frozenset[str] | set[str]) -> None:
        kept = {member: stay for member, stay in roster.stays.items() if stay.present and member in members}
        roster.stays = {member: _Stay(True, 0, BASE, 0) for member in members} | kept
        roster.known = True

    def doubtful(self) -> bool:
        """Whether a member, or a room, is missing that may be gone: look again soon."""
        return bool(self._absent) or any(roster.missing for roster in self._rooms.values())

    # questions

    def count(self, room: str) -> int | None:
        """Return how many are in a room, the account itself among them, if a list was seen."""
        roster = self._rooms.get(room)
        return len(roster.present) + 1 if roster is not None and roster.known else None

    def has(self, room: str, member: str) -> bool | None:
        """Return whether a member is in a room, or `None` if no list was seen."""
        roster = self._rooms.get(room)
        if roster is None or not roster.known:
            return None
        stay = roster.stays.get(member)
        return stay is not None and stay.present

    # memory over restarts

    def told(self, room: str, id: str) -> None:
        """Note that a move, or a rename, is durably told."""
        self._untold.pop((room, id), None)
        self.names.told(room, id)

    @property
    def untold(self) -> list[Move]:
        """Return the moves that must be told (again)."""
        return list(self._untold.values())

    def dump(self) -> bytes:
        """Return everything, as JSON."""
        rooms = {
            id: {member: stay[:3] for member, stay in roster.stays.items()}
            for id, roster in self._rooms.items()
            if roster.known
        }
        memory = _Memory(rooms=rooms, untold=self.untold, names=self.names.dump())
        return memory.model_dump_json().encode()

    def load(self, blob: bytes) -> None:
        """Take over what an earlier process knew.

        Raises:
            ValueError: it is not what `dump` writes; nothing was taken over.
        """
        memory = _Memory.model_validate_json(blob)
        self._rooms = {
            id: _Roster({member: _Stay(*stay, order=0) for member, stay in stays.items()}, known=True)
            for id, stays in memory.rooms.items()
        }
        self._untold = {(move.room, move.id): move for move in memory.untold}
        self.names.load(memory.names)
