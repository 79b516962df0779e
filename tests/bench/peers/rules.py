"""What the peers' rules share: counts, state in Redis, patterns and words; the wiring is each peer's."""

import re
from collections import Counter

import ahocorasick
from redis.asyncio import Redis

from tests.bench import workload

PATTERNS = [re.compile(pattern) for pattern in workload.PATTERNS.values()]
CHECKED_IN, HELPED = "签到成功", "/help /rank /签到"
_DAY = 86_400


def _automaton() -> "ahocorasick.Automaton":
    found = ahocorasick.Automaton()
    for word in workload.keywords():
        found.add_word(word, word)
    found.make_automaton()
    return found


_KEYWORDS = _automaton()


def unwanted(text: str) -> bool:
    """Tell whether any of the 500 keywords stands in a text."""
    return next(_KEYWORDS.iter(text), None) is not None


class Tally:
    """What came of a run.

    Attributes:
        outcomes: the workload's name for what happened → how often.
        sends: calls of the platform's API.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin to count anew."""
        self.outcomes: Counter[str] = Counter()
        self.sends = 0


class State:
    """The members' counters and points, where the peers' users keep theirs: in Redis, without durability."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def floods(self, room: int, member: int) -> bool:
        """Count a message; tell whether it is one too many."""
        pipe = self._redis.pipeline(transaction=False)
        key = f"flood:{room}:{member}"
        pipe.incr(key)
        pipe.expire(key, workload.FLOOD_SECONDS)
        return int((await pipe.execute())[0]) > workload.FLOOD

    async def check_in(self, room: int, member: int, day: int) -> None:
        """Note that a member was here on a day, and let them rise in the ranking."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.set(f"checked:{room}:{member}:{day}", 1, nx=True, ex=_DAY)
        pipe.zincrby(f"rank:{room}", 1, str(member))
        await pipe.execute()

    async def rank(self, room: int) -> str:
        """Return the ten best as a text."""
        return str(await self._redis.zrevrange(f"rank:{room}", 0, 9, withscores=True))
