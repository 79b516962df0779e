"""Who is who: names, roles and topics, asked of the gateway and believed for a time."""

from typing import TypeVar

import betterproto
from wechaty_grpc.wechaty import puppet as proto

from bot.contract import Member, Role, Room
from bot.gateways.wechaty.cache import Cache
from bot.gateways.wechaty.payloads import clean
from bot.gateways.wechaty.settings import WechatySettings
from bot.gateways.wechaty.wire import CallFailed, Wire

Reply = TypeVar("Reply", bound=betterproto.Message)
_CONTACT, _ROOM, _MEMBERS = 2, 3, 4


class Directory:
    """The people and rooms an account sees.

    Attributes:
        own: the contact id of the account itself, once it is logged in.
    """

    def __init__(self, wire: Wire, settings: WechatySettings) -> None:
        self._wire = wire
        self._deadline = settings.payload_deadline
        self.own: str | None = None
        self._rooms = Cache(self._room, believed=settings.cache)
        self._contacts = Cache(self._contact, believed=settings.cache)
        self._members = Cache(self._member, believed=settings.cache, size=100_000)

    async def room(self, id: str) -> proto.RoomPayloadResponse | None:
        """Return a room's payload: topic, owner, admins, members; `None` if the gateway does not tell."""
        return await self._rooms.get(id)

    async def contact(self, id: str) -> proto.ContactPayloadResponse | None:
        """Return a contact's payload; `None` if the gateway does not tell."""
        return await self._contacts.get(id)

    async def fact(self, room: str, members: int | None) -> Room:
        """Return the room as events carry it; `members` if the roster knows better than the payload."""
        payload = await self.room(room)
        if payload is None:
            return Room(id=room, members=members)
        return Room(id=room, name=clean(payload.topic), members=members or len(payload.member_ids) or None)

    async def member(self, room: str, id: str) -> Member:
        """Return a member as events carry it: the name shown in the room, and the role there."""
        name = await self._members.get((room, id))
        return Member(id=id, name=name or "", role=await self.role(room, id))

    async def role(self, room: str, id: str) -> Role:
        """Return what the platform says a member may do; a plain member if it does not tell."""
        if id == self.own:
            return Role.bot
        payload = await self.room(room)
        if payload is None:
            return Role.member
        if id == payload.owner_id:
            return Role.owner
        return Role.moderator if id in payload.admin_ids else Role.member

    def changed(self, kind: int, id: str) -> None:
        """Ask again about a contact (2), a room (3) or the members of a room (4)."""
        if kind == _CONTACT:
            self._contacts.expire(lambda key: key == id)
            self._members.expire(lambda key: key[1] == id)
        elif kind == _ROOM:
            self._rooms.expire(lambda key: key == id)
        elif kind == _MEMBERS:
            self._members.expire(lambda key: key[0] == id)

    def changed_room(self, id: str) -> None:
        """Ask again about a room that was renamed."""
        self.changed(_ROOM, id)

    async def close(self) -> None:
        """Give up the calls under way."""
        for cache in (self._rooms, self._contacts, self._members):
            await cache.close()

    async def _ask(self, request: betterproto.Message, reply: type[Reply]) -> Reply | None:
        try:
            return await self._wire.call(request, reply, deadline=self._deadline, wait=True)
        except CallFailed:
            return None

    async def _room(self, id: str) -> proto.RoomPayloadResponse | None:
        return await self._ask(proto.RoomPayloadRequest(id=id), proto.RoomPayloadResponse)

    async def _contact(self, id: str) -> proto.ContactPayloadResponse | None:
        return await self._ask(proto.ContactPayloadRequest(id=id), proto.ContactPayloadResponse)

    async def _member(self, key: tuple[str, str]) -> str | None:
        room, id = key
        seen = await self._ask(
            proto.RoomMemberPayloadRequest(id=room, member_id=id), proto.RoomMemberPayloadResponse
        )
        name = (seen.room_alias or seen.name) if seen else ""
        if not name:
            contact = await self.contact(id)
            name = contact.name if contact else ""
        return clean(name) or None
