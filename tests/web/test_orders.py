"""Slash commands at the page: completed while typed, and behind the buttons of the panel."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.commands import COMMANDS
from bot.contract import Do, Message
from bot.gateways.playground import Playground
from tests.web.conftest import Browser, Client
from tests.web.scripted import ScriptedDesk, action
from tests.web.test_page import line, say
from tests.web.test_people import do

UNDO = next(entry for entry in COMMANDS.commands if entry.name == "undo")
RULE = {
    "id": "no-ads", "handler": "ads", "mode": "live", "origin": "rules/main.yaml:3", "decided": 2, "wrong": 1
}  # fmt: skip
CASE = {
    "number": 7, "id": "m1:no-ads", "at": "2026-03-02T09:00:00Z", "rule": "no-ads", "member": "lily",
    "name": "Lily", "actions": ["strike", "remove"], "undone_by": None,
    "evidence": [{"signal": "words", "detail": "返利", "weight": 2.0}],
}  # fmt: skip
REVIEW = {
    "number": 4, "at": "2026-03-02T09:00:00Z", "rule": "no-ads", "member": {"id": "lily", "name": "Lily"},
    "message": "m1", "text": "加我看看", "score": 0.62, "reasons": "words", "decided": "", "room": None,
}  # fmt: skip


async def ordered(desk: ScriptedDesk) -> tuple[str, str]:
    """Return who typed what, as soon as the bot has heard it."""
    await desk.until(lambda desk: any(isinstance(event, Message) for event in desk.heard))
    heard = next(event for event in desk.heard if isinstance(event, Message))
    desk.heard.clear()
    return heard.member.id, heard.text


async def shown(page: Page, desk: ScriptedDesk, playground: Playground, **view: Any) -> None:
    """Have the room be shown like this; any news makes the page look."""
    desk.rooms["moms"] = view
    await do(playground, "post", member="doudou", text="看一下")
    await desk.until(lambda desk: desk.heard)
    desk.heard.clear()


async def test_commands_are_completed_while_they_are_typed(page: Page) -> None:
    """A slash lists them with their use; Tab completes; then the usage stays in sight."""
    text = page.get_by_label("输入消息")
    await text.fill("/")
    options = page.get_by_role("listbox").get_by_role("option")
    await expect(options.first).to_contain_text("/帮助")
    await text.fill("/撤")
    await expect(options.first).to_contain_text(COMMANDS.usage(UNDO, "zh"))
    await expect(options.first).to_contain_text("管理员")
    await page.keyboard.press("Tab")
    await expect(text).to_have_value("/撤销 ")
    await text.fill("/撤销 12")
    await expect(page.locator("#slash")).to_contain_text(f"例如：{UNDO.example.zh}")
    await expect(page.locator("#slash")).to_contain_text("要 管理员 才能用")
    await page.keyboard.press("Escape")
    await expect(page.locator("#slash")).to_be_hidden()
    await text.fill("你好/")
    await expect(page.locator("#slash")).to_be_hidden()


async def test_the_arrows_choose_and_full_width_counts(page: Page, desk: ScriptedDesk) -> None:
    """Down and Enter take an entry; Enter without a choice sends what was typed."""
    text = page.get_by_label("输入消息")
    await text.fill("／kic")
    await page.keyboard.press("ArrowDown")
    await expect(text).to_have_attribute("aria-activedescendant", "slash-0")
    await page.keyboard.press("Enter")
    await expect(text).to_have_value("/kick ")
    await say(page, "/rank")
    assert (await ordered(desk))[1] == "/rank"


async def test_a_rule_is_switched_by_the_owners_command(
    page: Page, desk: ScriptedDesk, playground: Playground
) -> None:
    """The panel shows each rule with its mode and its record; another mode is typed in the room."""
    await shown(page, desk, playground, rules=[RULE])
    await page.get_by_role("tab", name="规则").click()
    panel = page.get_by_role("tabpanel")
    await expect(panel).to_contain_text("误判 1 次")
    await expect(panel).to_contain_text("main.yaml:3")
    await panel.get_by_label("no-ads 的模式").select_option("shadow")
    assert await ordered(desk) == ("jessie", "/规则 试运行 no-ads")


async def test_a_pause_is_seen_and_ended(page: Page, desk: ScriptedDesk, playground: Playground) -> None:
    """A banner says that nothing is done, and leads out of it."""
    await page.get_by_role("tab", name="规则").click()
    await page.get_by_role("button", name="暂停这个群").click()
    assert await ordered(desk) == ("jessie", "/暂停")
    await shown(page, desk, playground, paused=True)
    await page.get_by_role("status").get_by_role("button", name="恢复").click()
    assert await ordered(desk) == ("jessie", "/恢复")


async def test_a_case_is_taken_back(page: Page, desk: ScriptedDesk, playground: Playground) -> None:
    """The case tells whom, which rule, what and why; one that was taken back says so."""
    await shown(page, desk, playground, cases=[CASE])
    await page.get_by_role("tab", name="案件").click()
    case = page.locator("[data-case='7']")
    for text in ("Lily", "no-ads", "移出", "返利"):
        await expect(case).to_contain_text(text)
    await case.get_by_role("button", name="撤销案 7").click()
    assert await ordered(desk) == ("jessie", "/撤销 7")
    await shown(page, desk, playground, cases=[CASE | {"undone_by": "jessie"}])
    await expect(case).to_contain_text("已撤销")
    await expect(case.get_by_role("button", name="撤销案 7")).to_have_count(0)


@pytest.mark.parametrize(("button", "text"), [("属实", "/是广告 4"), ("放过", "/放过 4")])
async def test_a_suspicion_is_decided(
    button: str, text: str, page: Page, desk: ScriptedDesk, playground: Playground
) -> None:
    """What waits counts at the tab, and a person decides it by a click."""
    await shown(page, desk, playground, reviews=[REVIEW])
    tab = page.get_by_role("tab", name="待办")
    await expect(tab).to_contain_text("1")
    await tab.click()
    await expect(page.locator("[data-review='4']")).to_contain_text("62 %")
    await page.locator("[data-review='4']").get_by_role("button", name=button).click()
    assert await ordered(desk) == ("jessie", text)


async def test_a_question_of_the_bots_is_confirmed_by_who_was_asked(
    page: Page, desk: ScriptedDesk, playground: Playground
) -> None:
    """Whoever speaks at the page at the moment."""
    await do(playground, "post", member="aaron", text="/踢 @所有人")
    await desk.until(lambda desk: desk.heard)
    event = desk.heard[0]
    assert isinstance(event, Message)
    desk.heard.clear()
    await playground.perform(action(event, Do.say, text="将要移出 6 人。确定的话，两分钟内发 /确认 4711"))
    await line(page, "将要移出").get_by_role("button", name="以 阿伦 的身份发 /确认 4711").click()
    assert await ordered(desk) == ("aaron", "/确认 4711")


async def test_ranks_are_given_at_the_page(page: Page, playground: Playground, desk: ScriptedDesk) -> None:
    """Who is moderator is chosen there, and seen beside the name and in the talk."""
    await page.get_by_role("button", name="给 豆豆妈 换身份").click()
    await page.get_by_role("dialog").get_by_label("身份").select_option("moderator")
    await page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await expect(page.locator("[data-member=doudou]")).to_contain_text("管理员")
    await expect(page.locator("#flow .role").last).to_contain_text("豆豆妈 的身份变为 管理员")


async def test_english_buttons_type_english_commands(
    browser: Browser, client: Client, desk: ScriptedDesk, playground: Playground
) -> None:
    """The room's language is the page's."""
    page = await (await browser(locale="en-US")).new_page()
    await page.goto(str(client.make_url("/")))
    await page.get_by_role("tab", name="Cases").click()
    await shown(page, desk, playground, cases=[CASE])
    await page.get_by_role("button", name="Undo case 7").click()
    assert await ordered(desk) == ("jessie", "/undo 7")


async def test_outcomes_are_told_in_words(page: Page, desk: ScriptedDesk, playground: Playground) -> None:
    """Also those of a family, such as the second line of a chain, and names that the page has never heard."""
    words = await page.evaluate(
        """async () => {
            const { evidence, verbs } = await import("/static/why.js");
            return verbs(["edit", "timer", "chain_2"]).map((one) => one.textContent);
        }"""
    )
    assert words == ["改规则", "定时", "chain 2"]
