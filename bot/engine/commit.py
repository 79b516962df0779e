"""The commit: what many turns came to, written in one atomic, fenced step with their acknowledgement."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from pydantic_core import to_json

from bot.contract import (
    ELSEWHERE,
    Action,
    ActionDone,
    Do,
    Document,
    Event,
    LeaseLost,
    Mode,
    Seated,
    Whispered,
)
from bot.engine.cache import Place
from bot.engine.forgetting import Forgotten
from bot.engine.stage import Taken
from bot.store import Line, Packed, ShardKeys, Word, bucket, fixed, number, pack, scripts

GROUP = "workers"
"""The one consumer group of every inbox; its one consumer has the same name."""
SENDERS = "senders"
"""The consumer group of every outbox stream; its consumer is the account."""
_TASKS_KEPT = 1_000
_FADE_SLACK = timedelta(days=1)
"""How much longer than a document's `keep` its hash stays: expiry itself is in event time."""
_UNTOLD = (ActionDone, Seated, Whispered)
"""Events that the history leaves out where no rule said anything: strangers' private words are not kept."""


Encode = Callable[[Event | Action], bytes]
"""Writes a fact as the stores hold it, and may remember it; see `bot.engine.recent`."""


class Commit:
    """Commands to be carried out together, if the shard's epoch is still the one held."""

    def __init__(self, keys: ShardKeys, epoch: int) -> None:
        self.keys = keys
        self._epoch = epoch
        self._key_index: dict[str, int] = {keys.epoch: 1, keys.inbox: 2, keys.paused: 3}
        self._commands = Packed()

    def _index(self, key: str) -> int:
        return self._key_index.setdefault(key, len(self._key_index) + 1)

    def add(self, command: str, key: str, *arguments: Word) -> None:
        """Add one command on one key of this shard."""
        self._commands.add(command, self._index(key), len(arguments), *arguments)

    def bulk(self, command: str, key: str, count: int, packed: bytes) -> None:
        """Add one command with `count` arguments that are packed already."""
        self._commands.add(command, self._index(key), count)
        self._commands.take(count, packed)

    def keep(self, key: str, milliseconds: int, field: str, value: bytes) -> None:
        """Set a field of a hash that is to live so long from now on, for ever if 0."""
        kept = b"$4\r\nKEEP\r\n%b$1\r\n3\r\n%b%b$%d\r\n%b\r\n" % (
            number(self._index(key)), fixed(str(milliseconds)), fixed(field), len(value), value
        )  # fmt: skip
        self._commands.take(6, kept)

    def acknowledge(self, entries: Sequence[bytes]) -> None:
        """Take entries out of the inbox for good."""
        self.bulk("ACK", self.keys.inbox, len(entries), pack(*entries))

    async def run(self, line: Line, then_read: int = 0) -> Any:
        """Carry the commands out; return what `scripts.READ` would, of at most `then_read` entries.

        Raises:
            LeaseLost: another worker has taken the shard over; nothing was done.
            StoreError: it is unknown whether anything was done.
        """
        words = Packed()
        words.add(self._epoch, GROUP, then_read)
        words.take(self._commands.count, b"".join(self._commands.parts))
        answer = await line.run(scripts.COMMIT, list(self._key_index), words)
        if answer == -1:
            raise LeaseLost(f"shard {self.keys.tag} was taken over")
        return answer


def write(commit: Commit, turns: Sequence[Taken], encode: Encode, *, keep_history: bool) -> int:
    """Add what turns came to; return how many events are to be forwarded to other shards."""
    documents: dict[Place, Document] = {}
    told = 0
    for taken in turns:
        for gone in taken.forgotten:
            documents = _write_forgotten(commit, gone, documents)
        documents |= taken.documents
        for (key, member), value in taken.ranks.items():
            commit.add("ZADD", key, -value, member)
        _write_events(commit, taken, encode)
        _write_actions(commit, taken, encode)
        told += len(taken.told)
    for (key, field), document in documents.items():
        commit.keep(key, _kept_ms(document.keep), field, to_json(document, by_alias=False))
    if keep_history:
        _write_history(commit, turns)
    return told


@cache
def _kept_ms(keep: timedelta | None) -> int:
    """Return for how many milliseconds a hash stays with a document in it."""
    return 0 if keep is None else int((keep + _FADE_SLACK).total_seconds() * 1000)


def _write_forgotten(
    commit: Commit, gone: Forgotten, documents: Mapping[Place, Document]
) -> dict[Place, Document]:
    """Delete, also what earlier turns of this commit wanted to write; return what they still want."""
    for key in gone.hashes:
        commit.add("UNLINK", key)
    for key in gone.ranks:
        commit.add("ZREM", key, gone.member)
    return {place: document for place, document in documents.items() if place[0] not in gone.hashes}


def _write_events(commit: Commit, taken: Taken, encode: Encode) -> None:
    keys = commit.keys
    for event in taken.events:
        commit.add("XADD", keys.inbox, "*", "e", encode(event))
    for told in taken.told:
        commit.add("XADD", keys.tells, "*", "e", encode(told))
    for name, fired in taken.timers.items():
        if fired is None:
            commit.add("ZREM", keys.timers, name)
            commit.add("HDEL", keys.timer, name)
        else:
            commit.add("ZADD", keys.timers, round(fired.at.timestamp() * 1000), name)
            commit.add("HSET", keys.timer, name, fired.wire())
    if taken.pause is not None and taken.event.room is not None:
        commit.add("SADD" if taken.pause else "SREM", keys.paused, taken.event.room.id)


def _write_actions(commit: Commit, taken: Taken, encode: Encode) -> None:
    for action in taken.decided:
        if action.mode is Mode.shadow:
            continue
        if action.do is Do.task:
            commit.add("XADD", commit.keys.tasks, "MAXLEN", "~", _TASKS_KEPT, "*", "a", action.wire())
        else:
            commit.add("XADD", commit.keys.out(account_of(action), action.lane), "*", "a", encode(action))


def account_of(action: Action) -> str:
    """Return the account that performs an action, as it stands in the names of outbox streams."""
    return ELSEWHERE.get(action.do, f"{action.platform}/{action.account}")


def _write_history(commit: Commit, turns: Iterable[Taken]) -> None:
    buckets: defaultdict[str, list[Word]] = defaultdict(list)
    for taken in turns:
        event = taken.event
        if not taken.said and isinstance(event, _UNTOLD):
            continue
        said = b",".join([to_json(item, exclude_none=True) for item in taken.said])
        record = b'{"event":%b,"version":%d,"said":[%b]}' % (taken.raw, taken.version, said)
        buckets[bucket(event.at)] += (f"{event.actor}|{event.id}", record)
    for name, words in buckets.items():
        packed = pack(*words)
        commit.bulk("HSET", commit.keys.history(name), len(words), packed)
        commit.add("ZADD", commit.keys.buckets, "INCR", len(packed), name)
