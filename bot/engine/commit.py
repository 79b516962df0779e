"""The commit: what many turns came to, written in one atomic, fenced step with their acknowledgement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache

from pydantic_core import to_json

from bot.contract import ELSEWHERE, Action, ActionDone, Do, LeaseLost, Mode, Whispered
from bot.engine.forgetting import Forgotten
from bot.engine.stage import Taken
from bot.store import Line, ShardKeys, bucket, scripts

GROUP = "workers"
"""The one consumer group of every inbox; its one consumer has the same name."""
SENDERS = "senders"
"""The consumer group of every outbox stream; its consumer is the account."""
_TASKS_KEPT = 1_000
_NO_TIME = timedelta()
_FADE_SLACK = timedelta(days=1)
"""How much longer than a document's `keep` its hash stays: expiry itself is in event time."""
_UNTOLD = (ActionDone, Whispered)
"""Events that the history leaves out where no rule said anything: strangers' private words are not kept."""


class Commit:
    """Commands to be carried out together, if the shard's epoch is still the one held."""

    def __init__(self, keys: ShardKeys, epoch: int) -> None:
        self.keys = keys
        self._key_index: dict[str, int] = {keys.epoch: 1}
        self._arguments: list[str | bytes | int | float] = [epoch]

    def add(self, command: str, key: str, *arguments: str | bytes | int | float) -> None:
        """Add one command on one key of this shard."""
        index = self._key_index.setdefault(key, len(self._key_index) + 1)
        self._arguments += (command, index, len(arguments), *arguments)

    def acknowledge(self, entries: Sequence[bytes]) -> None:
        """Take entries out of the inbox for good."""
        self.add("XACK", self.keys.inbox, GROUP, *entries)
        self.add("XDEL", self.keys.inbox, *entries)

    async def run(self, line: Line) -> None:
        """Carry the commands out.

        Raises:
            LeaseLost: another worker has taken the shard over; nothing was done.
            StoreError: it is unknown whether anything was done.
        """
        if not await line.run(scripts.COMMIT, list(self._key_index), self._arguments):
            raise LeaseLost(f"shard {self.keys.tag} was taken over")


def write(commit: Commit, turns: Sequence[Taken], *, keep_history: bool) -> int:
    """Add what turns came to; return how many events are to be forwarded to other shards."""
    documents: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    fading: dict[str, timedelta] = {}
    told = 0
    for taken in turns:
        for gone in taken.forgotten:
            _write_forgotten(commit, gone, documents, fading)
        _gather(taken, documents, fading)
        for (key, member), value in taken.ranks.items():
            commit.add("ZADD", key, -value, member)
        _write_events(commit, taken)
        _write_actions(commit, taken)
        told += len(taken.told)
    for key, fields in documents.items():
        commit.add("HSET", key, *(word for pair in fields.items() for word in pair))
    for key, keep in fading.items():
        commit.add("PEXPIRE", key, _fading_ms(keep))
    if keep_history:
        _write_history(commit, turns)
    return told


def _gather(
    taken: Taken, documents: defaultdict[str, dict[str, bytes]], fading: dict[str, timedelta]
) -> None:
    """Take what a turn saved into what the commit writes at its end, each document once."""
    for (key, field), document in taken.documents.items():
        documents[key][field] = to_json(document, by_alias=False)
        keep = document.keep
        if keep is not None and keep > fading.get(key, _NO_TIME):
            fading[key] = keep


@cache
def _fading_ms(keep: timedelta) -> int:
    """Return for how many milliseconds a hash stays."""
    return int((keep + _FADE_SLACK).total_seconds() * 1000)


def _write_forgotten(
    commit: Commit, gone: Forgotten, documents: dict[str, dict[str, bytes]], fading: dict[str, timedelta]
) -> None:
    """Delete, also what earlier turns of this commit wanted to write."""
    for key in gone.hashes:
        documents.pop(key, None)
        fading.pop(key, None)
        commit.add("UNLINK", key)
    for key in gone.ranks:
        commit.add("ZREM", key, gone.member)


def _write_events(commit: Commit, taken: Taken) -> None:
    keys = commit.keys
    for event in taken.events:
        commit.add("XADD", keys.inbox, "*", "e", event.wire())
    for told in taken.told:
        commit.add("XADD", keys.tells, "*", "e", told.wire())
    for name, fired in taken.timers.items():
        if fired is None:
            commit.add("ZREM", keys.timers, name)
            commit.add("HDEL", keys.timer, name)
        else:
            commit.add("ZADD", keys.timers, round(fired.at.timestamp() * 1000), name)
            commit.add("HSET", keys.timer, name, fired.wire())
    if taken.pause is not None and taken.event.room is not None:
        commit.add("SADD" if taken.pause else "SREM", keys.paused, taken.event.room.id)


def _write_actions(commit: Commit, taken: Taken) -> None:
    for action in taken.decided:
        if action.mode is Mode.shadow:
            continue
        if action.do is Do.task:
            commit.add("XADD", commit.keys.tasks, "MAXLEN", "~", _TASKS_KEPT, "*", "a", action.wire())
        else:
            commit.add("XADD", commit.keys.out(account_of(action), action.lane), "*", "a", action.wire())


def account_of(action: Action) -> str:
    """Return the account that performs an action, as it stands in the names of outbox streams."""
    return ELSEWHERE.get(action.do, f"{action.platform}/{action.account}")


def _write_history(commit: Commit, turns: Iterable[Taken]) -> None:
    buckets: defaultdict[str, list[str | bytes]] = defaultdict(list)
    for taken in turns:
        event = taken.event
        if not taken.said and isinstance(event, _UNTOLD):
            continue
        said = b",".join([to_json(item, exclude_none=True) for item in taken.said])
        record = b'{"event":%b,"version":%d,"said":[%b]}' % (taken.raw, taken.version, said)
        buckets[bucket(event.at)] += (f"{event.actor}|{event.id}", record)
    for name, words in buckets.items():
        commit.add("HSET", commit.keys.history(name), *words)
        commit.add("ZADD", commit.keys.buckets, "INCR", sum(map(len, words)), name)
