"""`qunguan run`: builds the parts and runs them in one TaskGroup, until told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import chain

import structlog

from bot.app.attempts import Attempts
from bot.app.board import GATEWAY, Board, shard_states
from bot.app.counts import Counts
from bot.app.desk import PageDesk
from bot.app.doors import bind, picture_reader, wechaty
from bot.app.keeper import Keeper
from bot.app.librarian import Librarian
from bot.app.library import Change, Library
from bot.app.memory import settle_memory
from bot.app.parts import Herald, listen, send, tell_operator
from bot.app.rules import UNREAL, with_commands
from bot.app.settings import Part, Settings
from bot.app.shelf import StoreShelf
from bot.contract import Gateway, GatewayStatus, StoreError, SystemClock
from bot.engine.inbox import Inbox
from bot.engine.pace import OFF, Pacing
from bot.engine.recent import Recent
from bot.engine.sender import Desk
from bot.engine.worker import Office
from bot.engine.workers import Workers
from bot.gateways.playground import Playground
from bot.rulebook import Loaded, Loader, Problem, aside, errors, unable, watch
from bot.store import EmbeddedServer, Store
from bot.web import create_app, serving

log = structlog.get_logger()
_UNBOUND = 10**9
_MEASURE_SECONDS = 5.0
_RETRY_SECONDS = 0.5


@asynccontextmanager
async def installation(settings: Settings) -> AsyncIterator[Store]:
    """Open the store; without a server of one's own the embedded one is started, and stopped at the end.

    Raises:
        StoreError: it cannot be used.
    """
    server = None if settings.redis_url else EmbeddedServer(settings.data)
    if server is not None:
        await server.start()
    try:
        url = settings.redis_url or (server.url if server is not None else "")
        store = await Store.open(
            url, namespace=settings.namespace, shards=settings.shards, cluster=settings.cluster
        )
        try:
            yield store
        finally:
            await store.close()
    finally:
        if server is not None:
            await server.stop()


class Bot:
    """The parts of one process, put together."""

    def __init__(self, settings: Settings, store: Store, status: Callable[[GatewayStatus], None]) -> None:
        self.settings = settings
        self.store = store
        self.clock = SystemClock(movable=settings.wechaty_endpoint is None)
        self.counts = Counts()
        self.library = Library(store)
        self.loader = Loader(settings.rules)
        self.loaded = self.loader.load()
        recent = Recent()
        self.inbox = Inbox(
            store, most=settings.inbox_most, recent=recent if Part.worker in settings.parts else None
        )
        self.office = Office(
            store=store,
            clock=self.clock,
            rulebook=with_commands(self.loaded.rulebook),
            tells=Inbox(store, most=_UNBOUND, recent=recent),
            real=lambda platform: platform not in UNREAL,
            committed=self.counts.committed,
            late=settings.late,
            recent=recent,
        )
        self.playground: Playground | None = None
        self.gateways: list[Gateway] = []
        self.pictures = picture_reader(settings)
        self._status = status

    async def open_gateways(self) -> None:
        """Make the gateways that are set up.

        Raises:
            SettingsError: a setting of one is wrong.
        """
        settings = self.settings
        if settings.with_playground:
            shelf = StoreShelf(self.store, "playground")
            self.playground = await Playground.open(shelf, self.clock, self.pictures)
            self.gateways.append(self.playground)
        if settings.wechaty_endpoint is not None:
            shelf = StoreShelf(self.store, f"wechaty/{settings.wechaty_account}")
            self.gateways.append(wechaty(settings, self.clock, shelf, self.pictures))

    async def recall(self) -> None:
        """Know our own accounts before they log in: events that wait may be about them."""
        self.office.accounts |= await Board(self.store).ours()

    async def take(self, loaded: Loaded) -> None:
        """Put a rulebook in force, whole, between two turns, under its number in the library."""
        version = await self._number(loaded)
        self.loaded = loaded
        self.office.rulebook = with_commands(replace(loaded.rulebook, version=version))
        log.info("rulebook.taken", version=version, rules=len(loaded.rulebook.rules))
        for problem in await aside(self._told, loaded):
            log.warning("rulebook.refused", problem=problem.render(self.settings.language))

    def _told(self, loaded: Loaded) -> list[Problem]:
        """Return what an operator is told of a rulebook, and what no gateway here can do of it."""
        able = (unable(loaded, gateway.can, gateway.platform) for gateway in self.gateways)
        return [*loaded.problems, *chain.from_iterable(able)]

    async def _number(self, loaded: Loaded) -> int:
        """Ask until the store answers: while it is away nothing is handled anyhow."""
        while True:
            try:
                return await self.library.accept(loaded.sources, Change(at=self.clock.now()))
            except StoreError as error:
                log.warning("store.lost", error=str(error))
                await asyncio.sleep(_RETRY_SECONDS)

    def problems(self) -> Sequence[str]:
        """Return the errors of rule files that are not in force."""
        return [problem.render(self.settings.language) for problem in errors(self.loaded.problems)]

    def start(self, group: asyncio.TaskGroup) -> None:
        """Start the parts that this process is to run."""
        parts = self.settings.parts
        if Part.gateway in parts and any(gateway.real for gateway in self.gateways):
            group.create_task(self.pictures.warm(), name="pictures")
        for gateway in self.gateways:
            if Part.gateway in parts:
                group.create_task(listen(gateway, self.inbox), name=f"listen-{gateway.platform}")
            if Part.sender in parts:
                group.create_task(send(self._desk(gateway)), name=f"lease-{gateway.platform}")
        if Part.sender in parts:
            group.create_task(send(self._librarian()), name="lease-librarian")
        if Part.worker in parts:
            group.create_task(Workers(self.office).run(), name="workers")
        group.create_task(watch(self.loader, self.take), name="watch")
        listening = self.gateways if Part.gateway in parts else []
        herald = Herald(self.store, listening, known=self._known, changed=self._status)
        herald.also["rulebook"] = self._rulebook_state
        group.create_task(herald.run(), name="herald")
        group.create_task(self._measure(), name="measure")

    def _expected(self) -> list[str]:
        """Name what this process will say of itself."""
        listening = self.gateways if Part.gateway in self.settings.parts else []
        return [*(f"{GATEWAY}{gateway.platform}/{gateway.account}" for gateway in listening), "rulebook"]

    async def _measure(self) -> None:
        """Let the metrics know how the shards are."""
        while True:
            with contextlib.suppress(StoreError):
                self.counts.shards(await shard_states(self.store))
            await asyncio.sleep(_MEASURE_SECONDS)

    def _known(self, accounts: Sequence[GatewayStatus]) -> None:
        self.office.accounts |= {status.member for status in accounts if status.member}
        self.office.logins = frozenset(f"{status.platform}/{status.account}" for status in accounts)

    def _rulebook_state(self) -> dict[str, object]:
        """Say which version is in force; a file with a mistake in it is told, and stops nothing."""
        count = len(self.problems())
        detail = f"problems in rule files: {count}, see `qunguan check`" if count else ""
        return {"state": "ready", "detail": detail, "version": self.office.rulebook.version}

    def _librarian(self) -> Desk:
        keeper = Keeper(self.library, self.settings.rules, self.loader)
        librarian = Librarian(self.clock, keeper, self.take, Attempts(self.settings))
        return Desk(self.store, self.clock, librarian, OFF, recent=self.office.recent)

    def _desk(self, gateway: Gateway) -> Desk:
        pacing = self.settings.pacing or ("human" if gateway.real else "off")
        return Desk(
            self.store, self.clock, gateway, Pacing() if pacing == "human" else OFF,
            old=max(self.settings.late, timedelta(minutes=1)), performed=self.counts.performed,
            recent=self.office.recent,
        )  # fmt: skip

    @asynccontextmanager
    async def page(self) -> AsyncIterator[str]:
        """Serve the page while the block runs; gives its address.

        Raises:
            SettingsError: the port is taken.
        """
        desk = PageDesk(self.store, self.clock, self.problems, self._expected(), lambda: self.office.rulebook)
        app = create_app(desk, self.playground, self.counts.registry, hosts=self.settings.hosts)
        listener = bind(self.settings)
        host = self.settings.host
        async with serving(app, listener):
            yield f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"

    async def close(self) -> None:
        """Give everything back."""
        for gateway in self.gateways:
            await gateway.close()
        await self.pictures.close()
        await self.inbox.close()
        await self.office.tells.close()


async def run(
    settings: Settings,
    *,
    opened: Callable[[str], None] = lambda address: None,
    status: Callable[[GatewayStatus], None] = tell_operator,
) -> None:
    """Run until cancelled or told to stop by a signal.

    Args:
        settings: what to run.
        opened: told the page's address.
        status: told how each gateway is, whenever that changes.

    Raises:
        SettingsError, StoreError: it cannot start as it is set up.
    """
    async with installation(settings) as store, AsyncExitStack() as stack:
        bot = Bot(settings, store, status)
        stack.push_async_callback(bot.close)
        await bot.open_gateways()
        await bot.recall()
        await bot.take(bot.loaded)
        if Part.web in settings.parts:
            opened(await stack.enter_async_context(bot.page()))
        try:
            async with asyncio.TaskGroup() as group:
                bot.start(group)
                settle_memory()
                group.create_task(_until_told(), name="signals")
        except* _Stop:
            log.info("bot.stopped")


class _Stop(Exception):
    """Ends the TaskGroup in order."""


async def _until_told() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, told.set)
    await told.wait()
    raise _Stop
