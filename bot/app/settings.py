"""The installation's settings: environment variables first, then a TOML file, then defaults that work."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.contract import SettingsError, Span
from bot.engine.limits import LATE, MOST
from bot.rulebook.files import shipped
from bot.rulebook.names import nearest

CONFIG = "QUNGUAN_CONFIG"
"""Names the TOML file; else `qunguan.toml` in the current folder, if there is one."""
_OTHERS = frozenset({CONFIG, "QUNGUAN_BENCH_PEERS"})
"""Variables of ours that are no settings of the bot."""
_SCHEMES = ("redis://", "rediss://", "unix://")


class Part(StrEnum):
    """The parts of the bot, which may run in one process or apart."""

    gateway = "gateway"
    worker = "worker"
    sender = "sender"
    web = "web"


def _split(value: Any) -> Any:
    """Take names as people write them: `gateway, worker`; a TOML file may have a list."""
    if not isinstance(value, str):
        return value
    return frozenset(name.strip() for name in value.split(",") if name.strip())


def _server(value: str) -> str:
    """Take the address of a server, such as `redis://127.0.0.1:6379/0`."""
    try:
        known = value.startswith(_SCHEMES) and (urlsplit(value).port or True)
    except ValueError:
        known = False
    if not known:
        shown = value.rpartition("@")[2]  # no password in a message
        raise ValueError(f"{shown!r} is no server's address: write redis://host:6379/0")
    return value


def _endpoint(value: str) -> str:
    """Take `host:port`, the port from 1 to 65535."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError(f"{value!r} is no endpoint: write host:port, such as 127.0.0.1:8788")
    return value


Names = Annotated[frozenset[str], NoDecode, BeforeValidator(_split)]
"""Names with commas between them."""
Parts = Annotated[frozenset[Part], NoDecode, BeforeValidator(_split), Field(min_length=1)]
"""Parts with commas between them."""
_PARTS: TypeAdapter[frozenset[Part]] = TypeAdapter(Parts)


def parse_parts(text: str) -> frozenset[Part]:
    """Read `gateway,worker`.

    Raises:
        SettingsError: one is no part, or there is none.
    """
    try:
        return _PARTS.validate_python(text)
    except ValidationError as error:
        known = ",".join(Part)
        raise SettingsError(f"{text!r} names no parts: write some of {known}") from error


def data_folder() -> Path:
    """Return where this user's programs keep their data."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "qunguan"
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "qunguan"


def _aliases(name: str, *others: str) -> AliasChoices:
    return AliasChoices(name, f"QUNGUAN_{name.upper()}", *others)


class Settings(BaseSettings):
    """What an engineer may set; each field as `QUNGUAN_<NAME>` or as `<name>` in the TOML file.

    Attributes:
        data: where the embedded server keeps its files.
        redis_url: a server of one's own instead; also `REDIS_URL`.
        cluster: whether that is a Redis Cluster.
        namespace: what its keys begin with.
        shards: fixed when the installation is made; 8 if not said then.
        rules: the folder of rule files.
        parts: which parts run in this process.
        host, port: where the page listens; without a port the first free one from 8080.
        hosts: names under which the page may be opened, besides addresses and localhost.
        playground: whether the playground runs; by default when no real gateway is set.
        pacing: `human` gaps between actions, or `off`; by default human on real platforms.
        late: events older than this say nothing.
        inbox_most: events waiting in a shard before reading stops.
        language: of messages to the operator.
        ocr: whether words in pictures are read; by default where the `ocr` extra is installed.
        ocr_seconds: how long the words of a picture may take; then it is told with those read so far.
        wechaty_endpoint, wechaty_token: the Wechaty gateway; Wechaty's own variables work too.
        wechaty_plain: no TLS to it; by default only to this machine.
        wechaty_ca: PEM file of the authority that signed its certificate.
        wechaty_tls_name: the name in that certificate.
    """

    model_config = SettingsConfigDict(env_prefix="QUNGUAN_", extra="forbid", populate_by_name=True)

    data: Path = Field(default_factory=data_folder)
    redis_url: Annotated[str, AfterValidator(_server)] | None = Field(
        None, validation_alias=_aliases("redis_url", "REDIS_URL")
    )
    cluster: bool = False
    namespace: str = Field("qunguan", pattern=r"^[\w.-]{1,40}$")
    shards: int | None = Field(None, ge=1, le=1024)
    rules: Path = Field(default_factory=shipped)
    parts: Parts = frozenset(Part)
    host: str = "127.0.0.1"
    port: int | None = Field(None, ge=1, le=65535)
    hosts: Names = frozenset()
    playground: bool | None = None
    pacing: Literal["human", "off"] | None = None
    late: Span = LATE
    inbox_most: int = Field(MOST, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] | None = None
    language: Literal["zh", "en"] = "zh"
    ocr: bool | None = None
    ocr_seconds: float = Field(3.0, gt=0, le=60)
    wechaty_endpoint: Annotated[str, AfterValidator(_endpoint)] | None = Field(
        None, validation_alias=_aliases("wechaty_endpoint", "WECHATY_PUPPET_SERVICE_ENDPOINT")
    )
    wechaty_token: SecretStr | None = Field(
        None, validation_alias=_aliases("wechaty_token", "WECHATY_PUPPET_SERVICE_TOKEN")
    )
    wechaty_account: str = "wechat"
    wechaty_plain: bool | None = None
    wechaty_ca: Path | None = None
    wechaty_tls_name: str = "insecure"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the TOML file."""
        file = config_file()
        toml = () if file is None else (TomlConfigSettingsSource(settings_cls, file),)
        return (init_settings, env_settings, *toml)

    @property
    def with_playground(self) -> bool:
        """Whether the playground runs."""
        return self.wechaty_endpoint is None if self.playground is None else self.playground


def config_file() -> Path | None:
    """Return the TOML file in use, if any."""
    named = os.environ.get(CONFIG)
    file = Path(named) if named else Path("qunguan.toml")
    return file if named or file.is_file() else None


def read_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one is wrong or unknown: which, where from, and what it should be.
    """
    file = config_file()
    if file is not None and not file.is_file():
        raise SettingsError(f"{CONFIG} names {file}, which is no file: correct the path, or unset it")
    unknown = sorted(name for name in os.environ if name.startswith("QUNGUAN_") and not _known(name))
    if unknown:
        near = nearest(unknown[0].removeprefix("QUNGUAN_"), Settings.model_fields).upper()
        hint = f"did you mean QUNGUAN_{near}? Else unset it" if near else "unset it"
        raise SettingsError(f"no setting is called {unknown[0]}: {hint}")
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(detail, file) for detail in error.errors())) from error
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from error


def _known(name: str) -> bool:
    return name in _OTHERS or name.removeprefix("QUNGUAN_").lower() in Settings.model_fields


def _names(field: str) -> list[str]:
    """Return the other variables that set a field, such as `REDIS_URL`."""
    info = Settings.model_fields.get(field)
    alias = info.validation_alias if info else None
    return [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else []


def _explain(detail: object, file: Path | None) -> str:
    info = detail if isinstance(detail, dict) else {}
    name = ".".join(str(part) for part in info.get("loc", ()))
    field = name.partition(".")[0]
    variables = (name, f"QUNGUAN_{field.upper()}", *_names(field))
    set_ = [variable for variable in variables if variable in os.environ]
    where = set_[0] if set_ else f"{name} in {file}" if file else variables[1]
    said = str(info.get("msg", "")).removeprefix("Value error, ")
    if info.get("type") == "extra_forbidden":
        near = nearest(name, list(Settings.model_fields))
        said = f"no setting is called that{f': did you mean {near}?' if near else '; take it out'}"
    return f"{where}: {said}"
