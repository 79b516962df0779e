"""A file's bytes → its text, or why it cannot be read: encoding first, then what no parser should see."""

from pathlib import Path

from bot.rulebook.compose import LONGEST
from bot.rulebook.nodes import Source
from bot.rulebook.problems import Problem
from bot.rulebook.syntax import short


def read(path: Path, name: str) -> Source | Problem:
    """Read a file as UTF-8, with or without a byte order mark, any line ends.

    Returns:
        The source, or the one problem that makes it unreadable.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST * 4 + 1)
    except OSError as error:
        return Problem("unreadable", name, 1, 1, values={"reason": error.strerror or str(error)})
    return decode(data, name)


def decode(data: bytes, name: str) -> Source | Problem:
    """Decode a file's bytes, refusing every encoding but UTF-8 with a word on which one it looks like."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem("encoding", name, 1, 1, values={"encoding": "UTF-16"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _other_encoding(data, error.start, name)
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _other_encoding(data: bytes, position: int, name: str) -> Problem:
    line = data.count(b"\n", 0, position)
    start = data.rfind(b"\n", 0, position) + 1
    column = len(data[start:position].decode("utf-8", "ignore"))
    try:
        whole = data.decode("gb18030")
    except UnicodeDecodeError:
        return Problem(
            "encoding", name, line + 1, column + 1, values={"encoding": ("未知编码", "an unknown encoding")}
        )
    shown = whole.split("\n")[line] if line < whole.count("\n") + 1 else ""
    return Problem("encoding", name, line + 1, column + 1, values={"encoding": "GBK"}, snippet=short(shown))
