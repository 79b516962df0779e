"""The rulebook edited from inside the room: what is typed on a telephone ends up in the operator's file."""

import pytest

from bot.contract import ActionDone, Do, GatewayError, Role
from tests.app.conftest import RULES, House


async def test_a_rule_is_switched_off_in_the_file_and_the_room_is_told(house: House) -> None:
    """One line comes into the file, everything else stays; the reply tells version and way back."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    said = await house.asks(jessie, "/规则 关 no-ads")
    assert "规则 no-ads 的 mode: - → off" in said
    assert "main.yaml · 版本 2" in said
    assert "/规则 回滚 1" in said
    after = house.file.read_text("utf-8")
    assert [line for line in after.splitlines() if line not in RULES.splitlines()] == ["    mode: off"]

    bob = house.room.person("Bob")
    assert await bob.says("返利") == ["Bob 不发广告哦"]
    await house.take()
    assert await bob.says("返利") == []
    assert await house.library.versions(1) == [await house.library.version(2)]


async def test_the_result_comes_into_the_rooms_own_order(house: House) -> None:
    """The edit is an action like any other: nothing is written in the turn, its end is an event."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await jessie.says("/规则 关 no-ads")
    assert house.file.read_text("utf-8") == RULES
    await house.serve()
    [done] = [
        taken.event for taken in house.room.turns
        if isinstance(taken.event, ActionDone) and taken.event.do == Do.edit
    ]  # fmt: skip
    assert done.actor == "room:replay/r1"
    assert done.rule == "commands"


async def test_decisions_carry_the_version_that_was_in_force(house: House) -> None:
    """So a case tells by which rules it was decided."""
    bob, jessie = house.room.person("Bob"), house.room.person("Jessie", id="wxid_jessie")
    await bob.says("刷单")
    first = await house.room.why(bob.last)
    await house.asks(jessie, "/rules add no-ads 日结")
    await house.take()
    await bob.says("日结")
    second = await house.room.why(bob.last)
    assert first is not None
    assert second is not None
    assert (first.version, second.version) == (1, 2)


async def test_words_go_into_the_list_where_it_stands(house: House) -> None:
    """A rule that names a list of the file gets them there, comment kept; known ones are not doubled."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await house.asks(jessie, "/规则 加 no-ads 返利，日结、兼职")
    assert "  bad: [返利, 刷单, 日结, 兼职]   # more to come" in house.file.read_text("utf-8")
    await house.asks(jessie, "/规则 加 hello 您好")
    assert "match: {text: [你好, 您好]}" in house.file.read_text("utf-8")
    assert "本来就是这样" in await house.asks(jessie, "/规则 加 hello 您好")


async def test_a_mapping_is_set_as_it_is_typed(house: House) -> None:
    """`/规则 设 no-ads then.hit {say: …}` writes a mapping, not a quoted text."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    said = await house.asks(jessie, "/规则 设 no-ads then {hit: {say: 不可以哦}}")
    assert "版本 2" in said
    assert "    then: {hit: {say: 不可以哦}}" in house.file.read_text("utf-8")
    refused = await house.asks(jessie, "/规则 设 no-ads then {hit}")
    assert refused.startswith("没有改：{hit} 看不懂")


async def test_a_new_rule_starts_in_shadow(house: House) -> None:
    """It decides and records, and does nothing until somebody switches it on."""
    jessie, bob = house.room.person("Jessie", id="wxid_jessie"), house.room.person("Bob")
    assert "新增规则 no-links" in await house.asks(jessie, "/规则 加 no-links 网盘")
    await house.take()
    assert await bob.says("发个网盘") == []
    decision = await house.room.why(bob.last)
    assert decision is not None
    assert [(said.rule, said.withheld) for said in decision.said] == [("no-links", "shadow")]

    await house.asks(jessie, "/规则 开 no-links")
    await house.take()
    assert len(await bob.says("发个网盘")) == 1


async def test_a_misspelt_rule_is_asked_about_not_made(house: House) -> None:
    """Nothing is written, the nearest name is offered."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    for command in ("/规则 加 no-adds 网盘", "/规则 关 no-ad"):
        said = await house.asks(jessie, command)
        assert "no-ads" in said
        assert "没有改" in said
    assert "没有规则 xyzzy" in await house.asks(jessie, "/规则 关 xyzzy")
    assert house.file.read_text("utf-8") == RULES


async def test_a_setting_is_changed_and_a_wrong_one_refused_with_its_line(house: House) -> None:
    """What the loader would refuse never reaches the file; the reason names the place in it."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    assert "版本 2" in await house.asks(jessie, "/规则 设 hello match.text [你好, 大家好]")
    assert "[你好, 大家好]" in house.file.read_text("utf-8")
    before = house.file.read_text("utf-8")
    said = await house.asks(jessie, "/规则 设 hello macth 你好")
    assert "没有改" in said
    assert "main.yaml:" in said
    assert "match" in said
    assert house.file.read_text("utf-8") == before
    assert "还少一个值" in await house.asks(jessie, "/规则 设 hello match")


async def test_a_file_changed_by_hand_in_between_is_never_overwritten(house: House) -> None:
    """The edit is refused with the difference; once that is in force it works."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    by_hand = RULES.replace("你好呀", "您好呀")
    house.file.write_text(by_hand, "utf-8")
    said = await house.asks(jessie, "/规则 关 no-ads")
    assert "main.yaml 在这期间被人改过" in said
    assert '+  hello: {handler: match, match: {text: [你好]}, then: {hit: [{say: "您好呀"}]}}' in said
    assert house.file.read_text("utf-8") == by_hand
    await house.take()
    assert "版本 3" in await house.asks(jessie, "/规则 关 no-ads")


async def test_log_diff_and_rollback_from_the_room(house: House) -> None:
    """Who, when, why and through which door; going back is a version too, and gives every byte back."""
    jessie, aaron = (house.room.person(n, id=f"wxid_{n.lower()}") for n in ("Jessie", "Aaron"))
    await house.asks(jessie, "/规则 关 no-ads")
    log = await house.asks(aaron, "/规则 记录")
    assert log.splitlines()[0] == "版本 2 · 2026-03-02 09:00 · 群里指令 · wxid_jessie · /rules off no-ads"
    assert log.splitlines()[1].startswith("版本 1 · ")
    assert await house.asks(aaron, "/规则 对比 1") == "规则 no-ads 的 mode: - → off"

    assert "版本 3" in await house.asks(jessie, "/rules rollback 1")
    assert house.file.read_text("utf-8") == RULES
    assert "规则没有差别" in await house.asks(aaron, "/rules diff 1")
    assert "本来就是这样" in await house.asks(jessie, "/rules rollback 1")
    assert "没有版本 9" in await house.asks(jessie, "/rules rollback 9")


async def test_reload_reads_the_files_now_or_tells_what_is_wrong(house: House) -> None:
    """A broken file changes nothing in force."""
    jessie, bob = house.room.person("Jessie", id="wxid_jessie"), house.room.person("Bob")
    house.file.write_text(RULES.replace("你好呀", "您好呀"), "utf-8")
    assert await house.asks(jessie, "/规则 重载") == "读过了，版本 2 在用。"
    assert await bob.says("你好") == ["您好呀"]
    house.file.write_text(RULES.replace("handler: match   #", "handler: mach   #"), "utf-8")
    said = await house.asks(jessie, "/规则 重载")
    assert "原来的规则继续用" in said
    assert "handler: match" in said
    assert await bob.says("你好") == ["您好呀"]


async def test_only_operators_may_edit(house: House) -> None:
    """A moderator may look; a member gets neither."""
    aaron, bob = house.room.person("Aaron", id="wxid_aaron"), house.room.person("Bob")
    assert await house.asks(aaron, "/规则 关 no-ads") == "/规则 关 要大当家才能用哦。"
    assert "小当家" in await house.asks(bob, "/规则 记录")
    assert house.file.read_text("utf-8") == RULES


async def test_trying_a_rule_answers_at_once_and_again_when_it_is_through(house: House) -> None:
    """Seven days unless said otherwise, never more."""
    aaron = house.room.person("Aaron", id="wxid_aaron")
    assert await house.asks(aaron, "/规则 试试 no-ads") == "好，拿最近的消息试一遍，稍等。\ntried no-ads"
    await house.asks(aaron, "/rules try no-ads 12小时")
    await house.asks(aaron, "/rules try no-ads 90天")
    assert house.tried == [("no-ads", 7, "zh"), ("no-ads", 0.5, "zh"), ("no-ads", 7, "zh")]
    assert house.texts == {"main.yaml": RULES}


async def test_a_changed_rule_is_tried_before_it_is_changed(house: House) -> None:
    """With a setting behind it, the rule as it would be; the file stays as it is."""
    aaron = house.room.person("Aaron", id="wxid_aaron")
    await house.asks(aaron, "/规则 试试 hello match.text [早安, 你好] 3天")
    assert house.tried == [("hello", 3, "zh")]
    assert "match: {text: [早安, 你好]}" in house.texts["main.yaml"]
    assert house.file.read_text("utf-8") == RULES
    assert "还少一个值" in await house.asks(aaron, "/规则 试试 hello match.text")


async def test_a_file_is_tried_as_it_stands_on_disk(house: House) -> None:
    """Also one that is not in force; one that is not there is told, with the nearest name."""
    aaron = house.room.person("Aaron", id="wxid_aaron")
    changed = RULES.replace("[你好]", "[早安]")
    house.file.write_text(changed, "utf-8")
    await house.asks(aaron, "/rules try main.yaml 1天")
    assert house.tried == [("", 1, "zh")]
    assert house.texts == {"main.yaml": changed}
    assert "是不是 main.yaml" in await house.asks(aaron, "/规则 试试 mian.yaml")


async def test_an_edit_done_twice_is_done_once(house: House) -> None:
    """After a crash between version and file, or after both, the repeated action ends the same."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await house.asks(jessie, "/规则 关 no-ads")
    [action] = [action for action in house.room.decided if action.do is Do.edit]
    edited = house.file.read_text("utf-8")
    assert action.repeatable

    again = await house.librarian.perform(action)
    assert "版本 2" in (again.message or "")
    house.file.write_text(RULES, "utf-8")
    again = await house.librarian.perform(action)
    assert "版本 2" in (again.message or "")
    assert house.file.read_text("utf-8") == edited
    assert len(await house.library.versions()) == 2


async def test_a_folder_that_cannot_be_written_leaves_nothing_half_done(house: House) -> None:
    """The room is told what to do; the version in force is still what stands in the file."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    blocked = house.folder / ".main.yaml.new"
    blocked.mkdir()
    said = await house.asks(jessie, "/规则 关 no-ads")
    assert "QUNGUAN_RULES" in said
    assert house.file.read_text("utf-8") == RULES
    last = await house.library.last()
    assert last is not None
    assert (await house.library.texts(last))["main.yaml"] == RULES
    blocked.rmdir()
    assert "好了" in await house.asks(jessie, "/规则 关 no-ads")


async def test_a_whole_file_in_shadow_says_so(house: House) -> None:
    """A rule in it cannot be switched on alone, and the reply tells where to look."""
    house.file.write_text(RULES.replace("version: 1\n", "version: 1\nmode: shadow\n"), "utf-8")
    await house.take()
    jessie = house.room.person("Jessie", id="wxid_jessie", role=Role.owner)
    assert "整个文件写着 mode: shadow" in await house.asks(jessie, "/规则 开 no-ads")


async def test_what_goes_wrong_is_an_error_of_the_gateway(house: House) -> None:
    """So the engine settles it as it does any other action that was refused."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await jessie.says("/规则 关 nothing")
    [action] = [action for action in house.room.decided if action.do is Do.edit]
    with pytest.raises(GatewayError, match="没有规则 nothing"):
        await house.librarian.perform(action)
    assert house.room.tasks == []


async def test_a_rule_is_shown_with_its_settings_and_where_they_stand(house: House) -> None:
    """What it did comes at once, what stands in the files after it; every value with its origin."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    told = (await house.asks(jessie, "/规则 看 no-ads")).splitlines()
    assert told[0].startswith("no-ads（执行）· match · ")
    assert told[1] == "处理过 0 次，误判 0 次"
    assert "handler: match [main.yaml:11]" in told
    assert any(line.startswith("match: {text: $bad} [") for line in told)


async def test_words_may_be_called_words(house: House) -> None:
    """As the manual says it: `add word`."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await house.asks(jessie, "/rules add word no-ads 日结")
    assert "  bad: [返利, 刷单, 日结]   # more to come" in house.file.read_text("utf-8")


async def test_the_audit_log_has_what_became_of_an_edit(house: House) -> None:
    """Also of one that was refused."""
    jessie = house.room.person("Jessie", id="wxid_jessie")
    await house.asks(jessie, "/规则 关 no-ads")
    await house.asks(jessie, "/规则 关 no-such")
    refused, done = (await house.asks(jessie, "/审计")).splitlines()
    assert "Jessie /rules off no-ads → 好了： 规则 no-ads 的 mode: - → off" in done
    assert "Jessie /rules off no-such → 没有改：这个群没有规则 no-such" in refused
