"""Loading: files become rules; what was written stays as written."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.contract import Member, Mode, Points, Remove, Role, Room, Say, Standing, Strike, Task
from bot.rulebook import BrokenRules, Rulebook, load
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
