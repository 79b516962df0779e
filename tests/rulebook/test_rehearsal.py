"""The rehearsal of examples, and the texts: what runs before any engine does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import (
    Document,
    Handler,
    Kind,
    Message,
    Outcome,
    Role,
    RulebookError,
    Turn,
    clear,
    harmless,
)
from bot.rulebook.header import timezone
from bot.rulebook.rehearsal import NOON, Rehearsal, example_message, rehearse, run
from bot.rulebook.scope import Scope
from bot.rulebook.templates import LONGEST, render
from bot.rulebook.texts import attributes, variables

ZONE = timezone("Asia/Shanghai", None, Scope())


class Note(Document, of="member in room"):
    """Something to remember."""

    count: int = 0


class Busy(Handler):
    """Uses all of a turn."""

    done = Outcome(count=int)
    other = Outcome()

    async def on_message(self, message: Message, turn: Turn) -> Any:
        """Do everything a handler may do."""
        note = await turn.load(Note)
        turn.save(Note(count=note.count + 1))
        turn.timer("later", turn.now + timedelta(hours=1))
        turn.cancel("later")
        turn.tell("room:x/y", a=1)
        turn.pause(True)
        assert await turn.top(Note, 3) == []
        assert await turn.decision("e") is None
        assert turn.role(message.member) is Role.member
        assert turn.choose(["a", "b"]) == turn.choose(["a", "b"])
        assert turn.room == message.room
        assert not turn.late
        assert not turn.rules
        assert (turn.now.hour, turn.today) == (12, NOON.date())
        if message.text == "nothing":
            return clear("nothing of note")
        return [self.done(count=(await turn.load(Note)).count), self.other()]


class Slow(Handler):
    """Waits for something that is not its turn."""

    async def on_message(self, message: Message, turn: Turn) -> None:
        """Wait for ever."""

        class Never:
            def __await__(self) -> Any:
                yield

        await Never()


def test_a_handler_runs_as_in_a_real_turn() -> None:
    """At noon of a working day in the rule's own zone, over an empty state that it may write."""
    done, other = rehearse(Busy(), example_message("hi", ZONE), "r", ZONE)
    assert (done.name, done.facts) == ("done", {"count": 1})
    assert other.name == "other"
    assert rehearse(Busy(), example_message("nothing", ZONE), "r", ZONE) == []


def test_an_example_may_be_any_message() -> None:
    """A text, or the fields of a message."""
    assert example_message("hi", ZONE).text == "hi"
    message = example_message({"kind": "link", "link": {"url": "http://a.com"}}, ZONE)
    assert message.kind is Kind.link
    assert Rehearsal(message).today == NOON.date()


def test_a_handler_that_waits_is_told_apart() -> None:
    """An example must not hang the loading of a file."""
    with pytest.raises(RuntimeError, match="other than its turn"):
        rehearse(Slow(), example_message("hi", ZONE), "r", ZONE)


async def test_examples_run_inside_a_running_loop() -> None:
    """Hot reload happens beside a working engine."""

    async def answer() -> int:
        return 7

    assert run(answer()) == 7


def test_variables_are_those_that_a_text_needs() -> None:
    """By the short way and by Jinja's own."""
    assert variables("{{ a }} {{ b.c }}, {{c}}") == {"a", "b", "c"}
    assert variables("{% if a %}{{ b|upper }}{% endif %}{% set x = 1 %}{{ x }}") == {"a", "b"}
    assert variables("no braces") == set()
    assert attributes("{{ member.name }}{% if room.size > 3 %}!{% endif %} member.x") == {
        ("member", "name"), ("room", "size"),
    }  # fmt: skip
    with pytest.raises(RulebookError):
        variables("{{ a")


@given(st.text(max_size=40))
def test_what_members_call_themselves_stays_data(name: str) -> None:
    """A nickname is never a template, never a mention of all, never a second line."""
    shown = render("欢迎 {{ name }}!", {"name": harmless(name)})
    assert shown == f"欢迎 {harmless(name)}!"
    assert "@" not in shown
    assert "\n" not in shown


@pytest.mark.parametrize(
    "name", ["{{ 7 * 7 }}", "{% for x in y %}", "@所有人", "a\u202eb", "a\u200bb", "a\nb"]
)
def test_nicknames_that_attack_are_harmless(name: str) -> None:
    """Templates, mentions, direction marks, hidden characters and line breaks."""
    shown = render("{{ member }}", {"member": harmless(name)})
    assert "49" not in shown
    assert not set("@\u202e\u200b\n") & set(shown)


@pytest.mark.parametrize(
    "text",
    ["{{ nobody }}", "{{ ''.__class__.__mro__ }}", "{{ 1 / 0 }}", "{{ range(10**9)|list }}", "{{ x.y.z }}"],
)
def test_a_text_that_cannot_be_filled_in_is_refused(text: str) -> None:
    """And reaches nothing of Python's."""
    with pytest.raises(RulebookError):
        render(text, {"x": datetime(2026, 1, 1, tzinfo=UTC)})


def test_a_text_has_an_end() -> None:
    """Longer ones are cut."""
    assert len(render("{{ a * 9000 }}", {"a": "x"})) == LONGEST
    assert render("plain", {}) == "plain"
