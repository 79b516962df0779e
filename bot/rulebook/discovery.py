"""Finding the handlers: importing a module of the package, or a package's `handler`, registers them."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.contract import Handler

_failed: dict[str, str] = {}
_tried: dict[str, int] = {}
"""Module → when it was written, when it was imported last."""


def discover() -> bool:
    """Import the handlers that are new, or that could not be imported and have changed since.

    Returns whether there was any. Code that was imported once stays as it is until the next start.
    """
    importlib.invalidate_caches()
    return sum(map(_imported, _modules())) > 0


def _modules() -> Iterator[pkgutil.ModuleInfo]:
    package = importlib.import_module("handlers")
    return iter(sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name))


def _imported(module: pkgutil.ModuleInfo) -> bool:
    """Import a module that is new or has been mended; whether it was."""
    changed = _changed(module)
    if _tried.get(module.name) == changed or (module.name in _tried and module.name not in _failed):
        return False
    _tried[module.name] = changed
    _failed.pop(module.name, None)
    try:
        importlib.import_module(_place(module))
    except Exception as error:  # noqa: BLE001  # whatever one handler's code does, the others work
        _failed[module.name] = f"{type(error).__name__}: {error}"
    return True


def _changed(module: pkgutil.ModuleInfo) -> int:
    """When a module's file, or a package's newest, was written last."""
    folder = Path(getattr(module.module_finder, "path", ""))
    files = (folder / module.name).glob("*.py") if module.ispkg else [folder / f"{module.name}.py"]
    return max((file.stat().st_mtime_ns for file in files if file.exists()), default=0)


@cache
def _import_all() -> None:
    discover()


def folders() -> Sequence[Path]:
    """Return the folders in which handlers are looked for."""
    return [Path(folder) for folder in importlib.import_module("handlers").__path__]


def _place(module: pkgutil.ModuleInfo) -> str:
    """Where a handler is defined: a package need not import it, so that its other parts load alone."""
    name = f"handlers.{module.name}"
    inner = f"{name}.handler"
    return inner if module.ispkg and importlib.util.find_spec(inner) else name


def handler(name: str) -> type[Handler] | None:
    """Return a handler by name; all modules are imported only where the one of that name does not have it."""
    if name not in Handler.registry:
        for module in _modules():
            if module.name == name:
                _imported(module)
    return Handler.registry.get(name) or handlers().get(name)


def handlers() -> Mapping[str, type[Handler]]:
    """Return every handler by name: those of the package `handlers`, and whatever else was defined."""
    _import_all()
    return Handler.registry


def failed() -> Mapping[str, str]:
    """Return the modules of the package `handlers` that could not be imported, and why."""
    _import_all()
    return _failed
