"""Speed, with bounds generous enough for a busy machine; the exact figures come from tests/bench/ads.py."""

import random
from statistics import median
from time import process_time

from handlers.ads.detector import Detector
from handlers.ads.post import Post
from tests.ads.corpus import ADVERTS, EVASIONS, HAM


def test_one_message_takes_well_under_a_millisecond() -> None:
    """The whole text path with 50,000 terms and 500 patterns: target 150 µs, bound ten times that."""
    rng = random.Random(1)
    han = [chr(code) for code in range(0x4E00, 0x7000)]
    terms = ["".join(rng.choices(han, k=rng.randint(2, 5))) for _ in range(50_000)]
    patterns = [
        f"{''.join(rng.choices(han, k=2))}.{{0,5}}{''.join(rng.choices(han, k=2))}" for _ in range(500)
    ]
    detector = Detector({"own": terms}, {"own": patterns})
    posts = [Post(text) for text in [*ADVERTS, *EVASIONS, *HAM]] * 5
    for post in posts[:100]:
        detector.judge(post)
    times = []
    for post in posts:
        start = process_time()
        detector.judge(post)
        times.append(process_time() - start)
    assert median(times) < 0.0015
