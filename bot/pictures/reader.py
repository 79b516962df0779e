"""The reader: hands pictures to processes of their own, and gives up on what takes too long."""

import asyncio
import sys
from hashlib import sha256

import structlog

from bot.contract import Picture
from bot.pictures.process import Answer, Child

log = structlog.get_logger()
MAX_BYTES = 8 * 1024 * 1024
"""Largest picture that is read."""
MOST_WAITING = 32
"""Pictures that may wait for their codes; beyond that they are not read."""
MOST_WORDS = 4
"""Pictures whose words are read or waited for at once: a fifth would be too late anyhow."""
MOST_KNOWN = 128
"""Pictures whose words are remembered, by a digest of their bytes: an advert goes through many rooms."""
_READING = (sys.executable, "-m", "bot.pictures.child")
_LOADING = 1.0
"""Seconds more for the picture with which the models are loaded."""
_GRACE, _HUNG = 0.5, 10.0
"""Seconds beyond the time for words: for the line that is being read; until the process is ended."""


class PictureReader:
    """Reads pictures off the event loop: codes and hash first, then, if asked for, the words in them.

    Args:
        deadline: seconds that the codes of one picture may take; then the process is ended.
        command: what reads the codes, `bot.pictures.child` unless a test says otherwise.
        words: seconds that the words of one picture may take; then it is told without, or with the lines
            read so far. `None`: words are not read.
        words_command: what reads the words.
    """

    def __init__(
        self,
        *,
        deadline: float = 5.0,
        command: tuple[str, ...] = _READING,
        words: float | None = None,
        words_command: tuple[str, ...] = _READING,
    ) -> None:
        self._codes = Child(command, deadline=deadline, most=MOST_WAITING)
        self._seconds = words or 0.0
        self._words: Child | None = None
        self._known: dict[bytes, asyncio.Task[Answer | None]] = {}
        if words:
            self._words = Child((*words_command, str(words)), deadline=words + _HUNG, most=MOST_WORDS)

    @property
    def patience(self) -> float:
        """Seconds that a picture may wait for its words, after its codes; 0 where words are not read."""
        return self._seconds + _GRACE + _LOADING if self._words is not None else 0.0

    async def __call__(self, data: bytes) -> Picture | None:
        """Return what a picture shows; `None` if it is none, too large, takes too long, or too many wait."""
        if not data or len(data) > MAX_BYTES:
            log.warning("picture.was_refused", size=len(data))
            return None
        answer = await self._codes(data)
        if answer is None:
            return None
        if "picture" not in answer:
            log.info("picture.was_refused", size=len(data), why=answer.get("refused"))
            return None
        picture = Picture.model_validate(answer["picture"])
        if self._words is None:
            return picture
        return picture.model_copy(update={"text": await self._text(self._words, data)})

    async def _text(self, words: Child, data: bytes) -> str:
        """Return the words in a picture; none if they come too late: its codes do not wait for them."""
        patience = self.patience - (_LOADING if words.ready else 0.0)
        try:
            async with asyncio.timeout(patience):
                answer = await asyncio.shield(self._asked(words, data))
        except TimeoutError:
            log.info("picture.words_were_late", size=len(data))
            return ""
        text = (answer or {}).get("text", "")
        return text if isinstance(text, str) else ""

    def _asked(self, words: Child, data: bytes) -> asyncio.Task[Answer | None]:
        """Return the reading of a picture's words, the one under way or done where it came before."""
        digest = sha256(data).digest()
        known = self._known.get(digest)
        if known is None or (known.done() and (known.cancelled() or known.result() is None)):
            known = self._known[digest] = asyncio.create_task(words(data))
        while len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return known

    async def warm(self) -> None:
        """Load the models ahead of the first picture; nothing is done where words are not read."""
        if self._words is not None:
            await self._words.start()

    async def close(self) -> None:
        """End the processes; what is under way is given up."""
        await asyncio.gather(*(child.close() for child in (self._codes, self._words) if child is not None))
