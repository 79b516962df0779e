"""Nobody acts on an equal or higher rank: every command that takes a target, every way to name one."""

from itertools import pairwise, product

import pytest

from bot.commands import COMMANDS, Command, Commands
from bot.commands.people import Known
from bot.commands.registry import Takes
from bot.commands.waiting import Shown, Waiting
from bot.contract import Member, Mode, Outcome, Role, RuleInfo
from tests.commands.conftest import Group

ANN, MING = Member(id="u1", name="Ann"), Member(id="u2", name="小明")
LOOKS = {"points", "points show", "points why", "check-in show", "report"}
"""Commands that only tell of somebody."""
FAVOURS = {"invite", "unban", "unblock"}
"""Commands that let somebody in again, whatever their rank."""
TARGETED = [entry for entry in COMMANDS.commands if entry.finds_members]
ACTING = [entry for entry in TARGETED if entry.name not in LOOKS | FAVOURS]
OWN = {Waiting, Shown, Known}
"""Documents about the speaker, and about who was seen."""
PAIRS = [*zip(Role, Role, strict=True), *pairwise(Role), (Role.member, Role.owner), (Role.helper, Role.bot)]
"""Equals, the next higher, and far apart."""
WAYS = ("mention", "quote", "name", "number")


def group(own: Role, other: Role) -> Group:
    """Return a room in which anybody may do anything, but for ranks."""
    made = Group(commands=Commands(roles=dict.fromkeys(COMMANDS.nodes, Role.member)))
    made.rules.append(RuleInfo(id="daily", handler="check_in", mode=Mode.live))
    made.staff = {ANN.id: own, MING.id: other}
    made.posted(MING, "q1")
    return made


async def does(made: Group, entry: Command, way: str) -> list[Outcome]:
    """Let Ann use a command on 小明."""
    words = {"grant": "成员", "role": "助手", "check-in repair": "昨天", "check-in unrepair": "昨天"}
    given = {
        Takes.number: "3", Takes.span: "3天", Takes.word: words.get(entry.name, "词"), Takes.rest: "广告",
    }  # fmt: skip
    who = {"mention": "@小明", "quote": "", "name": "小明", "number": "1"}[way]
    await made.joins(MING)
    made.documents[Shown, ANN.id] = Shown(people=(MING,), until=made.now.replace(hour=23))
    rest = [who if arg.takes in {Takes.member, Takes.members} else given[arg.takes] for arg in entry.args]
    text = f"/{entry.name} {' '.join(rest)}"
    mentions = (MING,) if way == "mention" else ()
    return await made.hears(ANN, text, *mentions, quote="q1" if way == "quote" else "")


def touched(made: Group, outcomes: list[Outcome]) -> list[str]:
    """Return what was done besides talking: answers, documents, requests to other actors."""
    answers = [answer.verb for outcome in outcomes for answer in outcome.answers if answer.verb != "say"]
    documents = [kind.__name__ for kind, _ in made.documents if kind not in OWN | {type(None)}]
    asked = [key for body in made.told for key in body if key not in {"enlists", "joined"}]
    return [*answers, *documents, *(key for key in asked if key in {"block", "check_in", "forget", "order"})]


@pytest.mark.parametrize("entry", ACTING, ids=lambda entry: entry.name)
async def test_no_command_acts_on_an_equal_or_higher_rank(entry: Command) -> None:
    """By mention, quote, name and number; also if the rule file gives everybody every right."""
    before = set(touched(group(Role.member, Role.member), []))
    for (own, other), way in product(PAIRS, WAYS):
        made = group(own, other)
        outcomes = await does(made, entry, way)
        done = set(touched(made, outcomes)) - before - {"Audit", "Enlisted"}
        assert not done, (own, other, way)
        assert any("级别不比你低" in str(one.facts.get("text")) for one in outcomes) or entry.name == "role"


@pytest.mark.parametrize("entry", ACTING, ids=lambda entry: entry.name)
async def test_it_does_act_on_a_lower_rank(entry: Command) -> None:
    """Else the test above would hold for a command that does nothing."""
    made = group(Role.owner, Role.partner)
    outcomes = await does(made, entry, "quote")
    texts = [str(one.facts.get("text", "")) for one in outcomes]
    assert not any("级别不比你低" in text or "用法" in text for text in texts), texts
    assert texts or made.told


@pytest.mark.parametrize("entry", ACTING, ids=lambda entry: entry.name)
async def test_nobody_acts_on_themselves(entry: Command) -> None:
    """Not even the owner: no points for oneself, no lower rank by mistake."""
    made = group(Role.owner, Role.member)
    made.posted(ANN, "q1")
    [outcome] = await does(made, entry, "quote")
    assert outcome.facts["text"] == "对自己就不用啦。" or entry.name == "role"


def test_every_command_that_takes_a_target_is_told_apart() -> None:
    """A new one acts unless it is listed here as one that looks or lets in."""
    assert {entry.name for entry in ACTING} == {
        entry.name for entry in TARGETED if entry.acts or entry.name == "role"
    }


async def test_who_rose_meanwhile_is_not_reached_by_an_earlier_yes() -> None:
    """The rank is asked again when the code comes."""
    made = group(Role.operator, Role.member)
    [asked] = await made.says(ANN, "/kick @小明 @Bob", MING, Member(id="u3", name="Bob"))
    made.staff[MING.id] = Role.operator
    assert await made.says(ANN, f"/yes {asked.split()[-1]}") == ["小明 的级别不比你低，这个我不能帮你做。"]
