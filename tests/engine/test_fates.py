"""What became of each action of a case: decided is not done, and the case tells the difference."""

from datetime import timedelta

import pytest

from bot.app.roomdocs import document
from bot.app.why import explain
from bot.commands.steps import told, verbs
from bot.contract import (
    ABSENT,
    ActionDone,
    ActionFailed,
    Answer,
    Case,
    Cases,
    Do,
    Fate,
    Fine,
    GatewayError,
    Mute,
    QuietRecall,
    Recall,
    Remove,
    Say,
    Strike,
    Task,
)
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import Doing, hitting, rule, saying
from tests.engine.moody import Moody

KICK = (Strike(), Say("bye"), Remove())


async def cases(room: Chat) -> tuple[Case, ...]:
    """Return the room's cases, as they are kept."""
    return (await document(room.machine.store, f"room:test/{room.id}", Cases)).last


async def fates(room: Chat) -> list[tuple[str, str, str]]:
    """Return the actions of the room's last case: verb, what became of it, why."""
    return [(step.do, step.fate.value, step.why) for step in (await cases(room))[-1].steps]


async def test_what_was_performed_is_told_from_what_was_decided(play: Play) -> None:
    """Until the platform has done it, it is planned; an effect, which the commit applies, is no step."""
    room = await play(rule("r", hitting("bad"), *KICK))
    await room.person("Bob").says("bad")
    assert await fates(room) == [("say", "done", ""), ("remove", "done", "")]
    decided = next(turn for turn in room.turns if turn.decided)
    [case] = [kept for kept in decided.documents.values() if isinstance(kept, Cases)]
    assert [step.fate for step in case.last[0].steps] == [Fate.planned, Fate.planned]
    [case_] = await cases(room)
    assert verbs(case_) == ["strike", "say✓", "remove✓"]
    assert list(told(case_, "zh")) == []


REFUSED: list[tuple[Answer, Do, tuple[str, str, str], bool]] = [
    (Remove(), Do.remove, ("remove", "asked", "not here"), True),
    (Recall(), Do.recall, ("recall", "instead", ""), False),
    (Mute(timedelta(minutes=5)), Do.mute, ("mute", "instead", ""), False),
    (QuietRecall(), Do.recall, ("recall", "failed", "not here"), False),
    (Fine("pay"), Do.say, ("say", "failed", "not here"), False),
]


@pytest.mark.parametrize(("answer", "refused", "fate", "asked"), REFUSED, ids=lambda value: str(value)[:12])
async def test_what_the_platform_refuses_is_told_with_its_reason(
    play: Play, answer: Answer, refused: Do, fate: tuple[str, str, str], asked: bool
) -> None:
    """Left to a person, something milder instead, or nothing at all."""
    room = await play(rule("r", hitting("bad"), Strike(), answer), gateway=Moody(frozenset({refused})))
    await room.person("Bob").says("bad")
    assert await fates(room) == [fate]
    assert (await cases(room))[0].steps[0].asked is asked


async def test_what_may_have_been_performed_is_uncertain(play: Play) -> None:
    """And a person was asked to look."""

    def trouble(action: object) -> Exception:
        return GatewayError("no answer", uncertain=True)

    room = await play(rule("r", hitting("bad"), Strike(), Say("hm")), gateway=Moody(trouble=trouble))
    await room.person("Bob").says("bad")
    assert await fates(room) == [("say", "unsure", "no answer")]
    [case] = await cases(room)
    assert list(told(case, "en")) == [
        "  ? say: may have been performed (no answer), a person was asked to look"
    ]


async def test_who_is_gone_already_needs_no_removal(play: Play) -> None:
    """What was to be done is done."""
    moody = Moody()

    async def absent(action: object) -> str | None:
        return ABSENT if getattr(action, "do", None) is Do.remove else None

    moody.refuses = absent  # type: ignore[method-assign]
    room = await play(rule("r", hitting("bad"), Remove()), gateway=moody)
    await room.person("Bob").says("bad")
    assert await fates(room) == [("remove", "done", "")]


async def test_what_is_not_even_sent_is_told_too(play: Play) -> None:
    """Said today already; by an account that is not there; a task; of a late event the talk and the rest."""
    answers = (Strike(), Say("hm", once="per_member_per_day"), Say("me too", account="other"), Task("look"))
    room = await play(rule("r", hitting("bad"), *answers, Remove()))
    bob = room.person("Bob")
    await bob.says("bad")
    nobody, asked = ("say", "dropped", "account"), ("task", "asked", "")
    assert await fates(room) == [("say", "done", ""), asked, ("remove", "done", ""), nobody]
    await bob.says("bad")
    again = ("say", "dropped", "once")
    assert await fates(room) == [asked, ("remove", "done", ""), again, nobody]
    await room.person("Eve").posts("bad", at=room.clock.now() - timedelta(hours=1))
    late = [("say", "dropped", "late"), ("task", "asked", "late"), ("remove", "asked", "late"), nobody]
    assert await fates(room) == late


async def test_a_result_that_is_told_twice_is_noted_once(play: Play) -> None:
    """Under another id too; and what was performed stays so, whatever a sender that died has left behind."""
    room = await play(rule("r", hitting("bad"), *KICK))
    await room.person("Bob").says("bad", id="m1")
    facts = room.facts() | {"action": "m1:r:0", "do": "say", "rule": "r"}
    await room.hears(ActionDone(id="again", message="posted-2", **facts))
    await room.hears(ActionFailed(id="late", reason="too old", **facts))
    [case] = await cases(room)
    assert [step.fate for step in case.steps] == [Fate.done, Fate.done]
    assert "posted-2" not in case.posted


async def test_a_result_of_no_case_changes_nothing(play: Play) -> None:
    """Ordinary talk has none; a case that is not kept any more has none either."""
    room = await play(rule("says", saying("hi")))
    await room.person("Bob").says("x")
    await room.hears(ActionDone(id="d", action="gone:r:0", do="say", **room.facts()))
    assert await cases(room) == ()


class Hushed(Doing):
    """Needs to hear of removals only."""

    hears_done = frozenset({Do.remove})


async def test_talk_costs_no_event_of_its_own(play: Play) -> None:
    """Only what belongs to a case is told of, and what a handler says that it needs."""
    room = await play(rule("r", hitting("bad"), Say("hm"), handler=Hushed))
    await room.person("Bob").says("bad")
    assert room.said == ["hm"]
    assert [turn.event.type for turn in room.turns] == ["message"]


@pytest.mark.rules("""
version: 1
staff: {moderator: [mod]}
rules: {no-ads: {handler: match, match: {text: 返利}, then: {hit: [strike: 1, say: 别发, remove: {}]}}}
""")
async def test_people_see_it_wherever_they_ask(room: Chat) -> None:
    """`/cases`, `/why` and `qunguan why`; two who are removed by one command are two cases."""
    alice, bob, mod = await room.joins("Alice"), await room.joins("Bob"), await room.joins("mod", id="mod")
    await alice.says("返利")
    assert "no-ads → strike,say✓,remove✓" in (await mod.says("/cases"))[0]
    assert "hit → strike, say✓, remove✓" in (await mod.says("/why 1"))[0]
    why = await explain(room.machine.store, alice.last)
    assert why is not None
    assert [(case.number, verbs(case)[-1]) for case in why.cases] == [(1, "remove✓")]
    [asked] = await mod.says("/kick @Alice @Bob", mentions=[alice, bob])
    code = asked.rpartition("/确认 ")[2][:4].strip()
    await mod.says(f"/yes {code}")
    both = (await document(room.machine.store, f"room:{room.gateway.platform}/{room.id}", Cases)).last[-2:]
    assert both[0].id == both[1].id
    assert [verbs(case) for case in both] == [["remove✓", "say✓"]] * 2
