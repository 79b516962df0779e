"""Adding is never laxer: a rule or a switch more, through the whole engine, on whatever is said.

Save through `unless`, `allow`, `spare` (`softer_for` is one), which are there to make it so, and `stop`,
which says so: it ends the turn for the rules below (ARCHITECTURE, 9).
The verdict is what is held against the member: a warning, a strike, a debt, a removal, a person asked about
them. What a rule only says (`say` of a `match` rule) is talk.
"""

from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app.rules import with_commands
from bot.contract import (
    Contact,
    Do,
    Event,
    Kind,
    Link,
    MiniProgram,
    Mode,
    PointsChanged,
    StrikeGiven,
    TagChanged,
)
from bot.rulebook import load
from bot.rulebook.flow import flow
from bot.testing import Chat

SEVERITY = {
    "": 0,
    "say": 1,
    "task": 1,
    "direct": 1,
    "strike": 2,
    "tag": 2,
    "points": 2,
    "recall": 3,
    "mute": 4,
    "remove": 5,
}
"""What is done about a message → how hard that is on its member."""
ANSWERS: list[Any] = [
    {"say": "hm"}, {"strike": 1}, "warn", "recall", {"mute": "10m"}, {"remove": {}},
    {"fine": {"text": "红包", "within": "10m"}}, {"points": -5}, {"tag": "seen"},
    {"timer": "later", "after": "1h"},
]  # fmt: skip
CONDITIONS: list[dict[str, Any]] = [
    {"text": ["返利", "加微信"]}, {"text": {"regex": ["日赚\\d+"]}}, {"links": True}, {"contacts": True},
    {"kind": "mini_program"}, {"text": {"length": ">= 12"}},
    {"all": [{"text": "日结"}, {"not": {"links": True}}]},
    {"any": [{"kind": "contact"}, {"text": "兼职"}]}, {"rate": {"times": 2, "within": "1h"}},
]  # fmt: skip


def _each_once(answers: list[Any]) -> list[Any]:
    return [answer for n, answer in enumerate(answers) if answer not in answers[:n]]


MATCHES = st.fixed_dictionaries(
    {
        "handler": st.just("match"),
        "match": st.sampled_from(CONDITIONS),
        "then": st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3).map(
            lambda answers: {"hit": _each_once(answers)}
        ),
    },
    optional={"mode": st.sampled_from(["live", "live", "shadow", "off"])},
)
SWITCHES: dict[str, st.SearchStrategy[Any]] = {
    "words": st.lists(st.sampled_from(["返利", "日结", "福利"]), min_size=1, max_size=2, unique=True),
    "deny": st.just({"domains": ["bad.cn"]}),
    "recall": st.just("true"),
    "limits": st.just({"review": 0.3, "act": 0.6}),
    "handling": st.sampled_from(["gentle", "neutral", "violent"]),
    "fine": st.fixed_dictionaries(
        {"within": st.sampled_from(["10m", "2h"])}, optional={"remind": st.just("false")}
    ),
    "queue": st.fixed_dictionaries({"within": st.just("1h"), "then": st.sampled_from(["clear", "advert"])}),
    "ladder": st.sampled_from([{1: "gentle", 2: "neutral"}, {1: "violent"}, {3: "violent"}]),
    "chain": st.just({"lines": ["哇"], "every": "20s"}),
    "follow_up": st.just({"after": "1h"}),
}
ADS = st.fixed_dictionaries({"handler": st.just("ads")}, optional=SWITCHES)
RULES = st.one_of(MATCHES, MATCHES, ADS)
WORDS = [
    "返利",
    "加微信 abc12345",
    "日赚800",
    "https://bad.cn/x",
    "13812345678",
    "日结",
    "兼职",
    "大家早上好",
    "福利",
]
MESSAGES = st.fixed_dictionaries(
    {"text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)},
    optional={
        "card": st.sampled_from(
            [
                {"kind": Kind.link, "link": Link(url="https://bad.cn", title="返利")},
                {"kind": Kind.mini_program, "mini_program": MiniProgram(app_id="wx1", title="日结")},
                {"kind": Kind.contact, "contact": Contact(id="wxid_9", name="福利")},
            ]
        )
    },
)
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
_number = count()
Rules = list[dict[str, Any]]
Said = dict[str, Any]


async def severity(room: Chat, folder: Path, rules: Rules, message: Said) -> int:
    """Return the hardest of what is held against the author of a message.

    They are a newcomer to a room of its own, say it twice, and pay no red packet within three hours.
    """
    number = next(_number)
    file = folder / f"{number}.yaml"
    named = {f"r{n}": rule for n, rule in enumerate(rules)}
    file.write_text(f"version: 1\nrooms: {{name: '*'}}\nrules: {flow(named)}\n", "utf-8")
    room.machine.office.rulebook = with_commands(load(file))
    here = Chat(room.machine, room.gateway, id=f"room{number}", turns=room.turns)
    member = here.person("小明", id=f"u{number}")
    first = len(room.turns)
    for _ in range(2):
        await member.posts(message["text"], **message.get("card", {}))
    await room.clock.advance(hours=3)  # what was said here says nothing about the next room any more
    turns = room.turns[first:]
    talk = {name for name, rule in named.items() if rule["handler"] == "match"}
    done = {
        action.do.value for turn in turns for action in turn.decided
        if action.mode is Mode.live and not (action.do is Do.say and action.rule in talk)
    }  # fmt: skip
    effects = {event.type for turn in turns for event in turn.events if _held(event)}
    return max(SEVERITY.get(name, 0) for name in (done | effects | {""}))


def _held(event: Event) -> bool:
    """Whether a consequence is held against its member: points taken, the tag of who owes, a strike."""
    if isinstance(event, TagChanged):
        return event.tag == "owes_red_packet"
    return isinstance(event, StrikeGiven) or (isinstance(event, PointsChanged) and event.amount < 0)


async def test_the_measure_tells_verdicts_apart(room: Chat, tmp_path: Path) -> None:
    """Nothing, a word, a strike, a removal: what these tests compare is not always the same."""
    said = {"text": "返利 加微信 abc12345"}
    by: list[Rules] = [
        [{"handler": "match", "match": {"text": "返利"}, "then": {"hit": [answer]}}] for answer in ANSWERS
    ]
    assert [await severity(room, tmp_path, rules, said) for rules in by] == [0, 2, 2, 3, 4, 5, 2, 2, 0, 0]
    assert await severity(room, tmp_path, by[5], {"text": "早"}) == 0
    word = [{"handler": "ads", "words": ["福利"]}]
    assert await severity(room, tmp_path, word, {"text": "福利"}) == 1
    assert await severity(room, tmp_path, [{"handler": "ads", "handling": "violent"}], said) == 5


@FEW
@given(st.lists(RULES, min_size=1, max_size=3), RULES, st.integers(0, 3), MESSAGES)
async def test_a_rule_that_is_added_is_never_laxer(
    room: Chat,
    tmp_path: Path,
    rules: Rules,
    more: dict[str, Any],
    at: int,
    message: Said,
) -> None:
    """Wherever it stands among the others, whichever of them are off or in shadow."""
    added = await severity(room, tmp_path, [*rules[:at], more, *rules[at:]], message)
    assert added >= await severity(room, tmp_path, rules, message)


@FEW
@given(ADS, st.lists(MATCHES, max_size=1), st.sampled_from(sorted(SWITCHES)), st.data(), MESSAGES)
async def test_a_switch_of_ads_that_is_added_is_never_laxer(
    room: Chat, tmp_path: Path, ads: dict[str, Any], others: Rules, switch: str,
    data: st.DataObject, message: Said,
) -> None:  # fmt: skip
    """Words, domains, limits that are lower, taking messages back, and each way of dealing with an advert."""
    if switch in ads and switch != "words":
        ads = {key: value for key, value in ads.items() if key != switch}
    more = data.draw(SWITCHES[switch])
    if switch == "words":
        more = list(dict.fromkeys((*ads.get("words", ()), *more)))
    added = await severity(room, tmp_path, [{**ads, switch: more}, *others], message)
    assert added >= await severity(room, tmp_path, [ads, *others], message)


@FEW
@given(MATCHES, st.sampled_from(ANSWERS), st.lists(RULES, max_size=2), MESSAGES)
async def test_an_answer_that_is_added_is_never_laxer(
    room: Chat, tmp_path: Path, rule: dict[str, Any], more: Any, below: Rules, message: Said
) -> None:
    """Whatever a rule does besides, it and those below it hold as much against the member."""
    fuller = {**rule, "then": {"hit": _each_once([more, *rule["then"]["hit"]])}}
    added = await severity(room, tmp_path, [fuller, *below], message)
    assert added >= await severity(room, tmp_path, [rule, *below], message)


@FEW
@given(MATCHES, st.sampled_from(CONDITIONS), MESSAGES)
async def test_another_alternative_of_match_is_never_laxer(
    room: Chat, tmp_path: Path, rule: dict[str, Any], more: dict[str, Any], message: Said
) -> None:
    """What was hit is hit still when something stands beside it under `any`."""
    if "rate" in rule["match"] or "rate" in more:
        return
    wider = {**rule, "match": {"any": [rule["match"], more]}}
    added = await severity(room, tmp_path, [wider], message)
    assert added >= await severity(room, tmp_path, [rule], message)


@FEW
@given(st.lists(RULES, min_size=1, max_size=2), st.sampled_from(CONDITIONS), MESSAGES)
async def test_only_what_is_there_for_it_makes_rules_laxer(
    room: Chat,
    tmp_path: Path,
    rules: Rules,
    exception: dict[str, Any],
    message: Said,
) -> None:
    """`unless` and `spare` take away, and never add."""
    spared = [{**rule, "spare": {"role": ["member"]}} for rule in rules]
    excepted = [
        {**rule, "match": {"all": [rule["match"]], "unless": [exception]}}
        if rule["handler"] == "match"
        else rule
        for rule in rules
    ]
    plain = await severity(room, tmp_path, rules, message)
    assert await severity(room, tmp_path, spared, message) <= plain
    if "rate" not in exception:
        assert await severity(room, tmp_path, excepted, message) <= plain
