"""What rules put off: named timers, on which other rules act, and scripts of several scenes."""

import pytest

from bot.contract import Do, Role
from bot.testing import Chat

REMIND = """
version: 1
timezone: Asia/Shanghai
rules:
  asked:
    handler: match
    match: {text: 提醒我}
    then: {hit: {timer: remind, after: 1h}}
  thanks:
    handler: match
    match: {text: 不用了}
    then: {hit: {timer: remind, cancel: true}}
  reminded:
    handler: match
    when: timer
    match: {timer: remind, not: {member: {tag: busy}}}
    then: {hit: {say: "{{ member.name }} 时间到"}}
  other:
    handler: match
    when: timer
    match: {timer: another}
    then: {hit: {say: "never"}}
"""


@pytest.mark.rules(REMIND)
async def test_a_rule_acts_on_the_timer_that_another_set(room: Chat) -> None:
    """By its name, when it is due, about the member who set it off; each member has one of their own."""
    alice, bob = await room.joins("Alice"), await room.joins("Bob")
    await alice.says("提醒我")
    await room.clock.advance(minutes=10)
    await bob.says("提醒我")
    await room.clock.advance(minutes=49, seconds=59)
    assert room.said == []
    await room.clock.advance(hours=1)
    assert room.said == ["Alice 时间到", "Bob 时间到"]


@pytest.mark.rules(REMIND)
async def test_a_timer_is_replaced_cancelled_and_forgotten_with_the_member(room: Chat) -> None:
    """Asked again it starts anew; cancelled, or after its member left, it never comes."""
    alice, bob, carol = await room.joins("Alice"), await room.joins("Bob"), await room.joins("Carol")
    for person in (alice, bob, carol):
        await person.says("提醒我")
    await room.clock.advance(minutes=30)
    await alice.says("提醒我")
    await bob.says("不用了")
    await carol.leaves()
    await room.clock.advance(minutes=59)
    assert room.said == []
    await room.clock.advance(hours=9)
    assert room.said == ["Alice 时间到"]


@pytest.mark.rules(REMIND)
async def test_a_timer_that_came_due_behind_the_message_that_cancels_it_says_nothing(room: Chat) -> None:
    """Both wait in the inbox; the message is the first of the two."""
    alice = await room.joins("Alice")
    await alice.says("提醒我")
    fired = next(timer for taken in room.turns for timer in taken.timers.values() if timer)
    await room.clock.advance(minutes=59)
    await alice.says("不用了")
    await room.machine.feed(fired)
    assert room.said == []


@pytest.mark.rules(REMIND)
async def test_a_timer_says_nothing_of_a_member_who_is_forgotten(room: Chat) -> None:
    """It rechecks what it stands on: of the member nothing is known any more."""
    alice = await room.joins("Alice")
    await alice.says("提醒我")
    keys = room.machine.store.shard(0)
    actor = f"room:{room.gateway.platform}/{room.id}"
    await room.machine.store.client.delete(keys.document(actor, alice.id, False))
    for worker in room.machine._workers:  # noqa: SLF001 - what it holds of the member is forgotten, too
        worker.cache.clear()
    await room.clock.advance(hours=2)
    assert room.said == []


@pytest.mark.rules("""
version: 1
timezone: Asia/Shanghai
rules:
  evening:
    handler: match
    match: {text: 晚上见}
    then: {hit: {timer: evening, at: "20:00", per: room}}
  now:
    handler: match
    when: timer
    match: {timer: evening}
    then: {hit: [{say: "开始啦"}, {timer: evening, at: "20:00", per: room}]}
""")
async def test_a_timer_at_a_time_of_day_is_the_rooms_clock(room: Chat) -> None:
    """`per: room` has one for all; set again by what it sets off, it comes every day."""
    alice, bob = await room.joins("Alice"), await room.joins("Bob")
    await alice.says("晚上见")
    await bob.says("晚上见")
    await room.clock.advance(hours=24)
    assert room.said == ["开始啦"]
    await room.clock.advance(days=2)
    assert room.said == ["开始啦"] * 3


LAUNCH = """
version: 1
scripts:
  launch:
    warm_up: {{warm: ["{{{{ member.name }}}} 问了：预热一", "{{{{ member.name }}}} 问了：预热二", "预热三"]}}
    open: {{warm: [开抢啦, 抢起来, 冲]}}
    last_call: {{warm: [最后一轮, 收尾, 散会], urgent: [快, 快快, 快快快]}}
rules:
  launch:
    handler: match
    mode: {mode}
    match: {{text: 开始}}
    then:
      hit: {{script: launch, scenes: [warm_up, open, last_call], every: 10m}}
  hurry:
    handler: match
    match: {{text: 催一下}}
    then: {{hit: {{script: launch, scenes: last_call, tone: urgent}}}}
"""


@pytest.mark.rules(LAUNCH.format(mode="live"))
async def test_a_script_says_its_scenes_one_after_the_other(room: Chat) -> None:
    """The first at once, the others with pauses; started again while it runs, it goes on as it was."""
    alice = await room.joins("Alice")
    [first] = await alice.says("开始")
    assert "预热" in first
    await room.clock.advance(minutes=9)
    assert await alice.says("开始") == []
    await room.clock.advance(minutes=1)
    assert room.said[1:] == [text for text in ("开抢啦", "抢起来", "冲") if text in room.said]
    await room.clock.advance(hours=1)
    assert len(room.said) == 3
    assert room.said[2] in ("最后一轮", "收尾", "散会")
    [again] = await alice.says("开始")
    assert "预热" in again


@pytest.mark.rules(LAUNCH.format(mode="live"))
async def test_one_scene_is_said_like_any_text(room: Chat) -> None:
    """In the tone that is asked for, and no timer is set."""
    alice = await room.joins("Alice")
    assert (await alice.says("催一下"))[0] in ("快", "快快", "快快快")
    assert await room.machine.store.client.zcard(room.machine.store.shard(0).timers) == 0


@pytest.mark.rules(LAUNCH.format(mode="live"))
async def test_a_script_ends_when_its_member_leaves(room: Chat) -> None:
    """What was still to be said concerned somebody who is not there."""
    alice = await room.joins("Alice")
    await alice.says("开始")
    await alice.leaves()
    await room.clock.advance(hours=1)
    assert len(room.said) == 1


@pytest.mark.rules(LAUNCH.format(mode="shadow"))
async def test_a_script_in_shadow_is_only_decided(room: Chat) -> None:
    """Its first scene is on record; nothing is said and no timer set."""
    alice = await room.joins("Alice")
    assert await alice.says("开始") == []
    await room.clock.advance(hours=1)
    assert [action.do for action in room.decided] == [Do.say]
    assert room.said == []


@pytest.mark.rules("""
version: 1
rules:
  first: {handler: match, match: {text: a}, then: {hit: [{say: "one"}, stop]}}
  second: {handler: match, match: {text: a}, then: {hit: {say: "two"}}}
""")
async def test_stop_ends_the_turn_for_the_rules_below(room: Chat) -> None:
    """The rule itself has answered; what stands below is not asked."""
    alice = await room.joins("Alice")
    assert await alice.says("a") == ["one"]


@pytest.mark.rules("""
version: 1
timezone: Asia/Shanghai
rules:
  rude: {handler: match, match: {text: 坏话}, then: {hit: warn}}
  third: {handler: match, when: warn, match: {member: {strikes: ">= 2"}}, then: {hit: {tag: watched}}}
  told: {handler: match, when: tag, match: {tag: watched}, then: {hit: {say: "{{ member.name }} 要注意"}}}
  decay:
    handler: match
    when: strike
    match: {member: {strikes: "> 0"}}
    then: {hit: {timer: pardon, after: 30d}}
  pardon: {handler: match, when: timer, match: {timer: pardon}, then: {hit: [{strike: -1}, {untag: watched}]}}
  free: {handler: match, when: tag, match: {untag: watched}, then: {hit: {say: "{{ member.name }} 表现不错"}}}
  gold: {handler: match, when: points, match: {member: {points: ">= 100"}}, then: {hit: {tag: gold}}}
  praise: {handler: match, match: {text: 真棒}, then: {hit: {points: 60}}}
  hail: {handler: match, when: tag, match: {tag: gold}, then: {hit: {say: "恭喜 {{ member.name }}"}}}
""")
async def test_escalation_decay_and_tiers_come_from_one_mechanism(room: Chat) -> None:
    """Warns, strikes, points and tags are themselves triggers; a timer takes a strike back."""
    alice = await room.joins("Alice")
    await alice.says("坏话")
    assert (await alice.says("坏话"))[-1] == "Alice 要注意"
    await room.clock.advance(days=29)
    assert "Alice 表现不错" not in room.said
    await room.clock.advance(days=1)
    assert room.said[-1] == "Alice 表现不错"
    assert await alice.says("真棒") == []
    assert await alice.says("真棒") == ["恭喜 Alice"]


@pytest.mark.rules("""
version: 1
tags: {strict: {name: "测试*"}}
rules:
  here: {handler: match, match: {text: a, room: {tag: strict, size: "< 10"}}, then: {hit: {say: "strict"}}}
  there: {handler: match, match: {text: a, room: {tag: [lax, other]}}, then: {hit: {say: "lax"}}}
  new: {handler: match, match: {text: b, member: {trust: "< 1"}}, then: {hit: {say: "who are you"}}}
""")
async def test_conditions_on_the_rooms_tags_and_the_members_trust(room: Chat) -> None:
    """Tags as the files give them, trust as points and strikes make it."""
    alice = await room.joins("Alice")
    jessie = await room.joins("Jessie", id="wxid_jessie", role=Role.owner)
    assert await alice.says("a") == ["strict"]
    assert await alice.says("b") == ["who are you"]
    await jessie.says("/积分 加 @Alice 20", mentions=[alice])
    assert await alice.says("b") == []
