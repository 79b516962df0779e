"""`qunguan rules`: what applies to a room, the versions of the rulebook, layout, and trying changes."""

import asyncio
import difflib
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

if TYPE_CHECKING:
    from bot.app.keeper import Keeper, Written
    from bot.app.settings import Settings
    from bot.rulebook import Change, Loaded
    from bot.store import Store

T = TypeVar("T")
rules = typer.Typer(help="Look at the rules in force, and at their history. 查看规则。", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Yes = Annotated[bool, typer.Option("--yes", help="Write; without it only what would change is shown.")]
Language = Annotated[str, typer.Option("--language", "--lang", help="zh or en.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(rules, name="rules")


def _settings() -> "Settings":
    from bot.app.settings import read_settings

    return read_settings()


def _spoken(language: str) -> Literal["zh", "en"]:
    return "en" if (language or _settings().language) == "en" else "zh"


def _kept(work: "Callable[[Keeper, Store], Awaitable[T]]") -> "T":
    """Do something with the versions of a running installation."""
    from bot.app.attach import attached
    from bot.app.keeper import Keeper
    from bot.app.library import Library

    async def inner() -> "T":
        settings = _settings()
        async with attached(settings) as store:
            return await work(Keeper(Library(store), settings.rules), store)

    return asyncio.run(inner())


def _changes(changes: "Sequence[Change]", language: Literal["zh", "en"]) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(change) | {"text": change.render(language)} for change in changes]


@rules.command("show")
def show(
    room: Annotated[str, typer.Option(help="The room's id or name.")],
    platform: Annotated[str, typer.Option(help="Its platform.")] = "wechat",
    as_json: AsJson = False,
) -> None:
    """Show what finally applies to a room, every value with its origin. 查看某个群最终生效的规则。"""
    import bot.commands  # noqa: F401  # `handler: commands` is known then
    from bot.contract import Room
    from bot.rulebook import Loader, describe

    loaded = Loader(_settings().rules).load()
    here = Room(id=room, name=room)
    if not loaded.good:
        print("files with errors are left out here: `qunguan check` · 有错的文件没有列出", file=sys.stderr)
    if platform == "wechat" and not loaded.rulebook.room(platform, here).named:
        print(
            "no file names this room: nothing acts in it · 没有文件点名这个群，机器人不会动手",
            file=sys.stderr,
        )
    for row in describe(loaded, platform, here):
        if as_json:
            found = {"rule": row.rule, "key": row.key, "value": row.value, "origin": row.origin}
            print(json.dumps(found, ensure_ascii=False))
        else:
            print(f"{row.rule}.{row.key}: {row.value}    [{row.origin}]")


@rules.command("log")
def log(
    count: Annotated[int, typer.Option("--count", "-n", help="How many.", min=1)] = 20,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """List the versions of the rulebook, newest first: when, through which door, who, why. 规则的版本。"""
    from bot.app.librarian import described
    from bot.app.zones import local

    told = None if as_json else local(_settings().rules)
    for version in _kept(lambda keeper, _: keeper.library.versions(count)):
        zone = None if told is None else told(version.at, "").tzinfo
        print(version.model_dump_json() if as_json else described(version, _spoken(language), zone))


@rules.command("diff")
def diff(
    old: Annotated[int, typer.Argument(help="A version.")],
    new: Annotated[int | None, typer.Argument(help="Another; the one in force if not given.")] = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Show what is different between two versions, rule by rule. 对比两个版本。"""
    from bot.app.librarian import lines

    spoken = _spoken(language)
    changes = _kept(lambda keeper, _: keeper.difference(old, new))
    print(_dumped(_changes(changes, spoken)) if as_json else lines(changes, spoken, len(changes)))


def _dumped(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=str)


@rules.command("stats")
def stats(as_json: AsJson = False) -> None:
    """Show how often each rule held something against somebody, and was wrong. 每条规则处理和误判的次数。"""
    from bot.app.figures import figures

    found = _kept(lambda _, store: figures(store))
    if not found and not as_json:
        print("nothing was held against anybody so far · 还没有处理过谁")
    for one in found:
        share = f" ({one.wrong / one.cases:.0%})" if one.cases else ""
        counts = f"{one.cases} cases 处理, {one.wrong} taken back 误判{share}"
        print(one.model_dump_json() if as_json else f"{one.rule}: {counts}")


@rules.command("rollback")
def rollback(
    number: Annotated[int, typer.Argument(help="The version to go back to.")],
    yes: Yes = False,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Write the files of an earlier version again; without --yes only show the changes. 退回某个版本。"""
    from bot.app.audit import record
    from bot.app.librarian import files, lines
    from bot.app.library import Change

    spoken = _spoken(language)
    by = Change(at=datetime.now(UTC), door="rollback", who="console", why=f"rules rollback {number}")

    async def work(keeper: "Keeper", store: "Store") -> "Written":
        done = await keeper.roll_back(number, by if yes else None)
        if yes:
            await record(store, f"qunguan rules rollback {number} --yes", f"version {done.number}")
        return done

    written = _kept(work)
    if as_json:
        changes = _changes(written.changes, spoken)
        found = {
            "before": written.before,
            "version": written.number,
            "files": list(written.files),
            "deleted": sorted(written.gone),
        }
        print(_dumped(found | {"changes": changes, "written": yes and bool(written.files)}))
        return
    print(lines(written.changes, spoken, len(written.changes)))
    for name in files(written, spoken):
        print(f"  {name}")
    if written.files and not yes:
        print("nothing written yet: add --yes · 还没有写，加 --yes 执行", file=sys.stderr)
    elif written.files:
        print(f"version {written.number} 版本")


@rules.command("fmt")
def fmt(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders and files; the rules in use if none.")
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Bring rule files into the common layout, comments kept; without --yes only show how. 统一排版。"""
    from bot.app.rulefiles import RuleFiles
    from bot.contract import RulebookError
    from bot.rulebook import fmt as laid_out
    from bot.rulebook.files import preset_files, rule_files

    given = paths or [_settings().rules]
    wrong, written = False, list[str]()
    for file in [*rule_files(given), *preset_files(given)]:
        kept = RuleFiles(file)
        before = kept.text(file.name) or ""
        try:
            after = laid_out(before, str(file))
        except RulebookError as error:
            wrong = True
            print(error, file=sys.stderr)
            continue
        if as_json:
            changed = after != before
            print(json.dumps({"file": str(file), "changed": changed, "written": yes and changed}))
        elif after != before:
            print(str(file) if yes else _unified(before, after, str(file)))
        if yes and after != before:
            kept.write({file.name: after})
            written.append(str(file))
    if written:
        _note(f"qunguan rules fmt --yes {' '.join(written)}", "written")
    if wrong:
        raise typer.Exit(1)


def _note(words: str, result: str) -> None:
    """Write down what was done to files, if an installation runs here; files can be laid out without one."""
    from bot.app.audit import record
    from bot.contract import QunguanError

    with suppress(QunguanError):
        _kept(lambda _, store: record(store, words, result))


def _unified(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, f"{name} (fmt)", lineterm="")
    return "\n".join(lines)


@rules.command("try")
def try_(
    path: Annotated[Path, typer.Argument(help="The changed rule file, or a whole folder of them.")],
    since: Annotated[str, typer.Option(help="From how long ago on, at most 7d.")] = "7d",
    rule: Annotated[
        list[str] | None, typer.Option(help="Count only the hits of this rule, as if it were live.")
    ] = None,
    as_json: AsJson = False,
    language: Language = "",
) -> None:
    """Run changed rules over the last days' events and tell what would be different. 用最近的消息试规则。"""
    from bot.app.logs import set_up_logs
    from bot.app.trial import attempt, told

    set_up_logs("error")
    start = _ago(since)

    async def work(keeper: "Keeper", store: "Store") -> Any:
        from bot.app.library import load_from

        texts = await keeper.library.texts(await keeper.last())
        return await attempt(store, load_from(texts), _tried(path, texts, keeper.rules), start, rule or ())

    trial = _kept(work)
    print(trial.model_dump_json() if as_json else told(trial, _spoken(language)))


def _ago(since: str) -> datetime:
    from bot.contract import QunguanError, parse_span

    with suppress(ValueError):
        return datetime.now(UTC) - parse_span(since)
    raise QunguanError(f"--since {since!r} is no length of time: write 7d, 12h or 30m")


def _tried(path: Path, texts: dict[str, str], folder: Path) -> "Loaded":
    """Load a folder as it is, or the rules in force with one file in the place of its namesake."""
    from bot.app.library import load_from
    from bot.rulebook import BrokenRules, Loader, errors
    from bot.rulebook.nodes import Source
    from bot.rulebook.reading import read

    if path.is_dir():
        loaded = Loader(path).load()
    else:
        source = read(path, str(path))
        if not isinstance(source, Source):
            raise BrokenRules([source])
        inside = path.resolve().is_relative_to(folder.resolve())
        name = path.resolve().relative_to(folder.resolve()).as_posix() if inside else path.name
        loaded = load_from({**texts, name if name != "." else path.name: source.text})
    if wrong := errors(loaded.problems):
        raise BrokenRules(wrong)
    return loaded
