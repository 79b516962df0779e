"""What is written privately: from a member to the bot, in no room, and seen at the page."""

import pytest
from playwright.async_api import Page, expect

from bot.contract import Do, GatewayError, Whispered
from bot.gateways.playground import Playground
from tests.web.conftest import START
from tests.web.scripted import ScriptedDesk, action
from tests.web.test_page import line
from tests.web.test_people import do, heard_message, room_of


async def test_a_whisper_is_an_event_of_no_room(playground: Playground, desk: ScriptedDesk) -> None:
    """Also from somebody who was removed: in their own order, with their words; the page shows the line."""
    await do(playground, "kick", member="lily", by="jessie")
    id = await do(playground, "whisper", member="lily", text="我保证不再发")
    await desk.until(lambda desk: len(desk.heard) == 2)
    heard = desk.heard[1]
    assert isinstance(heard, Whispered)
    assert (heard.id, heard.at, heard.room, heard.text) == (id, START, None, "我保证不再发")
    assert heard.actor == "member:playground/lily"
    shown = room_of(playground)["entries"][-1]
    assert (shown["what"], shown["member"]["id"], shown["to"]["id"]) == ("whisper", "lily", "qunguan")


@pytest.mark.parametrize(("member", "code"), [("nobody", "unknown_member"), ("qunguan", "is_bot")])
async def test_only_a_person_whispers(playground: Playground, member: str, code: str) -> None:
    """Nobody unknown, and not the bot."""
    with pytest.raises(GatewayError) as refused:
        await do(playground, "whisper", member=member, text="x")
    assert getattr(refused.value, "code", "") == code


async def test_whoever_is_gone_writes_to_the_bot_from_the_page(
    page: Page, playground: Playground, desk: ScriptedDesk
) -> None:
    """From the list of members, with a promise suggested; both ways are listed with what waits."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.remove))
    await playground.perform(action(event, Do.direct, 1, text="答应不再发的话告诉我"))
    await page.get_by_role("button", name="以 Lily 的身份私信机器人").click()
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(line(page, "我保证不再发广告")).to_contain_text("Lily 私信机器人")
    assert isinstance(desk.heard[-1], Whispered)
    await page.get_by_role("tab", name="待办").click()
    await expect(page.locator(".private")).to_have_count(2)
    await expect(page.locator(".private").first).to_contain_text("我保证不再发广告")
