"""The other way: actions become calls, and failures become what the sender should do about them."""

import re

import betterproto
from wechaty_grpc.wechaty import puppet as proto

from bot.contract import ABSENT, Action, Do, GatewayBusy, GatewayError, Receipt
from bot.gateways.wechaty.seat import Seat
from bot.gateways.wechaty.wire import CallFailed, MessageSendTextResponse, Reply, RoomAnnounceRequest

CAN = frozenset({Do.say, Do.direct, Do.announce, Do.remove, Do.invite})
"""What personal WeChat can do: nobody can be muted, nobody else's message recalled."""
_TOO_OFTEN = re.compile(r"too (?:often|fast|many)|frequen|rate.?limit|频繁|太快|稍后再试", re.IGNORECASE)
_REFUSED = {
    "UNAUTHENTICATED", "PERMISSION_DENIED", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION",
    "UNIMPLEMENTED", "OUT_OF_RANGE", "ALREADY_EXISTS", "UNKNOWN",
}  # fmt: skip
"""The gateway answered, so it is known that nothing was done; what the puppet throws comes as UNKNOWN."""
PRESENT = "对方已在群里 / the member is in the room already"
_COOL_DOWN = 60.0
_RECONNECT = 2.0


class Performer:
    """Performs the actions of one account."""

    def __init__(self, seat: Seat) -> None:
        self._wire = seat.wire
        self._directory = seat.directory
        self._rosters = seat.rosters
        self._health = seat.health
        self._deadline = seat.settings.call_deadline

    # here and now

    async def refuses(self, action: Action) -> str | None:
        """Return why the action cannot be performed, or `None`; what is not known is no reason."""
        if action.do not in CAN:
            return f"个人微信不支持 / personal WeChat cannot do this: {action.do}"
        if not self._health.ready:
            return None  # it can later: `perform` says so
        if action.do is Do.direct:
            return await self._stranger(_receiver(action))
        listed = self._rosters.listed
        if listed is not None and action.room.id not in listed:
            return "机器人不在这个群里 / the account is not in this room"
        return await self._hindrance(action)

    async def _hindrance(self, action: Action) -> str | None:
        room = action.room.id
        match action.do:
            case Do.remove:
                absent = self._rosters.has(room, _receiver(action)) is False
                return ABSENT if absent else await self._powerless(room)
            case Do.invite:
                present = self._rosters.has(room, _receiver(action)) is True
                return PRESENT if present else await self._stranger(_receiver(action))
            case Do.announce:
                return await self._powerless(room)
            case _:
                return None

    async def _stranger(self, contact: str) -> str | None:
        payload = await self._directory.contact(contact)
        if payload is None or payload.friend:
            return None
        return "对方不是好友 / the member is no friend of the account"

    async def _powerless(self, room: str) -> str | None:
        payload = await self._directory.room(room)
        own = self._directory.own
        if payload is None or not payload.owner_id or own == payload.owner_id or own in payload.admin_ids:
            return None
        return "机器人不是群主或管理员 / the account is neither owner nor admin of the room"

    # acting

    async def perform(self, action: Action) -> Receipt:
        """Perform the action.

        Raises:
            GatewayBusy: nothing was done, later it may.
            GatewayError: refused, or it is not known whether it was done.
        """
        if action.do not in CAN:
            raise GatewayError(f"personal WeChat cannot do this: {action.do}")
        if not (self._health.ready and self._wire.connected):
            raise GatewayBusy(f"not ready: {self._health.status.detail}", retry_after=_RECONNECT)
        try:
            return await self._act(action)
        except CallFailed as failure:
            raise self._judge(action, failure) from failure

    async def _act(self, action: Action) -> Receipt:
        room = action.room.id
        match action.do:
            case Do.say:
                return await self._send(room, action)
            case Do.direct:
                return await self._send(_receiver(action), action)
            case Do.announce:
                await self._call(RoomAnnounceRequest(id=room, text=action.text), proto.RoomAnnounceResponse)
            case Do.remove:
                removed = proto.RoomDelRequest(id=room, contact_id=_receiver(action))
                await self._call(removed, proto.RoomDelResponse)
            case _:
                invited = proto.RoomAddRequest(id=room, contact_id=_receiver(action))
                await self._call(invited, proto.RoomAddResponse)
        return Receipt()

    async def _send(self, conversation: str, action: Action) -> Receipt:
        request = proto.MessageSendTextRequest(
            conversation_id=conversation, text=action.text, mentonal_ids=list(action.mentions)
        )
        sent = await self._call(request, MessageSendTextResponse)
        return Receipt(message=sent.id or sent.wrapped or None)

    async def _call(self, request: betterproto.Message, reply: type[Reply]) -> Reply:
        return await self._wire.call(request, reply, deadline=self._deadline)

    def _judge(self, action: Action, failure: CallFailed) -> GatewayError:
        why = f"{failure.code}: {failure.detail[:200]}"
        if not failure.arrived:
            return GatewayBusy(why, retry_after=_RECONNECT)
        if failure.code == "RESOURCE_EXHAUSTED" or (
            failure.code in _REFUSED and _TOO_OFTEN.search(failure.detail)
        ):
            return GatewayBusy(f"微信提示操作太频繁 / WeChat says too often: {why}", retry_after=_COOL_DOWN)
        if failure.code in _REFUSED:
            return GatewayError(why)
        if action.repeatable:
            return GatewayBusy(why, retry_after=_RECONNECT)
        return GatewayError(f"不确定是否已执行 / it is not known whether it was done: {why}", uncertain=True)


def _receiver(action: Action) -> str:
    if action.do is Do.direct and action.to:
        return action.to
    if action.member is None:
        raise GatewayError(f"{action.do} of nobody: the action {action.id} names no member")
    return action.member.id
