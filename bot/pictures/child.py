"""The process that reads pictures: their bytes on standard input, what they show on standard output.

A picture is made by whoever posts it, and the libraries that unpack it are large: here they can neither stop
the event loop nor take the bot with them, and a limit of memory holds. Each request is its length (four
bytes, big endian) and as many bytes; each answer one line of JSON, `{"picture"}` or `{"refused"}`.
"""

import json
import os
import sys
from contextlib import suppress
from typing import BinaryIO

from bot.pictures.read import PictureRefused, read_picture

MOST_MEMORY = 2 * 1024**3
"""Bytes of address space that the process may take."""
READY = "ready"


def limit() -> None:
    """Take little memory, and no time from those who are in a hurry; where the system knows such limits."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  # Unix only

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with suppress(AttributeError, OSError):
        os.nice(5)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer one request after another until there are no more."""
    _tell(answers, {READY: True})
    while len(head := requests.read(4)) == 4:
        size = int.from_bytes(head)
        data = requests.read(size)
        if len(data) < size:
            return
        try:
            _tell(answers, {"picture": read_picture(data).model_dump(mode="json")})
        except PictureRefused as refused:
            _tell(answers, {"refused": str(refused)})
        except MemoryError:
            _tell(answers, {"refused": "takes too much memory"})


def _tell(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    limit()
    serve(sys.stdin.buffer, sys.stdout.buffer)
