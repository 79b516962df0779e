"""Finding the handlers: importing the package is what registers them."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from bot.contract import Handler


@cache
def _import_all() -> None:
    package = importlib.import_module("handlers")
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        importlib.import_module(f"handlers.{module.name}")


def handlers() -> Mapping[str, type[Handler]]:
    """Return every handler by name: those of the package `handlers`, and whatever else was defined."""
    _import_all()
    return Handler.registry
