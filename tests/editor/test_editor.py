"""`schema.json` in a real editor's language server: it completes, explains, and finds what is wrong."""

from collections.abc import AsyncIterator
from pathlib import Path
from textwrap import dedent

import pytest
import pytest_asyncio

from tests.editor.language_server import LanguageServer

pytestmark = pytest.mark.asyncio(loop_scope="module")
RULES = Path(__file__).parents[2] / "rules"
HEAD = f"# yaml-language-server: $schema={(RULES / 'schema.json').as_uri()}\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor() -> AsyncIterator[LanguageServer]:
    """A language server."""
    async with LanguageServer() as server:
        yield server


def written(folder: Path, text: str) -> Path:
    """Write a rule file that names the schema, with a name of its own for each test."""
    path = folder / f"{folder.name}.yaml"
    path.write_text(HEAD + dedent(text), "utf-8")
    return path


async def test_the_shipped_rules_have_no_marks(editor: LanguageServer) -> None:
    """Nothing in `rules/` is underlined, presets too."""
    for file in sorted(RULES.rglob("*.yaml")):
        assert await editor.diagnostics(file) == [], file.name


async def test_everything_the_loader_takes_is_taken(editor: LanguageServer, tmp_path: Path) -> None:
    """Short forms, references, words that look like numbers, one item instead of a list."""
    path = written(
        tmp_path,
        """\
        version: 1
        rooms: {name: 妈妈*, size: "100-300", unless: {tag: [paused]}}
        staff: {owner: [007], on_duty: {name: 客服, from: "09:00", to: "21:00", members: [a]}}
        spare: {role: [owner], trust: ">= 3"}
        lists: {w: [a, 22:30]}
        rules:
          no-ads:
            handler: ads
            words: $w
            mode: shadow
            examples: {hit: ["加微信", {kind: link}], miss: 好}
            then:
              advert: [remove, {say: [a, b], once: per_member_per_day}, {task: {to: owner, text: x}}, warn]
              review: {mute: 10m}
          hello:
            handler: welcome
            gather: 30s
            say: $scripts.welcome
            later: [{day: 1, at: "20:00", say: 你好}]
          strikes: {handler: strikes, at: {3: warn}, within: 30d}
          check-in: {handler: check_in, words: [签到, 7], points: 5, streaks: {7: 20}}
          custom:
            handler: match
            match: {all: [{kind: link}, {not: {text: {any_of: [a]}}}]}
            then: {hit: stop}
        """,
    )
    assert await editor.diagnostics(path) == []


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("{handler: ads, wrods: [a]}", "wrods"),
        ("{handler: adss}", "Value is not accepted"),
        ("{handler: ads, then: {advert: {sya: hi}}}", "sya"),
        ("{handler: ads, handling: gentel}", "Value is not accepted"),
        ("{handler: ads, mode: loud}", "Value is not accepted"),
        ("{handler: check_in, window: {form: '09:00', to: '10:00'}}", "form"),
        ("{handler: match, then: {hit: stop}}", "match"),
    ],
)
async def test_what_is_wrong_is_underlined(
    editor: LanguageServer, tmp_path: Path, rule: str, word: str
) -> None:
    """Unknown keys, handlers, answers and choices, and what is missing."""
    marks = await editor.diagnostics(written(tmp_path, f"version: 1\nrules:\n  r: {rule}\n"))
    assert any(word in mark["message"] for mark in marks), marks


UNFINISHED = """\
version: 1
rules:
  r:
    handler: ads
    \x20
    mode:\x20
    then:
      advert:
        \x20

"""


async def test_keys_and_values_are_completed(editor: LanguageServer, tmp_path: Path) -> None:
    """The keys of a file, of a rule, of its handler; the modes and answers there are."""
    path = tmp_path / "unfinished.yaml"
    path.write_text(HEAD + UNFINISHED, "utf-8")
    await editor.diagnostics(path)
    assert {"words", "handling", "spare"} <= await editor.completions(path, 5, 4)
    assert {"off", "shadow", "live"} <= await editor.completions(path, 6, 10)
    assert {"say", "remove", "task"} <= await editor.completions(path, 9, 8)
    top = written(tmp_path, "version: 1\n\n")
    await editor.diagnostics(top)
    assert {"timezone", "rooms", "extends"} <= await editor.completions(top, 2, 0)


async def test_keys_are_explained_in_both_languages(editor: LanguageServer, tmp_path: Path) -> None:
    """Hovering over a key shows what it is for."""
    text = "version: 1\ntimezone: Asia/Shanghai\nrules:\n  r:\n    handler: ads\n    mode: off\n"
    path = written(tmp_path, text)
    await editor.diagnostics(path)
    assert "时区" in await editor.hover(path, 2, 2)
    assert "time zone" in await editor.hover(path, 2, 2)
    assert "只记录" in await editor.hover(path, 6, 5)
