"""What is weighed besides a message's own words: lines together, records, codes, names, trust."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from bot.app.replay import line, replay
from bot.contract import Case, Cases, Contact, Do, Forwarded, Kind, Picture, Role, Standing
from bot.gateways.replay import read
from bot.rulebook import Rulebook
from bot.testing import Chat
from handlers.ads import Ads
from handlers.ads.newcomers import nickname
from handlers.ads.settings import Copies
from tests.handlers.world import ALICE, BOB, World, names

RULES = """
version: 1
rules:
  no-ads: {handler: ads, limits: {review: 0.3, act: 0.6}, handling: violent, recall: true}
"""
PLAIN = """
version: 1
rules:
  no-ads: {handler: ads, handling: neutral, limits: {review: 0.35, act: 0.9}}
"""
SPLIT = ("日结兼职", "加我qq", "123456789")
CHATTER = ("这个多少钱呀", "怎么买", "我要两件", "13812345678", "微信发你了")
RECORD = (
    Forwarded(name="小王", text="日结兼职，一天三百，宝妈学生都可以做"),
    Forwarded(name="小王", text="加微信 abc12345 领取名额"),
)
INVITE = "https://weixin.qq.com/g/AbCdEf123"


def does(room: Chat, do: Do) -> list[tuple[str, str | None]]:
    """Member and message of all actions of a kind."""
    return [(a.member.id if a.member else "", a.message) for a in room.performed if a.do is do]


def signals(room: Chat, message: str) -> dict[str, str]:
    """Signal → detail of all that was held against a message."""
    said = [said for taken in room.turns if taken.event.id == message for said in taken.said]
    return {item.signal: item.detail for one in said for item in one.evidence}


def verdicts(room: Chat, message: str) -> list[str]:
    """What was said about a message."""
    return [said.said for taken in room.turns if taken.event.id == message for said in taken.said]


# lines that are one advert


@pytest.mark.rules(RULES)
async def test_one_advert_over_several_lines_is_an_advert(room: Chat) -> None:
    """Said within a minute by one member: the evidence names the lines, all of them are taken back."""
    alice, ids = room.person("Alice"), []
    for text in SPLIT:
        await alice.says(text)
        ids.append(alice.last)
        await room.clock.advance(seconds=5)
    assert [who for who, _ in does(room, Do.remove)] == ["Alice"]
    assert {message for _, message in does(room, Do.recall)} == set(ids)
    assert signals(room, ids[-1])["split"] == "3 条/10 秒"


@pytest.mark.rules(RULES.replace("ads,", "ads, words: [日结], queue: {},"))
async def test_a_line_that_waits_in_the_queue_is_dealt_with_by_the_whole(room: Chat) -> None:
    """Nobody is asked any more about a part of it, and nobody is punished twice."""
    alice, boss = room.person("Alice"), room.person("Boss", role=Role.owner)
    for text in SPLIT:
        await alice.says(text)
    await boss.says("/ok 1")
    assert [who for who, _ in does(room, Do.remove)] == ["Alice"]


@pytest.mark.rules(RULES)
async def test_lines_of_others_or_of_long_ago_are_not_joined(room: Chat) -> None:
    """Each by somebody else; or by one member with more than a minute between."""
    for name, text in zip("ABC", SPLIT, strict=True):
        await room.person(name).says(text)
    alice = room.person("Alice")
    for text in ("宝妈兼职", "加下qq", "987654321"):
        await alice.says(text)
        await room.clock.advance(seconds=70)
    assert does(room, Do.remove) == []


@pytest.mark.rules(PLAIN)
async def test_a_talk_about_buying_is_no_advert_by_joining(room: Chat) -> None:
    """Many lines that each could be a piece."""
    alice = room.person("Alice")
    for text in CHATTER:
        await alice.says(text)
    assert does(room, Do.remove) == []


@pytest.mark.rules(PLAIN)
async def test_a_forwarded_advert_is_for_review_and_a_comment_on_it_excuses(room: Chat) -> None:
    """What others said weighs less than own words: never an advert by itself; a quote weighs nothing."""
    alice, bob, carol = (room.person(name) for name in ("Alice", "Bob", "Carol"))
    await alice.posts("\n".join(one.text for one in RECORD))
    assert verdicts(room, alice.last) == ["advert"]
    await bob.posts("", kind=Kind.forwarded, forwarded=RECORD)
    assert verdicts(room, bob.last) == ["review"]
    assert signals(room, bob.last)["forwarded_contact"] == "abc12345"
    await carol.posts("大家看清楚，这种都是骗子，别理他们", kind=Kind.forwarded, forwarded=RECORD)
    assert verdicts(room, carol.last) == []
    await carol.says("大家看清楚，这种都是骗子，别理他们", quote={"id": "x", "text": RECORD[1].text})
    assert verdicts(room, carol.last) == []


@pytest.mark.rules("""
version: 1
rules:
  no-ads:
    handler: ads
    allow: {codes: ["https://weixin.qq.com/g/OurOwnGroup"], domains: [shop.example.com]}
    deny: {domains: [evil.example.org], contacts: [wxid_evil], app_ids: [wxevil]}
""")
async def test_codes_and_cards_go_by_the_lists_of_the_room(room: Chat) -> None:
    """Denied wherever they stand; ours are no signal; a bar code of goods is none either."""
    alice = room.person("Alice")

    async def shown(*codes: str) -> dict[str, str]:
        await alice.posts("加入返利群", kind=Kind.image, picture=Picture(codes=codes))
        return signals(room, alice.last)

    assert (await shown(INVITE))["code"] == INVITE
    assert "code" not in await shown("https://weixin.qq.com/g/OurOwnGroup")
    assert "code" not in await shown("https://shop.example.com/item/1")
    assert "code" not in await shown("6901234567892")
    assert "evil.example.org" in (await shown("https://a.evil.example.org/x"))["denied_link"]
    await alice.posts("加入返利群", kind=Kind.contact, contact=Contact(id="wxid_evil", name="某某"))
    assert signals(room, alice.last)["denied_card"] == "wxid_evil"


@pytest.mark.rules(PLAIN)
async def test_a_code_alone_is_nothing_and_with_weak_signals_for_review(room: Chat) -> None:
    """A picture has no words to judge; whoever posts a stranger's group right after joining is asked."""
    picture = Picture(codes=(INVITE,))
    old, new = room.person("Old"), await room.joins("New")
    await old.posts("", kind=Kind.image, picture=picture)
    assert verdicts(room, old.last) == []
    await room.clock.advance(hours=2)
    await new.posts("", kind=Kind.image, picture=picture)
    assert verdicts(room, new.last) == ["review"]
    assert does(room, Do.remove) == []


# who says it


@pytest.mark.parametrize("name", ["加V领红包123", "返利 vx:abc12345", "https://evil.example.com"])
def test_a_nickname_that_advertises_is_a_weak_signal(name: str) -> None:
    """It is judged as a text."""
    assert nickname(name) >= 0.5


@pytest.mark.parametrize("name", ["", "小雨妈妈", "王先生", "二号楼 Erin", "A 水果店老板娘"])
def test_an_ordinary_nickname_is_none(name: str) -> None:
    """Most are not."""
    assert nickname(name) < 0.5


async def _score(world: World, name: str = "Alice", **more: Any) -> float:
    """The score of a suspicious message, as the outcome tells it."""
    text = "日结兼职招人"
    [outcome] = await world.says(ALICE.model_copy(update={"name": name}), text, **more)
    score: float = outcome.facts["score"]
    return score


def _world(**settings: Any) -> World:
    return World(Ads.model_validate({"limits": {"review": 0.0001, "act": 0.9999}} | settings))


async def test_what_is_known_of_a_member_moves_the_score_a_little() -> None:
    """A nickname and a first message raise it, earned trust lowers it; none of them decides."""
    card: dict[str, Any] = {"kind": Kind.mini_program, "mini_program": {"app_id": "wx9"}}
    usual = await _score(_world(), **card)
    assert await _score(_world(), "加V领红包123", **card) > usual
    world = _world()
    await world.joins(ALICE)
    assert await _score(world, **card) > usual
    world = _world()
    world.stands(ALICE, Standing(points=60))
    assert await _score(world, **card) < usual


async def test_nobody_is_removed_for_a_name_or_for_being_new() -> None:
    """All weak signals at once, and an innocent message."""
    world = World(Ads.model_validate({"handling": "violent"}))
    spammer = BOB.model_copy(update={"name": "加V领红包123"})
    await world.joins(spammer)
    assert names(await world.says(spammer, "大家好，请多关照")) == []


# what is told


@pytest.mark.rules(PLAIN)
async def test_the_case_and_why_show_signals_and_the_words_behind_them(room: Chat) -> None:
    """Each with its weight, as the member wrote them, on one line each whatever stands in them."""
    mod, alice = room.person("Mod", role=Role.moderator), room.person("Alice")
    await alice.says("加薇❤️领返\u200b利群 vx12345\n@所有人 日赚三百")
    [told] = await mod.says("/why", quote={"id": alice.last})
    [words] = [row for row in told.split("\n") if row.startswith("  · text ")]
    assert "薇" in words
    assert "\u200b" not in words
    [by_case] = await mod.says("/why 1")
    assert words in by_case
    store = room.machine.store
    keys = store.shard(store.shard_of("room:test/r1"))
    raw = await store.client.hget(keys.document("room:test/r1", None, False), "/Cases")
    case: Case = Cases.model_validate_json(raw or b"").last[-1]
    assert any(item["signal"] == "text" and "「" in item["detail"] for item in case.evidence)


def _line(name: str, **fields: Any) -> bytes:
    event = {
        "id": name, "at": "2026-03-02T09:00:00+08:00", "type": "message",
        "room": {"id": "r1"}, "member": {"id": "u1", "name": "Alice"},
    }  # fmt: skip
    return json.dumps(event | fields, ensure_ascii=False).encode()


@pytest.mark.rules("""
version: 1
rules:
  no-ads: {handler: ads, words: [返利], limits: {review: 0.35, act: 0.9}}
""")
async def test_a_recorded_chat_carries_the_whole_tree(rulebook: Rulebook) -> None:
    """Pictures as what was read of them, records and contact cards; the evidence of each is printed."""
    picture = {"codes": [INVITE], "hash": "0123456789abcdef" * 4, "text": "扫码领返利"}
    lines = [
        _line("m1", kind="image", picture=picture),
        _line("m2", kind="forwarded", forwarded=[{"name": one.name, "text": one.text} for one in RECORD]),
        _line("m3", kind="contact", contact={"id": "wxid_9", "name": "返利小王"}),
        _line("m4", text="大家好"),
    ]
    shown = [line(action) async for action in replay(read(lines), rulebook)]
    found = {entry["event"]: {item["signal"]: item for item in entry["evidence"]} for entry in shown}
    assert found.keys() == {"m1", "m2", "m3"}
    assert found["m1"]["code"]["detail"] == INVITE
    assert "返利" in found["m1"]["image_text"]["detail"]
    assert found["m2"]["forwarded"]["weight"] > 0
    assert found["m3"]["contact_card"]["detail"] == "wxid_9"
    [plain] = read([_line("m4", text="大家好")])
    assert {"picture", "forwarded"}.isdisjoint(json.loads(plain.wire()))


# settings


@pytest.mark.parametrize(
    "settings",
    [
        {"patterns": ["(?=a)"]},
        {"copies": {"rooms": 1}},
        {"copies": {"within": "2d"}},
        {"allow": {"code": []}},
        {"deny": {"words": []}},
    ],
)
def test_settings_that_make_no_sense_are_refused_when_read(settings: dict[str, Any]) -> None:
    """A pattern that is not RE2, a copy in one place, a key that is none."""
    with pytest.raises(ValidationError):
        Ads.model_validate(settings)


def test_the_usual_number_of_copies() -> None:
    """Two rooms or three accounts, within an hour."""
    assert (Ads().copies, Copies().rooms) == (Copies(rooms=2, accounts=3), 2)


async def test_an_operators_pattern_is_one_of_their_words() -> None:
    """Found in the text as it is read; alone for review."""
    world = World(Ads.model_validate({"patterns": ["领.{0,2}(红包|福利)"]}))
    assert names(await world.says(ALICE, "来領個红 包呀")) == ["review"]
    assert names(await world.says(ALICE, "红包在哪里领")) == []


@pytest.mark.rules("""
version: 1
rules:
  vip: {handler: ads, rooms: {id: [r1]}, words: [团购], deny: {domains: [a.com]}}
  open: {handler: ads, rooms: {id: [r2]}, allow: {domains: [a.com]}}
""")
async def test_words_limits_and_links_are_each_rooms_own(room: Chat) -> None:
    """What is an advert in one room is nothing in the next."""
    there = Chat(room.machine, room.gateway, id="r2", turns=room.turns)
    for text in ("今晚团购呀", "看看 https://a.com/x"):
        assert await room.person("Alice").says(text) != []
        assert await there.person("Bob").says(text) == []
