"""Finding the handlers: importing a module of the package, or a package's `handler`, registers them."""

import importlib
import importlib.util
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
            importlib.import_module(_place(module))
        except Exception as error:  # noqa: BLE001  # whatever one handler's code does, the others work
            _failed[module.name] = f"{type(error).__name__}: {error}"


def _place(module: pkgutil.ModuleInfo) -> str:
    """Where a handler is defined: a package need not import it, so that its other parts load alone."""
    name = f"handlers.{module.name}"
    inner = f"{name}.handler"
    return inner if module.ispkg and importlib.util.find_spec(inner) else name


def handlers() -> Mapping[str, type[Handler]]:
    """Return every handler by name: those of the package `handlers`, and whatever else was defined."""
    _import_all()
    return Handler.registry


def failed() -> Mapping[str, str]:
    """Return the modules of the package `handlers` that could not be imported, and why."""
    _import_all()
    return _failed
