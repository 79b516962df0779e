"""Which files make up a rulebook, and where presets and word lists are looked for."""

from collections.abc import Iterable, Iterator
from pathlib import Path

SUFFIXES = (".yaml", ".yml")
ASIDE = frozenset({"presets", "lists", "scripts", "include", "node_modules"})
"""Folders whose files act only where another file asks for them by `extends` or `include`."""


def shipped() -> Path:
    """Return the folder of the rules that come with Qunguan: in the wheel, or the repository's own."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "_rules"
    return installed if installed.is_dir() else package.parent / "rules"


def rule_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the rule files of folders and files, in the order in which their rules run.

    Within a folder that is the order of their names; hidden files and folders of presets are left out.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if _acts(file, path))
        else:
            yield path


def preset_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that lie in folders of presets."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file for file in path.rglob("presets/**/*") if file.suffix in SUFFIXES and file.is_file()
            )  # fmt: skip


def _acts(file: Path, root: Path) -> bool:
    parts = file.relative_to(root).parts
    return (
        file.suffix in SUFFIXES
        and not any(part.startswith(".") for part in parts)
        and ASIDE.isdisjoint(parts[:-1])
        and file.is_file()
    )


def find(name: str, beside: Path, roots: Iterable[Path]) -> Path | None:
    """Find a preset or included file: beside the one that names it, in the folders, among the shipped."""
    for folder in (beside, *roots, shipped()):
        base = folder / name
        for candidate in (base, *(base.with_name(base.name + suffix) for suffix in SUFFIXES)):
            if candidate.is_file():
                return candidate
    return None


def findable(kind: str, beside: Path, roots: Iterable[Path]) -> list[str]:
    """Return the names that `find` would find in a folder such as `presets`."""
    names: dict[str, None] = {}
    for folder in (beside, *roots, shipped()):
        inside = folder / kind
        found = sorted(inside.iterdir()) if inside.is_dir() else []
        names.update({f"{kind}/{file.stem}": None for file in found if file.suffix in SUFFIXES})
    return list(names)
