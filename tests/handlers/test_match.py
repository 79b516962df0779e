"""Custom rules: the tree, and each condition."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.contract import (
    Member,
    MiniProgram,
    Quote,
    Standing,
    Strike,
)
from handlers.match import Match
from tests.handlers.world import ALICE, BOB, World, names


def _world(match: Any, **settings: Any) -> World:
    return World(Match.model_validate({"match": match} | settings))


async def hits(match: Any, text: str = "", **fields: Any) -> bool:
    """Whether a tree holds for what a member says."""
    return names(await _world(match).says(ALICE, text, **fields)) == ["hit"]


@pytest.mark.parametrize(
    ("match", "text", "hit"),
    [
        ({"text": "加微信"}, "快来加微信吧", True),
        ({"text": ["刷单", "返利"]}, "高額返利", True),
        ({"text": ["刷单", "返利"]}, "你好", False),
        ({"text": {"any_of": ["ＶＸ"]}}, "加vx12345", True),
        ({"text": {"any_of": ["ad"]}}, "read this", False),
        ({"text": {"any_of": ["ad"]}}, "an AD!", True),
        ({"text": {"any_of": ["buy now"]}}, "BUY\n now", True),
        ({"text": {"any_of": ["007"]}}, "编号1007", False),
        ({"text": {"any_of": ["реклама"]}}, "антиреклама", False),
        ({"text": {"any_of": ["a", "bc", "abc"]}}, "x abc", True),
        ({"text": {"all_of": ["加", "微信"]}}, "加我的微信", True),
        ({"text": {"all_of": ["加", "微信"]}}, "我的微信", False),
        ({"text": {"regex": r"日赚\s*\d{2,5}"}}, "日賺 800 元", True),
        ({"text": {"regex": ["abc", "QQ群?：\\d+"]}}, "qq:12345", True),
        ({"text": {"regex": "微信（.+）"}}, "微信(客服)", True),
        ({"text": {"regex": "^a"}}, "ba", False),
        ({"text": {"starts": ["#接龙"]}}, "＃接龙 1. 小明", True),
        ({"text": {"starts": ["#接龙"]}}, "来 #接龙", False),
        ({"text": {"equals": "签到"}}, " 簽到 ", True),
        ({"text": {"equals": "签到"}}, "签到了", False),
        ({"text": {"length": ">= 5"}}, "一二三四五", True),
        ({"text": {"length": "< 5"}}, "一二三四五", False),
        ({"text": {"any_of": ["广告"], "length": "> 5"}}, "广告", False),
        ({"text": {"any_of": ["广告"], "length": "> 1"}}, "广告", True),
        ({"text": {"any_of": ["㈱"]}}, "㈱公司", True),
        ({"text": {"regex": "㈱|x"}}, "ax", True),
    ],
)
async def test_text(match: Any, text: str, hit: bool) -> None:
    """Normalised, substring for Chinese, whole word for Latin; several keys must all hold."""
    assert await hits(match, text) is hit


async def test_many_words_at_once() -> None:
    """Five hundred words are one pass; the evidence names the word as the operator wrote it."""
    words = [f"词{n}号" for n in range(500)]
    [outcome] = await _world({"text": words}).says(ALICE, "这是詞１２３號吗")
    assert outcome.facts["matched"] == "词123号"
    assert [(item.signal, item.detail) for item in outcome.evidence] == [("text", "词123号")]


@given(
    st.text(alphabet="ab加微信vx1 ", max_size=12),
    st.lists(st.text(alphabet="加微信", min_size=1), max_size=8),
)
async def test_chinese_words_are_substrings(text: str, words: list[str]) -> None:
    """The automaton finds exactly what `in` finds; an empty list finds nothing."""
    folded = " ".join(text.split())
    assert await hits({"text": words}, text) is any(word in folded for word in words)


@pytest.mark.parametrize(
    "empty", [{"any_of": []}, {"all_of": []}, {"regex": []}, {"starts": []}, {"equals": []}, []]
)
async def test_an_empty_list_matches_nothing(empty: Any) -> None:
    """Failing safe: a list that lost its words must not meet everybody."""
    assert not await hits({"text": empty}, "")
    assert not await hits({"text": empty}, "加微信")


@pytest.mark.parametrize("empty", ["kind", "app_id", "domains", "contacts"])
async def test_other_empty_lists_match_nothing_either(empty: str) -> None:
    """Kinds, apps, domains, contacts; and an empty `any`."""
    assert not await hits({empty: []}, "https://a.com 13812345678")
    assert not await hits({"any": []}, "x")


async def test_what_is_quoted_is_not_the_members_own() -> None:
    """Only a rule that says `in: quoted` looks there; cards have titles of their own."""
    quote = Quote(id="m0", text="加微信")
    card = MiniProgram(app_id="wx1", title="加微信")
    assert not await hits({"text": "加微信"}, "别信这个", quote=quote)
    assert await hits({"text": {"any_of": "加微信", "in": "quoted"}}, "别信", quote=quote)
    assert await hits({"text": {"any_of": "加微信", "in": ["own_text", "card"]}}, mini_program=card)
    assert not await hits({"text": {"any_of": "加微信", "in": ["own_text", "card"]}}, quote=quote)


async def test_the_tree() -> None:
    """all, any, not and unless; a list alone is all of it."""
    tree = {
        "any": [{"text": "返利"}, {"all": [{"text": "加"}, {"contacts": True}]}],
        "unless": [{"text": "群主"}, {"member": {"id": BOB.id}}],
    }
    assert await hits(tree, "返利")
    assert await hits(tree, "加 13812345678")
    assert not await hits(tree, "加")
    assert not await hits(tree, "返利 群主发的")
    assert names(await _world(tree).says(BOB, "返利")) == []
    assert await hits([{"text": "a"}, {"text": "b"}], "a b")
    assert not await hits({"not": [{"text": "a"}, {"text": "b"}]}, "b")


async def test_documents_in_any_and_not() -> None:
    """Conditions that need documents work in every branch."""
    world = _world(
        {"any": [{"member": {"tag": "paid"}}, {"text": "返利"}], "not": {"member": {"points": "> 100"}}}
    )
    assert await world.says(ALICE) == []
    assert names(await world.says(ALICE, "返利")) == ["hit"]
    world.stands(ALICE, Standing(tags=frozenset({"paid"})))
    assert names(await world.says(ALICE)) == ["hit"]
    world.stands(ALICE, Standing(points=101, tags=frozenset({"paid"})))
    assert await world.says(ALICE, "返利") == []


async def test_evidence_is_of_what_held() -> None:
    """Nothing from an alternative that failed, nor from what was negated."""
    tree = {
        "any": [{"all": [{"text": "加"}, {"text": "没有"}]}, {"text": "返利"}],
        "not": {"all": [{"text": "返利"}, {"kind": "image"}]},
    }
    [outcome] = await _world(tree).says(ALICE, "加返利")
    assert [item.detail for item in outcome.evidence] == ["返利"]
    asking = {
        "any": [{"text": "加", "member": {"tag": "x"}}, {"member": {"points": "= 0"}}],
        "not": {"text": "加", "member": {"tag": "x"}},
    }
    [outcome] = await _world(asking).says(ALICE, "加")
    assert outcome.evidence == ()


async def test_other_events() -> None:
    """`when` names one or several; a rename's text is the new name; strikes tell their total."""
    for match in (
        {"links": True},
        {"kind": "text"},
        {"mentions": "= 1"},
        {"app_id": "wx1"},
        {"text": {"any_of": "广告", "in": "card"}},
    ):
        assert await _world(match, when="rename").renamed("https://a.com 广告") == []
    world = _world({"text": "广告"}, when="rename")
    assert names(await world.renamed("廣告群")) == ["hit"]
    assert await world.says(ALICE, "广告") == []
    world = _world({"member": {"name": "代购"}}, when=["join", "message"])
    assert names(await world.joins(Member(id="u", name="代购"))) == ["hit"]
    [outcome] = await _world({"member": {"strikes": ">= 2"}}, when="strike").strikes(ALICE, 2)
    assert outcome.facts["total"] == 2


@pytest.mark.parametrize("when", ["leave", ["join", "rename"], ["leave", "strike", "timer"]])
def test_without_conditions_every_such_event_is_meant(when: Any) -> None:
    """Everybody who leaves: that needs no condition that always holds."""
    assert Match.model_validate({"when": when}).test.plain == ()


async def test_everybody_who_leaves_is_a_hit() -> None:
    """By a rule that says nothing but `when: leave`; messages are none of its business."""
    world = World(Match.model_validate({"when": "leave"}))
    assert names(await world.leaves(ALICE)) == ["hit"]
    assert await world.says(ALICE, "再见") == []


@pytest.mark.parametrize("settings", [{}, {"when": "message"}, {"when": ["leave", "message"]}, {"when": []}])
def test_every_message_needs_a_condition(settings: Any) -> None:
    """A rule that forgot its `match` must not hit whatever is said."""
    with pytest.raises(ValidationError, match="match"):
        Match.model_validate(settings)


@pytest.mark.parametrize(
    ("match", "why"),
    [
        ({"text": {"regex": "(?=a)"}}, "RE2"),
        ({"text": {"regex": "(a"}}, "missing"),
        ({"text": {}}, "any_of"),
        ({}, "empty condition"),
        ({"text": {"length": "5"}}, ">= 3"),
        ({"time": {}}, "hours"),
        ({"time": {"days": ["monday"]}}, "mon"),
        ({"rate": {"times": 3, "within": "2d"}}, "one day"),
        ({"any": [{"rate": {"times": 3, "within": "1h", "per": "everywhere"}}]}, "later"),
        ({"links": {}}, "allow"),
        ({"txt": "a"}, "Extra"),
        ({"text": 5}, "valid"),
        ({"domains": 5}, "valid"),
        ({"mentions": [3]}, "valid"),
        ({"time": {"days": 5}}, "valid"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(match: Any, why: str) -> None:
    """When the file is read, not when a message comes."""
    with pytest.raises(ValidationError, match=why):
        Match.model_validate({"match": match})


def test_hit_has_no_answer_of_its_own() -> None:
    """What to do stands in `then:`, so a rule that says nothing does nothing."""
    assert Match.declared["hit"].answers == ()
    assert Strike.punishes


@pytest.mark.parametrize(
    "text", ["a" * 50_000, "加" * 20_000, "\ud800", "http://" * 5_000, "1381234567" * 2_000]
)
async def test_no_text_is_too_much(text: str) -> None:
    """Long, odd and hostile texts are looked at in linear time, or cut."""
    tree = {"any": [{"text": {"regex": "(a+)+$"}}, {"links": True}, {"contacts": True}, {"text": ["加微信"]}]}
    await hits(tree, text)
