"""Versions of the rulebook: numbered once for all processes, whole, and not for ever."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.app.library import Change, Library, Overtaken, inside, load_from, unpacked
from bot.contract import RulebookError
from bot.store import Store

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY = Change(at=NOW)


async def test_a_content_gets_a_number_once(store: Store) -> None:
    """The same content again, from whichever process, is the same version; another is the next one."""
    here, there = Library(store), Library(store)
    assert await here.accept({"a.yaml": "x: 1\n"}, BY) == 1
    assert await there.accept({"a.yaml": "x: 1\n"}, BY) == 1
    assert await there.accept({"a.yaml": "x: 2\n"}, BY) == 2
    assert await here.accept({"a.yaml": "x: 1\n"}, BY) == 3
    assert [version.number for version in await here.versions()] == [3, 2, 1]


async def test_processes_that_start_together_agree(store: Store) -> None:
    """Ten that load the same files at once all hold version 1."""
    numbers = await asyncio.gather(*(Library(store).accept({"a.yaml": "x"}, BY) for _ in range(10)))
    assert set(numbers) == {1}


async def test_a_version_tells_who_when_why_and_what(store: Store) -> None:
    """Texts are kept whole, in any script; the door tells how they came in."""
    library = Library(store)
    assert await library.last() is None
    texts = {"群规.yaml": "词: [返利]\n", "lists/ads.yaml": "[]", "copy.yaml": "[]"}
    by = Change(at=NOW, door="command", who="wxid_jessie", why="/规则 关 no-ads")
    number = await library.accept(texts, by)
    version = await library.last()
    assert version is not None
    assert (version.number, version.door, version.who, version.why, version.at) == (
        number, "command", "wxid_jessie", "/规则 关 no-ads", NOW,
    )  # fmt: skip
    assert await library.texts(version) == texts


async def test_an_edit_of_an_overtaken_version_is_refused(store: Store) -> None:
    """What must follow version 1 finds version 2 there, and nothing is written."""
    library = Library(store)
    with pytest.raises(Overtaken):
        await library.accept({"a.yaml": "0"}, BY, after=7)
    await library.accept({"a.yaml": "1"}, BY)
    assert await library.accept({"a.yaml": "2"}, BY, after=1) == 2
    with pytest.raises(Overtaken, match="version 2"):
        await library.accept({"a.yaml": "3"}, BY, after=1)
    assert len(await library.versions()) == 2


async def test_only_the_last_versions_are_kept_with_the_texts_they_need(store: Store) -> None:
    """An old version goes with the texts nobody else has; a text that is still in use stays."""
    library = Library(store, most=3)
    for n in range(6):
        await library.accept({"a.yaml": f"{n}", "same.yaml": "same"}, BY)
    assert [version.number for version in await library.versions()] == [6, 5, 4]
    assert await library.texts(await library.version(4)) == {"a.yaml": "3", "same.yaml": "same"}
    assert await store.client.hlen(store.keys.fleet("rulebook", "texts")) == 4
    with pytest.raises(RulebookError, match="no version 2; kept: 4 to 6"):
        await library.version(2)


def test_a_content_loads_as_it_would_from_its_folder() -> None:
    """With its presets; what would lie outside the folder is left out; problems name files as they are."""
    files = {"main.yaml": "version: 1\nrules: {a: {handler: nobody}}\n", "../evil.yaml": "", "/abs.yaml": ""}
    loaded = load_from(files)
    assert [problem.file for problem in loaded.problems] == ["main.yaml"]
    with unpacked(files) as root:
        assert [path.name for path in root.rglob("*")] == ["main.yaml"]
    assert not root.exists()
    assert inside("presets/retail.yaml")
