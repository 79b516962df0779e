"""Several files: their order, presets underneath, lists beside them, and what a broken one does to others."""

from zoneinfo import ZoneInfo

import pytest

from bot.contract import Member, Role, Room
from bot.rulebook import BrokenRules, Loader, load
from tests.rulebook.conftest import Spam, Write

ROOM = Room(id="007", name="妈妈好物群", members=120)


def test_staff_of_a_file_without_rules_is_staff_all_the_same(write: Write) -> None:
    """In the rooms of that file, whichever file the rules come from; a change of it is a change."""
    staff = "version: 1\nrooms: {id: '007'}\nstaff: {moderator: %s}\n"
    write(staff % "aaron", "00-staff.yaml")
    folder = write("version: 1\nrules:\n  a: {handler: spam}\n", "10-rules.yaml").parent
    loader = Loader(folder)
    first = loader.load().rulebook
    assert first.room("wechat", ROOM).role(Member(id="aaron")) is Role.moderator
    assert first.room("wechat", Room(id="008")).role(Member(id="aaron")) is Role.member
    write(staff % "betty", "00-staff.yaml")
    second = loader.load().rulebook
    assert second.version == first.version + 1
    assert second.room("wechat", ROOM).role(Member(id="aaron")) is Role.member


def test_files_run_in_the_order_of_their_names(write: Write) -> None:
    """And a rule id given twice for a room is the last one's."""
    write("version: 1\nrules:\n  one: {handler: spam, words: [b]}\n  two: {handler: spam}\n", "20-b.yaml")
    path = write("version: 1\nrules:\n  one: {handler: spam, words: [a]}\n", "10-a.yaml")
    book = load(path.parent)
    assert [rule.id for rule in book.rules] == ["one", "one", "two"]
    binding = book.room("wechat", ROOM)
    assert [rule.id for rule in binding.rules] == ["one", "two"]
    handler = binding.rules[0].handler
    assert isinstance(handler, Spam)
    assert handler.words == ("b",)


def test_a_preset_is_overridden_by_rule_id_and_key(write: Write) -> None:
    """What the file does not say stays the preset's; another handler replaces the rule whole."""
    write(
        """\
version: 1
timezone: Asia/Tokyo
spare: {role: helper}
lists: {w: [预设]}
rules:
  a: {handler: spam, words: $w, least: 2}
  b: {handler: spam}
""",
        "presets/base.yaml",
    )
    path = write(
        """\
version: 1
extends: presets/base
lists: {w: [自己的]}
rules:
  a: {least: 5}
  b: {handler: custom, then: {hit: stop}}
"""
    )
    a, b = load(path.parent).rules
    assert isinstance(a.handler, Spam)
    assert (a.handler.words, a.handler.least) == (("自己的",), 5)
    assert a.timezone == ZoneInfo("Asia/Tokyo")
    assert a.spares(Member(id="x"), Role.helper)
    assert b.handler.name == ""
    assert set(b.then) == {"hit"}


def test_word_lists_and_scripts_may_lie_in_files_of_their_own(write: Write) -> None:
    """YAML with `lists` and `scripts`, or plain text with a word a line."""
    write("# comment\n加微信\n#hashtag\n\n返利\n", "lists/ads.txt")
    write("lists: {more: [日结]}\n", "lists/more.yaml")
    path = write(
        "version: 1\ninclude: [lists/ads.txt, lists/more]\n"
        "rules:\n  a: {handler: spam, words: [$ads, $more]}\n"
    )
    (rule,) = load(path.parent).rules
    assert isinstance(rule.handler, Spam)
    assert rule.handler.words == ("加微信", "#hashtag", "返利", "日结")


def test_an_included_file_holds_no_rules(write: Write) -> None:
    """Nor a header: it is a library, and says so where it is wrong."""
    write("version: 1\nrules: {}\n", "lists/more.yaml")
    path = write("version: 1\ninclude: lists/more\n")
    with pytest.raises(BrokenRules, match=r"more\.yaml:2:1: .*rules；改成: # rules"):
        load(path.parent)


def test_all_problems_of_all_files_come_at_once(write: Write) -> None:
    """One run tells everything, each with its file."""
    write("version: 1\nrules:\n  a: {handler: spm}\n  b: {handler: spam, least: x}\n", "a.yaml")
    path = write("version: 1\nrules:\n  c: {handler: spam, wrods: [a]}\n", "b.yaml")
    with pytest.raises(BrokenRules) as refused:
        load(path.parent)
    found = [(problem.rule, problem.code, problem.file[-6:]) for problem in refused.value.problems]
    assert found == [
        ("a", "unknown_name", "a.yaml"),
        ("b", "wrong_value", "a.yaml"),
        ("c", "unknown_name", "b.yaml"),
    ]


def test_a_broken_file_leaves_its_own_last_good_state(write: Write) -> None:
    """The other files go on changing."""
    good = "version: 1\nrules:\n  a: {handler: spam, words: [old]}\n"
    write(good, "a.yaml")
    path = write("version: 1\nrules:\n  b: {handler: spam, words: [old]}\n", "b.yaml")
    loader = Loader(path.parent)
    first = loader.load()
    assert first.good
    assert loader.load().rulebook is first.rulebook
    write("version: 1\nrules:\n  a: {handler: spam, words: [broken}\n", "a.yaml")
    write("version: 1\nrules:\n  b: {handler: spam, words: [new]}\n", "b.yaml")
    second = loader.load()
    words = {rule.id: rule.handler.words for rule in second.rulebook.rules if isinstance(rule.handler, Spam)}
    assert words == {"a": ("old",), "b": ("new",)}
    assert [name[-6:] for name in second.stale] == ["a.yaml"]
    assert second.rulebook.version == first.rulebook.version + 1
    write(good.replace("old", "mended"), "a.yaml")
    third = loader.load()
    assert third.good
    assert not third.stale


def test_a_missing_or_empty_folder_is_a_clear_error(write: Write) -> None:
    """Nothing to load is never taken for "no rules wanted"."""
    folder = write("x", "notes.md").parent
    with pytest.raises(BrokenRules, match=r"没有规则文件"):
        load(folder)
    with pytest.raises(BrokenRules, match=r"找不到"):
        load(folder / "nowhere")


LOOPS = """\
version: 1
rooms: {rooms}
rules:
  {id}: {{handler: {handler}, then: {{{outcome}: {{{verb}}}}}}}
"""
STRIKES = {"id": "a", "handler": "tally", "outcome": "counted", "verb": "tag: bad"}
TAGS = {"id": "b", "handler": "ladder", "outcome": "climbed", "verb": "strike: 1"}


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("{name: 妈妈*}", "{name: '*好物群'}", True),
        ("{name: 妈妈*}", "{name: 爸爸*}", False),
        ("{name: 妈妈一群}", "{name: [爸爸*, '妈妈?群']}", True),
        ("{name: 妈妈一群}", "{name: 妈妈二群}", False),
        ("{id: [r1, r2]}", "{id: r2}", True),
        ("{id: r1}", "{id: r2}", False),
        ("{id: r1}", "{name: 爸爸*}", True),
        ("{id: r1, size: '< 100'}", "{id: r1, size: '>= 100'}", False),
        ("{id: r1, size: '< 100'}", "{id: r1, size: '90-200'}", True),
        ("{id: r1, platform: wechat}", "{id: r1, platform: playground}", False),
        ("{tag: x}", "{tag: y}", True),
        ("{name: 'a*一'}", "{name: 'a*二'}", False),
    ],
)
def test_a_circle_is_refused_wherever_its_rules_may_meet(
    write: Write, one: str, other: str, meet: bool
) -> None:
    """Strikes that tag in one file, tags that strike in another: the last is refused, the first stays."""
    write(LOOPS.format(rooms=one, **STRIKES), "a.yaml")
    folder = write(LOOPS.format(rooms=other, **TAGS), "b.yaml").parent
    loaded = Loader(folder).load()
    loops = [problem for problem in loaded.problems if problem.code == "rule_loop"]
    assert len(loops) == meet
    assert [rule.id for rule in loaded.rulebook.rules] == (["a"] if meet else ["a", "b"])
    if meet:
        assert loops[0].file.endswith("b.yaml")
        assert "b (b.yaml:4) → a (a.yaml:4) → b (b.yaml:4)" in loops[0].message("en")
        assert [name[-6:] for name in loaded.stale] == ["b.yaml"]


def test_what_closed_a_circle_keeps_its_last_good_state(write: Write) -> None:
    """Until it is mended; then it is in force again, and nothing has to be started anew."""
    calm = LOOPS.format(rooms="{id: r1}", **{**TAGS, "verb": "say: hm"})
    write(LOOPS.format(rooms="{id: r1}", **STRIKES), "a.yaml")
    folder = write(calm, "b.yaml").parent
    loader = Loader(folder)
    good = loader.load()
    assert good.good
    write(LOOPS.format(rooms="{id: r1}", **TAGS), "b.yaml")
    kept = loader.load()
    assert not kept.good
    assert kept.rulebook is good.rulebook
    write(LOOPS.format(rooms="{id: r1}", **{**TAGS, "verb": "say: hey"}), "b.yaml")
    assert loader.load().good


def test_a_quick_timer_closes_a_circle_and_a_slow_one_is_a_clock(write: Write) -> None:
    """Rules that set each other off every minute or more are meant to; a timer that nobody heeds is told."""
    text = "version: 1\nrules:\n  a: {{handler: bell, then: {{rung: {{timer: again, after: {0}}}}}}}\n"
    with pytest.raises(BrokenRules, match=r"a \(main.yaml:3\) → a"):
        load(write(text.format("59s")).parent)
    assert load(write(text.format("1m")).parent).rules
    loaded = Loader(write(text.replace("bell", "custom").replace("rung", "hit").format("1m")).parent).load()
    assert [(problem.code, problem.severity) for problem in loaded.problems] == [("timer_unheard", "warning")]
