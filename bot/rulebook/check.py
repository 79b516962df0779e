"""What `qunguan check` tells: all that loading does, presets nobody extends, what a platform cannot do."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from bot.contract import Do
from bot.rulebook.ability import unable
from bot.rulebook.files import preset_files
from bot.rulebook.loader import Loader
from bot.rulebook.problems import Problem
from bot.rulebook.unit import make_unit


def check(
    paths: Path | str | Iterable[Path | str], can: frozenset[Do] | None = None, platform: str = ""
) -> list[Problem]:
    """Check rule files without putting them in force.

    Args:
        paths: folders and files.
        can: what the connected platform can do; `None` if none is connected.
        platform: its name, for the message.

    Returns:
        Everything that is wrong, errors and warnings, in the order of the files.
    """
    loader = Loader(paths, sparing=True)
    folders = tuple(path for path in loader.paths if path.is_dir())
    loaded = loader.load()
    presets = (make_unit(file, folders, loader.reader).problems for file in preset_files(folders))
    cannot = () if can is None else unable(loaded, can, platform)
    return list(dict.fromkeys(chain(loaded.problems, chain.from_iterable(presets), cannot)))
