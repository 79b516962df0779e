"""The small parts: settings, times, the cache."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.contract import SystemClock
from bot.gateways.wechaty import Wechaty, WechatySettings
from bot.gateways.wechaty.cache import Cache
from bot.gateways.wechaty.payloads import MessageSeen, Renamed, clean, instant, millis

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:8788", "gateway.lan:1", "[::1]:8788", " wechaty-gateway:65535 "]
)
def test_an_endpoint_is_host_and_port(endpoint: str) -> None:
    """Names, addresses of both kinds, and blanks around them."""
    assert WechatySettings(endpoint=endpoint, token="t").endpoint == endpoint.strip()


@pytest.mark.parametrize(
    "endpoint", ["", "127.0.0.1", "http://gateway:8788", "gateway:0", "gateway:65536", "a b:1"]
)
def test_a_wrong_endpoint_says_what_is_wanted(endpoint: str) -> None:
    """With an example."""
    with pytest.raises(ValidationError, match="host:port"):
        WechatySettings(endpoint=endpoint, token="t")


@pytest.mark.parametrize("token", ["", "令牌", "a\nb"])
def test_a_token_that_no_header_can_carry_is_refused(token: str) -> None:
    """At start-up, not at the first call."""
    with pytest.raises(ValidationError, match="token"):
        WechatySettings(endpoint="gateway:1", token=token)


def test_the_token_is_not_shown() -> None:
    """Neither in a log nor in a traceback."""
    assert "sesame" not in repr(WechatySettings(endpoint="gateway:1", token="sesame"))


async def test_a_missing_authority_file_is_an_error_at_once(tmp_path: Path) -> None:
    """Named by the file."""
    settings = WechatySettings(endpoint="gateway:1", token="t", tls_ca=tmp_path / "ca.pem")
    with pytest.raises(FileNotFoundError, match=r"ca\.pem"):
        Wechaty(settings, SystemClock())


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        (1772413200, 1772413200000),
        (1772413200.5, 1772413200500),
        (1772413200123, 1772413200123),
        (0, None),
        (-1, None),
        (float("nan"), None),
        (float("inf"), None),
        (1e30, None),
    ],
)
def test_timestamps_are_seconds_or_milliseconds(stamp: float, expected: int | None) -> None:
    """Anything else is none."""
    assert millis(stamp) == expected


def test_the_future_is_now() -> None:
    """The past stays what it was."""
    assert instant(NOW.timestamp() + 60, NOW) == NOW
    assert instant(NOW.timestamp() - 60, NOW).timestamp() == NOW.timestamp() - 60
    assert instant(0, NOW) == NOW


def test_half_characters_are_replaced() -> None:
    """What JSON may carry and nothing else can."""
    assert clean("a\ud83db") == "a?b"
    assert Renamed.read('{"roomId": "r", "newTopic": "x\\ud83d", "timestamp": "soon"}').new_topic == "x?"


@pytest.mark.parametrize("text", ["", "{", "7", "null", "[" * 5000, '{"messageId": ""}', '{"messageId": {}}'])
def test_what_is_no_payload_is_a_value_error(text: str) -> None:
    """One kind of error, however broken it is."""
    with pytest.raises(ValueError, match=r"."):
        MessageSeen.read(text)


class Source:
    """Something to be asked, that counts and can fail."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer: str | None = "first"
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, key: str) -> str | None:
        """Answer."""
        self.asked += 1
        self.begun.set()
        await self.open.wait()
        return self.answer and f"{self.answer} {key}"


async def test_many_askers_make_one_call() -> None:
    """Also those that come while it is under way."""
    source = Source()
    source.open.clear()
    cache = Cache(source, believed=60)
    askers = [asyncio.create_task(cache.get("a")) for _ in range(5)]
    await source.begun.wait()
    source.open.set()
    assert set(await asyncio.gather(*askers)) == {"first a"}
    assert (await cache.get("a"), source.asked) == ("first a", 1)


async def test_an_expired_answer_is_asked_for_again_and_stands_in() -> None:
    """If the second call fails, the old answer is still better than none."""
    source = Source()
    cache = Cache(source, believed=60, retried=60)
    await cache.get("a")
    cache.expire(lambda key: key == "a")
    source.answer = None
    assert await cache.get("a") == "first a"
    assert await cache.get("b") is None
    source.answer = "second"
    assert await cache.get("a") == "first a", "a failed call is not repeated at once"
    assert source.asked == 3


async def test_the_oldest_answers_go_first() -> None:
    """The cache is bounded."""
    source = Source()
    cache = Cache(source, believed=60, size=2)
    for key in "abc":
        await cache.get(key)
    await cache.get("c")
    assert source.asked == 3
    await cache.get("a")
    assert source.asked == 4


async def test_closing_gives_up_what_is_under_way() -> None:
    """Nothing is left running."""
    source = Source()
    source.open.clear()
    cache = Cache(source, believed=60)
    asker = asyncio.create_task(cache.get("a"))
    await source.begun.wait()
    await cache.close()
    with pytest.raises(asyncio.CancelledError):
        await asker
