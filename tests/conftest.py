"""Fixtures for all tests, and how patiently properties are tried: a busy machine is no mistake of ours."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["bot.testing.plugin"]

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
