"""The command line's way to an installation that runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.app.board import Board
from bot.app.known import require
from bot.app.settings import Settings
from bot.contract import CommandIssued, Member, QunguanError, Role, Room, StoreError
from bot.engine.inbox import Inbox
from bot.store import EmbeddedServer, Store

CONSOLE = Member(id="console", name="console", role=Role.owner)
"""In whose name the command line acts: whoever can reach the store."""


@asynccontextmanager
async def attached(settings: Settings) -> AsyncIterator[Store]:
    """Open the store of a running installation.

    Raises:
        StoreError: nothing runs there.
    """
    url = settings.redis_url
    if url is None:
        server = EmbeddedServer(settings.data)
        if not await server.answers():
            raise StoreError(
                f"nothing runs in {settings.data}: start it with `qunguan run`, or set REDIS_URL · "
                "机器人没有在运行：先执行 `qunguan run`，或设置 REDIS_URL"
            )
        url = server.url
    store = await Store.open(url, namespace=settings.namespace, cluster=settings.cluster, founding=False)
    try:
        yield store
    finally:
        await store.close()


async def issue(store: Store, room: str, text: str, *, anyway: bool = False) -> str:
    """Append a command to a room's inbox, in the console's name; return what to tell the person.

    Args:
        store: of the installation.
        room: as `platform/id`.
        text: the command.
        anyway: also to a room that nothing is known of.

    Raises:
        QunguanError: the room is not written `platform/id`, no account of ours is on that platform, or
            nothing is known of the room.
    """
    platform, slash, name = room.partition("/")
    if not slash or not name:
        raise QunguanError(f"{room!r} is no room: write platform/id, such as playground/r1")
    accounts = [status.account for status in await Board(store).gateways() if status.platform == platform]
    if not accounts:
        raise QunguanError(f"no account of ours is on {platform!r}: see `qunguan status`")
    if not anyway:
        await require(store, platform, name)
    now = datetime.now(UTC)
    event = CommandIssued(
        id=f"console:{now.timestamp()}", at=now, platform=platform, account=accounts[0],
        room=Room(id=name), member=CONSOLE, text=text,
    )  # fmt: skip
    inbox = Inbox(store)
    try:
        await inbox([event])
    finally:
        await inbox.close()
    return f"issued in {room}: {text}"
