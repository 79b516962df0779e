"""Fixtures for all tests; how patiently properties are tried; and which tests tell the coverage."""

from collections import Counter

import pytest
import structlog
from hypothesis import HealthCheck, is_hypothesis_test, settings

pytest_plugins = ["bot.testing.plugin"]

# A busy machine is no mistake of ours.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Logs as a file gets them: drawn for a terminal, an error takes longer than the test that makes it.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
)

MEASURED = 2
"""How many cases of a test are measured for coverage."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave properties and the later rows of long tables unmeasured: measured, they take four times as long.

    (Python 3.11, instructions counted.) What they run, the first rows and the plain examples have run mostly.
    """
    cases = Counter[str]()
    for item in sorted(items, key=lambda item: item.nodeid):
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        if cases[test] > MEASURED or is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.no_cover)
