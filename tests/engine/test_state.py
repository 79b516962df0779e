"""Documents, ranks, cases and texts said once: what a room remembers."""

from datetime import timedelta

import pytest

from bot.contract import (
    Cases,
    Document,
    Event,
    Message,
    Mode,
    Points,
    Remove,
    Role,
    Room,
    Standing,
    Strike,
    Turn,
    Verdict,
)
from bot.engine.scope import Taken
from bot.gateways.replay import ReplayGateway
from bot.testing import Chat
from tests.engine.conftest import Play
from tests.engine.making import Does, hitting, made_hit, made_said, rule, saying


class Fleeting(Document, of="member in room", keep="1h"):
    """Worth keeping for an hour."""

    count: int = 0


class Longer(Document, of="member in room", keep="2d"):
    """Worth keeping for two days."""

    count: int = 0


class Tally(Document, of="member in room", ranked="count"):
    """A count by which members are ranked."""

    count: int = 0


def counting(kind: type[Fleeting] | type[Longer] | type[Tally]) -> Does:
    """Return what a rule does that counts messages in a document and says the count."""

    async def does(event: Event, turn: Turn) -> Verdict:
        if not isinstance(event, Message):
            return None
        held = await turn.load(kind)
        turn.save(kind(count=held.count + 1))
        return made_said(str(held.count + 1))

    return does


async def ttl(room: Chat) -> float:
    """Return for how many hours more the server keeps what fades of Alice."""
    keys = room.machine.store.shard(0)
    return await room.machine.store.client.pttl(keys.document("room:test/r1", "Alice", True)) / 3_600_000


async def test_documents_with_keep_fade(play: Play) -> None:
    """The server forgets them a day after they were worth keeping; the one kept longest counts for all."""
    room = await play(rule("brief", counting(Fleeting)))
    await room.person("Alice").says("x")
    assert 24.9 < await ttl(room) <= 25
    room = await play(rule("brief", counting(Fleeting)), rule("long", counting(Longer)))
    await room.person("Alice").says("x", id="m2")
    assert 71.9 < await ttl(room) <= 72
    room = await play(rule("brief", counting(Fleeting)))
    await room.person("Alice").says("x", id="m3")
    assert 71.9 < await ttl(room) <= 72


async def test_documents_belong_to_their_rule(play: Play) -> None:
    """Two rules of the same handler count apart, in the same room, and so do two members."""
    room = await play(rule("a", counting(Tally)), rule("b", counting(Tally)))
    alice, bob = room.person("Alice"), room.person("Bob")
    assert [await who.says("x") for who in (alice, alice, bob)] == [["1", "1"], ["2", "2"], ["1", "1"]]


async def test_shadow_has_a_namespace_of_its_own(play: Play) -> None:
    """What a rule in shadow remembers is not found when it goes live; nothing of it has any effect."""
    shadowed = rule("a", counting(Tally), mode=Mode.shadow)
    punishing = rule("b", hitting(), Strike(), Points(3), mode=Mode.shadow)
    room = await play(shadowed, punishing)
    alice = room.person("Alice")
    assert [await alice.says("x"), await alice.says("x")] == [[], []]
    assert [action.text for action in room.decided] == ["1", "2"]
    assert not any(
        isinstance(document, Standing | Cases) for turn in room.turns for document in turn.documents.values()
    )
    room = await play(rule("a", counting(Tally)))
    assert await room.person("Alice").says("x", id="m-live") == ["1"]


async def test_ranks_count_what_is_not_committed_yet(play: Play) -> None:
    """Who asks for the ranks in the same breath sees the points of the moment before."""

    async def does(event: Event, turn: Turn) -> Verdict:
        if not isinstance(event, Message):
            return None
        if event.text == "top":
            return made_said(" ".join(f"{who}:{held.points}" for who, held in await turn.top(Standing, 3)))
        return made_hit()

    room = await play(rule("does", does, Points("{{ 0 + 10 }}")))
    people = [room.person(name) for name in ("D", "C", "B", "A")]
    for person in (*people, people[1]):
        await person.says("x")
    assert await people[0].says("top") == ["C:20 A:10 B:10"]
    facts = room.facts()
    ranks = enumerate((2, 3, 3, 2, 2))
    messages = [Message(id=f"e{n}", member=people[who].member, text="x", **facts) for n, who in ranks]
    await room.machine.inbox([*messages, Message(id="ask", member=people[0].member, text="top", **facts)])
    await room.machine.settle()
    assert room.said[-1] == "B:40 A:30 C:20"


async def test_cases_are_numbered_in_their_room(play: Play) -> None:
    """Each decision against a member has a number that counts up in its room, and keeps its reasons."""
    room = await play(rule("harsh", hitting("bad"), Strike(2)))
    other = Chat(room.machine, room.gateway, id="r2")
    for chat, text in ((room, "bad"), (room, "good"), (other, "bad"), (room, "bad")):
        await chat.person("Bob").says(text)
    cases = [doc for turn in room.turns for doc in turn.documents.values() if isinstance(doc, Cases)]
    assert [[case.number for case in page.last] for page in cases] == [[1], [1], [1, 2]]
    assert cases[-1].last[-1].actions == ("strike",)
    assert cases[-1].last[-1].id == "r1-m3:harsh"


@pytest.mark.rules("""
version: 1
timezone: Asia/Shanghai
rules:
  hello:
    handler: match
    match: {text: {any_of: [你好]}}
    then: {hit: [{say: {text: "{{ member.name }} 好", once: per_member_per_day}}]}
""")
async def test_a_text_said_once_a_day(room: Chat) -> None:
    """Once to each member on each day of the rule's time zone, not of the machine's."""
    alice, bob = await room.joins("Alice"), await room.joins("Bob")
    assert [await who.says("你好") for who in (alice, alice, bob)] == [["Alice 好"], [], ["Bob 好"]]
    await room.clock.advance(hours=14, minutes=59)
    assert await alice.says("你好") == []
    await room.clock.advance(minutes=1)
    assert await alice.says("你好") == ["Alice 好"]


@pytest.mark.parametrize(("named", "said"), [(False, []), (True, ["hi"])])
async def test_a_room_nobody_named_on_a_real_platform(play: Play, named: bool, said: list[str]) -> None:
    """Added to somebody's family group the bot stays silent: rules that name no rooms decide in shadow."""
    real = ReplayGateway(platform="test", account="bot", real=True)
    room = await play(rule("says", saying("hi"), named=named), gateway=real)
    assert await room.person("Alice").says("x") == said
    assert [action.mode for action in room.decided] == [Mode.live if named else Mode.shadow]


async def test_a_paused_room_is_silent(play: Play) -> None:
    """From the pause on no rule is asked, in this room only; rules of authority still are.

    What was decided before it waits until it is over.
    """

    async def switch(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, Message) and event.text in ("pause", "resume"):
            turn.pause(event.text == "pause")
        return None

    room = await play(rule("says", saying("hi")), rule("switch", switch, authority=True))
    other = Chat(room.machine, room.gateway, id="r2")
    alice = room.person("Alice", role=Role.owner)
    assert [await alice.says(text) for text in ("a", "pause", "b", "resume", "c")] == [
        ["hi"], [], [], [], ["hi", "hi"],
    ]  # fmt: skip
    await alice.says("pause")
    assert await other.person("Bob").says("x") == ["hi"]


async def test_in_one_batch_a_pause_counts_for_the_next_message(play: Play) -> None:
    """Also when the turn after it loads a document of somebody else."""

    async def switch(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, Message):
            await turn.load(Tally, f"member of {event.id}")
            if event.text == "pause":
                turn.pause(True)
        return None

    room = await play(rule("says", saying("hi")), rule("switch", switch, authority=True))
    await room.machine.settle()
    facts, who = room.facts(), room.person("A").member
    texts = enumerate(("a", "pause", "b", "c"))
    await room.machine.inbox([Message(id=f"e{n}", member=who, text=text, **facts) for n, text in texts])
    await room.machine.settle()
    withheld = [turn.said[0].withheld for turn in room.turns if isinstance(turn.event, Message)]
    assert withheld == ["", "", "paused", "paused"]


async def test_the_same_input_gives_the_same_output(play: Play) -> None:
    """Turns of a second life are the same to the byte, whatever the batches were."""

    async def does(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, Message):
            turn.timer("t", event.at + timedelta(minutes=3))
            return made_said(turn.choose(("a", "b", "c", "d")))
        return made_said("timer") if event.type == "timer" else None

    def shown(turns: list[Taken]) -> list[bytes]:
        return [action.wire() for turn in turns for action in turn.decided]

    rules = rule("does", does), rule("hits", hitting("3", "5"), Remove())
    lives = []
    for at_once in (1, 7):
        room = await play(*rules)
        await room.machine.store.client.flushdb()
        room = await play(*rules)
        facts = {"platform": "test", "account": "bot", "room": Room(id="r1")}
        who = room.person("Alice").member
        events = [
            Message(id=f"m{n}", at=room.clock.now(), member=who, text=str(n), **facts) for n in range(14)
        ]
        for start in range(0, 14, at_once):
            await room.machine.inbox(events[start : start + at_once])
            await room.machine.settle()
        await room.clock.advance(hours=1)
        lives.append(shown(room.turns))
    assert lives[0] == lives[1]
    assert len(lives[0]) == 17


@pytest.mark.rules("""
version: 1
rules:
  welcome: {handler: welcome, gather: 30s, say: "欢迎 {{ names }}"}
""")
async def test_a_pause_swallows_no_timer(room: Chat) -> None:
    """Who came before the pause is not greeted in it; who comes after it is greeted as ever."""
    jessie = room.person("Jessie", role=Role.owner)
    await room.joins("Alice")
    await jessie.says("/暂停")
    await room.clock.advance(minutes=1)
    await jessie.says("/恢复")
    await room.joins("Bob")
    await room.clock.advance(minutes=1)
    assert room.said[-1] == "欢迎 Bob"
    assert "欢迎 Alice" not in room.said
