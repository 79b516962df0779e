"""`qunguan doctor`: what was found, what is missing, and what to do about it."""

import socket
from typing import NamedTuple

from bot.app.doors import INSTALL, picture_reader
from bot.app.settings import Part, Settings, config_file, read_settings
from bot.contract import SettingsError, StoreError
from bot.pictures import reads_words
from bot.rulebook import Loader, errors
from bot.store import EmbeddedServer, Store

_CONNECT_SECONDS = 3.0


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    good: bool
    found: str
    advice: str = ""


async def examine() -> list[Finding]:
    """Look at the settings, the store, the rules and the gateways; nothing is changed."""
    try:
        settings = read_settings()
    except SettingsError as error:
        return [Finding("settings", False, str(error), "correct it and call `qunguan doctor` again")]
    file = config_file()
    found = [Finding("settings", True, f"environment and {file}" if file else "environment")]
    found += [Finding(f"  {name}", True, shown) for name, shown in _chosen(settings)]
    found.append(await _store(settings))
    found += [_parts(settings)] if settings.parts != frozenset(Part) else []
    found.append(_rules(settings))
    found.append(_gateway(settings))
    found.append(_pictures(settings))
    return found


def _chosen(settings: Settings) -> list[tuple[str, str]]:
    return [(name, _shown(getattr(settings, name))) for name in sorted(settings.model_fields_set)]


def _shown(value: object) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


async def _store(settings: Settings) -> Finding:
    if settings.redis_url is None:
        running = await EmbeddedServer(settings.data).answers()
        state = "runs" if running else "starts with `qunguan run`"
        return Finding("store", True, f"embedded server in {settings.data}, {state}")
    try:
        store = await Store.open(
            settings.redis_url, namespace=settings.namespace, shards=settings.shards, cluster=settings.cluster
        )
    except StoreError as error:
        return Finding(
            "store", False, str(error), "start Redis, or unset REDIS_URL to use the embedded server"
        )
    await store.close()
    return Finding("store", True, f"Redis of your own, {store.shards} shards")


def _parts(settings: Settings) -> Finding:
    shown = ", ".join(sorted(settings.parts))
    advice = "" if settings.redis_url else "run all parts on one server: set REDIS_URL for each"
    return Finding("parts", bool(settings.redis_url), shown, advice)


def _rules(settings: Settings) -> Finding:
    loaded = Loader(settings.rules).load()
    wrong = errors(loaded.problems)
    if wrong:
        return Finding(
            "rules", False, f"{len(wrong)} problems in {settings.rules}", f"qunguan check {settings.rules}"
        )
    found = f"{len(loaded.rulebook.rules)} rules in {settings.rules}"
    silent = settings.wechaty_endpoint is not None and not any(rule.named for rule in loaded.rulebook.rules)
    advice = (
        "no file names rooms, so the bot stays silent on WeChat: write `rooms: {name: [...]}`"
        if silent
        else ""
    )
    return Finding("rules", True, found, advice)


def _pictures(settings: Settings) -> Finding:
    """Say whether words in pictures are read; codes always are."""
    try:
        picture_reader(settings)
    except SettingsError as error:
        return Finding("pictures", False, str(error), INSTALL)
    if not reads_words():
        return Finding("pictures", True, "codes are read, words are not: no OCR installed", INSTALL)
    if settings.ocr is False:
        return Finding("pictures", True, "codes are read, words are not: QUNGUAN_OCR is false")
    return Finding("pictures", True, f"codes and words are read, for {settings.ocr_seconds:g} s at most")


def _gateway(settings: Settings) -> Finding:
    if settings.wechaty_endpoint is None and settings.wechaty_token is not None:
        advice = "set WECHATY_PUPPET_SERVICE_ENDPOINT, such as 127.0.0.1:8788"
        return Finding("gateway", False, "a token without an endpoint", advice)
    if settings.wechaty_endpoint is None:
        advice = "for WeChat set WECHATY_PUPPET_SERVICE_ENDPOINT and WECHATY_PUPPET_SERVICE_TOKEN"
        return Finding("gateway", True, "playground only", advice)
    if settings.wechaty_token is None:
        return Finding("gateway", False, "an endpoint without a token", "set WECHATY_PUPPET_SERVICE_TOKEN")
    host, _, port = settings.wechaty_endpoint.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, ValueError) as error:
        return Finding(
            "gateway", False, f"{settings.wechaty_endpoint}: {error}", "start the gateway: deploy/wechaty/"
        )
    return Finding("gateway", True, f"{settings.wechaty_endpoint} answers")
