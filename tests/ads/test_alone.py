"""The detector stands alone: what it imports, and what it does not."""

import subprocess
import sys

import pytest

import handlers.ads

LOAD = "import sys; from handlers.ads.detector import Detector; Detector(); print(*sys.modules)"


def test_the_detector_loads_without_engine_and_schema_library() -> None:
    """`qunguan classify` needs no Redis, and pays neither for pydantic nor for the engine at its start."""
    run = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, check=True, text=True)
    loaded = set(run.stdout.split())
    assert loaded.isdisjoint({"pydantic", "redis", "bot", "aiohttp", "sklearn", "asyncio"})
    assert "handlers.ads.model" in loaded


def test_the_handler_is_there_when_it_is_asked_for() -> None:
    """The package still gives its handler; another name is an error as usual."""
    assert handlers.ads.Ads.__name__ == "Ads"
    with pytest.raises(AttributeError, match="Adz"):
        handlers.ads.__getattr__("Adz")
