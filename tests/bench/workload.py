"""The workload: a busy evening in 200 groups, the same for every framework, and what must come of it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from tests.bench import corpus

ROOMS, MEMBERS = 200, 5_000
FLOOD, FLOOD_SECONDS = 20, 10
"""Messages of one member in a room that are still fine within so many seconds."""
A_SECOND = 50
"""Events in one second of the workload's own time."""
PATTERNS = {
    "links": r"(?:https?://|www\.)[A-Za-z0-9./?=_\-]+|t\.me/(?:joinchat/)?[A-Za-z0-9_\-]+",
    "numbers": r"1[3-9]\d{9}|[Qq]{2}\s*(?:群|号)?\s*[:：]?\s*\d{5,11}",
    "offers": r"[加➕]我?[微薇威v]\s*[信芯x]|日[赚入]\s*\d{2,5}\s*(?:元|块)|免费.{0,8}(?:领取|送|拿)",
}
CHECK_IN, HELP, RANK, QUESTION, ANSWERED = "签到", "/help", "/rank", "请问怎么入群呀", "怎么入群"
WARNING, GREETING, ADVICE = "警告：请勿发布广告", "欢迎新人", "请联系管理员"
"""What every framework says to an advert, to a newcomer and to the question."""
SENDS = {"advert": 2, "welcome": 1, "check_in": 1, "help": 1, "rank": 1, "faq": 1}
"""Outcome → how many sends it costs; an advert is taken back and warned about."""
_SHARES = ((0.02, CHECK_IN), (0.03, HELP), (0.04, RANK), (0.05, QUESTION), (0.06, None))
"""Up to which share of all events each of these is posted; `None` is a join, the rest is talk."""


@dataclass(frozen=True, slots=True)
class Post:
    """One event: who posted what where, or who joined (`text` is `None`).

    Attributes:
        number: from 1 up.
        second: of the workload's own time.
    """

    number: int
    room: int
    member: int
    text: str | None
    second: int


@cache
def posts(count: int, seed: int = 42) -> tuple[Post, ...]:
    """Return the workload's first `count` events; the busiest of the rooms has 3 % of them."""
    chance = Random(seed)
    talk = corpus.lines(count, seed)
    crowd = list(accumulate(1 / (room + 10) for room in range(ROOMS)))
    made = []
    for index in range(count):
        share = chance.random()
        room = chance.choices(range(ROOMS), cum_weights=crowd)[0]
        member = chance.randrange(MEMBERS)
        text = next((said for upto, said in _SHARES if share < upto), talk[index])
        made.append(Post(index + 1, room, member, text, index // A_SECOND))
    return tuple(made)


@cache
def keywords() -> tuple[str, ...]:
    """Return the 500 unwanted words."""
    return tuple(corpus.keywords(500))


def outcome(post: Post) -> str | None:
    """Return what the rules must find, the first that hits: a key of `SENDS`, or nothing."""
    if post.text is None:
        return "welcome"
    if any(re.search(pattern, post.text) for pattern in PATTERNS.values()):
        return "advert"
    if any(word in post.text for word in keywords()):
        return "advert"
    exact = {CHECK_IN: "check_in", HELP: "help", RANK: "rank"}
    return exact.get(post.text, "faq" if ANSWERED in post.text else None)


def expected(some: Iterable[Post]) -> Counter[str]:
    """Return how often each outcome must come up; nobody floods. Any other count voids a run."""
    return Counter(name for post in some if (name := outcome(post)) is not None)


def sends(outcomes: Counter[str]) -> int:
    """Return how many sends these outcomes cost."""
    return sum(SENDS[name] * count for name, count in outcomes.items())
