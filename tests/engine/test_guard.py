"""Nobody of rank is ever punished by a rule, whatever it answers with."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.contract import (
    PUNISHING,
    STAFF,
    Answer,
    Cases,
    Direct,
    Do,
    Event,
    Fine,
    Member,
    Message,
    Mode,
    Mute,
    Points,
    Recall,
    Remove,
    Role,
    Say,
    Standing,
    Stop,
    Strike,
    Tag,
    Task,
    Turn,
    Verdict,
)
from bot.rulebook import Rulebook
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import Doing, Judging, made_hit, rule

PEOPLE = ("u0", "u1", "u2", "u3")
ANSWERS: tuple[Answer, ...] = (
    Remove(), Recall(), Mute(timedelta(minutes=10)), Strike(2), Fine(), Tag("bad"), Points(-3), Say("x"),
    Direct("y"), Task("z"), Stop(),
)  # fmt: skip
roles = st.sampled_from(Role)
staffs = st.dictionaries(st.sampled_from(PEOPLE), roles, max_size=3)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, object]:
    """Draw a rule: what it answers, about whom, how it came to judge."""
    return {
        "answers": draw(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=4)),
        "about": draw(st.sampled_from((None, *PEOPLE))),
        "handler": draw(st.sampled_from((Doing, Judging))),
        "mode": draw(st.sampled_from((Mode.live, Mode.live, Mode.shadow))),
        "staff": draw(staffs),
    }


def hit(about: str | None, platform_roles: Mapping[str, Role]) -> object:
    """Return what a rule does that holds something against `about`, or against the author."""

    async def does(event: Event, turn: Turn) -> Verdict:
        if not isinstance(event, Message):
            return None
        member = None if about is None else Member(id=about, role=platform_roles[about])
        return made_hit(member=member)

    return does


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    drawn=st.lists(rules(), min_size=1, max_size=4),
    author=st.sampled_from(PEOPLE),
    platform_roles=st.fixed_dictionaries(dict.fromkeys(PEOPLE, roles)),
    accounts=st.frozensets(st.sampled_from(PEOPLE), max_size=2),
)
async def test_rank_protects(
    play: Play,
    drawn: list[dict[str, object]],
    author: str,
    platform_roles: dict[str, Role],
    accounts: frozenset[str],
) -> None:
    """Owners, moderators and our own accounts get no removal, recall, mute, strike, fine or case."""
    made = [
        rule(
            f"r{n}", hit(one["about"], platform_roles), *one["answers"],  # type: ignore[arg-type,misc]
            handler=one["handler"], mode=one["mode"], staff=one["staff"],  # type: ignore[arg-type]
        )
        for n, one in enumerate(drawn)
    ]  # fmt: skip
    room = await play(*made)
    await room.machine.store.client.flushdb()
    room = await play(*made)
    room.machine.office.accounts = accounts
    await room.person(author, id=author, role=platform_roles[author]).says("x", id="m1")
    binding = room.machine.office.rulebook.room("test", room.facts()["room"])
    safe = {
        who for who in PEOPLE if binding.role(Member(id=who, role=platform_roles[who])) >= STAFF
    } | accounts
    for action in room.decided:
        assert action.do not in PUNISHING or action.member is None or action.member.id not in safe
    for (key, _), document in (item for turn in room.turns for item in turn.documents.items()):
        if isinstance(document, Standing) and key.rpartition("|")[2] in safe:
            assert document.strikes == ()
            assert "owes_red_packet" not in document.tags
        if isinstance(document, Cases):
            assert {case.member for case in document.last}.isdisjoint(safe)


@pytest.mark.parametrize("by", [None, *Role])
@pytest.mark.parametrize("target", Role)
async def test_authority_needs_the_higher_rank(play: Play, by: Role | None, target: Role) -> None:
    """A command reaches whoever ranks lower than the person in whose name it runs, and no equal."""

    async def commands(event: Event, turn: Turn) -> Verdict:
        if not isinstance(event, Message):
            return None
        boss = None if by is None else Member(id="boss", role=by)
        return made_hit(member=Member(id="target", role=target), by=boss)

    room: Chat = await play(rule("commands", commands, Remove(), authority=True))
    await room.person("Anybody").says("x")
    removed = [action.do for action in room.decided] == [Do.remove]
    assert removed == (by is not None and by > target)


async def test_spared_members_are_passed_over(play: Play) -> None:
    """Who a rule spares is not reached by what punishes or judges, but is by the rest."""

    async def does(event: Event, turn: Turn) -> Verdict:
        return made_hit() if isinstance(event, Message) else None

    def partners(member: Member, role: Role) -> bool:
        return role >= Role.partner

    harsh = rule("harsh", does, Say("no"), Strike(), spares=partners)
    judge = rule("judge", does, Say("tut"), handler=Judging, spares=partners)
    kind = rule("kind", does, Say("hi"), spares=partners)
    room = await play(harsh, judge, kind)
    assert await room.person("Pat", role=Role.partner).says("x") == ["hi"]
    assert await room.person("Max").says("x") == ["no", "tut", "hi"]


def test_a_rulebook_binds_staff_of_all_its_rules() -> None:
    """One file's list of staff holds for the room, not for its own rules alone."""

    async def nothing(event: Event, turn: Turn) -> Verdict:
        return None

    book = Rulebook((rule("a", nothing, staff={"u1": Role.owner}), rule("b", nothing)))
    binding = book.room(
        "test", Message(id="1", at="2026-03-02T09:00:00Z", room={"id": "r"}, member={"id": "u1"}).room
    )
    assert binding.role(Member(id="u1")) is Role.owner
