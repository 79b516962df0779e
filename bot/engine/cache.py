"""The documents of one shard in one epoch, read through, and what a commit will write."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from bot.contract import Document
from bot.engine.forgetting import Forgotten
from bot.store import Line, ShardKeys, scripts

D = TypeVar("D", bound=Document)
Place = tuple[str, str]
"""Where a document lies: its hash's key, and the field in it."""
_MOST = 20_000
_NOWHERE = float("-inf")
"""The rank of who was forgotten."""


class Cache:
    """Holds whole hashes: a field that is not in a hash that is held does not exist.

    Belongs to the holder of the shard's lease, and to one epoch: it is the only writer.
    """

    def __init__(self, keys: ShardKeys, line: Line) -> None:
        self.keys = keys
        self.line = line
        self.paused: frozenset[str] = frozenset()
        self._hashes: dict[str, dict[str, bytes | Document]] = {}
        self._ranks: dict[str, dict[str, float]] = {}

    def clear(self) -> None:
        """Forget everything: after a take-over, a failed commit, or one of unknown result."""
        self._hashes.clear()
        self._ranks.clear()

    async def hold(self, wanted: Iterable[str]) -> None:
        """Read, in one call, the hashes that are not held yet."""
        held = self._hashes
        missing = list(dict.fromkeys([key for key in wanted if key not in held]))
        if not missing:
            return
        for key, flat in zip(missing, await self.line.run(scripts.FETCH, missing), strict=True):
            held[key] = dict(zip(map(bytes.decode, flat[::2]), flat[1::2], strict=True)) if flat else {}

    async def get(self, place: Place, kind: type[D]) -> D:
        """Return a document, its defaults if there is none.

        Raises:
            pydantic.ValidationError: what lies there is no such document.
        """
        while (found := self.held(place, kind)) is None:
            await self.hold(place[:1])
        return found

    def held(self, place: Place, kind: type[D]) -> D | None:
        """Return a document as `get` does, or `None` if the server must be asked for it."""
        key, field = place
        fields = self._hashes.get(key)
        if fields is None:
            return None
        found = fields.get(field)
        if found is None:
            unsaved: D = _unsaved(kind)
            return unsaved
        if isinstance(found, bytes):
            found = fields[field] = kind.model_validate_json(found)
        if not isinstance(found, kind):
            raise TypeError(f"{field} is held as {type(found).__name__}")
        return found

    def forget(self, gone: Forgotten) -> None:
        """Hold that all documents of a member or an actor are deleted, and that the member is in no rank."""
        self._hashes |= {key: {} for key in gone.hashes}
        for key in gone.ranks:
            self._ranks.setdefault(key, {})[gone.member] = _NOWHERE

    def keep(
        self, documents: Mapping[Place, Document], ranks: Mapping[Place, float], room: str, pause: bool | None
    ) -> None:
        """Hold what a turn came to and the coming commit writes, so that the next turn sees it."""
        for (key, field), document in documents.items():
            self._hashes[key][field] = document
        for (key, member), value in ranks.items():
            self._ranks.setdefault(key, {})[member] = value
        if pause is not None:
            self.paused = self.paused | {room} if pause else self.paused - {room}

    async def top(self, key: str, count: int) -> list[str]:
        """Return the ids ranked highest, uncommitted changes included, ties by id."""
        changed = self._ranks.get(key, {})
        flat = await self.line.call("ZRANGE", key, 0, count + len(changed) - 1, "WITHSCORES")
        stored = {flat[i].decode(): -float(flat[i + 1]) for i in range(0, len(flat), 2)}
        held = ((member, value) for member, value in (stored | changed).items() if value != _NOWHERE)
        ranked = sorted(held, key=lambda item: (-item[1], item[0]))
        return [member for member, _ in ranked[:count]]

    def committed(self) -> None:
        """Forget what has been written, and the oldest of what is held when it is too much."""
        self._ranks.clear()
        if len(self._hashes) > _MOST:
            for key in list(self._hashes)[: _MOST // 2]:
                del self._hashes[key]


@cache
def _unsaved(kind: type[Document]) -> Any:
    """Make a document that was never saved, once: it is frozen, and its defaults are costly to copy."""
    return kind()
