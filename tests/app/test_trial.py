"""Trying changed rules on what has happened: told before anybody is touched."""

from datetime import timedelta

import pytest

from bot.app.library import load_from
from bot.app.trial import attempt, recorded, told
from bot.contract import RulebookError
from bot.rulebook import Loaded
from bot.store import Store
from bot.testing.chat import START
from tests.app.conftest import RULES, House

WIDER = RULES.replace("[返利, 刷单]", "[返利, 刷单, 日结]")


def rulebook(text: str) -> Loaded:
    """Load one file."""
    loaded = load_from({"main.yaml": text})
    assert loaded.good
    return loaded


@pytest.fixture
async def past(house: House) -> Store:
    """A morning: two adverts that were seen, two that were not (one by a VIP), greetings, and talk."""
    ming, vip = house.room.person("小明"), house.room.person("王姐", id="wxid_wang")
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await jessie.says("/标签 @王姐 VIP客户", mentions=[vip])
    for text in ("返利", "吃了吗", "刷单", "你好"):
        await ming.says(text)
    await ming.says("日结")
    await vip.says("日结兼职")
    await jessie.says("日结")
    return house.store


async def test_the_difference_to_what_happened_is_told(past: Store) -> None:
    """Hits of the changed rules, those that were handled then, and the new ones with who and why."""
    trial = await attempt(past, rulebook(RULES), rulebook(WIDER), START - timedelta(days=7))
    assert (trial.hits, trial.handled, len(trial.new), trial.rules) == (4, 2, 2, ("no-ads",))
    assert told(trial).splitlines() == [
        "8 件事里命中 4 次，其中 2 次当时已处理，2 次是新的，其中 1 位是 VIP：",
        "- 03-02 09:00 测试群 小明 no-ads: text 日结",
        "- 03-02 09:00 测试群 王姐 (VIP) no-ads: text 日结",
    ]
    assert told(trial, "en").startswith("4 hits in 8 events, 2 already handled, 2 new, 1 of them a VIP:\n")


async def test_what_would_no_longer_be_handled_is_told_too(past: Store) -> None:
    """A word taken out is a difference as well."""
    narrower = rulebook(RULES.replace("[返利, 刷单]", "[返利]"))
    trial = await attempt(past, rulebook(RULES), narrower, START)
    assert (trial.hits, trial.handled, len(trial.new), len(trial.lost)) == (1, 1, 0, 1)
    assert "另有 1 次当时处理了，这样改就不处理：" in told(trial)
    assert "1 were handled then and would not be now" in told(trial, "en")


async def test_a_rule_in_shadow_is_tried_as_if_it_were_live(past: Store) -> None:
    """That is what one wants to know before switching it on."""
    shadow = rulebook(WIDER.replace("handler: match   # by", "handler: match\n    mode: shadow  # by"))
    trial = await attempt(past, rulebook(RULES), shadow, START, ["no-ads"])
    assert trial.hits == 4
    with pytest.raises(RulebookError, match="no-ads"):
        await attempt(past, rulebook(RULES), shadow, START, ["no-add"])


async def test_nothing_is_left_behind_by_trying(past: Store, house: House) -> None:
    """No strike, no message, no document: it runs on a store of its own."""
    before = {key: await past.client.dump(key) async for key in past.client.scan_iter()}
    performed = len(house.room.performed)
    await attempt(past, rulebook(RULES), rulebook(WIDER), START)
    assert {key: await past.client.dump(key) async for key in past.client.scan_iter()} == before
    assert len(house.room.performed) == performed


async def test_only_what_came_from_outside_since_then_is_tried(past: Store, house: House) -> None:
    """In the order it happened; what follows from it follows again."""
    events = await recorded(past, START)
    assert [decision.event["type"] for decision in events.values()] == ["message"] * 8
    assert [decision.event.get("text") for decision in events.values()][1:4] == ["返利", "吃了吗", "刷单"]
    assert await recorded(past, START + timedelta(seconds=1)) == {}
    trial = await attempt(past, rulebook(RULES), rulebook(WIDER), START + timedelta(seconds=1))
    assert told(trial) == "0 件事里命中 0 次，其中 0 次当时已处理，0 次是新的"


async def test_who_is_spared_today_is_spared_in_the_trial(past: Store) -> None:
    """Tags and points are as they stand now, so a tag that spares does so there."""
    spared = rulebook(WIDER.replace("version: 1\n", "version: 1\nspare: {tag: VIP客户}\n"))
    trial = await attempt(past, rulebook(RULES), spared, START, ["no-ads"])
    assert trial.hits == 3
    assert not any(hit.vip for hit in trial.new)
