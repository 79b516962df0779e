"""What must hold whatever is typed: nobody is harmed by a command who may not be, and nothing breaks."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS, Commands
from bot.contract import Member, Outcome, Role
from tests.commands.conftest import Group

ROLES = st.sampled_from(list(Role))
HEADS = st.sampled_from([alias for entry in COMMANDS.commands for alias in (entry.name, *entry.aliases)])
TAILS = st.text(alphabet="@ 小明Ann12分钟dh广告，{}%\u2005\n/", max_size=20)


def heard(group: Group, member: Member, text: str, *mentions: Member, quote: str = "") -> list[Outcome]:
    """Let a member say something."""
    return asyncio.run(group.hears(member, text, *mentions, quote=quote))


def punishes(outcome: Outcome) -> bool:
    """Whether an outcome holds something against somebody."""
    return any(answer.punishes for answer in outcome.answers)


@given(HEADS, TAILS, ROLES, ROLES)
def test_no_command_punishes_an_equal_or_higher_rank(head: str, tail: str, own: Role, other: Role) -> None:
    """By mention, by quoting, and also after a confirmation."""
    group = Group()
    speaker, target = Member(id="u1", name="Ann", role=own), Member(id="u2", name="小明")
    group.staff = {target.id: other}
    group.posted(target, "q1")
    outcomes = heard(group, speaker, f"/{head} {tail}", target)
    outcomes += heard(group, speaker, f"/{head} {tail}", quote="q1")
    for outcome in outcomes:
        if punishes(outcome):
            assert outcome.by == speaker
            assert outcome.member is not None
            assert own > group.staff[outcome.member.id]


@given(HEADS, TAILS)
def test_a_member_punishes_nobody(head: str, tail: str) -> None:
    """Whatever they type about whomever."""
    group = Group()
    speaker, target = Member(id="u1", name="Ann"), Member(id="u2", name="小明")
    group.posted(target, "q1")
    for outcomes in (
        heard(group, speaker, f"／{head}{tail}", target),
        heard(group, speaker, f"/{head} {tail}", quote="q1"),
    ):
        assert not any(map(punishes, outcomes))


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=6), max_size=3), st.booleans())
def test_nothing_that_is_typed_breaks_the_commands(text: str, mentions: list[str], slash: bool) -> None:
    """Any text, any mentions, by staff, who may use most."""
    group = Group()
    owner = Member(id="u1", name="Ann", role=Role.owner)
    people = [Member(id=id, name=id) for id in mentions]
    for outcome in heard(group, owner, f"/{text}" if slash else text, *people):
        assert set(outcome.facts) == set(outcome.declares)


@given(HEADS, TAILS, ROLES)
def test_whoever_uses_a_command_gets_an_answer(head: str, tail: str, role: Role) -> None:
    """Never silence: what another actor is asked, it answers, and recalling speaks for itself."""
    group = Group(commands=Commands())
    outcomes = heard(group, Member(id="u1", name="Ann", role=role), f"/{head} {tail}")
    found = COMMANDS.find(head)
    assert outcomes or group.told or found is None or role < Role.helper
