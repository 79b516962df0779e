"""The benchmark's own promises, on a small load."""

from collections import Counter

from tests.bench import ours, report, workload


def test_the_workload_is_the_same_everywhere() -> None:
    """Seeds make it: what comes of the first two thousand events is known beforehand."""
    wanted = {"advert": 50, "check_in": 39, "help": 23, "rank": 25, "faq": 20, "welcome": 23}
    assert workload.expected(workload.posts(2_000)) == Counter(wanted)


async def test_our_rules_come_to_the_expected_counts() -> None:
    """Every advert, newcomer, check-in, command and question is found by the rules as YAML, and no other."""
    costs = await ours.measure(300)
    assert costs["python_us"] > 0
    assert costs["redis_us"] > 0


async def test_each_answer_is_timed() -> None:
    """At a rate every event that is answered has a time, from append to the first performed action."""
    took = await ours.latencies(200, 400)
    assert len(took) == workload.expected(workload.posts(200)).total()
    assert min(took) > 0


def test_figures_are_medians_and_ratios() -> None:
    """What is ten times dearer shows as ten times."""
    run = {"python_us": 100.0, "redis_us": 20.0, "wall_per_s": 5_000.0}
    found = report.figures(
        {"ours": [run, run | {"python_us": 900.0}, run], "ptb": [run | {"python_us": 1000.0}]}
    )
    assert found["ours"]["events_per_s"] == 10_000
    assert found["peers"]["ptb"]["ours_is_times"] == 10
    assert "10.0×" in report.table(found)
