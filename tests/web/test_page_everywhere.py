import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.gateways.playground import Playground
from tests.web.conftest import Browser, Client
from tests.web.test_page import line, say
from tests.web.test_people import do

HOSTILE = "<img src=x onerror=alert(1)>{{ 7*7 }}\u202e"


async def test_the_language_is_the_browsers_until_chosen(browser: Browser, client: Client) -> None:
    """An English browser sees English; the choice of Chinese outlives the page."""
    page = await (await browser(locale="en-US")).new_page()
    await page.goto(str(client.make_url("/")))
    await expect(page.get_by_role("button", name="New member joins")).to_be_visible()
    await page.get_by_role("button", name="中文").click()
    await expect(page.get_by_role("button", name="新成员进群")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="新成员进群")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "zh-CN"


async def test_where_evidence_stood_is_told_in_the_readers_language(
    browser: Browser, client: Client, playground: Playground
) -> None:
    """What is not in the member's own words is named: in a picture, in a forwarded record."""
    page = await (await browser(locale="en-US")).new_page()
    await page.goto(str(client.make_url("/")))
    await do(playground, "post", member="lily", text="广告：领返利")
    why = line(page, "广告：领返利").locator(".why")
    await why.locator("summary").click()
    await expect(why.locator(".evidence").first).to_contain_text("image_text (words in the picture)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_phone_shows_one_thing_at_a_time(scheme: str, browser: Browser, client: Client) -> None:
    """At 390 px nothing sticks out, every button can be hit, and room, list and panel are a tap apart."""
    context = await browser(viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True)
    page = await context.new_page()
    await page.goto(str(client.make_url("/")))
    await say(page, "签到")
    await expect(line(page, "第 1 天")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    send = await page.get_by_role("button", name="发送").bounding_box()
    assert send is not None
    assert min(send["width"], send["height"]) >= 40
    await page.get_by_role("button", name="成员、待办与状态").tap()
    await expect(page.get_by_role("button", name="新成员进群")).to_be_in_viewport()
    await page.locator("#side").get_by_role("button", name="关闭").tap()
    await page.get_by_role("button", name="返回群列表").tap()
    await page.locator("[data-room=paid]").tap()
    await expect(page.get_by_role("heading", name="付费会员群")).to_be_visible()


async def test_hostile_names_and_texts_stay_text(page: Page, playground: Playground) -> None:
    """Markup, templates and direction marks are shown, never run."""
    await do(playground, "join", name=HOSTILE)
    await do(playground, "post", member="lily", text=HOSTILE)
    await do(playground, "rename", by="jessie", name=HOSTILE)
    await expect(page.locator("#flow .other .text").last).to_have_text(HOSTILE)
    await expect(page.get_by_role("heading", name="onerror")).to_be_visible()
    assert await page.locator("#app img[src=x]").count() == 0


async def test_every_control_has_a_name(page: Page) -> None:
    """Whatever can be pressed or filled in says what it is to a screen reader."""
    await say(page, "签到")
    await page.get_by_label("更多消息类型").click()
    await expect(line(page, "第 1 天")).to_be_visible()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, select, textarea, input, summary, [role=tab], img")]
            .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden]"))
            .filter((one) => !(one.getAttribute("aria-label") || one.textContent.trim() || one.labels?.length
                || one.hasAttribute("alt")))
            .map((one) => one.outerHTML)"""
    )
    assert nameless == []


async def test_the_page_finds_back_after_the_server_was_away(
    browser: Browser, client: Client, playground: Playground
) -> None:
    """A cut line is told, retried, and what happened meanwhile is seen."""
    page = await (await browser()).new_page()
    sockets: list[Any] = []

    def through(socket: Any) -> None:
        sockets.append((socket, socket.connect_to_server()))

    await page.route_web_socket(re.compile("/ws$"), through)
    await page.goto(str(client.make_url("/")))
    await expect(line(page, "儿童防晒")).to_be_visible()
    await sockets[0][0].close(code=1001)
    await do(playground, "post", member="doudou", text="断线时说的话")
    await expect(line(page, "断线时说的话")).to_be_visible()
    assert len(sockets) == 2


async def test_earlier_messages_can_be_shown(page: Page, playground: Playground) -> None:
    """A long room shows its newest lines first."""
    for number in range(100):
        await do(playground, "post", member="lily", text=f"第 {number} 句")
    await page.reload()
    await expect(line(page, "第 99 句")).to_be_in_viewport()
    await expect(page.get_by_text("第 5 句", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="查看更早的消息").click()
    await expect(page.get_by_text("第 5 句", exact=True)).to_have_count(1)
