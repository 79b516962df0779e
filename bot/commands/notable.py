"""Which messages the commands must look at: most are ordinary talk that tells them nothing new."""

from collections.abc import Callable
from datetime import datetime

from bot.contract import House, Message, Role

_MOST = 10_000
Told = tuple[str, str, int | None, str, int, int]


class Notable:
    """A glance: whether a message is no ordinary talk, is by somebody of rank, or tells of its room.

    What a room is called, how many are in it and which account of ours sits there is told once an hour (of
    event time): were it lost with a turn that failed, it comes again.
    """

    __slots__ = ("_staff", "_talk", "_told")

    def __init__(self, house: House, talk: Callable[[Message], bool]) -> None:
        self._staff = house.staff
        self._talk = talk
        self._told: set[Told] = set()

    def __call__(self, message: Message) -> bool:
        """Tell whether the commands are to look at a message."""
        member = message.member
        if member.role is not Role.member or member.id in self._staff or not self._talk(message):
            return True
        told = _told(message, message.at)
        if told in self._told:
            return False
        if len(self._told) >= _MOST:
            self._told.clear()
        self._told.add(told)
        return True


def _told(message: Message, at: datetime) -> Told:
    room = message.room
    return room.id, room.name, room.members, message.account, at.day, at.hour
