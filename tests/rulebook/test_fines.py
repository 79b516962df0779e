"""What becomes of a fine is an outcome of the rule that asks for it, and only of such a rule."""

import pytest

from bot.contract import Do, Fine, Handler, Remove, Say, Task
from bot.rulebook import Loader
from bot.rulebook.ability import unable
from tests.rulebook.conftest import SHIPPED, Write

RULE = "version: 1\nrules:\n  r:\n    handler: match\n    match: {{text: 返利}}\n    then: {{{0}}}\n"
FINED = "hit: [{fine: {within: 10m, text: 发红包}}]"


@pytest.fixture(autouse=True)
def shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the handlers that ship."""
    monkeypatch.setattr(Handler, "registry", SHIPPED)


def test_the_outcomes_of_a_fine_have_gentle_defaults(write: Write) -> None:
    """A word, thanks, and a person; the operator's answers take their place."""
    [rule] = Loader(write(RULE.format(FINED))).load().rulebook.rules
    kinds = {name: [type(answer) for answer in answers] for name, answers in rule.then.items()}
    assert kinds == {"hit": [Fine], "remind": [Say], "paid": [Say], "unpaid": [Task]}
    [rule] = Loader(write(RULE.format(f"unpaid: [remove], remind: [], {FINED}"))).load().rulebook.rules
    assert rule.then["unpaid"] == (Remove(),)
    assert rule.then["remind"] == ()


@pytest.mark.parametrize(
    ("then", "name"),
    [
        ("hit: [{say: hi}], unpaid: [remove]", "unpaid"),
        ("hit: [{fine: 发红包}], unpaid: [remove]", "unpaid"),
        ("hit: [{fine: 发红包}], paid: {say: 谢谢}, remind: {say: 红包}", "remind"),
        (f"{FINED}, unpayed: [remove]", "unpayed"),
    ],
)
def test_an_outcome_that_cannot_happen_is_refused(write: Write, then: str, name: str) -> None:
    """Without a fine, and, of the deadline, without one; a slip of the pen is corrected."""
    [problem] = Loader(write(RULE.format(then))).load().problems
    assert (problem.code, problem.values["name"]) == ("unknown_name", name)
    if name == "unpayed":
        assert problem.snippet.startswith("unpaid:")


def test_their_texts_know_their_facts(write: Write) -> None:
    """`minutes` and `amount` of the reminder; nothing that the rule's `hit` declares."""
    good = "remind: {say: '{{ member.name }} {{ minutes }} {{ amount }}'}"
    assert Loader(write(RULE.format(f"{FINED}, {good}"))).load().problems == ()
    bad = good.replace("minutes", "matched")
    [problem] = Loader(write(RULE.format(f"{FINED}, {bad}"))).load().problems
    assert (problem.code, problem.values["name"]) == ("unknown_variable", "matched")


def test_what_follows_from_them_counts_for_circles_and_platforms(write: Write) -> None:
    """A strike for what was not paid, in a rule that fines for strikes, is a circle."""
    circle = (
        "version: 1\nrules:\n  r:\n    handler: match\n    when: strike\n"
        "    then: {hit: [{fine: {within: 10m}}], unpaid: [{strike: 1}]}\n"
    )
    assert [problem.code for problem in Loader(write(circle)).load().problems] == ["rule_loop"]
    loaded = Loader(write(RULE.format(f"{FINED}, unpaid: [remove]"))).load()
    assert [problem.values["verb"] for problem in unable(loaded, frozenset({Do.say}))] == [Do.remove]
