"""Forgetting somebody: what is gone from the store, and what stays."""

import pytest

from bot.commands.people import Known
from bot.contract import Cases, Member, Role
from bot.contract.reviews import Review, Reviews
from bot.testing import Chat, Person
from bot.testing.chat import START

pytestmark = pytest.mark.rules("""
    version: 1
    staff: {owner: [jessie], moderator: [aaron]}
    rules:
      check-in: {handler: check_in}
      all-rooms: {handler: strikes, across: all_rooms}
      no-ads:
        handler: match
        match: {text: {any_of: [返利]}}
        then: {hit: [{strike: 1}, {tag: 广告}]}
    """)


@pytest.fixture
async def jessie(room: Chat) -> Person:
    """The owner."""
    return await room.joins("Jessie", id="jessie")


async def forget(jessie: Person, person: Person) -> str:
    """Have somebody forgotten; return the last answer."""
    [asked] = await jessie.says(f"/遗忘 @{person.member.name}", mentions=[person])
    [done] = await jessie.says(f"/确认 {asked.split()[-1]}")
    return done


async def about(room: Chat, word: bytes) -> list[str]:
    """Return the keys of documents and ranks whose name or content has a word in it."""
    client, found = room.machine.store.client, []
    async for key in client.scan_iter():
        if not any(kind in key for kind in (b":doc:", b":fade:", b":rank:")):
            continue
        ranked = b":rank:" in key
        held = await client.zrange(key, 0, -1) if ranked else [*(await client.hgetall(key)).values()]
        if word in key or any(word in text for text in held):
            found.append(key.decode().partition(":")[2].partition(":")[2])
    return sorted(found)


async def test_every_document_of_a_member_is_deleted(
    room: Chat, jessie: Person, aaron: Person, ming: Person
) -> None:
    """Not emptied: the keys are gone, of all rules, of the ranks and of the member's own actor."""
    await ming.says("签到")
    await ming.says("返利")
    await aaron.says("/放行 @小明", mentions=[ming])
    await room.joins("Carol", inviter=ming)
    assert "doc:member:test/u_ming" in await about(room, b"u_ming")
    assert "doc:room:test/r1|u_ming" in await about(room, b"u_ming")
    assert "rank:Standing:room:test/r1" in await about(room, b"u_ming")
    assert "小明 的积分、警告" in await forget(jessie, ming)
    assert [key for key in await about(room, b"u_ming") if key != "doc:room:test/r1"] == []
    assert "小明" not in "".join(await jessie.says("/排行"))


async def test_what_stays_names_nobody(room: Chat, jessie: Person, aaron: Person, ming: Person) -> None:
    """A case keeps its number, its rule and the id, so that it can be taken back; no name, no words."""
    await ming.says("返利多多")
    await forget(jessie, ming)
    keys = room.machine.store.shard(0)
    place = keys.document("room:test/r1", None, False)
    raw = await room.machine.store.client.hget(place, "/Cases")
    case = Cases.model_validate_json(raw or b"").last[0]
    assert (case.number, case.rule, case.member, case.name, case.evidence) == (1, "no-ads", "u_ming", "", ())
    known = await room.machine.store.client.hget(place, "commands/Known")
    assert "u_ming" not in str(Known.model_validate_json(known or b""))
    assert (await aaron.says("/撤销 1"))[0].startswith("案 1 已撤销，对不住 u_ming 啦")


async def test_life_goes_on_from_nothing(jessie: Person, ming: Person) -> None:
    """The same member starts anew at once, within the same cache."""
    await ming.says("签到")
    await forget(jessie, ming)
    assert await ming.says("/积分") == ["小明 现有 0 分"]
    assert await ming.says("签到") == ["✅ 小明 第 1 天,+5 分"]
    assert await ming.says("/排行") == ["积分排行\n🥇 小明 5 分"]


async def test_it_is_the_owners_and_reaches_no_equal(room: Chat, jessie: Person, ming: Person) -> None:
    """An operator may not; the owner forgets neither themselves nor another owner."""
    boss = await room.joins("Boss", role=Role.operator)
    assert await boss.says("/遗忘 @小明", mentions=[ming]) == ["/遗忘 要群主才能用哦。"]
    assert await jessie.says("/forget @Jessie", mentions=[jessie]) == ["对自己就不用啦。"]
    peer = await room.joins("Peer", role=Role.owner)
    await peer.says("早")
    assert "级别不比你低" in (await jessie.says("/forget @Peer", mentions=[peer]))[0]


@pytest.mark.rules("""
    version: 1
    rooms: {name: ["测试*"]}
    management: office
    staff: {owner: [jessie]}
    rules: {}
    """)
async def test_the_management_rooms_list_forgets_too(room: Chat) -> None:
    """What waits there to be looked at has a name and words; what is about others stays."""
    client = room.machine.store.client
    office = room.machine.store.shard(0).document("room:test/office", None, False)
    reviews = [
        Review(number=n, at=START, rule="no-ads", member=member, message="m1", text="返利", score=0.6)
        for n, member in enumerate((Member(id="u_ming", name="小明"), Member(id="u_li")), 1)
    ]
    await client.hset(office, "/Reviews", Reviews(count=2, last=tuple(reviews)).model_dump_json())
    jessie = await room.joins("Jessie", id="jessie")
    await forget(jessie, await room.joins("小明", id="u_ming"))
    kept = Reviews.model_validate_json(await client.hget(office, "/Reviews") or b"")
    assert (kept.count, [one.number for one in kept.last]) == (2, [2])


@pytest.mark.rules("""
    version: 1
    rooms: {name: ["测试*"]}
    management: office
    staff: {owner: [jessie]}
    rules: {check-in: {handler: check_in}}
    """)
async def test_in_all_rooms_from_the_management_room(room: Chat) -> None:
    """By the id, after one `/yes` for all of them."""
    other = Chat(room.machine, room.gateway, id="r2", name="测试二群", turns=room.turns)
    office = Chat(room.machine, room.gateway, id="office", name="管理群", turns=room.turns)
    for chat in (room, other):
        await (await chat.joins("小明", id="u_ming")).says("签到")
    jessie = office.person("Jessie", id="jessie")
    asked = (await jessie.says("/在 * /遗忘 u_ming"))[0]
    assert asked.startswith("将要在 2 个群")
    answers = await jessie.says(f"/确认 {asked.split()[-1]}")
    assert sum("都删掉了" in text for text in answers) == 2
    assert [key for key in await about(room, b"u_ming") if "|" in key or "rank" in key] == []
