"""The playground, its page and a scripted engine, all real but the engine."""

import asyncio
import re
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import Browser as PlaywrightBrowser
from playwright.async_api import BrowserContext, ConsoleMessage, Page, async_playwright, expect
from prometheus_client import CollectorRegistry, Counter

from bot.gateways.playground import Playground
from bot.web import create_app
from tests.web.scripted import MemoryShelf, MovableClock, ScriptedDesk

Client = TestClient[Any, Any]
Browser = Callable[..., Awaitable[BrowserContext]]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PATIENT = 60_000
"""Milliseconds: a loaded machine takes its time; what is there is seen at once."""
expect.set_options(timeout=PATIENT)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"}
FLAGS = (
    "--headless",
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


# One event loop for all tests here, so that the browser's driver is started once, not once a test.
in_one_loop = partial(pytest_asyncio.fixture, loop_scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the asynchronous tests of this folder in the one loop."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture
def clock() -> MovableClock:
    """A clock at nine on a Monday."""
    return MovableClock(START)


@pytest.fixture
def shelf() -> MemoryShelf:
    """An empty shelf."""
    return MemoryShelf()


@in_one_loop()
async def playground(shelf: MemoryShelf, clock: MovableClock) -> Playground:
    """A new playground with its demo rooms."""
    return await Playground.open(shelf, clock)


@in_one_loop()
async def desk(playground: Playground, clock: MovableClock) -> AsyncIterator[ScriptedDesk]:
    """The scripted engine, listening to the playground."""
    desk = ScriptedDesk(clock)
    desk.playground = playground
    listening = asyncio.create_task(playground.listen(desk.hear))
    yield desk
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


@pytest.fixture
def registry() -> CollectorRegistry:
    """A registry with one counter."""
    registry = CollectorRegistry()
    Counter("events", "Events handled", registry=registry).inc(3)
    return registry


@in_one_loop()
async def client(
    desk: ScriptedDesk, playground: Playground, registry: CollectorRegistry
) -> AsyncIterator[Client]:
    """A client of the real application on a real port."""
    async with TestClient(TestServer(create_app(desk, playground, registry))) as client:
        yield client


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The system's Chromium with an empty profile, started once; the address of its debugging socket."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "these tests need Chromium on the PATH"
    profile = tmp_path_factory.mktemp("chromium")
    command = [program, *FLAGS, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as running:
        assert running.stderr is not None
        said = (re.search(r"DevTools listening on (ws://\S+)", line) for line in running.stderr)
        found = next((match for match in said if match), None)
        assert found, "Chromium ended without opening its debugging socket"
        drain = threading.Thread(target=running.stderr.read)
        drain.start()
        yield found[1]
        running.terminate()
        drain.join()


@in_one_loop(scope="session")
async def driver(chromium: str) -> AsyncIterator[PlaywrightBrowser]:
    """Playwright, connected to Chromium, once for all tests."""
    async with async_playwright() as playwright:
        yield await playwright.chromium.connect_over_cdp(chromium)


@in_one_loop()
async def browser(driver: PlaywrightBrowser) -> AsyncIterator[Browser]:
    """Opens a browser window that shares nothing with others, with the context options given."""
    opened: list[BrowserContext] = []

    async def start(**options: Any) -> BrowserContext:
        settings = DESKTOP | options
        opened.append(await driver.new_context(timezone_id="Asia/Shanghai", **settings))
        opened[-1].set_default_timeout(PATIENT)
        return opened[-1]

    yield start
    for context in opened:
        await context.close()


@in_one_loop(scope="session")
async def tab(driver: PlaywrightBrowser) -> AsyncIterator[Page]:
    """A desktop's window in Chinese, one for all tests: a new one has to read fonts and scripts again."""
    context = await driver.new_context(timezone_id="Asia/Shanghai", **DESKTOP)
    context.set_default_timeout(PATIENT)
    yield await context.new_page()
    await context.close()


@in_one_loop()
async def page(tab: Page, client: Client) -> AsyncIterator[Page]:
    """The page on a desktop in Chinese, of an origin of its own; any error in its console fails the test."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 409" not in message.text:  # a refused act is no fault
            errors.append(message.text)

    def broke(error: object) -> None:
        errors.append(str(error))

    tab.on("pageerror", broke)
    tab.on("console", note)
    await tab.goto(str(client.make_url("/")))
    yield tab
    tab.remove_listener("pageerror", broke)
    tab.remove_listener("console", note)
    await tab.evaluate("localStorage.clear(), sessionStorage.clear()")
    await tab.goto("about:blank")
    assert errors == []
