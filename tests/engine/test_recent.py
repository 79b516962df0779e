"""What a process has just appended need not be read out again."""

from typing import Any

from bot.contract import EVENT, Action, Do, Evidence, Message, Told
from bot.engine import recent
from bot.engine.inbox import Inbox
from bot.engine.recent import Recent
from bot.store import Store
from bot.testing.chat import START


def message(name: str, text: str = "早") -> Message:
    """Return a message of this id."""
    return Message(id=name, at=START, platform="test", room={"id": "r"}, member={"id": "u"}, text=text)


def test_an_event_is_remembered_by_its_bytes() -> None:
    """Once, and equal to what its bytes decode to."""
    kept, event = Recent(), message("m1")
    raw = kept.encode(event)
    assert kept.take(raw) is event
    assert event == EVENT.validate_json(raw)
    assert kept.take(raw) is None


def test_other_bytes_are_another_event() -> None:
    """An id alone says nothing: who appends under a known id is not taken for the first."""
    kept = Recent()
    kept.encode(message("m1", "早"))
    assert kept.take(message("m1", "晚").wire()) is None


def test_an_action_is_remembered_by_its_bytes() -> None:
    """As an event is: the sender of the same process is given what its worker has written."""
    kept, cause = Recent(), message("m1")
    action = Action(
        id="m1:rule:0", do=Do.say, at=START, platform="test", account="a", room=cause.room, rule="rule",
        event="m1", member=cause.member, text="早", evidence=(Evidence(signal="text", detail="早"),),
    )  # fmt: skip
    raw = kept.encode(action)
    assert kept.take(raw) is action
    assert action == Action.model_validate_json(raw)


def test_what_is_told_is_always_read_from_its_bytes() -> None:
    """Its body is whatever a handler put there: in this process it must hear of it as in any other."""
    kept = Recent()
    told = Told(
        id="m1:rule:0", at=START, platform="test", of="room:test/r", sender="room:test/q", rule="rule",
        body={"ids": ("a", "b"), "by": None},
    )  # fmt: skip
    raw = kept.encode(told)
    assert kept.take(raw) is None
    assert EVENT.validate_json(raw) != told


def test_memory_is_bounded() -> None:
    """Where nobody asks, the oldest go: at most two generations are held."""
    kept = Recent()
    raws = [kept.encode(message(f"m{number}")) for number in range(3 * recent.MOST)]
    known = [kept.take(raw) is not None for raw in raws]
    assert known == [False] * recent.MOST + [True] * 2 * recent.MOST


async def test_the_inbox_shares_it(store: Store) -> None:
    """What stands in the inbox is what is remembered."""
    kept, event = Recent(), message("m1")
    inbox = Inbox(store, recent=kept)
    await inbox([event])
    entries: Any = await store.client.xrange(store.shard(0).inbox)
    [(_, fields)] = entries
    assert kept.take(fields[b"e"]) is event
    await inbox.close()
