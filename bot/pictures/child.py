"""The process that reads pictures: their bytes on standard input, what they show on standard output.

A picture is made by whoever posts it, and the libraries that unpack it are large: here they can neither stop
the event loop nor take the bot with them, and a limit of memory holds. Each request is its length (four
bytes, big endian) and as many bytes; each answer one line of JSON, `{"picture"}` (or `{"text"}`) or
`{"refused"}`. Codes and words are read by two such processes, for words take a hundred times as long:

    python -m bot.pictures.child            codes and the hash
    python -m bot.pictures.child SECONDS    words, for so long a picture
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from bot.pictures.read import PictureRefused, read_picture

MOST_MEMORY = 2 * 1024**3
"""Bytes of address space that the process may take."""
READY = "ready"

Read = Callable[[bytes], dict[str, object]]
"""From the bytes of a picture to the answer."""


def limit() -> None:
    """Take little memory, and no time from those who are in a hurry; where the system knows such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  # Unix only

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(AttributeError, OSError):
        os.nice(5)


def codes(data: bytes) -> dict[str, object]:
    """Answer with a picture's codes and its hash."""
    return {"picture": read_picture(data).model_dump(mode="json")}


def words(seconds: float) -> Read:
    """Return what answers with a picture's words; loads the models, which takes a second or more."""
    from bot.pictures.words import WordReader  # noqa: PLC0415  # the other process has no need of it

    read = WordReader(seconds)
    return lambda data: {"text": read(data)}


def serve(requests: BinaryIO, answers: BinaryIO, read: Read = codes) -> None:
    """Answer one request after another until there are no more."""
    _tell(answers, {READY: True})
    while len(head := requests.read(4)) == 4:
        size = int.from_bytes(head)
        data = requests.read(size)
        if len(data) < size:
            return
        try:
            _tell(answers, read(data))
        except PictureRefused as refused:
            _tell(answers, {"refused": str(refused)})
        except MemoryError:
            _tell(answers, {"refused": "takes too much memory"})


def _tell(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    limit()
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # what a library prints is no answer
    serve(sys.stdin.buffer, out, words(float(sys.argv[1])) if sys.argv[1:] else codes)
