"""A turn, seen from the room."""

from datetime import timedelta

import pytest

from bot.contract import Do, Mode, Role
from bot.testing import Chat

CHECK_IN = """
version: 1
rules:
  check-in: {handler: check_in}
"""


@pytest.mark.rules(CHECK_IN)
async def test_a_second_check_in_on_the_same_day_earns_nothing(room: Chat) -> None:
    """The streak counts days, not messages."""
    alice = await room.joins("Alice")
    assert await alice.says("签到") == ["✅ Alice 第 1 天,+5 分"]
    assert await alice.says("签到") == ["Alice 今天已经签过啦"]
    await room.clock.advance(days=1)
    assert await alice.says("签到") == ["✅ Alice 第 2 天,+5 分"]


@pytest.mark.rules(CHECK_IN)
async def test_an_event_given_twice_acts_once(room: Chat) -> None:
    """A gateway that reconnects tells things again; a day later the same id is a new event."""
    alice = await room.joins("Alice")
    assert len(await alice.says("签到", id="m-1")) == 1
    assert await alice.says("签到", id="m-1") == []
    await room.clock.advance(hours=24)
    assert len(await alice.says("签到", id="m-1")) == 1


@pytest.mark.rules(CHECK_IN)
async def test_a_late_event_counts_but_says_nothing(room: Chat) -> None:
    """Who checked in while we were away has checked in; nobody is answered hours later."""
    alice = await room.joins("Alice")
    early = room.clock.now()
    await room.clock.advance(minutes=11)
    assert await alice.says("签到", at=early) == []
    assert await alice.says("签到") == ["Alice 今天已经签过啦"]


@pytest.mark.rules("""
version: 1
rules:
  no-spam:
    handler: match
    match: {text: {any_of: [刷单]}}
    then: {hit: [remove, {say: 再见}]}
""")
async def test_a_late_punishment_becomes_a_task(room: Chat) -> None:
    """Nobody is removed for what they said long ago."""
    bob = await room.joins("Bob")
    early = room.clock.now() - timedelta(minutes=11)
    assert await bob.says("刷单吗", at=early) == []
    assert [action.do for action in room.decided] == [Do.task]


LATE = """
version: 1
rules:
  spam:
    handler: match
    match: {text: 刷单}
    then: {hit: [recall, {mute: 10m}, remove, {say: 再见}, {task: {to: owner, text: 看看}}]}
"""
ENGLISH = "  commands: {handler: commands, language: en}\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "消息来迟了，没有自动处罚。请看看要不要对 Bob 撤回消息、禁言、移出群（规则 spam：hit）",
            marks=pytest.mark.rules(LATE),
        ),
        pytest.param(
            "The message came too late, and nothing was done. Should you take the message back, mute them, "
            "remove them: Bob? (rule spam: hit)",
            marks=pytest.mark.rules(LATE + ENGLISH),
        ),
    ],
    ids=["zh", "en"],
)
async def test_what_a_late_message_would_have_cost_is_one_task_in_the_rooms_language(
    room: Chat, text: str
) -> None:
    """One for all that an outcome would have done, besides the rule's own task; its words are the room's."""
    bob = room.person("Bob")
    await bob.says("刷单吗", at=room.clock.now() - timedelta(minutes=11))
    assert [action.text for action in room.decided if action.do is Do.task] == ["看看", text]
    assert len(room.decided) == 2


@pytest.mark.rules("""
version: 1
rules:
  no-spam:
    handler: match
    mode: shadow
    match: {text: {any_of: [刷单]}}
    then: {hit: [{strike: 1}, remove]}
""")
async def test_a_rule_in_shadow_decides_and_does_nothing(room: Chat) -> None:
    """What it would have done is recorded, without strikes and without removal."""
    bob = await room.joins("Bob")
    await bob.says("刷单吗")
    assert room.performed == []
    assert [(action.do, action.mode) for action in room.decided] == [(Do.remove, Mode.shadow)]
    decision = await room.why(bob.last)
    assert decision is not None
    assert [(said.rule, said.withheld) for said in decision.said] == [("no-spam", "shadow")]


@pytest.mark.rules("""
version: 1
rules:
  no-spam:
    handler: match
    match: {text: {any_of: [刷单]}}
    then: {hit: [{strike: 1}, remove]}
""")
@pytest.mark.parametrize("role", [role for role in Role if role >= Role.moderator])
async def test_staff_is_never_punished_by_a_rule(room: Chat, role: Role) -> None:
    """Owners, moderators and our own accounts are passed over, whatever they post."""
    boss = await room.joins("Boss", role=role)
    await boss.says("刷单")
    assert room.decided == []
