from typing import Any

import pytest

from bot.contract import Action, Do, Evidence, GatewayError, Member, MemberJoined, MemberLeft, Room
from bot.gateways.playground import Playground, Refused
from tests.web.scripted import ScriptedDesk, action
from tests.web.test_people import do, heard_message, room_of


def last(playground: Playground) -> dict[str, Any]:
    """Return the newest line of the first room."""
    line: dict[str, Any] = room_of(playground)["entries"][-1]
    return line


def seat(playground: Playground, member: str) -> dict[str, Any]:
    """Return a seat of the first room."""
    return next(one for one in room_of(playground)["seats"] if one["id"] == member)


async def test_say_appears_with_its_mentions_and_its_cause(
    playground: Playground, desk: ScriptedDesk
) -> None:
    """The bot's message names rule, event and evidence, the receipt names it; strangers are not mentioned."""
    event = await heard_message(playground, desk)
    receipt = await playground.perform(
        action(
            event,
            Do.say,
            text="@Lily 你好",
            mentions=("lily", "stranger"),
            evidence=(Evidence(signal="words"),),
        )
    )
    line = last(playground)
    assert line["id"] == receipt.message
    assert (line["member"]["role"], line["text"], line["mentions"]) == ("bot", "@Lily 你好", ["lily"])
    cause = line["cause"]
    assert (cause["rule"], cause["event"], cause["evidence"]) == (
        "script",
        event.id,
        [{"signal": "words", "detail": ""}],
    )
    assert [one for one in desk.heard if one.id == receipt.message] == []


async def test_remove_empties_the_seat_and_is_told_as_an_event(
    playground: Playground, desk: ScriptedDesk
) -> None:
    """The platform tells of the removal like any other; removing twice is the same as once."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.remove))
    lines = len(room_of(playground)["entries"])
    await playground.perform(action(event, Do.remove))
    assert len(room_of(playground)["entries"]) == lines
    assert seat(playground, "lily")["state"] == "removed"
    await desk.until(lambda desk: isinstance(desk.heard[-1], MemberLeft))
    left = desk.heard[-1]
    assert isinstance(left, MemberLeft)
    assert left.remover is not None
    assert (left.member.id, left.remover.role.name) == ("lily", "bot")


async def test_recall_leaves_no_text_behind(playground: Playground, desk: ScriptedDesk) -> None:
    """A recalled message keeps its place, but what it said is no longer shown."""
    event = await heard_message(playground, desk)
    for _ in range(2):
        await playground.perform(action(event, Do.recall, message=event.id))
    line = next(one for one in room_of(playground)["entries"] if one["id"] == event.id)
    assert line["recalled"] is True
    assert "text" not in line
    with pytest.raises(Refused, match="quoted message"):
        await do(playground, "post", member="doudou", text="?", quote=event.id)


async def test_invite_waits_to_be_accepted(playground: Playground, desk: ScriptedDesk) -> None:
    """An invitation is shown once; who accepts it joins, invited by the bot."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.remove))
    for _ in range(2):
        await playground.perform(action(event, Do.invite))
    assert (last(playground)["what"], seat(playground, "lily")["state"]) == ("invite", "invited")
    assert [one["what"] for one in room_of(playground)["entries"]].count("invite") == 1
    joined = await do(playground, "join", member="lily")
    await desk.until(lambda desk: desk.heard[-1].id == joined)
    heard = desk.heard[-1]
    assert isinstance(heard, MemberJoined)
    assert heard.inviter is not None
    assert heard.inviter.role.name == "bot"


async def test_announce_sets_the_notice(playground: Playground, desk: ScriptedDesk) -> None:
    """The notice stands above the room and in its flow."""
    await playground.perform(action(await heard_message(playground, desk), Do.announce, text="今晚八点"))
    assert room_of(playground)["notice"] == "今晚八点"
    assert (last(playground)["what"], last(playground)["text"]) == ("announce", "今晚八点")


@pytest.mark.parametrize(("to", "receiver"), [(None, "lily"), ("doudou", "doudou"), ("owner", "jessie")])
async def test_direct_goes_to_a_member_or_a_role(
    to: str | None, receiver: str, playground: Playground, desk: ScriptedDesk
) -> None:
    """Without a receiver it is for the member the action is about."""
    await playground.perform(action(await heard_message(playground, desk), Do.direct, to=to, text="悄悄说"))
    line = last(playground)
    assert (line["what"], line["to"]["id"], line["text"]) == ("direct", receiver, "悄悄说")


@pytest.mark.parametrize(
    "more",
    [
        {"do": Do.remove, "member": Member(id="jessie")},
        {"do": Do.mute, "member": Member(id="qunguan")},
        {"do": Do.remove, "member": Member(id="nobody")},
        {"do": Do.remove, "member": None},
        {"do": Do.direct, "to": "nobody"},
        {"do": Do.direct, "to": "helper"},
        {"do": Do.recall, "message": "m0"},
        {"do": Do.recall},
        {"do": Do.say, "room": Room(id="nowhere")},
        {"do": Do.task},
    ],
)
async def test_what_it_refuses_it_says_beforehand(
    more: dict[str, Any], playground: Playground, desk: ScriptedDesk
) -> None:
    """`refuses` and `perform` agree, and a refusal changes nothing."""
    wrong = Action.model_validate(dict(action(await heard_message(playground, desk), Do.say)) | more)
    before = playground.view()
    assert await playground.refuses(wrong)
    with pytest.raises(GatewayError) as refused:
        await playground.perform(wrong)
    assert not refused.value.uncertain
    assert playground.view() == before


async def test_what_it_can_do_it_does_not_refuse(playground: Playground, desk: ScriptedDesk) -> None:
    """Everything but what a person or the librarian does can be done at all."""
    event = await heard_message(playground, desk)
    assert playground.can == frozenset(Do) - {Do.task, Do.edit, Do.probe}
    for what in playground.can:
        assert await playground.refuses(action(event, what, text="x", message=event.id)) is None
