"""Finding the handlers: importing the package is what registers them."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from bot.contract import Handler

_failed: dict[str, str] = {}


@cache
def _import_all() -> None:
    package = importlib.import_module("handlers")
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        try:
            importlib.import_module(f"handlers.{module.name}")
        except Exception as error:  # noqa: BLE001  # whatever one handler's code does, the others work
            _failed[module.name] = f"{type(error).__name__}: {error}"


def handlers() -> Mapping[str, type[Handler]]:
    """Return every handler by name: those of the package `handlers`, and whatever else was defined."""
    _import_all()
    return Handler.registry


def failed() -> Mapping[str, str]:
    """Return the modules of the package `handlers` that could not be imported, and why."""
    _import_all()
    return _failed
