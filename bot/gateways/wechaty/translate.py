"""Translation: a gateway's ids, fetched, become events."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import betterproto
from wechaty_grpc.wechaty import puppet as proto

from bot.contract import (
    Contact,
    Event,
    Kind,
    Link,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    MiniProgram,
    Room,
    RoomRenamed,
    Seated,
    Whispered,
)
from bot.gateways.wechaty.belt import Knows
from bot.gateways.wechaty.names import Rename
from bot.gateways.wechaty.payloads import KINDS, LinkCard, MiniProgramCard, clean, instant
from bot.gateways.wechaty.pictures import Pictures
from bot.gateways.wechaty.quotes import Quotes, answer
from bot.gateways.wechaty.records import record
from bot.gateways.wechaty.rosters import Move
from bot.gateways.wechaty.seat import PLATFORM, Seat
from bot.gateways.wechaty.wire import CallFailed

UNKNOWN = "unknown"
"""Room and member of a message whose payload is missing: the gateway's event names neither."""
_PRIVATE = "private:"
"""What the belt's line of a person's private messages begins with; no room's id does."""
Reply = TypeVar("Reply", bound=betterproto.Message)
_TOLD = (Kind.text, Kind.recalled, Kind.unknown)
"""Kinds whose text is words (of a recalled message, its id); elsewhere it is the platform's XML."""


class Translator:
    """Makes events of one account; never raises for what a gateway sent, only tells less."""

    def __init__(self, seat: Seat, pictures: Pictures) -> None:
        self._wire = seat.wire
        self._directory = seat.directory
        self._rosters = seat.rosters
        self._deadline = seat.settings.payload_deadline
        self._account = seat.settings.account
        self._clock = seat.clock
        self._log = seat.log
        self._quotes = Quotes()
        self._pictures = pictures

    async def message(self, id: str, knows: Knows) -> Sequence[Event]:
        """Return the message; nothing if it is our own; an incomplete one without its payload."""
        try:
            payload = await self._ask(proto.MessagePayloadRequest(id=id), proto.MessagePayloadResponse)
        except CallFailed as failure:
            self._log.warning("payload.was_missed", message=id, code=failure.code)
            return (self._incomplete(id),)
        knows(payload.room_id or f"{_PRIVATE}{payload.from_id}")
        if payload.from_id == self._directory.own:
            self._quotes.heard(payload.room_id, id, clean(payload.text))
            return ()
        if not payload.room_id:
            return await self._whisper(id, payload)
        return (await self._complete(id, payload),)

    async def _whisper(self, id: str, payload: proto.MessagePayloadResponse) -> Sequence[Event]:
        """Return what somebody wrote privately, in words only: no card is fetched, no picture read."""
        if not payload.from_id:
            return ()
        contact = await self._directory.contact(payload.from_id)
        kind = KINDS.get(int(payload.type), Kind.unknown)
        whispered = Whispered(
            id=id, at=instant(payload.timestamp, self._clock.now()), platform=PLATFORM, account=self._account,
            member=Member(id=payload.from_id, name=clean(contact.name) if contact else ""), kind=kind,
            text=answer(clean(payload.text)) if kind in _TOLD else "",
        )  # fmt: skip
        return (whispered,)

    def _incomplete(self, id: str) -> Message:
        return Message(
            id=id, at=self._clock.now(), platform=PLATFORM, account=self._account, room=Room(id=UNKNOWN),
            member=Member(id=UNKNOWN), kind=Kind.unknown, incomplete=True,
        )  # fmt: skip

    async def _complete(self, id: str, payload: proto.MessagePayloadResponse) -> Message:
        kind = KINDS.get(int(payload.type), Kind.unknown)
        card = await self._card(id, kind)
        if kind is Kind.forwarded:
            card = {"forwarded": record(clean(payload.text)) or None}
        text = clean(payload.text) if kind in _TOLD else ""
        quote, own = self._quotes.split(payload.room_id, text)
        if text:
            self._quotes.heard(payload.room_id, id, own)
        return Message(
            id=id,
            at=instant(payload.timestamp, self._clock.now()),
            platform=PLATFORM,
            account=self._account,
            room=await self._room(payload.room_id),
            member=await self._directory.member(payload.room_id, payload.from_id or UNKNOWN),
            kind=kind,
            text=own,
            quote=quote,
            mentions=tuple(dict.fromkeys(payload.mention_ids)),
            **card,
        )

    async def _card(self, id: str, kind: Kind) -> dict[str, Any]:
        try:
            match kind:
                case Kind.link:
                    return {"link": await self._link(id)}
                case Kind.mini_program:
                    return {"mini_program": await self._mini_program(id)}
                case Kind.contact:
                    return {"contact": await self._contact(id)}
                case Kind.image:
                    return {"picture": await self._pictures.read(id)}
                case _:
                    return {}
        except (CallFailed, ValueError) as failure:
            self._log.warning("card.was_missed", message=id, kind=kind.value, why=type(failure).__name__)
            return {"incomplete": True}

    async def _link(self, id: str) -> Link:
        reply = await self._ask(proto.MessageUrlRequest(id=id), proto.MessageUrlResponse)
        card = LinkCard.read(reply.url_link)
        return Link(url=card.url, title=card.title)

    async def _mini_program(self, id: str) -> MiniProgram:
        reply = await self._ask(proto.MessageMiniProgramRequest(id=id), proto.MessageMiniProgramResponse)
        card = MiniProgramCard.read(reply.mini_program)
        return MiniProgram(app_id=card.app_id or card.username, title=card.title)

    async def _contact(self, id: str) -> Contact:
        reply = await self._ask(proto.MessageContactRequest(id=id), proto.MessageContactResponse)
        if not reply.id:
            raise CallFailed("DATA_LOSS", "a contact card of nobody")
        contact = await self._directory.contact(reply.id)
        return Contact(id=reply.id, name=clean(contact.name) if contact else "")

    async def move(self, move: Move, knows: Knows) -> Sequence[Event]:
        """Return the join or leave."""
        knows(move.room)
        room = await self._room(move.room)
        member = await self._directory.member(move.room, move.member)
        by = await self._directory.member(move.room, move.by) if move.by not in ("", move.member) else None
        at = min(datetime.fromtimestamp(move.at / 1000, UTC), self._clock.now())
        common: dict[str, Any] = {"id": move.id, "at": at, "platform": PLATFORM, "account": self._account}
        if move.joined:
            return (MemberJoined(**common, room=room, member=member, inviter=by),)
        return (MemberLeft(**common, room=room, member=member, remover=by),)

    async def renamed(self, rename: Rename, knows: Knows) -> Sequence[Event]:
        """Return the new name of a room."""
        knows(rename.room)
        self._directory.changed_room(rename.room)
        room = (await self._room(rename.room)).model_copy(update={"name": rename.name})
        member = await self._directory.member(rename.room, rename.by) if rename.by else None
        at = instant(rename.at, self._clock.now())
        common = {"id": rename.id, "at": at, "platform": PLATFORM, "account": self._account}
        return (RoomRenamed(**common, room=room, member=member),)

    async def seat(self, room: str, at: int, knows: Knows, *, here: bool = True) -> Sequence[Event]:
        """Return that the account sits in a room, or no longer does; told once of that room and time."""
        knows(room)
        known = await self._room(room) if here else Room(id=room)
        told = Seated(
            id=f"{'seat' if here else 'unseat'}:{self._account}:{at}", at=self._clock.now(),
            platform=PLATFORM, account=self._account, room=known, here=here,
        )  # fmt: skip
        return (told,)

    async def _room(self, id: str) -> Room:
        return await self._directory.fact(id, self._rosters.count(id))

    async def _ask(self, request: betterproto.Message, reply: type[Reply]) -> Reply:
        return await self._wire.call(request, reply, deadline=self._deadline, wait=True)
