"""Changes of the rulebook that are not made in an editor: each is a version first, then files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.app import library
from bot.app.edits import changed
from bot.app.library import Library, Overtaken, Version, inside, load_from
from bot.app.rulefiles import RuleFiles
from bot.commands.edits import Request
from bot.contract import Room, RulebookError
from bot.rulebook import Change, Loaded, Loader, aside, diff, errors, unchanged
from bot.rulebook.files import rule_files
from bot.rulebook.names import nearest


@dataclass(frozen=True)
class Written:
    """What a change came to.

    Attributes:
        before: the version it followed.
        number: the version it made; `before` if nothing was to be changed, or nothing was to be written.
        changes: what is different, rule by rule.
        files: the names of the files that differ.
        gone: those of them that are taken away.
    """

    before: int
    number: int
    changes: Sequence[Change]
    files: Sequence[str]
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Proposal:
    """What a request would make of the version in force: the whole content, loaded, and what differs."""

    version: Version
    old: Mapping[str, str]
    new: Mapping[str, str]
    loaded: Loaded
    changes: Sequence[Change]
    file: str


class Keeper:
    """Changes the rulebook's files on disk, and never one that was changed by hand in between.

    Args:
        library: has the versions.
        rules: the folder of rules, or the one file.
        loader: has them loaded in this process; spares reading all of a huge rulebook for each edit.
    """

    def __init__(self, library: Library, rules: Path, loader: Loader | None = None) -> None:
        self.library = library
        self.rules = rules
        self._files = RuleFiles(rules)
        self._loader = loader

    async def loaded(self, texts: Mapping[str, str]) -> Loaded:
        """Load a content; problems name the files as they are called in the folder."""
        known = self._loader.loaded if self._loader is not None else None
        if self._loader is None or known is None or known.stale or known.sources.keys() != texts.keys():
            return await aside(load_from, texts)
        other = {self._files.root / name: texts[name] for name in _differing(known.sources, texts)}
        if not all(path.is_file() for path in other):  # a preset that is only shipped
            return await aside(load_from, texts)
        loaded = await aside(self._loader.supposing, other) if other else known
        problems = (replace(one, file=self._called(one.file)) for one in loaded.problems)
        return replace(loaded, problems=tuple(problems))

    async def reloaded(self) -> Loaded:
        """Read what stands in the files now."""
        return await aside((self._loader or Loader(self.rules)).load)

    def _called(self, file: str) -> str:
        path = Path(file)
        return (
            path.relative_to(self._files.root).as_posix() if path.is_relative_to(self._files.root) else file
        )

    def on_disk(self, name: str) -> str:
        """Return what stands in a rule file now, in force or not.

        Raises:
            RulebookError: there is no such file.
        """
        text = self._files.text(name) if inside(name) else None
        if text is None:
            known = (file.relative_to(self._files.root).as_posix() for file in rule_files([self._files.root]))
            near = nearest(name, known)
            hint = f"，是不是 {near}？ · did you mean {near}?" if near else " · there is no such file"
            raise RulebookError(f"没有文件 {name}{hint}")
        return text

    async def last(self) -> Version:
        """Return the version in force.

        Raises:
            RulebookError: there is none yet: nothing has run here.
        """
        last = await self.library.last()
        if last is None:
            raise RulebookError("还没有规则版本，先运行 qunguan run · no version yet: start `qunguan run`")
        return last

    async def difference(self, old: int, new: int | None = None) -> list[Change]:
        """Compare two versions, the second being the one in force if it is not named.

        Raises:
            RulebookError: there is no such version, or no longer.
        """
        before = await self.library.version(old)
        after = await self.last() if new is None else await self.library.version(new)
        return await self._differs(await self.library.texts(before), await self.library.texts(after))

    async def _differs(self, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
        return diff(await self.loaded(old), await self.loaded(new))

    async def propose(self, request: Request, platform: str, room: Room) -> Proposal:
        """Work out a request of `mode`, `set` or `add`, and load what it would come to.

        Raises:
            EditRefused: the file was changed by hand in between, or cannot be edited so.
            RulebookError: no such rule, or the file would be refused then: which line, and why.
        """
        version = await self.last()
        old = await self.library.texts(version)
        base = await self.loaded(old)
        change = changed(request, base, old, platform, room)
        unchanged(old[change.file], self._files.text(change.file) or "", change.file)
        new = {**old, change.file: change.text}
        loaded = await self.loaded(new)
        wrong = [problem for problem in errors(loaded.problems) if problem.file == change.file]
        if wrong:
            raise RulebookError(wrong[0].render(request.language))
        return Proposal(version, old, new, loaded, diff(base, loaded), change.file)

    async def carry_out(self, proposal: Proposal, by: library.Change) -> Written:
        """Put a proposal into its file.

        Raises:
            RulebookError: another version came in between, or the folder cannot be written.
        """
        return await self._write(proposal.version, proposal.old, proposal.new, proposal.changes, by)

    async def roll_back(self, number: int, by: library.Change | None) -> Written:
        """Write the files of a version again, as a new version; without `by` only tell what that would do.

        Raises:
            EditRefused: a file was changed by hand and that is not in force yet.
            RulebookError: there is no such version, or the folder cannot be written.
        """
        wanted, now = await self.library.version(number), await self.last()
        old, new = await self.library.texts(now), await self.library.texts(wanted)
        names = _differing(old, new)
        for name in names:
            unchanged(old.get(name, ""), self._files.text(name) or "", name)
        changes = await self._differs(old, new)
        if by is None:
            return Written(now.number, now.number, changes, names, _gone(names, new))
        return await self._write(now, old, new, changes, by)

    async def finished(self, cause: str) -> Written | None:
        """Finish what this cause began before a crash, if it did: its version is there, perhaps no file."""
        last = await self.library.last()
        if last is None or not cause or last.cause != cause:
            return None
        new = await self.library.texts(last)
        old = await self.library.texts(await self.library.version(last.number - 1))
        names = _differing(old, new)
        if all(self._files.text(name) == old.get(name) for name in names):
            self._files.write({name: new.get(name) for name in names})
        changes = await self._differs(old, new)
        return Written(last.number - 1, last.number, changes, names, _gone(names, new))

    async def _write(
        self, now: Version, old: Mapping[str, str], new: Mapping[str, str], changes: Sequence[Change],
        by: library.Change,
    ) -> Written:  # fmt: skip
        """Take the number first: of two who edit at once one is refused before any file is written."""
        names = _differing(old, new)
        if not names:
            return Written(now.number, now.number, (), ())
        try:
            number = await self.library.accept(new, by, after=now.number)
        except Overtaken as error:
            raise RulebookError(f"刚好有人也在改，请再试一次 · {error}") from error
        try:
            self._files.write({name: new.get(name) for name in names})
        except RulebookError:
            await self.library.accept(old, library.Change(at=by.at))
            raise
        return Written(now.number, number, changes, names, _gone(names, new))


def _gone(names: Sequence[str], new: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in names if name not in new)


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]
