import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.contract import Do, GatewayError, Kind, MemberJoined, MemberLeft, Message, Role, RoomRenamed
from bot.gateways.playground import Playground, Refused, people
from bot.gateways.playground.acts import ACT
from bot.gateways.playground.demo import demo_world
from bot.gateways.playground.world import MOST_ENTRIES, MOST_SEATS, MOST_UNHEARD, Entry
from tests.web.conftest import START
from tests.web.scripted import MovableClock, ScriptedDesk, action


async def do(playground: Playground, act: str, room: str = "moms", **more: Any) -> str:
    """Do something as the page would; return the event's id."""
    body = json.dumps({"act": act, "room": room} | more)
    return str((await playground.act(body.encode()))["event"])


def room_of(playground: Playground, room: str = "moms") -> dict[str, Any]:
    """Return a room as the page sees it."""
    return next(one for one in playground.view()["rooms"] if one["id"] == room)


async def test_a_message_becomes_an_event_with_all_it_carries(
    playground: Playground, desk: ScriptedDesk
) -> None:
    """Text, mentions and the quoted message arrive as they were posted, at the playground's time."""
    first = await do(playground, "post", member="doudou", text="有推荐的防晒吗")
    await do(playground, "post", member="lily", text="@豆豆妈 有", mentions=["doudou"], quote=first)
    await desk.until(lambda desk: len(desk.heard) == 2)
    heard = desk.heard[1]
    assert isinstance(heard, Message)
    assert (heard.platform, heard.account, heard.at) == ("playground", "playground", START)
    assert (heard.room.id, heard.room.name, heard.room.members) == ("moms", "妈妈好物群", 97)
    assert (heard.member.id, heard.member.name, heard.member.role) == ("lily", "Lily", Role.member)
    assert heard.mentions == ("doudou",)
    assert heard.quote is not None
    assert (heard.quote.id, heard.quote.text) == (first, "有推荐的防晒吗")


@pytest.mark.parametrize(
    ("kind", "carried"),
    [
        ("link", {"link": {"url": "https://example.com/a", "title": "看看"}}),
        ("mini_program", {"mini_program": {"app_id": "wx1", "title": "团购"}}),
        ("contact", {"contact": {"id": "wxid_x", "name": "客服"}}),
        ("red_packet", {"text": "恭喜发财"}),
        ("image", {}),
        ("sticker", {"text": "🎉"}),
    ],
)
async def test_every_kind_of_the_menu_is_heard(
    kind: str, carried: dict[str, Any], playground: Playground, desk: ScriptedDesk
) -> None:
    """What the + menu offers reaches the engine as that kind, with its card."""
    await do(playground, "post", member="lily", kind=kind, **carried)
    await desk.until(lambda desk: desk.heard)
    heard = desk.heard[0]
    assert isinstance(heard, Message)
    assert heard.kind is Kind(kind)
    dumped = heard.model_dump()
    assert {name: dumped[name] for name in carried} == carried


async def test_coming_and_going_are_told(playground: Playground, desk: ScriptedDesk) -> None:
    """Joining with an inviter, leaving, being removed by hand and renaming are events of their own."""
    await do(playground, "join", name="新朋友", inviter="lily")
    await do(playground, "leave", member="doudou")
    await do(playground, "kick", member="tuanzi", by="aaron")
    await do(playground, "rename", name="妈妈好物二群", by="jessie")
    await desk.until(lambda desk: len(desk.heard) == 4)
    joined, left, kicked, renamed = desk.heard
    assert isinstance(joined, MemberJoined)
    assert joined.inviter is not None
    assert (joined.member.name, joined.inviter.id, joined.room.members) == ("新朋友", "lily", 98)
    assert isinstance(left, MemberLeft)
    assert (left.member.id, left.remover) == ("doudou", None)
    assert isinstance(kicked, MemberLeft)
    assert kicked.remover is not None
    assert (kicked.member.id, kicked.remover.id) == ("tuanzi", "aaron")
    assert isinstance(renamed, RoomRenamed)
    assert renamed.room.name == "妈妈好物二群"
    assert len({event.id for event in desk.heard}) == 4


async def test_who_is_gone_cannot_speak_until_invited_back(playground: Playground) -> None:
    """A removed member's post is refused and changes nothing; once back, they speak under the same id."""
    await do(playground, "kick", member="lily", by="jessie")
    before = playground.view()
    with pytest.raises(Refused) as refused:
        await do(playground, "post", member="lily", text="我还在")
    assert refused.value.code == "not_here"
    assert playground.view() == before
    await do(playground, "join", member="lily", inviter="jessie")
    await do(playground, "post", member="lily", text="我回来啦")
    assert room_of(playground)["entries"][-1]["member"]["id"] == "lily"


async def test_the_muted_cannot_speak_until_the_time_is_over(
    playground: Playground, desk: ScriptedDesk, clock: MovableClock
) -> None:
    """A mute ends by the playground's own clock."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.mute, seconds=600))
    with pytest.raises(Refused, match="muted"):
        await do(playground, "post", member="lily", text="唔")
    clock.advance(timedelta(seconds=600))
    await do(playground, "post", member="lily", text="可以说话了")


async def heard_message(playground: Playground, desk: ScriptedDesk, member: str = "lily") -> Message:
    """Have a member say something; return the event."""
    event = await do(playground, "post", member=member, text="你好")
    await desk.until(lambda desk: any(one.id == event for one in desk.heard))
    heard = desk.heard[-1]
    assert isinstance(heard, Message)
    return heard


@pytest.mark.parametrize(
    ("act", "more", "code"),
    [
        ("post", {"member": "nobody", "text": "x"}, "unknown_member"),
        ("post", {"member": "lily", "text": "x", "room": "nowhere"}, "unknown_room"),
        ("post", {"member": "qunguan", "text": "x"}, "is_bot"),
        ("post", {"member": "lily", "text": "x", "quote": "m0"}, "quote_gone"),
        ("post", {"member": "lily", "text": "x", "mentions": ["nobody"]}, "unknown_member"),
        ("join", {"member": "lily"}, "already_here"),
        ("join", {"member": "nobody"}, "unknown_member"),
        ("leave", {"member": "jessie"}, "owner_stays"),
        ("leave", {"member": "qunguan"}, "is_bot"),
        ("kick", {"member": "doudou", "by": "lily"}, "no_right"),
        ("kick", {"member": "jessie", "by": "aaron"}, "no_right"),
        ("kick", {"member": "qunguan", "by": "jessie"}, "no_right"),
        ("kick", {"member": "jessie", "by": "qunguan"}, "is_bot"),
        ("join", {"name": "新人", "inviter": "qunguan"}, "is_bot"),
        ("rename", {"name": "新名字", "by": "qunguan"}, "is_bot"),
        ("rename", {"name": "新名字", "by": "nobody"}, "unknown_member"),
    ],
)
async def test_what_a_platform_would_refuse_is_refused(
    act: str, more: dict[str, Any], code: str, playground: Playground
) -> None:
    """Each refusal names its reason, and neither the world nor the engine hears of the act."""
    before = playground.view()
    with pytest.raises(GatewayError) as refused:
        await do(playground, act, **{"room": "moms"} | more)
    assert getattr(refused.value, "code", "") == code
    assert playground.view() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"act": "post"}',
        b'{"act": "fly", "room": "moms"}',
        b'{"act": "post", "room": "moms", "member": "lily", "text": "  "}',
        b'{"act": "post", "room": "moms", "member": "lily", "text": "\\ud800"}',
        b'{"act": "post", "room": "moms", "member": "lily", "text": "x", "colour": "red"}',
        b'{"act": "post", "room": "moms", "member": "lily", "kind": "recalled"}',
        b'{"act": "post", "room": "moms", "member": "lily", "kind": "link"}',
        b'{"act": "post", "room": "moms", "member": "lily", "kind": "link", "link": {"url": " "}}',
        b'{"act": "post", "room": "moms", "member": "lily", "text": "x", "link": {"url": "https://a.b"}}',
        b'{"act": "join", "room": "moms"}',
        b'{"act": "join", "room": "moms", "name": "  "}',
        b'{"act": "join", "room": "moms", "name": "a", "member": "lily"}',
        json.dumps({"act": "post", "room": "moms", "member": "lily", "text": "长" * 5001}).encode(),
        json.dumps(
            {"act": "post", "room": "moms", "member": "lily", "kind": "link", "link": {"url": "u" * 2001}}
        ).encode(),
    ],
)
async def test_a_malformed_act_is_told_from_a_refused_one(body: bytes, playground: Playground) -> None:
    """What is no act at all is a validation error; nothing changes."""
    before = playground.view()
    with pytest.raises(ValidationError):
        await playground.act(body)
    assert playground.view() == before


async def test_a_friend_from_another_room_keeps_their_id(playground: Playground) -> None:
    """Somebody who sits in one room can be brought into another, as an ordinary member there."""
    await do(playground, "join", member="teacher", inviter="jessie")
    seat = next(one for one in room_of(playground)["seats"] if one["id"] == "teacher")
    assert (seat["name"], seat["role"], seat["state"]) == ("陈老师", "member", "here")


def test_the_world_is_bounded() -> None:
    """A room keeps its last lines and a bounded number of people; unheard events stop further acts."""
    world = demo_world(START)
    group = world.group("moms")
    for _ in range(MOST_ENTRIES + 50):
        world.write(group, Entry(id=world.name("m"), at=START, text="x"))
    assert len(group.entries) == MOST_ENTRIES
    join = ACT.validate_python({"act": "join", "room": "moms", "name": "x"})
    for _ in range(MOST_SEATS - len(group.seats)):
        people.do(world, join, START)
    with pytest.raises(Refused) as full:
        people.do(world, join, START)
    assert full.value.code == "room_full"
    world.unheard = [world.unheard[0]] * MOST_UNHEARD
    with pytest.raises(Refused) as busy:
        people.do(world, ACT.validate_python({"act": "leave", "room": "study", "member": "lily"}), START)
    assert busy.value.code == "busy"


_IDS = st.sampled_from(["jessie", "aaron", "lily", "doudou", "qunguan", "nobody"])
_ACTS = st.one_of(
    st.fixed_dictionaries({"act": st.just("post"), "member": _IDS, "text": st.text(min_size=1, max_size=5)}),
    st.fixed_dictionaries({"act": st.just("join"), "member": _IDS}),
    st.fixed_dictionaries({"act": st.just("join"), "name": st.text(min_size=1, max_size=8)}),
    st.fixed_dictionaries({"act": st.just("leave"), "member": _IDS}),
    st.fixed_dictionaries({"act": st.just("kick"), "member": _IDS, "by": _IDS}),
    st.fixed_dictionaries({"act": st.just("rename"), "name": st.text(min_size=1, max_size=8), "by": _IDS}),
)


@given(st.lists(_ACTS, max_size=25))
def test_only_those_who_are_here_are_heard(acts: list[dict[str, Any]]) -> None:
    """Whatever is tried, speakers are present, ids never repeat, the owner and the bot stay."""
    world = demo_world(START)
    group = world.group("moms")
    for act in acts:
        here = {seat.id for seat in group.seats.values() if seat.state == "here"}
        try:
            event = people.do(world, ACT.validate_python(act | {"room": "moms"}), START)
        except (Refused, ValidationError):
            continue
        if isinstance(event, Message):
            assert event.member.id in here - {"qunguan"}
    assert {"jessie", "qunguan"} <= {seat.id for seat in group.seats.values() if seat.state == "here"}
    ids = [event.id for event in world.unheard]
    assert len(ids) == len(set(ids))
    assert group.count == group.crowd + sum(seat.state == "here" for seat in group.seats.values())


async def test_a_rank_is_given_by_the_platform(playground: Playground, desk: ScriptedDesk) -> None:
    """The bot hears nothing of it, and sees it with the next message; a room has one owner."""
    done = await playground.act(b'{"act": "appoint", "room": "moms", "member": "lily", "role": "moderator"}')
    assert done == {"event": None, "room": "moms"}
    event = await heard_message(playground, desk)
    assert event.member.role is Role.moderator
    await do(playground, "appoint", member="aaron", role="owner")
    seats = {seat["id"]: seat["role"] for seat in room_of(playground)["seats"]}
    assert (seats["aaron"], seats["jessie"]) == ("owner", "member")
    assert room_of(playground)["entries"][-1]["what"] == "role"


@pytest.mark.parametrize(
    ("member", "role", "code"),
    [("jessie", "member", "owner_stays"), ("lily", "bot", "is_bot"), ("qunguan", "owner", "is_bot")],
)
async def test_ranks_that_nobody_can_have(member: str, role: str, code: str, playground: Playground) -> None:
    """A room keeps its owner, and the bot its seat."""
    with pytest.raises(Refused) as refused:
        await do(playground, "appoint", member=member, role=role)
    assert refused.value.code == code
