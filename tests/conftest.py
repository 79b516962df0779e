"""Fixtures for all tests."""

pytest_plugins = ["bot.testing.plugin"]
