"""The wire: one channel to a Wechaty gateway, its calls and its stream, every call with a deadline."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Optional, TypeVar

import betterproto
import grpc
from grpc import ChannelConnectivity, StatusCode
from wechaty_grpc.wechaty import puppet as proto

from bot.gateways.wechaty.settings import WechatySettings

Reply = TypeVar("Reply", bound=betterproto.Message)
_SERVICE = "/wechaty.Puppet/"
_AUTHORITY = re.compile(r"[\w.~:-]+", re.ASCII)
_NEVER_LEFT = ("failed to connect", "connections to all backends failing", "dns resolution failed")
_LONGEST_EVENT = 16 * 2**20


class CallFailed(Exception):
    """A call gave no answer.

    Attributes:
        code: gRPC's name of the failure, such as `UNAVAILABLE`.
        detail: what the gateway or the channel said about it.
        arrived: whether the gateway may have got the call.
    """

    def __init__(self, code: str, detail: str, *, arrived: bool = True) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.arrived = arrived


@dataclass(eq=False, repr=False)
class RoomAnnounceRequest(betterproto.Message):
    """As gateways read it since 1.0: the text is field 3 (wechaty-grpc 0.20 writes 2, which only asks)."""

    id: str = betterproto.string_field(1)
    text: str = betterproto.string_field(3)


@dataclass(eq=False, repr=False)
class MessageSendTextResponse(betterproto.Message):
    """The id as old gateways write it (wrapped, field 1) and as new ones do (field 2)."""

    wrapped: Optional[str] = betterproto.message_field(1, wraps=betterproto.TYPE_STRING)  # noqa: UP045 - betterproto reads it
    id: str = betterproto.string_field(2)


def _options(settings: WechatySettings) -> list[tuple[str, Any]]:
    ping = int(settings.ping * 1000)
    pause = int(settings.reconnect * 1000)
    options: list[tuple[str, Any]] = [
        ("grpc.keepalive_time_ms", ping),
        ("grpc.keepalive_timeout_ms", ping),
        ("grpc.http2.ping_timeout_ms", ping),  # what is waited for in truth: else a minute (grpcio 1.85)
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.initial_reconnect_backoff_ms", min(200, pause)),
        ("grpc.min_reconnect_backoff_ms", min(2000, pause)),
        ("grpc.max_reconnect_backoff_ms", pause),
        ("grpc.enable_retries", 0),  # a call that may have arrived is never sent again behind our back
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.max_receive_message_length", _LONGEST_EVENT),
        ("grpc.enable_http_proxy", 0),
    ]
    token = settings.token.get_secret_value()
    if not settings.plain:
        options.append(("grpc.ssl_target_name_override", settings.tls_name))
    elif _AUTHORITY.fullmatch(token):
        options.append(("grpc.default_authority", token))
    return options


def _channel(settings: WechatySettings) -> grpc.aio.Channel:
    options = _options(settings)
    if settings.plain:
        return grpc.aio.insecure_channel(settings.endpoint, options=options)
    roots = settings.tls_ca.read_bytes() if settings.tls_ca else None
    secrets = grpc.ssl_channel_credentials(root_certificates=roots)
    return grpc.aio.secure_channel(settings.endpoint, secrets, options=options)


def _failure(error: grpc.aio.AioRpcError) -> CallFailed:
    code, detail = error.code(), error.details() or ""
    away = code is StatusCode.UNAVAILABLE and detail.lower().startswith(_NEVER_LEFT)
    return CallFailed(code.name, detail, arrived=not away)


class Wire:
    """A channel that connects by itself and again, and the calls of `wechaty.Puppet` on it.

    Raises:
        OSError: the file of the certificate authority cannot be read.
    """

    def __init__(self, settings: WechatySettings) -> None:
        self._channel = _channel(settings)
        self._metadata = (("authorization", f"Wechaty {settings.token.get_secret_value()}"),)
        self._calls: dict[str, Callable[..., Any]] = {}

    async def call(
        self, request: betterproto.Message, reply: type[Reply], *, deadline: float, wait: bool = False
    ) -> Reply:
        """Call the method that the request is named after; with `wait`, also wait for the connection.

        Args:
            request: a message `…Request`.
            reply: what to read the answer as.
            deadline: seconds until it counts as failed.
            wait: whether to wait for the connection, within the deadline, or fail at once without.

        Raises:
            CallFailed: no answer, a refusal, or an answer that cannot be read (`DATA_LOSS`).
        """
        name = type(request).__name__.removesuffix("Request")
        method = self._calls.get(name)
        if method is None:
            method = self._calls[name] = self._channel.unary_unary(_SERVICE + name, bytes)
        try:
            data = await method(request, timeout=deadline, metadata=self._metadata, wait_for_ready=wait)
        except grpc.aio.AioRpcError as error:
            raise _failure(error) from None
        return _read(reply, data)

    async def events(self) -> AsyncIterator[proto.EventResponse | None]:
        """Open the stream of events and yield what comes; `None` for what cannot be read.

        Raises:
            CallFailed: the stream was refused or broke.
        """
        opened: grpc.aio.UnaryStreamMultiCallable[proto.EventRequest, bytes]
        opened = self._channel.unary_stream(_SERVICE + "Event", bytes)
        stream = opened(proto.EventRequest(), metadata=self._metadata)
        try:
            async for data in stream:
                try:
                    yield _read(proto.EventResponse, data)
                except CallFailed:
                    yield None
        except grpc.aio.AioRpcError as error:
            raise _failure(error) from None
        finally:
            stream.cancel()

    async def image(self, message: str, *, deadline: float, most: int) -> bytes:
        """Fetch the picture of a message, as the gateway streams it.

        Args:
            message: its id.
            deadline: seconds until it counts as failed.
            most: bytes beyond which it is not fetched.

        Raises:
            CallFailed: no picture; one that is too large is `RESOURCE_EXHAUSTED`.
        """
        opened: grpc.aio.UnaryStreamMultiCallable[proto.MessageImageStreamRequest, bytes]
        opened = self._channel.unary_stream(_SERVICE + "MessageImageStream", bytes)
        request = proto.MessageImageStreamRequest(id=message, type=proto.ImageType.IMAGE_TYPE_HD)
        stream = opened(request, timeout=deadline, metadata=self._metadata, wait_for_ready=True)
        parts: list[bytes] = []
        size = 0
        try:
            async for data in stream:
                parts.append(_read(proto.MessageImageStreamResponse, data).file_box_chunk.data)
                size += len(parts[-1])
                if size > most:
                    raise CallFailed("RESOURCE_EXHAUSTED", f"the picture has more than {most} bytes")
        except grpc.aio.AioRpcError as error:
            raise _failure(error) from None
        finally:
            stream.cancel()
        return b"".join(parts)

    @property
    def connected(self) -> bool:
        """Whether a call made now would go out at once."""
        return self._channel.get_state() is ChannelConnectivity.READY

    async def broken(self) -> None:
        """Return when a connection that stood breaks."""
        was_ready = False
        while True:
            state = self._channel.get_state()
            if was_ready and state is not ChannelConnectivity.READY:
                return
            was_ready = state is ChannelConnectivity.READY
            await self._channel.wait_for_state_change(state)

    async def close(self) -> None:
        """Give the connection back; calls under way fail."""
        await self._channel.close()


def _read(kind: type[Reply], data: bytes) -> Reply:
    try:
        return kind().parse(data)
    except Exception as error:  # noqa: BLE001 - betterproto raises whatever its byte-fiddling ran into
        raise CallFailed("DATA_LOSS", f"unreadable {kind.__name__}: {type(error).__name__}") from None
