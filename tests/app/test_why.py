"""`/why` and `qunguan why`: every rule, also those that said nothing, and why they did not."""

from bot.app.why import explain
from bot.commands.reasons import account, seen
from bot.contract import Decision, Mode, RuleInfo, RuleSaid
from bot.engine.infos import infos
from tests.app.conftest import RULES, House

HEARS = frozenset({"message"})


def info(name: str, mode: Mode = Mode.live, hears: frozenset[str] = HEARS) -> RuleInfo:
    """A rule."""
    return RuleInfo(id=name, handler="match", mode=mode, hears=hears)


def test_every_rule_that_listens_is_accounted_for() -> None:
    """Hit, withheld, failed and clear; switched off; not asked, below a removal; one that is gone since."""
    said = (
        RuleSaid(rule="gone", said="hit", did=("say",)),
        RuleSaid(rule="b", said="hit", did=("say",), withheld="staff"),
        RuleSaid(rule="c", said="advert", did=("say", "remove")),
        RuleSaid(rule="commands", said="said", did=("say",)),
    )
    decision = Decision(event={"type": "message", "text": "ＡＢＣ　返利"}, said=said)
    rules = [
        info("a"), info("off", Mode.off), info("b"), info("join", hears=frozenset({"join"})), info("c"),
        info("d"), info("commands"),
    ]  # fmt: skip
    assert [(item.rule, item.said) for item in account(decision, rules)] == [
        ("gone", "hit"), ("a", "clear"), ("off", "off"), ("b", "hit"), ("c", "advert"), ("d", "unasked"),
    ]  # fmt: skip
    assert seen(decision) == "abc 返利"


def test_a_removal_that_was_withheld_ends_nothing() -> None:
    """So the rules below it were asked, and were clear."""
    said = (RuleSaid(rule="a", said="advert", did=("remove",), withheld="shadow"),)
    decision = Decision(event={"type": "message"}, said=said)
    assert account(decision, [info("a"), info("b")])[-1].said == "clear"
    assert seen(decision) == ""


async def test_a_rule_tells_what_it_listens_to(house: House) -> None:
    """As its settings say, not only its code: a `match` rule hears what `when` names."""
    rules = infos(house.loader.load().rulebook.room("replay", house.room.facts()["room"]))
    assert {rule.id: set(rule.hears) for rule in rules} == {"no-ads": {"message"}, "hello": {"message"}}


async def test_an_event_is_explained_by_the_rules_that_were_in_force_then(house: House) -> None:
    """However the files look today."""
    bob = house.room.person("Bob")
    await bob.says("你好")
    house.file.write_text(RULES[: RULES.index("  hello")].replace("no-ads:", "other:"), "utf-8")
    await house.take()
    why = await explain(house.store, bob.last)
    assert why is not None
    assert why.decision.version == 1
    assert [(said.rule, said.said) for said in why.rules] == [("no-ads", "clear"), ("hello", "hit")]
    assert why.rules[1].evidence[0].detail == "你好"
    assert await explain(house.store, "nothing") is None


async def test_where_the_version_is_gone_the_record_speaks_alone(house: House) -> None:
    """Nothing is guessed."""
    bob = house.room.person("Bob")
    await bob.says("你好")
    await house.store.client.delete(house.store.keys.fleet("rulebook"))
    why = await explain(house.store, bob.last)
    assert why is not None
    assert [said.rule for said in why.rules] == ["hello"]
