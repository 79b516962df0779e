"""What a process opens to the outside fits together, whatever the settings are."""

from typing import Any

import pytest

from bot.app import doors
from bot.app.settings import read_settings
from bot.app.shelf import StoreShelf
from bot.contract import SystemClock
from bot.gateways import wechaty
from bot.gateways.wechaty import WechatySettings
from bot.store import Store


@pytest.mark.parametrize("seconds", ["0.1", "3", "4.5", "60"])
@pytest.mark.parametrize("read", [True, False])
async def test_a_gateway_waits_longer_for_a_picture_than_its_words_may_take(
    monkeypatch: pytest.MonkeyPatch, store: Store, seconds: str, read: bool
) -> None:
    """`QUNGUAN_OCR_SECONDS`, what loading and the last line take, and time to fetch it and for its codes."""
    made: list[WechatySettings] = []

    def note(settings: WechatySettings, *_: object, **__: object) -> Any:
        made.append(settings)

    monkeypatch.setattr(doors, "reads_words", lambda: read)
    monkeypatch.setattr(wechaty, "Wechaty", note)
    monkeypatch.setenv("QUNGUAN_OCR_SECONDS", seconds)
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_ENDPOINT", "127.0.0.1:8788")
    monkeypatch.setenv("WECHATY_PUPPET_SERVICE_TOKEN", "secret")
    settings, clock = read_settings(), SystemClock()
    pictures = doors.picture_reader(settings)
    doors.wechaty(settings, clock, StoreShelf(store, "wechaty"), pictures)
    [given] = made
    assert given.picture_deadline >= (max(5, float(seconds) + 1.5 + 1) if read else 5)
    assert pictures.patience == (float(seconds) + 1.5 if read else 0)
