"""The parts that run for ever: gateways that listen, senders under a lease, and what says how they are."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.app.board import GATEWAY, Board
from bot.contract import Gateway, GatewayError, GatewayStatus, StoreError
from bot.engine.backoff import Backoff
from bot.engine.inbox import Inbox
from bot.engine.lease import RENEW_SECONDS, SECONDS, Lease, process_name
from bot.engine.sender import Desk, Sender
from bot.engine.workers import stop
from bot.store import Store

log = structlog.get_logger()
_REFUSED_PAUSE = 30.0
_POST_SECONDS = 2.0
_WELL_SECONDS = 10.0
"""A sender that ran for so long did not fail at the start."""


async def listen(gateway: Gateway, inbox: Inbox) -> None:
    """Have a gateway listen for ever; one that was refused is tried again after a while."""
    while True:
        try:
            await gateway.listen(inbox)
        except (GatewayError, StoreError) as error:
            log.error("gateway.failed", platform=gateway.platform, account=gateway.account, error=str(error))
        except Exception:  # one gateway's bug must not stop the others
            log.exception("gateway.failed", platform=gateway.platform, account=gateway.account)
        await asyncio.sleep(_REFUSED_PAUSE)


async def send(desk: Desk, seconds: float = SECONDS) -> None:
    """Send for an account while its lease of `seconds` is ours; another process waits to take over."""
    store = desk.store
    key = store.keys.fleet("sender", desk.account)
    lease = Lease(store.line(key), key, f"{key}:epoch", process_name(), seconds)
    sending: _Sending | None = None
    until = 0.0
    loop = asyncio.get_running_loop()
    desk = replace(desk, leased=lambda: loop.time() < until)
    try:
        while True:
            asked = loop.time()
            try:
                until = asked + seconds if await lease.take() else 0.0
            except StoreError as error:  # what was taken before still holds for its time
                log.warning("store.lost", error=str(error))
            held = loop.time() < until
            if held and sending is None:
                sending = _Sending(desk)
            elif not held and sending is not None:
                log.warning("lease.lost", account=desk.account)
                await sending.stop()
                sending = None
            await asyncio.sleep(min(RENEW_SECONDS, seconds / 4))
    finally:
        if sending is not None:
            await sending.finish()
        with contextlib.suppress(StoreError):
            await lease.release()


class _Sending:
    """A sender at work, and a new one whenever the store was away."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sender = Sender(desk)
        self._task = asyncio.create_task(self._keep(), name=f"send-{desk.account}")

    async def finish(self) -> None:
        """Stop after the action in hand."""
        await self._sender.rest()
        await self.stop()

    async def stop(self) -> None:
        """Stop at once."""
        await stop(self._task)

    async def _keep(self) -> None:
        backoff, loop = Backoff(), asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._sender.run()
            except* StoreError as error:
                log.warning("store.lost", error=str(error.exceptions[0]))
            except* Exception:  # a bug of ours: what waits stays pending, and the next sender finds it
                log.exception("sender.failed")
            if loop.time() - began > _WELL_SECONDS:
                backoff.well()
            await backoff.wait()
            self._sender = Sender(self._desk)


@dataclass
class Herald:
    """Says every two seconds how the parts of this process are, and learns who we are on each platform.

    Attributes:
        also: part name → what it says of itself.
        known: told of our own accounts, over all processes.
        changed: told of a gateway's status whenever it is another.
    """

    store: Store
    gateways: list[Gateway]
    also: dict[str, Callable[[], dict[str, object]]] = field(default_factory=dict)
    known: Callable[[Sequence[GatewayStatus]], None] = lambda accounts: None
    changed: Callable[[GatewayStatus], None] = lambda status: None

    async def run(self) -> None:
        """Post for ever; what it posted is taken down at the end."""
        board = Board(self.store)
        last: dict[str, GatewayStatus] = {}
        try:
            while True:
                with contextlib.suppress(StoreError):
                    await self._post(board, last)
                await asyncio.sleep(_POST_SECONDS)
        finally:
            with contextlib.suppress(StoreError):
                for name in (*last, *self.also):
                    await board.remove(name)

    async def _post(self, board: Board, last: dict[str, GatewayStatus]) -> None:
        for gateway in self.gateways:
            status = gateway.status()
            name = f"{GATEWAY}{gateway.platform}/{gateway.account}"
            if last.get(name) != status:
                last[name] = status
                self.changed(status)
            await board.post(name, status.model_dump(mode="json", exclude_none=True))
        for name, facts in self.also.items():
            await board.post(name, facts())
        statuses = await board.gateways()
        await board.remember(status.member for status in statuses if status.member)
        self.known(statuses)


def tell_operator(status: GatewayStatus) -> None:
    """Log how a gateway is now; the code to scan is drawn by whoever has a terminal."""
    log.info(
        "gateway.changed", platform=status.platform, account=status.account, state=status.state.value,
        detail=status.detail,
    )  # fmt: skip
