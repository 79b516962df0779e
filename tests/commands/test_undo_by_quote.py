"""`/undo` while quoting: the member's message, or what the bot said about it, is as good as a number."""

import pytest

from bot.contract import Do, Kind, MiniProgram, Role
from bot.testing import Chat, Person

ADVERT = "加薇❤️领返利 vx12345"
pytestmark = pytest.mark.rules("""
    version: 1
    rules:
      no-ads: {handler: ads, words: [返利], handling: neutral}
      no-mini-programs:
        handler: match
        match: {kind: mini_program}
        then: {hit: [{strike: 2}, {say: "{{ member.name }} 群里不发小程序哦"}]}
      repeat-offender: {handler: strikes, at: {2: remove}}
    """)


@pytest.fixture
async def mod(room: Chat) -> Person:
    """A moderator."""
    return await room.joins("Mod", role=Role.moderator)


def posted(room: Chat, text: str) -> dict[str, str]:
    """Quote what the bot has said in the room."""
    action = next(a for a in reversed(room.performed) if a.do is Do.say and a.text.startswith(text))
    return {"id": f"sent:{action.id}", "text": action.text}


async def test_the_bots_own_message_is_enough(room: Chat, alice: Person, mod: Person) -> None:
    """It carries no number, for it is for the members; staff quote it."""
    assert await alice.says(ADVERT) == ["因系统检测到 Alice 发广告，已移出群聊"]
    said = await mod.says("/撤销", quote=posted(room, "因系统检测到"))
    assert said == ["案 1 已撤销，对不住 Alice 啦；警告已清；正在请TA回来"]
    assert await mod.says("/undo", quote=posted(room, "因系统检测到")) == ["案 1 已经撤销过了。"]


async def test_so_is_the_members_message(room: Chat, alice: Person, mod: Person) -> None:
    """With whatever words behind it."""
    await alice.says(ADVERT)
    said = await mod.says("/undo 误判了", quote={"id": alice.last})
    assert said == ["案 1 已撤销，对不住 Alice 啦；警告已清；正在请TA回来"]


async def test_all_that_followed_from_it_is_taken_back(room: Chat, alice: Person, mod: Person) -> None:
    """The strikes by one rule led to the removal by another: one step takes both back."""
    await alice.posts(kind=Kind.mini_program, mini_program=MiniProgram(app_id="wx9"))
    said = await mod.says("/撤销", quote={"id": alice.last})
    assert said == [
        "案 2 已撤销，对不住 Alice 啦；正在请TA回来",
        "案 1 已撤销，对不住 Alice 啦；警告已清",
    ]  # moderation goes out first
    assert (await mod.says("/积分 Alice")) == ["Alice 现有 0 分"]


async def test_what_staff_did_is_found_by_what_was_said_of_it(room: Chat, alice: Person, mod: Person) -> None:
    """Also a command's case."""
    boss = await room.joins("Boss", role=Role.owner)
    await boss.says("/踢 @Alice 吵", mentions=[alice])
    assert (await mod.says("/undo", quote=posted(room, "已把 Alice")))[0].startswith("案 1 已撤销")


async def test_a_message_that_nothing_followed_from(room: Chat, alice: Person, mod: Person) -> None:
    """Is told so; nothing quoted and no number is a usage line; members undo nothing."""
    await alice.says("早")
    assert await mod.says("/undo", quote={"id": alice.last}) == ["那条消息没有处理过谁。"]
    assert (await mod.says("/undo"))[0].startswith("要说是哪个案")
    assert await alice.says("/undo", quote={"id": alice.last}) == ["/撤销 要小当家才能用哦。"]


async def test_one_number_is_not_anothers(room: Chat, alice: Person, mod: Person) -> None:
    """`r1-m1` is not the beginning of `r1-m10`."""
    await alice.posts(ADVERT, id="m1")
    bob = await room.joins("Bob")
    await bob.posts(ADVERT, id="m10")
    await mod.says("/undo", quote={"id": "m1"})
    [second, first] = (await mod.says("/案件"))[0].splitlines()[:2]
    assert ("已撤销" in first, "已撤销" in second) == (True, False)


@pytest.mark.rules("""
    version: 1
    management: office
    rules: {no-ads: {handler: ads, words: [返利], handling: violent}}
    """)
async def test_the_management_room_reads_the_case_of_a_silent_removal(room: Chat, alice: Person) -> None:
    """With the number, and what to send to take it back; the room itself hears nothing."""
    office = Chat(room.machine, room.gateway, id="office", name="管理群", turns=room.turns)
    assert await alice.says(ADVERT) == []
    assert office.said == ["【测试群】案 1：移出 Alice（no-ads）。要收回就发 /在 测试群 /撤销 1"]
    boss = await office.joins("Boss", role=Role.operator)
    [told] = await boss.says("/在 测试群 /撤销 1")
    assert told.startswith("【测试群】案 1 已撤销")
    assert [a.do for a in room.performed if a.do is not Do.say] == [
        Do.recall, Do.remove, Do.invite,
    ]  # fmt: skip
