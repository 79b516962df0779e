"""The ear: what the gateway's stream says, one event after another, put where it belongs."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from wechaty_grpc.wechaty import puppet as proto

from bot.contract import State
from bot.gateways.wechaty import health as say
from bot.gateways.wechaty.belt import Belt
from bot.gateways.wechaty.names import Rename
from bot.gateways.wechaty.payloads import (
    Dirtied,
    Joined,
    Left,
    LoggedIn,
    MessageSeen,
    Renamed,
    Scanned,
    millis,
)
from bot.gateways.wechaty.rosters import Move
from bot.gateways.wechaty.seat import Seat
from bot.gateways.wechaty.translate import Translator

_SCANNED, _CONFIRMED = 3, 4


class Ear:
    """Takes the events of one account's stream in.

    Args:
        look: called when who is in which room should be looked at.
    """

    def __init__(self, seat: Seat, translate: Translator, look: Callable[[], None]) -> None:
        self._seat = seat
        self._translate = translate
        self._directory = seat.directory
        self._rosters = seat.rosters
        self._health = seat.health
        self._look = look
        self._log = seat.log
        type_ = proto.EventType
        self._on: dict[int, Callable[[str, Belt], Awaitable[None]]] = {
            type_.EVENT_TYPE_MESSAGE: self._message,
            type_.EVENT_TYPE_ROOM_JOIN: self._join,
            type_.EVENT_TYPE_ROOM_LEAVE: self._leave,
            type_.EVENT_TYPE_ROOM_TOPIC: self._rename,
            type_.EVENT_TYPE_SCAN: self._scan,
            type_.EVENT_TYPE_LOGIN: self._login,
            type_.EVENT_TYPE_LOGOUT: self._logout,
            type_.EVENT_TYPE_READY: self._ready,
            type_.EVENT_TYPE_DIRTY: self._dirty,
            type_.EVENT_TYPE_ERROR: self._error,
        }

    async def take(self, response: proto.EventResponse | None, belt: Belt) -> None:
        """Deal with one event; one that cannot be read is logged. Waits while the belt is full."""
        if response is None:
            self._log.warning("event.was_unreadable")
            return
        if self._health.status.state in (State.lost, State.refused):
            self._health.set(State.starting, say.WAITING)
        deal = self._on.get(int(response.type))
        if deal is None:
            self._log.debug("event.was_ignored", type=int(response.type))
            return
        try:
            await deal(response.payload, belt)
        except ValueError as error:
            self._log.warning("event.was_unreadable", type=int(response.type), why=type(error).__name__)

    async def _message(self, payload: str, belt: Belt) -> None:
        seen = MessageSeen.read(payload)
        await belt.put(partial(self._translate.message, seen.message_id))

    async def _join(self, payload: str, belt: Belt) -> None:
        heard = Joined.read(payload)
        if self._directory.own in heard.invitee_ids:
            self._log.info("room.was_entered", room=heard.room_id)
            self._rosters.forget(heard.room_id, millis(heard.timestamp) or self._seat.now())
            self._look()
        await self._moved(heard.room_id, heard.invitee_ids, heard.inviter_id, heard.timestamp, belt)

    async def _leave(self, payload: str, belt: Belt) -> None:
        heard = Left.read(payload)
        await self._moved(
            heard.room_id, heard.removee_ids, heard.remover_id, heard.timestamp, belt, joined=False
        )
        if self._directory.own in heard.removee_ids:
            self._log.info("room.was_left", room=heard.room_id)
            self._rosters.forget(heard.room_id)
            at = millis(heard.timestamp) or self._seat.now()
            await belt.put(partial(self._translate.seat, heard.room_id, at, here=False))
            self._look()

    async def _moved(
        self, room: str, members: Sequence[str], by: str, stamp: float, belt: Belt, *, joined: bool = True
    ) -> None:
        now = self._seat.now()
        for member in dict.fromkeys(members):
            move = Move(room, member, joined, millis(stamp) or now, by)
            if member == self._directory.own:
                continue
            if self._rosters.heard(move, now):
                await belt.put(partial(self._translate.move, move))
            else:
                self._log.debug("move.was_known", room=room, member=member, joined=joined)

    async def _rename(self, payload: str, belt: Belt) -> None:
        heard = Renamed.read(payload)
        at = millis(heard.timestamp) or self._seat.now()
        rename = Rename(heard.room_id, heard.new_topic, at, heard.changer_id)
        if self._rosters.names.heard(rename):
            await belt.put(partial(self._translate.renamed, rename))

    async def _dirty(self, payload: str, _: Belt) -> None:
        heard = Dirtied.read(payload)
        self._directory.changed(heard.payload_type, heard.payload_id)

    # the account

    async def _scan(self, payload: str, _: Belt) -> None:
        heard = Scanned.read(payload)
        if heard.status in (_SCANNED, _CONFIRMED):
            self._health.set(State.scan, say.SCANNED)
        elif heard.qrcode:
            self._health.set(State.scan, say.SCAN, qr=heard.qrcode)

    async def _login(self, payload: str, _: Belt) -> None:
        self._directory.own = LoggedIn.read(payload).contact_id
        self._health.login(self._directory.own)
        self._look()

    async def _logout(self, payload: str, _: Belt) -> None:
        self._health.set(State.logged_out, say.LOGGED_OUT)

    async def _ready(self, payload: str, _: Belt) -> None:
        self._look()

    async def _error(self, payload: str, _: Belt) -> None:
        self._log.warning("puppet.has_erred", size=len(payload))
