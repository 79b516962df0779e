"""The rule folder on disk, as edits and ways back write it: whole files, or nothing."""

from collections.abc import Mapping
from pathlib import Path

from bot.app.library import inside
from bot.contract import RulebookError
from bot.rulebook.files import shipped
from bot.rulebook.nodes import Source
from bot.rulebook.reading import decode

_MARK = b"\xef\xbb\xbf"


class RuleFiles:
    """The files in the folder of rules (or beside the one file that is all of them)."""

    def __init__(self, rules: Path) -> None:
        self.root = rules if rules.is_dir() else rules.parent

    def text(self, name: str) -> str | None:
        """Return a file's text as the loader reads it; a preset that is only shipped counts, too."""
        for folder in (self.root, shipped()):
            try:
                data = (folder / name).read_bytes()
            except OSError:  # there is none, or a folder is called so
                continue
            source = decode(data, name)
            return source.text if isinstance(source, Source) else data.decode("utf-8", "replace")
        return None

    def texts(self, names: Mapping[str, object]) -> dict[str, str]:
        """Return the texts of those files that there are."""
        found = {name: self.text(name) for name in names}
        return {name: text for name, text in found.items() if text is not None}

    def write(self, texts: Mapping[str, str | None]) -> None:
        """Write files, each in one step, keeping its line ends and byte order mark; `None` takes one away.

        Raises:
            RulebookError: the folder cannot be written.
        """
        for name, text in texts.items():
            if not inside(name):
                raise RulebookError(f"{name} 不在规则文件夹里 · {name} lies outside the rule folder")
            try:
                self._write(self.root / name, text)
            except OSError as error:
                raise RulebookError(
                    f"写不了 {self.root / name}：{error.strerror}，请用 QUNGUAN_RULES 指向一个可写的文件夹 · "
                    f"cannot write it; have QUNGUAN_RULES name a folder that can be written"
                ) from error

    @staticmethod
    def _write(path: Path, text: str | None) -> None:
        if text is None:
            path.unlink(missing_ok=True)
            return
        before = path.read_bytes() if path.exists() else b""
        path.parent.mkdir(parents=True, exist_ok=True)
        if b"\r\n" in before:
            text = text.replace("\n", "\r\n")
        beside = path.with_name(f".{path.name}.new")
        beside.write_bytes((_MARK if before.startswith(_MARK) else b"") + text.encode())
        if before:
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
