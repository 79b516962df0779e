"""What a handler that raises costs: its own rule's turn, and nothing else."""

from datetime import timedelta

from bot.contract import Do, Document, Event, Message, Points, Remove, Standing, Turn, Verdict, member_actor
from tests.engine.conftest import Play
from tests.engine.making import hitting, made_hit, rule, saying


class Note(Document, of="member in room"):
    """How many messages were noted."""

    count: int = 0


async def breaks(event: Event, turn: Turn) -> Verdict:
    """Do all there is to do, then raise."""
    if isinstance(event, Message):
        note = await turn.load(Note)
        turn.save(Note(count=note.count + 1))
        turn.timer("later", event.at + timedelta(minutes=1))
        turn.tell(member_actor("test", "u1"), word="hello")
        turn.pause(True)
        raise RuntimeError("a bug")
    raise AssertionError("nothing of it may come back")


async def test_it_loses_its_whole_buffer_and_the_others_go_on(play: Play) -> None:
    """Of a rule that raises nothing is kept: no document, timer, told event or pause."""
    room = await play(rule("broken", breaks), rule("fine", saying("hi")))
    alice = room.person("Alice")
    assert await alice.says("x") == ["hi"]
    assert await alice.says("y") == ["hi"]
    await room.clock.advance(hours=1)
    taken = next(turn for turn in room.turns if turn.event.id == alice.last)
    assert [(said.rule, said.said) for said in taken.said] == [("broken", "failed"), ("fine", "said")]
    assert taken.said[0].evidence[0].detail == "RuntimeError: a bug"
    assert (taken.timers, taken.told, taken.pause, taken.documents) == ({}, [], None, {})


async def test_an_answer_that_cannot_be_given_fails_the_rule(play: Play) -> None:
    """Points that are no number take the removal beside them along: nobody is punished by a bug."""
    room = await play(rule("broken", hitting(), Points("{{ 1 / 2 }}"), Remove()), rule("fine", saying("hi")))
    alice = room.person("Alice")
    assert await alice.says("x") == ["hi"]
    assert [action.do for action in room.decided] == [Do.say]
    decision = await room.why(alice.last)
    assert decision is not None
    assert decision.said[0].said == "failed"


async def test_a_document_saved_unread_leaves_its_neighbours(play: Play) -> None:
    """Who saves about another member what was never loaded loses nothing that is kept beside it."""

    async def notes(event: Event, turn: Turn) -> Verdict:
        if isinstance(event, Message) and event.text == "note":
            turn.save(Note(count=7), "Alice")
        if isinstance(event, Message) and event.text == "points":
            return made_hit()
        return None

    room = await play(rule("notes", notes, Points(5)))
    alice, bob = room.person("Alice"), room.person("Bob")
    await alice.says("points")
    room = await play(rule("notes", notes, Points(5)))  # a new life: nothing is held in memory
    await room.person("Bob", id=bob.id).says("note", id="m-note")
    await room.person("Alice", id=alice.id).says("points", id="m-points")
    standing = next(
        document for document in room.turns[-2].documents.values() if isinstance(document, Standing)
    )
    assert standing.points == 10


async def test_two_outcomes_keep_their_order(play: Play) -> None:
    """A rule that says two things says them in that order."""

    async def twice(event: Event, turn: Turn) -> Verdict:
        return [made_hit(), made_hit()] if isinstance(event, Message) else None

    room = await play(rule("twice", twice, Points(1)))
    alice = room.person("Alice")
    await alice.says("x")
    points = [turn.event.total for turn in room.turns if turn.event.type == "points"]
    assert points == [1, 2]
