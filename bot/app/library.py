"""The library: every accepted state of the rulebook is a numbered version, the same for all processes."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import AwareDatetime

from bot.contract import Fact, RulebookError
from bot.rulebook import Loaded, Loader
from bot.store import Store, scripts

MOST = 200
"""Versions that are kept."""
Door = Literal["file", "command", "cli", "rollback"]
"""How a change came in: a saved file, a slash command, the command line, or a way back by either."""


class Change(Fact):
    """How a state of the rulebook came to be.

    Attributes:
        at: when it was accepted first, by the clock of the process that did.
        door: how it came in.
        who: the member id behind a command, `console` for the command line, empty for a saved file.
        why: what was asked for, as it was typed.
        cause: the id of the action that asked, so that a repeated one makes no second version.
    """

    at: AwareDatetime
    door: Door = "file"
    who: str = ""
    why: str = ""
    cause: str = ""


class Version(Change):
    """One accepted state of the rulebook.

    Attributes:
        number: counts up in the installation; cases and decisions carry it.
        files: every file it is made of, presets and lists too: name within the folder → digest of its text.
    """

    number: int
    files: dict[str, str]


class Overtaken(RulebookError):
    """Another version was accepted in between; nothing was written."""


class Library:
    """Keeps versions in Redis; the first process to accept a content writes it."""

    def __init__(self, store: Store, most: int = MOST) -> None:
        self._store = store
        self._most = most
        self._key = store.keys.fleet("rulebook")
        self._texts = store.keys.fleet("rulebook", "texts")

    async def accept(self, sources: Mapping[str, str], by: Change, *, after: int | None = None) -> int:
        """Return the number of a content, giving it the next one unless it is that of the last version.

        Args:
            sources: file name → text.
            by: when, by whom and how it came to be, should it be new.
            after: the version it must follow.

        Raises:
            Overtaken: another version came in between.
            StoreError: the server is away; it is unknown whether anything was written.
        """
        files, texts = await asyncio.to_thread(_digested, sources)
        record = by.model_dump(mode="json") | {"files": files}
        line = self._store.line(self._key)
        try:
            number, _ = await line.run(
                scripts.VERSION,
                (self._key, self._texts),
                (
                    _digest(json.dumps(files)), json.dumps(record, ensure_ascii=False), self._most,
                    "" if after is None else after, *chain.from_iterable(texts.items()),
                ),
            )  # fmt: skip
        finally:
            await line.close()
        if after is not None and (number < 0 or (number == 0 != after)):
            raise Overtaken(f"the rulebook is at version {-number} by now, not at {after}")
        return int(number)

    async def last(self) -> Version | None:
        """Return the version in force, or `None` before the first."""
        number = await self._store.client.hget(self._key, "last")
        return None if number is None else await self.version(int(number))

    async def version(self, number: int) -> Version:
        """Return a version.

        Raises:
            RulebookError: there is none of this number, or no longer.
        """
        raw = await self._store.client.hget(self._key, str(number))
        if raw is None:
            kept = await self._numbers()
            known = f"{kept[0]} to {kept[-1]}" if kept else "none"
            raise RulebookError(f"没有版本 {number} · there is no version {number}; kept: {known}")
        return Version(number=number, **json.loads(raw))

    async def versions(self, count: int = MOST) -> list[Version]:
        """Return the last versions, newest first."""
        return [await self.version(number) for number in sorted(await self._numbers(), reverse=True)[:count]]

    async def texts(self, version: Version) -> dict[str, str]:
        """Return the content of a version: file name → text."""
        if not version.files:
            return {}
        raw = await self._store.client.hmget(self._texts, [*version.files.values()])
        texts = [text.decode() if isinstance(text, bytes) else "" for text in raw]
        return dict(zip(version.files, texts, strict=True))

    async def _numbers(self) -> list[int]:
        fields = await self._store.client.hkeys(self._key)
        return sorted(int(field) for field in fields if field.isdigit())


def _digested(sources: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return file name → digest, in the order of the names, and digest → text."""
    files = {name: _digest(text) for name, text in sorted(sources.items())}
    return files, {files[name]: text for name, text in sources.items()}


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def unpacked(sources: Mapping[str, str]) -> Iterator[Path]:
    """Give a folder with these files, for as long as the block runs."""
    with TemporaryDirectory(prefix="qunguan-rules-") as folder:
        root = Path(folder)
        for name, text in sources.items():
            if not inside(name):
                continue
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
        yield root


def inside(name: str) -> bool:
    """Whether a file's name stays within its folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def load_from(sources: Mapping[str, str]) -> Loaded:
    """Load a content as if it stood in the rule folder; problems name the files as they are called there."""
    with unpacked(sources) as root:
        loaded = Loader(root).load()
    problems = tuple(
        replace(problem, file=problem.file.removeprefix(f"{root}/")) for problem in loaded.problems
    )
    return replace(loaded, problems=problems)
