"""Speed, by proportion only: a busy machine slows both sides alike. Figures come from tests/bench/ads.py."""

import random
from collections.abc import Callable
from statistics import median
from time import thread_time

from handlers.ads.detector import Detector
from handlers.ads.extract import extract
from handlers.ads.model import load
from handlers.ads.normalise import reading
from handlers.ads.post import Post
from tests.ads.corpus import ADVERTS, EVASIONS, HAM

TEXTS = [*ADVERTS, *EVASIONS, *HAM][::2]
ROUNDS = 5


def lists(terms: int, patterns: int) -> Detector:
    """A detector with that many random Chinese terms, and patterns of two words with a gap."""
    rng = random.Random(1)
    han = [chr(code) for code in range(0x4E00, 0x7000)]

    def word(low: int, high: int) -> str:
        return "".join(rng.choices(han, k=rng.randint(low, high)))

    gapped = [f"{word(2, 2)}.{{0,5}}{word(2, 2)}" for _ in range(patterns)]
    return Detector({"own": [word(2, 5) for _ in range(terms)]}, {"own": gapped})


def ratio(one: Callable[[str], object], other: Callable[[str], object]) -> float:
    """How much longer `one` takes than `other`: the median over texts, each timed in turn, best of some."""
    return median(_best(one, text) / _best(other, text) for text in TEXTS)


def _best(work: Callable[[str], object], text: str) -> float:
    """Seconds of this thread's CPU for the quickest of some calls."""
    return min(_timed(work, text) for _ in range(ROUNDS))


def _timed(work: Callable[[str], object], text: str) -> float:
    before = thread_time()
    work(text)
    return thread_time() - before


def test_a_long_list_of_words_costs_hardly_more_than_a_short_one() -> None:
    """50,000 terms and 500 patterns against 50 and 5: one pass for all, so no growth with their number.

    One by one they would cost some hundred times as much.
    """
    long, short = lists(50_000, 500), lists(50, 5)
    assert ratio(lambda text: long.judge(Post(text)), lambda text: short.judge(Post(text))) < 2.5


def test_a_verdict_costs_little_more_than_its_parts() -> None:
    """Nothing is done twice: reading, extracting and the model are nearly all of a verdict."""
    detector, model = lists(50, 5), load()

    def parts(text: str) -> None:
        read = reading(text)
        extract(text, read)
        model.logit(read)

    assert ratio(lambda text: detector.judge(Post(text)), parts) < 2.5
