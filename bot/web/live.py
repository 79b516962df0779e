"""What goes to open pages by itself: the world's changes, decisions once they are made, and the panel."""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiohttp import WSCloseCode, web

from bot.contract import Decision, StoreError, room_actor
from bot.web.ports import Desk, World

log = structlog.get_logger()
MOST_PAGES = 64
_QUEUE = 2000
"""Messages that wait for a slow page before it is cut off; it reconnects and sees the whole world anew."""
_SOON, _LATER = 0.05, 0.5
"""Seconds between looks while a decision is awaited, and otherwise."""
_GIVE_UP = 60.0
"""Seconds until a decision is no longer awaited; the page can still ask for it."""


class Live:
    """The open pages. `run` must run beside the application for decisions and the panel."""

    def __init__(self, desk: Desk, world: World | None) -> None:
        self._desk = desk
        self._world = world
        self._pages: dict[web.WebSocketResponse, asyncio.Queue[str | None]] = {}
        self._awaited: dict[tuple[str, str], float] = {}
        self._wake = asyncio.Event()
        self._panel = ""

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Feed one page, first with the whole world, until it goes or is too slow."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(_QUEUE)
        self._pages[socket] = queue
        queue.put_nowait(_text(self._world.view() if self._world else {"type": "world", "rooms": []}))
        if self._panel:
            queue.put_nowait(self._panel)
        self._wake.set()
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for _ in socket:
                """A page says nothing here; its acts come by POST."""
        finally:
            self._pages.pop(socket, None)
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    @property
    def full(self) -> bool:
        """Whether no further page can be served."""
        return len(self._pages) >= MOST_PAGES

    def push(self, change: Mapping[str, Any]) -> None:
        """Send something to all pages; never waits."""
        self._send(_text(change))

    def _send(self, text: str) -> None:
        for queue in self._pages.values():
            try:
                queue.put_nowait(text)
            except asyncio.QueueFull:
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(None)

    def follow(self, room: str, event: str) -> None:
        """Push the decision about an event once it is made."""
        self._awaited[room, event] = asyncio.get_running_loop().time() + _GIVE_UP
        self._wake.set()

    async def run(self) -> None:
        """Look after decisions and the panel until cancelled."""
        unwatch = self._world.watch(self.push) if self._world else None
        try:
            while True:
                await self._look()
                await self._rest()
        finally:
            if unwatch:
                unwatch()

    async def close(self) -> None:
        """Say goodbye to all pages; they come back when the server does."""
        for socket in tuple(self._pages):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"closing")

    async def _rest(self) -> None:
        self._wake.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SOON if self._awaited else _LATER):
                await self._wake.wait()

    async def _look(self) -> None:
        if not self._pages:
            self._awaited.clear()
            return
        try:
            await self._push_decisions()
            await self._push_panel()
        except StoreError as error:
            log.warning("page.waits", error=type(error).__name__)

    async def _push_decisions(self) -> None:
        now = asyncio.get_running_loop().time()
        for (room, event), until in tuple(self._awaited.items()):
            found = await self.decisions(room, (event,))
            if found:
                self.push({"type": "decisions", "room": room, "decisions": found})
            if found or now > until:
                self._awaited.pop((room, event), None)

    async def decisions(self, room: str, events: Sequence[str]) -> dict[str, Any]:
        """Return what is known about events of a room, by event id, as JSON values."""
        if not self._world:
            return {}
        actor = room_actor(self._world.platform, room)
        known = [(event, await self._desk.decision(actor, event)) for event in events]
        return {event: _shown(decision) for event, decision in known if decision}

    async def _push_panel(self) -> None:
        ready, parts = await self._desk.ready()
        panel = _text({
            "type": "panel",
            "tasks": [task.model_dump(mode="json") for task in await self._desk.tasks()],
            "gateways": [status.model_dump(mode="json") for status in await self._desk.statuses()],
            "problems": list(self._desk.rulebook_problems()),
            "ready": ready,
            "parts": dict(parts),
        })  # fmt: skip
        if panel != self._panel:
            self._panel = panel
            self._send(panel)


async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[str | None]) -> None:
    with contextlib.suppress(ConnectionError):
        while (text := await queue.get()) is not None:
            await socket.send_str(text)
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER, message=b"too slow")


def _shown(decision: Decision) -> dict[str, Any]:
    return decision.model_dump(mode="json", include={"said", "version"})


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
