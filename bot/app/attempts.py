"""`/rules try`: in a process of its own, so that a week of messages holds up no room and fills no log."""

import asyncio
import os
import sys
from collections.abc import Mapping

from bot.app.library import unpacked
from bot.app.settings import Settings
from bot.contract import RulebookError
from bot.rulebook import Language

_PATIENCE = 60.0
"""Seconds after which it is given up: an edit that waits behind it may be urgent."""


class Attempts:
    """Calls `qunguan rules try` on this installation."""

    def __init__(self, settings: Settings) -> None:
        self._environment = _environment(settings)

    async def __call__(self, texts: Mapping[str, str], rule: str, days: float, language: Language) -> str:
        """Try a rule of these files as if it were live, or all that they change, and return what to tell.

        Raises:
            RulebookError: it could not be tried, with the reason.
        """
        with unpacked(texts) as folder:
            only = ("--rule", rule) if rule else ()
            words = ("rules", "try", str(folder), *only, "--since", f"{round(days * 24 * 60)}m")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.cli", *words, "--language", language,
                env=self._environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            try:
                async with asyncio.timeout(_PATIENCE):
                    told, wrong = await process.communicate()
            except TimeoutError as error:
                raise RulebookError("试得太久，停下了 · took too long") from error
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode:
            raise RulebookError(wrong.decode(errors="replace").strip()[-400:])
        return told.decode().strip()


def _environment(settings: Settings) -> dict[str, str]:
    """Return an environment in which the command line finds this very installation."""
    found = dict(os.environ) | {
        "QUNGUAN_DATA": str(settings.data.absolute()),
        "QUNGUAN_RULES": str(settings.rules.absolute()),
        "QUNGUAN_NAMESPACE": settings.namespace,
        "QUNGUAN_CLUSTER": str(settings.cluster).lower(),
    }
    return found | ({"QUNGUAN_REDIS_URL": settings.redis_url} if settings.redis_url else {})
