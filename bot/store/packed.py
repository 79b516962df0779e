"""Words of the wire protocol, packed where they arise.

Packing words one by one was much of what a commit cost (1,700 instructions a word, by hiredis as in Python);
what always stands together is packed in one step here.
"""

from functools import lru_cache

Word = str | bytes | int | float
_NUMBERS = tuple(b"$%d\r\n%d\r\n" % (len(str(number)), number) for number in range(1024))
"""Indexes and counts: most numbers there are."""


def pack(word: Word) -> bytes:
    """Pack one word."""
    if not isinstance(word, bytes):
        word = str(word).encode()
    return b"$%d\r\n%b\r\n" % (len(word), word)


@lru_cache(maxsize=4096)
def fixed(word: str) -> bytes:
    """Pack a word that comes again and again: a command, a field."""
    return pack(word)


def number(word: int) -> bytes:
    """Pack a number."""
    return _NUMBERS[word] if 0 <= word < len(_NUMBERS) else b"$%d\r\n%d\r\n" % (len(str(word)), word)


class Packed:
    """Words to be sent one after another: `parts` are their bytes, `count` is how many they are."""

    __slots__ = ("count", "parts")

    def __init__(self) -> None:
        self.count = 0
        self.parts: list[bytes] = []

    def add(self, *words: Word) -> None:
        """Pack words, one by one."""
        self.count += len(words)
        self.parts += map(pack, words)

    def take(self, count: int, part: bytes) -> None:
        """Take `count` words that are packed already."""
        self.count += count
        self.parts.append(part)
