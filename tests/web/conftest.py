"""The playground, its page and a scripted engine, all real but the engine."""

import asyncio
import re
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from playwright.async_api import BrowserContext, ConsoleMessage, Page, async_playwright
from prometheus_client import CollectorRegistry, Counter

from bot.gateways.playground import Playground
from bot.web import create_app
from tests.web.scripted import MemoryShelf, MovableClock, ScriptedDesk

Client = TestClient[Any, Any]
Browser = Callable[..., Awaitable[BrowserContext]]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FLAGS = (
    "--headless",
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture
def clock() -> MovableClock:
    """A clock at nine on a Monday."""
    return MovableClock(START)


@pytest.fixture
def shelf() -> MemoryShelf:
    """An empty shelf."""
    return MemoryShelf()


@pytest.fixture
async def playground(shelf: MemoryShelf, clock: MovableClock) -> Playground:
    """A new playground with its demo rooms."""
    return await Playground.open(shelf, clock)


@pytest.fixture
async def desk(playground: Playground, clock: MovableClock) -> AsyncIterator[ScriptedDesk]:
    """The scripted engine, listening to the playground."""
    desk = ScriptedDesk(clock)
    desk.playground = playground
    listening = asyncio.create_task(playground.listen(desk.hear))
    yield desk
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


@pytest.fixture
async def registry() -> CollectorRegistry:
    """A registry with one counter."""
    registry = CollectorRegistry()
    Counter("events", "Events handled", registry=registry).inc(3)
    return registry


@pytest.fixture
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


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Opens a browser window that shares nothing with others, with the context options given."""
    async with async_playwright() as playwright:
        connected = await playwright.chromium.connect_over_cdp(chromium)
        opened: list[BrowserContext] = []

        async def start(**options: Any) -> BrowserContext:
            settings = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"} | options
            opened.append(await connected.new_context(timezone_id="Asia/Shanghai", **settings))
            return opened[-1]

        yield start
        for context in opened:
            await context.close()


@pytest.fixture
async def page(browser: Browser, client: Client) -> AsyncIterator[Page]:
    """The page on a desktop in Chinese; any error in its console fails the test."""
    context = await browser()
    page = await context.new_page()
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 409" not in message.text:  # a refused act is no fault
            errors.append(message.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", note)
    await page.goto(str(client.make_url("/")))
    yield page
    assert errors == []
