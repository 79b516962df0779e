"""Loading: files become rules; what was written stays as written."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.contract import Member, Mode, Points, Remove, Role, Room, Say, Standing, Strike, Task
from bot.rulebook import BrokenRules, Loader, Rulebook, load
from tests.rulebook.conftest import Greet, Spam, Write

ROOM = Room(id="007", name="妈妈好物群", members=120)


def rules(write: Write, text: str) -> Rulebook:
    """Load one file."""
    return load(write(text).parent)


def test_a_rule_has_its_settings_answers_and_origin(write: Write) -> None:
    """Everything a rule says arrives, typed; what it does not say is the handler's default."""
    path = write(
        """\
version: 1
rules:
  no-ads:
    handler: spam
    words: [加微信, no, 007, 22:30, on]
    within: 2h
    opens: 22:30
    least: 3
    strict: yes
    streaks: {7: 20, 30: 100}
    allow: {domains: [a.com]}
    then:
      review: [{say: "{{ score }}", once: per_member_per_day}, {points: 5}, remove]
"""
    )
    (rule,) = load(path).rules
    assert isinstance(rule.handler, Spam)
    assert rule.handler.words == ("加微信", "no", "007", "22:30", "on")
    assert rule.handler.within == timedelta(hours=2)
    assert rule.handler.opens == time(22, 30)
    assert (rule.handler.least, rule.handler.strict, rule.handler.streaks) == (3, True, {7: 20, 30: 100})
    assert rule.handler.allow.domains == {"a.com"}
    assert rule.then["review"] == (Say("{{ score }}", once="per_member_per_day"), Points(5), Remove())
    assert rule.then["advert"] == (Say("{{ member.name }}!"),)
    assert rule.origin == f"{path}:4"
    assert rule.mode is Mode.live
    assert rule.timezone == ZoneInfo("Asia/Shanghai")


def test_answers_may_be_written_in_every_form(write: Write) -> None:
    """A bare verb, a value, a mapping, variants, one answer without a list."""
    (rule,) = rules(
        write,
        """\
version: 1
rules:
  r:
    handler: spam
    then:
      review: {say: [一, 二]}
      advert:
        - remove: {}
        - remove:
        - task: {to: owner, text: 请看}
        - task: 请看
          to: wxid_1
""",
    ).rules
    assert rule.then["review"] == (Say(("一", "二")),)
    assert rule.then["advert"] == (Remove(), Remove(), Task("请看", to="owner"), Task("请看", to="wxid_1"))


def test_short_answers_stand_for_others(write: Write) -> None:
    """A warning is a strike with a word, an alert a task for the staff."""
    (rule,) = rules(
        write,
        "version: 1\nrules:\n  r:\n    handler: spam\n    then:\n"
        "      review: [warn, {warn: 别发广告, count: 2}]\n      advert: {alert: 来看一下}\n",
    ).rules
    one, _, two, text = rule.then["review"]
    assert (one, two, text) == (Strike(1), Strike(2), Say("别发广告"))
    assert rule.then["advert"] == (Task("来看一下", to="moderator"),)


def test_a_rule_that_is_off_closes_no_circle(write: Write) -> None:
    """Switching one of its rules off is one way to mend it."""
    text = "version: 1\nrules:\n  a: {{handler: tally, mode: {0}, then: {{counted: {{strike: 1}}}}}}\n"
    with pytest.raises(BrokenRules, match=r"a \(main.yaml:3\) → a"):
        rules(write, text.format("shadow"))
    assert rules(write, text.format("off")).rules


def test_tags_trust_and_points_spare_by_standing(write: Write) -> None:
    """What a member has earned is looked up when it matters, and only if a rule asks."""
    asked, plain = rules(
        write,
        "version: 1\nrules:\n  a: {handler: spam, spare: {tag: vip, trust: '>= 3', points: 500}}\n"
        "  b: {handler: spam, spare: {role: helper}}\n",
    ).rules
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert plain.spares_standing is None
    assert asked.spares_standing is not None
    spared = [Standing(tags=frozenset({"vip"})), Standing(points=200), Standing(points=500)]
    assert [asked.spares_standing(standing, now) for standing in [*spared, Standing(points=60)]] == [
        True, True, True, False,
    ]  # fmt: skip


def test_lists_and_scripts_are_said_once(write: Write) -> None:
    """`$name` stands for a list, alone or among other items; `$scripts.x` for the scene's variants."""
    book = rules(
        write,
        """\
version: 1
scene: flash_group
lists: {ad_words: [返利, 刷单], more: [$ad_words, 日结]}
scripts:
  welcome:
    existing_group: {warm: ["欢迎 {{ names }}"]}
    flash_group: {urgent: ["{{ names }} 开抢!", "{{ names }} 快!"]}
rules:
  a: {handler: spam, words: $ad_words}
  b: {handler: spam, words: [兼职, $more]}
  c: {handler: greet, say: $scripts.welcome}
  d: {handler: greet, say: $scripts.welcome.existing_group.warm}
  e: {handler: greet, say: $scripts.welcome, scene: existing_group}
""",
    )
    a, b, c, d, e = (rule.handler for rule in book.rules)
    assert isinstance(a, Spam)
    assert isinstance(b, Spam)
    assert a.words == ("返利", "刷单")
    assert b.words == ("兼职", "返利", "刷单", "日结")
    assert [handler.say for handler in (c, d, e) if isinstance(handler, Greet)] == [
        ("{{ names }} 开抢!", "{{ names }} 快!"),
        ("欢迎 {{ names }}",),
        ("欢迎 {{ names }}",),
    ]


def test_the_more_careful_mode_of_file_and_rule_holds(write: Write) -> None:
    """A file in shadow has no live rule, and a rule that is off stays off."""
    book = rules(
        write,
        "version: 1\nmode: shadow\nrules:\n  a: {handler: spam, mode: live}\n"
        "  b: {handler: spam, mode: off}\n  c: {handler: spam}\n",
    )
    assert [rule.mode for rule in book.rules] == [Mode.shadow, Mode.off, Mode.shadow]


def test_rooms_of_file_and_rule_must_both_hold(write: Write) -> None:
    """A rule narrows its file's rooms; a rule without rooms names none."""
    write(
        "version: 1\nrooms: {name: 妈妈*}\nrules:\n  a: {handler: spam}\n"
        "  b: {handler: spam, rooms: {id: 008}}\n"
    )
    book = load(write("", "b.yaml").parent)
    assert [rule.id for rule in book.room("wechat", ROOM).rules] == ["a"]
    assert all(rule.named for rule in book.rules)


def test_without_rooms_a_rule_is_everywhere_but_named_nowhere(write: Write) -> None:
    """The engine keeps it silent on a real platform."""
    (rule,) = rules(write, "version: 1\nrules:\n  a: {handler: spam}\n").rules
    assert rule.covers("wechat", ROOM)
    assert not rule.named


def test_staff_and_spare_are_said_once_per_file(write: Write) -> None:
    """Every rule of the file knows who is staff and who is spared; staff always are."""
    (rule,) = rules(
        write,
        """\
version: 1
staff:
  owner: [wxid_jessie]
  moderator: wxid_aaron
  on_duty: {name: 客服, from: "09:00", to: "21:00", members: [wxid_kf1]}
spare: {role: [helper], id: vip}
rules:
  a: {handler: spam, spare: {id: [rule_vip]}}
""",
    ).rules
    assert rule.staff == {"wxid_jessie": Role.owner, "wxid_aaron": Role.moderator}
    spared = [Member(id="vip"), Member(id="rule_vip")]
    assert all(rule.spares(member, Role.member) for member in spared)
    assert rule.spares(Member(id="x"), Role.helper)
    assert rule.spares(Member(id="x"), Role.moderator)
    assert not rule.spares(Member(id="x"), Role.partner)


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
