"""Whom a task is for: whoever is on duty, else the management room, else the owner."""

from collections.abc import Sequence

import pytest

from bot.app.desk import open_tasks
from bot.contract import Action, Do, Message, Room
from bot.testing import Chat

HEAD = """
    version: 1
    rooms: {name: ["测试*"]}
"""
ROSTER = """
    staff:
      owner: [jessie]
      on_duty:
        - {name: 客服, from: "09:00", to: "12:00", members: [kf1]}
        - {name: 夜班, from: "22:00", to: "06:00", members: [kf2, kf3]}
"""
RULES = """
    rules:
      asks:
        handler: match
        match: {text: {any_of: [退款]}}
        then: {hit: [{task: "请处理 {{ member.name }}"}]}
      shows:
        handler: match
        match: {text: {any_of: [看看]}}
        then: {hit: [{task: {to: moderator, text: 请看}}]}
      pays:
        handler: match
        match: {text: {any_of: [红包]}}
        then: {hit: [{task: {to: owner, text: 发红包}}, {task: {to: wxid_7, text: 记账}}]}
"""
OFFICE = "    management: office\n"


def to(room: Chat) -> list[str | None]:
    """Return for whom the tasks were, oldest first."""
    return [task.to for task in room.tasks]


@pytest.mark.rules(HEAD + ROSTER + OFFICE + RULES)
async def test_who_is_on_duty_gets_it(room: Chat) -> None:
    """By the hours of the file's time zone, over midnight too; the management room names them."""
    ming = room.person("小明")
    await ming.says("退款")
    office = Chat(room.machine, room.gateway, id="office", turns=room.turns)
    assert to(room) == ["kf1"]
    assert office.said == ["【测试群】请处理 小明 @客服"]
    assert room.performed[-1].mentions == ("kf1",)
    await room.clock.advance(hours=14)
    for n in range(12):
        await ming.posts("退款", id=f"night{n}")
    assert set(to(room)[1:]) == {"kf2", "kf3"}


@pytest.mark.rules(HEAD + ROSTER + OFFICE + RULES)
async def test_nobody_on_duty_it_is_the_management_rooms(room: Chat) -> None:
    """At noon nobody is; it is said there to all."""
    await room.clock.advance(hours=5)
    await room.person("小明").says("退款")
    assert to(room) == ["management"]
    assert room.performed[-1].room == Room(id="office")
    assert room.performed[-1].mentions == ()


@pytest.mark.rules(HEAD + ROSTER + RULES)
async def test_without_a_management_room_the_owners(room: Chat) -> None:
    """Somebody always is asked."""
    await room.clock.advance(hours=5)
    await room.person("小明").says("退款")
    assert to(room) == ["owner"]


@pytest.mark.parametrize(("text", "receivers"), [("看看", ["kf1"]), ("红包", ["owner", "wxid_7"])])
@pytest.mark.rules(HEAD + ROSTER + RULES)
async def test_what_is_for_somebody_stays_theirs(room: Chat, text: str, receivers: Sequence[str]) -> None:
    """What any moderator may do goes to who is on duty; what is the owner's, or one person's, does not."""
    await room.person("小明").says(text)
    assert to(room) == receivers


@pytest.mark.rules(HEAD + RULES)
async def test_without_a_roster(room: Chat) -> None:
    """As the rule says, and `duty` is the owner's."""
    for text in ("退款", "看看"):
        await room.person("小明").says(text)
    assert to(room) == ["owner", "moderator"]


@pytest.mark.rules(HEAD + ROSTER + RULES)
async def test_a_report_goes_to_who_is_on_duty(room: Chat) -> None:
    """Members need not know who that is."""
    ming = await room.joins("小明")
    assert await ming.says("/举报 有人刷屏") == ["收到，已经转给管理员。"]
    assert to(room) == ["kf1"]


@pytest.mark.rules("""
    version: 1
    staff: {moderator: [aaron], on_duty: {name: 客服, members: [kf1]}}
    rules: {}
    """)
async def test_what_the_platform_refuses_is_a_task_of_theirs(
    room: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is on duty does by hand what the bot may not."""

    async def refuses(action: Action) -> str | None:
        return "not the owner" if action.do is Do.remove else None

    monkeypatch.setattr(room.gateway, "refuses", refuses)
    ming = await room.joins("小明")
    await room.person("Aaron", id="aaron").says("/踢 @小明", mentions=[ming])
    tasks = await open_tasks(room.machine.store)
    assert [(task.to, task.text) for _, task in tasks] == [
        ("kf1", "移出 小明：not the owner（规则 commands）")
    ]


@pytest.mark.rules("""
    version: 1
    staff: {on_duty: {name: 客服, members: [kf1]}}
    rules:
      harsh: {handler: match, match: {text: {any_of: [返利]}}, then: {hit: {remove: {}}}}
    """)
async def test_what_came_too_late_is_a_task_of_theirs(room: Chat) -> None:
    """Not only what a rule calls a task."""
    event = Message(id="old", member=room.person("小明").member, text="返利", **room.facts())
    await room.clock.advance(hours=1)
    await room.machine.inbox([event])
    await room.machine.settle()
    assert to(room) == ["kf1"]
