"""What many rooms answer to one command: one message, also if some never answer."""

from bot.commands import Commands, gathering
from bot.contract import Member, Outcome, Role, TimerFired, Told, room_actor
from tests.commands.conftest import ROOM, Group

BOSS = Member(id="u_boss", name="Boss", role=Role.operator)


def told(group: Group, room: str, answer: str, to: str = "m1") -> Told:
    """Make the answer of a room."""
    return Told(
        id=f"t-{room}", at=group.now, of=room_actor("replay", ROOM.id), sender=room_actor("replay", room),
        rule="commands", room=ROOM, member=BOSS, body={"answer": answer, "name": f"{room}群", "to": to},
    )  # fmt: skip


async def answers(group: Group, event: Told) -> list[str]:
    """Let a room answer; return what is said."""
    verdict = await group.commands.on_told(event, group.turn(event))
    return [str(verdict.facts["text"])] if isinstance(verdict, Outcome) else []


async def test_the_same_answers_stand_together(group: Group) -> None:
    """The most frequent first, a few names of each; told when the last one has answered."""
    await gathering.begin(group.turn(group.message(BOSS, "/in")), "m1", 7)
    for room in ("a", "b", "c", "d", "e", "f"):
        assert await answers(group, told(group, room, "好")) == []
    assert await answers(group, told(group, "z", "坏")) == [
        "7 / 7 个群有回音：\n【6 个群：a群、b群、c群、d群、e群 …】好\n【1 个群：z群】坏"
    ]
    assert group.timers == {}


async def test_who_does_not_answer_is_not_waited_for(group: Group) -> None:
    """After half a minute what there is is told; what comes later is told by itself."""
    await gathering.begin(group.turn(group.message(BOSS, "/in")), "m1", 7)
    await answers(group, told(group, "a", "好"))
    [(key, due)] = group.timers.items()
    assert due == group.now + gathering.PATIENCE
    timer = TimerFired(
        id="t", at=due, of=room_actor("replay", ROOM.id), rule="commands", key=key, room=ROOM,
        body={"command": "m1"},
    )  # fmt: skip
    verdict = await group.commands.on_timer(timer, group.turn(timer))
    assert isinstance(verdict, Outcome)
    assert verdict.facts["text"] == "1 / 7 个群有回音：\n【1 个群：a群】好"
    assert await answers(group, told(group, "b", "好")) == ["【b群】好"]
    assert await group.commands.on_timer(timer, group.turn(timer)) is None


async def test_one_room_twice_counts_once(group: Group) -> None:
    """A repeated answer takes the place of the first; another command's answers are kept apart."""
    group.commands = Commands(language="en")
    for command in ("m1", "m2"):
        await gathering.begin(group.turn(group.message(BOSS, "/in")), command, 2)
    assert await answers(group, told(group, "a", "x")) == []
    assert await answers(group, told(group, "a", "y")) == []
    assert await answers(group, told(group, "b", "y", to="m2")) == []
    assert await answers(group, told(group, "b", "y")) == [
        "2 of 2 rooms have answered:\n【2 rooms: a群、b群】y"
    ]
