"""Words of the wire protocol, packed where they arise.

A word costs 1,600 instructions to pack, by hiredis as in Python (measured), and many words are much of what a
commit costs: what comes again and again is packed once.
"""

from functools import lru_cache

from hiredis import pack_command

Word = str | bytes | int | float
_NUMBERS = tuple(b"$%d\r\n%d\r\n" % (len(str(number)), number) for number in range(1024))
"""Indexes and counts: most numbers there are."""


def pack(*words: Word) -> bytes:
    """Pack words one after another."""
    packed: bytes = pack_command(words)  # type: ignore[arg-type]  # any number of words, not one
    return packed[packed.index(b"\n") + 1 :]


@lru_cache(maxsize=4096)
def fixed(*words: str) -> bytes:
    """Pack words that come again and again: a command, a field."""
    return pack(*words)


def number(word: int) -> bytes:
    """Pack a number."""
    return _NUMBERS[word] if 0 <= word < len(_NUMBERS) else pack(word)


class Packed:
    """Words to be sent one after another: `parts` are their bytes, `count` is how many they are."""

    __slots__ = ("count", "parts")

    def __init__(self) -> None:
        self.count = 0
        self.parts: list[bytes] = []

    def add(self, *words: Word) -> None:
        """Pack words, one by one."""
        self.take(len(words), pack(*words))

    def take(self, count: int, part: bytes) -> None:
        """Take `count` words that are packed already."""
        self.count += count
        self.parts.append(part)
