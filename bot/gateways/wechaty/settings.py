"""Where the Wechaty gateway is, how to get in, and how patient to be."""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

_HOST_PORT = re.compile(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})")


class WechatySettings(BaseModel):
    """The settings of one account; times in seconds.

    Attributes:
        endpoint: `host:port` of the gateway.
        token: the gateway's token; over plain text it also stands in for the host's name.
        account: the name of the login in the installation's settings.
        plain: no TLS. For a gateway on this machine or in a private network only.
        tls_ca: PEM file of the authority that signed the gateway's certificate; the system's if not given.
        tls_name: the name in the gateway's certificate; `insecure` is what Wechaty's own certificates carry.
        payload_deadline: how long to wait for a message's payload before it is told without.
        call_deadline: how long an action may take before its result counts as unknown.
        ping: keep-alive pings go out so often, and are waited for so long; a frozen gateway shows after both.
        reconnect: the longest pause between two tries to connect.
        cache: how long names, roles and topics are believed.
        look: how often the rosters are compared with who is really there.
        confirm: how long after a first look without a member the second one follows that makes it a leave.
        picture_deadline: how long a picture may take, fetched and read, before its message is told without:
            without its codes too, so it must leave time for the words where they are read.
        in_flight: payloads fetched at once; 64 reached 1,567-2,011 messages/s (2 cores, official gateway).
        waiting: events read but not yet appended; beyond that reading stops.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    endpoint: str
    token: SecretStr
    account: str = "wechat"
    plain: bool = False
    tls_ca: Path | None = None
    tls_name: str = "insecure"
    payload_deadline: float = Field(default=5, gt=0)
    call_deadline: float = Field(default=15, gt=0)
    ping: float = Field(default=2, gt=0)
    reconnect: float = Field(default=5, gt=0)
    cache: float = Field(default=600, gt=0)
    look: float = Field(default=600, gt=0)
    confirm: float = Field(default=15, gt=0)
    picture_deadline: float = Field(default=5, gt=0)
    in_flight: int = Field(default=64, ge=1)
    waiting: int = Field(default=256, ge=1)

    @field_validator("endpoint")
    @classmethod
    def _host_and_port(cls, endpoint: str) -> str:
        found = _HOST_PORT.fullmatch(endpoint.strip())
        if not found or not 0 < int(found[1]) < 65536:
            raise ValueError(
                f"{endpoint!r} is no address of a gateway; write host:port, such as 127.0.0.1:8788"
                f"（网关地址写成 主机:端口）"
            )
        return endpoint.strip()

    @field_validator("token")
    @classmethod
    def _some_token(cls, token: SecretStr) -> SecretStr:
        text = token.get_secret_value()
        if not text or not text.isascii() or not text.isprintable():
            raise ValueError(
                "the token is empty or has characters no header can carry（令牌为空或有非法字符）"
            )
        return token
