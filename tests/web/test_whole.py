"""The page with everything behind it: `qunguan run`, the shipped rules, a real server, a real browser."""

from pathlib import Path

from playwright.async_api import expect

from tests.gateway.process import free_port
from tests.story.installation import installation
from tests.web.conftest import Browser
from tests.web.test_page import line, say


async def test_a_newcomer_tries_the_bot(browser: Browser, tmp_path: Path) -> None:
    """A check-in is answered, an advert removed with the reason shown, taken back; a restart keeps it all."""
    port = free_port()
    async with installation(tmp_path, port) as bot:
        page = await (await browser()).new_page()
        await page.goto(bot.address)
        await page.get_by_label("发言身份").select_option("lily")
        await say(page, "签到")
        await expect(line(page, "第 1 天,+5 分")).to_be_visible()
        await say(page, "加薇❤️领返利 vx12345")
        await expect(page.locator(".system.leave")).to_contain_text("Lily")
        why = line(page, "这条消息已被撤回").locator(".why")
        await expect(why.locator("summary", has_text="no-ads").first).to_be_visible()
        await page.get_by_role("tab", name="案件").click()
        case = page.locator("[data-case='1']")
        await expect(case).to_contain_text("Lily")
        await case.get_by_role("button", name="撤销案 1").click()
        await expect(case).to_contain_text("已撤销")
        await page.get_by_role("button", name="接受邀请").click()
        await page.get_by_role("tab", name="规则").click()
        await page.get_by_role("button", name="暂停这个群").click()
        await expect(page.get_by_role("status")).to_contain_text("已暂停")
        await page.close()

    async with installation(tmp_path, port) as bot:
        page = await (await browser()).new_page()
        await page.goto(bot.address)
        await expect(line(page, "第 1 天,+5 分")).to_be_visible()
        await expect(page.get_by_label("发言身份").locator("option", has_text="Lily")).to_have_count(1)
        await expect(page.get_by_role("status")).to_contain_text("已暂停")
