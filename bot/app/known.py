"""Which rooms there are, as far as the store tells: for the command line, before a command goes nowhere."""

from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime

from pydantic import ValidationError

from bot.app.shelf import StoreShelf
from bot.commands.fleet import Fleet
from bot.contract import QunguanError, room_actor
from bot.contract.lessons import fleet_actor
from bot.gateways.playground.demo import demo_world
from bot.gateways.playground.world import PLATFORM, load_world
from bot.rulebook.names import nearest
from bot.store import Store

_SHOWN = 8
_NONE = "there is no room {room!r}{near}; there are: {known} · 没有群 {room}；有这些：{known}"
_SILENT = (
    "nothing was ever heard from {room!r}{near}; heard of: {known}. "
    "If the room exists and our account sits in it, repeat this with --anyway · "
    "还没听到过群 {room} 的任何消息；听到过的有：{known}。如果群确实存在，加 --anyway 再发一次"
)


async def require(store: Store, platform: str, room: str) -> None:
    """Make sure that a room is known.

    Raises:
        QunguanError: it is not, with the nearest that is; of a platform whose rooms cannot be listed,
            with what to do if it exists nevertheless.
    """
    listed = platform == PLATFORM
    rooms = await _playground(store) if listed else await _heard(store, platform)
    if room in rooms or (not listed and await _remembered(store, room_actor(platform, room))):
        return
    near = nearest(room, rooms)
    shown = ", ".join(f"{platform}/{one}" for one in sorted(rooms)[:_SHOWN]) or "-"
    raise QunguanError(
        (_NONE if listed else _SILENT).format(
            room=f"{platform}/{room}", known=shown + (" …" if len(rooms) > _SHOWN else ""),
            near=f" (did you mean {platform}/{near}?)" if near else "",
        )
    )  # fmt: skip


async def _playground(store: Store) -> Collection[str]:
    """Return the playground's rooms: those of its world, or, before that was saved, those it starts with."""
    blob = await StoreShelf(store, PLATFORM).get()
    world = demo_world(datetime.now(UTC))
    with suppress(ValidationError):  # of another version: the playground makes a new one
        world = load_world(blob) if blob else world
    return world.groups.keys()


async def _heard(store: Store, platform: str) -> Collection[str]:
    """Return the ids of the rooms that made themselves known to the fleet."""
    actor = fleet_actor(platform)
    keys = store.shard(store.shard_of(actor))
    raw = await store.client.hget(keys.document(actor, None, False), f"commands/{Fleet.__name__}")
    fleet = Fleet.model_validate_json(raw) if raw else Fleet()
    return {fleet.room(known).id for known in fleet.rooms} | {room.id for room in fleet.known.values()}


async def _remembered(store: Store, actor: str) -> bool:
    """Whether anything is kept of a room that does not stand in the fleet's list."""
    keys = store.shard(store.shard_of(actor))
    kept = (keys.document(actor, None, fading) for fading in (False, True))
    return bool(await store.client.exists(*kept))
