"""Every key there is: its name, who writes it, and when it goes away.

Keys of one shard share a hash tag, so that in a cluster they live on one node and one
script may touch them all.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from zlib import crc32

from bot.contract import Lane

_BUCKET_SECONDS = 6 * 60 * 60


@lru_cache(maxsize=4096)
def shard_of(actor: str, shards: int) -> int:
    """Return the shard of an actor; fixed for an installation, since `shards` is."""
    return crc32(actor.partition(":")[2].encode()) % shards


def bucket(at: datetime) -> str:
    """Name the quarter of a day, UTC, in whose history an event is kept."""
    return _quarter(int(at.timestamp() // _BUCKET_SECONDS))


@lru_cache(maxsize=64)
def _quarter(number: int) -> str:
    """Name a quarter of a day, counted from 1970; events of one time need but one name."""
    return f"{datetime.fromtimestamp(number * _BUCKET_SECONDS, UTC):%Y%m%dT%H}"


def _part(text: str) -> str:
    return text.replace("%", "%25").replace("|", "%7C") if "|" in text or "%" in text else text


@dataclass(frozen=True)
class ShardKeys:
    """The keys of one shard. `tag` is its hash tag with the braces."""

    tag: str

    def __getattr__(self, name: str) -> str:
        """Name a key that there is once a shard, one of `SINGLE`; remembered on the instance."""
        if name not in SINGLE:
            raise AttributeError(name)
        key = f"{self.tag}:{name}"
        self.__dict__[name] = key
        return key

    def document(self, actor: str, member: str | None, fading: bool) -> str:
        """Name the hash of the documents of an actor, or of a member in it: rule/class → JSON."""
        kind = "fade" if fading else "doc"
        return f"{self.tag}:{kind}:{_part(actor)}" + ("" if member is None else f"|{_part(member)}")

    def documents(self, actor: str, member: str) -> tuple[str, str, str, str]:
        """Name all such hashes of an actor and a member in it: lasting and fading, then the member's."""
        whose, of = _part(actor), _part(member)
        lasting, fading = f"{self.tag}:doc:{whose}", f"{self.tag}:fade:{whose}"
        return lasting, fading, f"{lasting}|{of}", f"{fading}|{of}"

    def rank(self, actor: str, document: str) -> str:
        """Name the sorted set that ranks an actor's members by a document."""
        return f"{self.tag}:rank:{document}:{actor}"

    def history(self, name: str) -> str:
        """Name the hash of a bucket's events: actor|event id → event and decision."""
        return f"{self.tag}:history:{name}"

    def out(self, account: str, lane: Lane) -> str:
        """Name the stream of actions waiting for an account."""
        return f"{self.tag}:out:{account}:{lane.value}"


SINGLE = {
    "inbox": "stream of events not yet handled; worker; until committed",
    "memory": "hash that says which memory of ids is young, and since when; gateways; for ever",
    "seen0": "hash of event id → event time; gateways; one to two days, by the clock and in event time",
    "seen1": "the other half of that memory; likewise",
    "epoch": "fencing number; whoever takes the lease over; for ever",
    "lease": "holder of the shard; worker; seconds, renewed",
    "attempts": "hash of entry → tries after a crash; worker; until committed",
    "dead": "stream of events and actions given up; worker and sender; until a person retries or drops them",
    "timers": "sorted set of timers by due time; worker; until fired",
    "timer": "hash of timer → event; worker; until fired",
    "tells": "stream of events for other actors; worker; until forwarded",
    "paused": "set of rooms, or `*`, that must be silent; a person; until resumed",
    "tried": "hash of actions begun; sender; until settled",
    "tasks": "stream of actions for a person; worker and sender; the last 1,000",
    "buckets": "hash of history bucket → bytes; worker; with the buckets",
}
"""Keys there is one of in each shard: what, who writes it, how long it stays."""

_PATTERNS = {
    r"doc:.+": "documents; worker; for ever",
    r"fade:.+": "documents with `keep`; worker; TTL",
    r"rank:\w+:.+": "ranks; worker; with their documents",
    r"history:\d{8}T\d\d": "events and decisions; worker; seven days, with a byte cap",
    r"out:.+:(moderation|replies|notices|broadcasts)": "actions; worker; until settled",
}
_FLEET = {
    "installation": "hash of what is fixed for ever (shards); first start; for ever",
    "workers": "sorted set of living workers by deadline; workers; seconds",
    "status": "hash of part → status JSON; each part; seconds, renewed",
    "sender": "lease of an account's sender; sender; seconds, renewed",
    "accounts": "set of the member ids of our own accounts; each gateway's process; for ever",
    "shelf": "a gateway's own world; gateway; for ever",
    "audit": "stream of what was done from the command line; each command; the last 10,000",
    "rulebook": "versions of the rulebook, and their texts; whoever loads it first; the last 200",
}


@dataclass(frozen=True)
class Keys:
    """All key names of an installation; `namespace` lets several share a server."""

    namespace: str = "qunguan"

    def shard(self, number: int) -> ShardKeys:
        """Return the keys of one shard."""
        return ShardKeys(f"{{{self.namespace}:{number}}}")

    def fleet(self, name: str, of: str = "") -> str:
        """Name a key that belongs to no shard."""
        if name not in _FLEET:
            raise KeyError(name)
        return f"{{{self.namespace}}}:{name}" + (f":{of}" if of else "")

    @cached_property
    def known(self) -> re.Pattern[str]:
        """Match exactly the keys that have an owner; the test suite fails on any other."""
        tag = re.escape(self.namespace)
        of_shard = "|".join([*SINGLE, *_PATTERNS])
        return re.compile(rf"\{{{tag}:\d+\}}:({of_shard})|\{{{tag}\}}:({'|'.join(_FLEET)})(:.+)?", re.DOTALL)
