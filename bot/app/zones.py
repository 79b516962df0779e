"""In whose time zone a person at the command line is told of times: the room's, as its rule files have it."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from bot.app.rules import with_commands
from bot.contract import Room
from bot.rulebook import Loader

Local = Callable[[datetime, str], datetime]
"""Moves a time to the zone of a room, which is written `platform/id`; of none, to the last file's."""


def local(rules: Path) -> Local:
    """Return what tells times by the rules in a folder; broken files are left out."""
    rulebook = with_commands(Loader(rules).load().rulebook)

    def told(at: datetime, room: str = "") -> datetime:
        platform, _, id = room.partition("/")
        return at.astimezone(_zone(platform, Room(id=id)))

    def _zone(platform: str, room: Room) -> tzinfo:
        found = rulebook.room(platform, room).rule("commands")
        assert found is not None  # noqa: S101 - it is bound to every room
        return found.timezone

    return told
