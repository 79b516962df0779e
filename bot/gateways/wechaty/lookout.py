"""The lookout: compares the rosters with who is really there, and keeps them over restarts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeVar

from wechaty_grpc.wechaty import puppet as proto

from bot.contract import Event, Hear, MemberJoined, MemberLeft, RoomRenamed, Shelf, StoreError
from bot.gateways.wechaty.belt import Belt
from bot.gateways.wechaty.payloads import clean
from bot.gateways.wechaty.seat import Seat
from bot.gateways.wechaty.translate import Translator
from bot.gateways.wechaty.wire import CallFailed

T = TypeVar("T")
_PAUSES = (0.1, 2.0)
"""Seconds between two tries to reach the store, at first and at most."""
_HOUR = 3_600_000
"""Milliseconds."""
_AT_ONCE = 8
"""Lists asked for at once: the rest of the gateway's attention is for messages."""


class Lookout:
    """Looks at the rooms after each login, when told to, and every now and then."""

    def __init__(self, seat: Seat, translate: Translator, shelf: Shelf | None) -> None:
        self._seat = seat
        self._wire = seat.wire
        self._translate = translate
        self._rosters = seat.rosters
        self._settings = seat.settings
        self._shelf = shelf
        self._log = seat.log
        self._asked = asyncio.Event()
        self._told: dict[str, int] = {}

    def look(self) -> None:
        """Look soon."""
        self._asked.set()

    async def remember(self) -> None:
        """Take over what an earlier process knew, if there is a shelf."""
        blob = await self._insist(self._shelf.get) if self._shelf is not None else None
        if blob is None:
            return
        try:
            self._rosters.load(blob)
        except ValueError:
            self._log.warning("rosters.were_unreadable")

    async def tell(self, hear: Hear, events: Sequence[Event]) -> None:
        """Pass events on; moves and renames are kept first: after a crash they are told again, the same."""
        moves = [event for event in events if isinstance(event, MemberJoined | MemberLeft | RoomRenamed)]
        if moves:
            await self._keep()
        await self._insist(partial(hear, events))
        for event in moves:
            self._rosters.told(event.room.id, event.id)

    async def _keep(self) -> None:
        if self._shelf is not None:
            await self._insist(partial(self._shelf.put, self._rosters.dump()))

    async def _insist(self, store: Callable[[], Awaitable[T]]) -> T:
        """Wait out a store that is away: what was heard stays here, and reading stops meanwhile."""
        pause = _PAUSES[0]
        while True:
            try:
                return await store()
            except StoreError as error:
                self._log.warning("store.was_away", error=str(error), seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _PAUSES[1])

    async def run(self, belt: Belt) -> None:
        """Look around until cancelled."""
        untold = [
            *(partial(self._translate.move, move) for move in self._rosters.untold),
            *(partial(self._translate.renamed, rename) for rename in self._rosters.names.untold),
        ]
        while True:
            pause = self._settings.confirm if self._rosters.doubtful() else self._settings.look
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):  # not wait_for: Python 3.11's may swallow a cancellation
                    await self._asked.wait()
            self._asked.clear()
            if not self._seat.health.ready:
                continue
            for told in untold:
                await belt.put(told)
            untold.clear()
            await self._look_around(belt)

    async def _look_around(self, belt: Belt) -> None:
        deadline = self._settings.call_deadline
        try:
            rooms = await self._wire.call(proto.RoomListRequest(), proto.RoomListResponse, deadline=deadline)
        except CallFailed as failure:
            self._log.warning("rooms.were_unseen", code=failure.code)
            return
        self._rosters.listed = listed = frozenset(rooms.ids)
        for room in self._rosters.left(listed):
            self._log.info("room.was_left", room=room)
            self._rosters.forget(room)
            await belt.put(partial(self._translate.seat, room, self._seat.now(), here=False))
        turns = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for room in rooms.ids:
                group.create_task(self._look_into(room, turns, belt))
        await self._keep()

    async def _look_into(self, room: str, turns: asyncio.Semaphore, belt: Belt) -> None:
        async with turns:
            mark = self._rosters.mark()
            request = proto.RoomMemberListRequest(id=room)
            try:
                deadline = self._settings.call_deadline
                listed = await self._wire.call(request, proto.RoomMemberListResponse, deadline=deadline)
            except CallFailed as failure:
                self._log.warning("room.was_unseen", room=room, code=failure.code)
                return
        own = self._seat.directory.own
        if own not in listed.member_ids:
            self._log.warning("room.was_unseen", room=room, code="INCOMPLETE")
            return
        members = [member for member in listed.member_ids if member != own]
        moves = self._rosters.compare(room, members, self._seat.now(), mark)
        for move in moves:
            await belt.put(partial(self._translate.move, move))
        if moves:
            self._log.info("moves.were_found", room=room, count=len(moves))
        await self._look_at_name(room, turns, belt)
        await self._tell_seat(room, belt)

    async def _look_at_name(self, room: str, turns: asyncio.Semaphore, belt: Belt) -> None:
        names, directory = self._rosters.names, self._seat.directory
        async with turns:
            mark = names.mark()
            directory.changed_room(room)
            payload = await directory.room(room)
        name = clean(payload.topic) if payload is not None else ""
        rename = names.seen(room, name, self._seat.now(), mark)
        if rename is not None:
            await belt.put(partial(self._translate.renamed, rename))
            self._log.info("rename.was_found", room=room)

    async def _tell_seat(self, room: str, belt: Belt) -> None:
        """Tell that the account sits here: once an hour, for who manages a room may change with the rules."""
        hour = self._seat.now() // _HOUR * _HOUR
        since = max(hour, self._rosters.entered(room))
        if self._told.get(room) != since:
            self._told[room] = since
            await belt.put(partial(self._translate.seat, room, since))
