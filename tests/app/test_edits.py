"""What an edit makes of a file: presets underneath, lists from elsewhere, several files, strange bytes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.edits import NoSuchRule, changed
from bot.app.keeper import Keeper
from bot.app.librarian import described, files, lines, refusal, told
from bot.app.library import Change, Library, Version, load_from
from bot.app.rulefiles import RuleFiles
from bot.commands.edits import Request
from bot.contract import Member, Mode, Room, RulebookError
from bot.rulebook import EditRefused, Loader
from bot.store import Store

JESSIE = Member(id="wxid_jessie")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRESET = """\
version: 1
lists: {bad: [返利, 刷单]}
rules:
  no-ads: {handler: match, match: {text: [返利, 刷单]}, then: {hit: [warn]}}
"""
OWN = """\
version: 1
extends: [presets/ours]
rules:
  hello: {handler: match, match: {text: 你好}, then: {hit: [warn]}}
"""
FILES = {"main.yaml": OWN, "presets/ours.yaml": PRESET}


def ask(do: str, rule: str, files: Mapping[str, str] = FILES, **more: object) -> dict[str, str]:
    """Return the files after a request."""
    request = Request.model_validate({"do": do, "rule": rule, "by": JESSIE, **more})
    change = changed(request, load_from(files), files, "replay", Room(id="r1", name="妈妈好物群"))
    assert load_from({**files, change.file: change.text}).good
    return {**files, change.file: change.text}


def test_a_presets_rule_is_changed_in_the_file_that_extends_it() -> None:
    """The preset stays as it is for all others."""
    after = ask("mode", "no-ads", value="off")
    assert after["presets/ours.yaml"] == PRESET
    assert after["main.yaml"] == f"{OWN}  no-ads: {{mode: off}}\n"


def test_a_word_added_to_a_presets_rule_keeps_the_presets_words() -> None:
    """What a file says takes the preset's place key by key, so all that is under the key comes along."""
    after = ask("add", "no-ads", words=["日结"])
    assert after["main.yaml"].endswith("  no-ads: {match: {text: [返利, 刷单, 日结]}}\n")
    again = ask("add", "no-ads", after, words=["日结", "兼职"])
    assert again["main.yaml"].endswith("  no-ads: {match: {text: [返利, 刷单, 日结, 兼职]}}\n")


def test_words_of_a_list_from_elsewhere_are_added_behind_it() -> None:
    """The list is still named, so what is added there later counts, too."""
    own = OWN.replace("text: 你好", "text: $bad")
    after = ask("add", "hello", {**FILES, "main.yaml": own}, words=["日结"])
    assert "text: [$bad, 日结]" in after["main.yaml"]


def test_a_handlers_own_words_are_its_words() -> None:
    """Those it has by itself stay."""
    rules = "  ads: {handler: ads, words: [返利]}\n  day: {handler: check_in}\n"
    files = {"main.yaml": f"version: 1\nrules:\n{rules}"}
    assert "words: [返利, 刷单]" in ask("add", "ads", files, words=["刷单"])["main.yaml"]
    after = ask("add", "day", files, words=["报到"])["main.yaml"]
    assert "day: {handler: check_in, words: [打卡, 签到, 报到]}" in after


ADS = {"main.yaml": "version: 1\nrules:\n  ads: {handler: ads, words: [返利]}\n"}


@pytest.mark.parametrize(
    ("key", "typed", "written"),
    [
        ("queue", "{within: 2h}", "queue: {within: 2h}"),
        ("queue", "｛within：2h，then：advert｝", "queue: {within: 2h, then: advert}"),
        ("chain", "{lines: ['哇，有人发广告：', +1]}", "lines: ['哇，有人发广告：', \"+1\"]}"),
        ("allow.domains", "［a.com，b.com］", "allow: {domains: [a.com, b.com]}"),
        ("fine.text", "{{ member.name }} 发红包", 'text: "{{ member.name }} 发红包"'),
    ],
)
def test_a_mapping_is_typed_on_one_line(key: str, typed: str, written: str) -> None:
    """As a telephone writes it, too; a list stays a list, and a template a text."""
    after = ask("set", "ads", ADS, key=key, value=typed)["main.yaml"]
    assert written.replace("'", '"') in after.replace("'", '"')


def test_a_mapping_takes_the_place_of_a_block_and_its_parts_can_be_set() -> None:
    """What stood below the key is gone; one key of it is changed by its path."""
    files = {"main.yaml": "version: 1\nrules:\n  ads:\n    handler: ads\n    queue:\n      within: 3h\n"}
    after = ask("set", "ads", files, key="queue", value="{within: 2h, then: clear}")
    assert "    queue: {within: 2h, then: clear}" in after["main.yaml"]
    again = ask("set", "ads", after, key="queue.within", value="4h")
    assert "    queue: {within: 4h, then: clear}" in again["main.yaml"]


@pytest.mark.parametrize("typed", ["{within}", "{within: [2h}", "{within：}", "[{day: 1}, {]"])
def test_a_mapping_that_cannot_be_read_says_how_to_write_one(typed: str) -> None:
    """In both languages, and nothing is changed."""
    with pytest.raises(RulebookError, match=r"看不懂.*cannot be read; write it as \{within: 2h"):
        ask("set", "ads", ADS, key="queue", value=typed)


def test_a_rule_without_words_says_so() -> None:
    """Nothing is guessed."""
    files = {"main.yaml": "version: 1\nrules:\n  three: {handler: strikes, at: {3: warn}}\n"}
    with pytest.raises(RulebookError, match="no list of words"):
        ask("add", "three", files, words=["x"])


def test_a_rule_of_another_room_is_no_rule_here() -> None:
    """It is not edited by mistake, nor made a second time."""
    other = OWN.replace("hello", "elsewhere").replace("rules:", "rooms: {id: [r2]}\nrules:")
    files = {**FILES, "other.yaml": other}
    for do in ("mode", "add"):
        with pytest.raises(NoSuchRule):
            ask(do, "elsewhere", files, value="off", words=["x"])


def test_files_keep_their_line_ends_their_mark_and_their_rights(tmp_path: Path) -> None:
    """An editor on Windows sees the same file as before."""
    path = tmp_path / "main.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    path.chmod(0o640)
    files = RuleFiles(tmp_path)
    assert files.text("main.yaml") == "a: 1\nb: 2\n"
    files.write({"main.yaml": "a: 1\nb: 3\n", "sub/new.yaml": "c: 1\n"})
    assert path.read_bytes() == b"\xef\xbb\xbfa: 1\r\nb: 3\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert files.texts({"sub/new.yaml": 1, "none.yaml": 1}) == {"sub/new.yaml": "c: 1\n"}
    files.write({"sub/new.yaml": None})
    assert files.text("sub/new.yaml") is None
    with pytest.raises(RulebookError, match="outside"):
        files.write({"../x.yaml": ""})


async def test_going_back_brings_files_back_and_takes_new_ones_away(store: Store, tmp_path: Path) -> None:
    """A dry run tells the same and writes nothing; a file changed by hand since then refuses it."""
    (tmp_path / "a.yaml").write_text(OWN.replace("extends: [presets/ours]\n", ""), "utf-8")
    (tmp_path / "b.yaml").write_text(PRESET, "utf-8")
    library = Library(store)
    keeper, loader = Keeper(library, tmp_path), Loader(tmp_path)
    await library.accept(loader.load().sources, Change(at=NOW))
    (tmp_path / "b.yaml").unlink()
    (tmp_path / "c.yaml").write_text(PRESET.replace("no-ads", "new"), "utf-8")
    await library.accept(loader.load().sources, Change(at=NOW))

    dry = await keeper.roll_back(1, None)
    assert (dry.before, dry.number, sorted(dry.files)) == (2, 2, ["b.yaml", "c.yaml"])
    assert not (tmp_path / "b.yaml").exists()
    assert sorted(files(dry, "zh")) == ["b.yaml", "c.yaml（删除）"]
    assert lines(dry.changes, "en").splitlines() == ["rule new removed", "rule no-ads added"]

    (tmp_path / "c.yaml").write_text("# mine\n" + PRESET, "utf-8")
    with pytest.raises(EditRefused) as refused:
        await keeper.roll_back(1, Change(at=NOW))
    assert refusal(refused.value, "en").startswith("Nothing was changed: c.yaml was changed in between.")
    assert "+# mine" in refusal(refused.value, "zh")
    (tmp_path / "c.yaml").write_text(PRESET.replace("no-ads", "new"), "utf-8")

    done = await keeper.roll_back(1, Change(at=NOW, door="rollback"))
    assert done.number == 3
    assert ((tmp_path / "b.yaml").exists(), (tmp_path / "c.yaml").exists()) == (True, False)
    assert loader.load().sources == await library.texts(await library.version(1))


async def test_before_anything_ran_there_is_no_version(store: Store, tmp_path: Path) -> None:
    """And that is said, with what to do."""
    with pytest.raises(RulebookError, match="qunguan run"):
        await Keeper(Library(store), tmp_path).last()


async def test_what_is_told_is_told_in_both_languages(store: Store, tmp_path: Path) -> None:
    """Versions, changes, and that nothing changed."""
    version = Version(at=NOW, number=3, door="cli", who="console", why="rules rollback 1", files={})
    at = "2026-03-02 09:00"
    assert described(version, "en", UTC) == f"version 3 · {at} · command line · console · rules rollback 1"
    assert described(version, "zh", UTC) == f"版本 3 · {at} · 命令行 · console · rules rollback 1"
    (tmp_path / "main.yaml").write_text(OWN.replace("extends: [presets/ours]\n", ""), "utf-8")
    library, keeper = Library(store), Keeper(Library(store), tmp_path)
    await library.accept(Loader(tmp_path).load().sources, Change(at=NOW))
    request = Request(do="mode", rule="hello", value="off", by=JESSIE)
    proposal = await keeper.propose(request, "replay", Room(id="r1"))
    written = await keeper.carry_out(proposal, Change(at=NOW, door="cli"))
    assert told(written, "en") == (
        "Done:\nrule hello, mode: - → off\nmain.yaml · version 2, in force within a second."
        " Undo: /rules rollback 1"
    )
    same = await keeper.carry_out(await keeper.propose(request, "replay", Room(id="r1")), Change(at=NOW))
    assert told(same, "en") == "It is like that already; nothing was changed."
    with pytest.raises(RulebookError, match="刚好有人也在改"):
        await keeper.carry_out(proposal, Change(at=NOW))


async def test_an_edit_reads_only_its_own_file_anew(store: Store, tmp_path: Path) -> None:
    """With a loader at hand the other files stay as they are loaded; the answer is the same as without."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(PRESET.replace("no-ads", f"rule-{name}"), "utf-8")
    library, loader = Library(store), Loader(tmp_path)
    before = loader.load()
    await library.accept(before.sources, Change(at=NOW))
    request = Request(do="mode", rule="rule-a", value="off", by=Member(id="u1"))
    fast = await Keeper(library, tmp_path, loader).propose(request, "replay", Room(id="r1"))
    slow = await Keeper(library, tmp_path).propose(request, "replay", Room(id="r1"))
    assert fast.new == slow.new
    assert fast.changes == slow.changes
    drafts = {draft.rule.id: draft for draft in before.drafts}
    again = {draft.rule.id: draft for draft in fast.loaded.drafts}
    assert again["rule-b"] is drafts["rule-b"]
    assert again["rule-a"].rule.mode is Mode.off
    assert drafts["rule-a"].rule.mode is not Mode.off
    assert loader.loaded is before, "nothing is in force before it is written"
