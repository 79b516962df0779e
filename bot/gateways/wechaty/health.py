"""How the gateway is: the state shown to the operator, with what to do about it, in both languages."""

import asyncio
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from bot.contract import Clock, GatewayStatus, State

STARTING = "正在连接网关 / connecting to the gateway"
WAITING = "已连上网关，等待微信登录 / connected, waiting for WeChat to log in"
SCAN = "请用微信扫描二维码登录 / scan the QR code with WeChat to log in"
SCANNED = "已扫码，请在手机上确认 / scanned, confirm on the phone"
LOGGED_OUT = "微信已退出登录，请等待二维码后扫码 / WeChat is logged out, wait for the QR code and scan it"
BROKEN = "与网关的连接中断，正在重连 / the connection to the gateway broke, reconnecting"
BUSY = (
    "网关已有另一个程序在使用（同一令牌只能有一个），请停掉它；正在重试 / "
    "another program uses this gateway (one at a time), stop it; trying again"
)
REFUSED = (
    "网关拒绝了令牌，请检查 WECHATY_PUPPET_SERVICE_TOKEN / "
    "the gateway refused the token, check WECHATY_PUPPET_SERVICE_TOKEN"
)
TLS = (
    "；TLS 握手失败，请检查证书、证书名和是否明文 / the TLS handshake failed: "
    "check the certificate authority, the name, and whether the gateway speaks plain text"
)


def unreachable(endpoint: str, why: str) -> str:
    """Say that the gateway cannot be reached."""
    hint = TLS if "handshake" in why.lower() or "ssl" in why.lower() else ""
    return (
        f"连不上网关 {endpoint}，正在重连 / cannot reach the gateway at {endpoint}, "
        f"reconnecting ({why[:200]}){hint}"
    )


class Health:
    """The current status, and a way to wait for the next."""

    def __init__(self, platform: str, account: str, clock: Clock, log: FilteringBoundLogger) -> None:
        self._clock = clock
        self._log = log
        self.status = GatewayStatus(
            platform=platform, account=account, state=State.starting, since=clock.now(), detail=STARTING
        )
        self._changed = asyncio.Event()

    def set(self, state: State, detail: str = "", qr: str | None = None) -> None:
        """Change the state; the time since when stays if only the words change."""
        old = self.status
        if (old.state, old.detail, old.qr) == (state, detail, qr):
            return
        since: datetime = old.since if old.state is state else self._clock.now()
        self.status = old.model_copy(update={"state": state, "detail": detail, "qr": qr, "since": since})
        if old.state is not state:
            self._log.info("gateway.has_changed", was=old.state.value, state=state.value, detail=detail)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def login(self, member: str) -> None:
        """Note that an account is logged in, as which member."""
        self.status = self.status.model_copy(update={"member": member})
        self.set(State.ready)

    @property
    def ready(self) -> bool:
        """Whether an account is logged in on the other side."""
        return self.status.state is State.ready

    async def wait(self, state: State) -> None:
        """Return once it is so."""
        while self.status.state is not state:
            await self._changed.wait()
