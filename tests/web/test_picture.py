"""A picture posted at the page is told as what it shows, and kept nowhere."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.contract import Kind, Message
from bot.gateways.playground import Playground
from bot.pictures import PictureReader
from bot.web import api
from tests.pictures.making import qr, saved
from tests.web.conftest import Client, in_one_loop
from tests.web.scripted import MemoryShelf, MovableClock, ScriptedDesk
from tests.web.test_api import error_of

CODE = "https://weixin.qq.com/g/abc"
PNG = {"Content-Type": "image/png"}


@in_one_loop()
async def playground(shelf: MemoryShelf, clock: MovableClock) -> AsyncIterator[Playground]:
    """A playground that can read pictures."""
    reader = PictureReader(deadline=60)
    yield await Playground.open(shelf, clock, reader)
    await reader.close()


async def test_a_picture_is_read_and_then_posted(
    client: Client, desk: ScriptedDesk, shelf: MemoryShelf
) -> None:
    """Its codes and its hash are what the bot hears; the picture's bytes lie nowhere."""
    data = saved(qr(CODE))
    answer = await client.post("/api/picture", data=data, headers=PNG)
    read = (await answer.json())["picture"]
    assert (answer.status, read["codes"], len(read["hash"])) == (200, [CODE], 64)
    post = {"act": "post", "room": "moms", "member": "lily", "kind": "image", "picture": read}
    assert (await client.post("/api/act", json=post)).status == 201
    await desk.until(lambda desk: desk.heard)
    heard = desk.heard[0]
    assert isinstance(heard, Message)
    assert heard.picture is not None
    assert (heard.kind, heard.picture.codes) == (Kind.image, (CODE,))
    assert data not in (await shelf.get() or b"")


async def test_what_is_no_picture_shows_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is too large, or of another kind, is refused with a reason."""
    monkeypatch.setattr(api, "MOST_PICTURE", 1000)
    answer = await client.post("/api/picture", data=b"hello", headers=PNG)
    assert await answer.json() == {"picture": None}
    large = await client.post("/api/picture", data=b"x" * 1001, headers=PNG)
    assert (await error_of(large, 413))["code"] == "too_large"
    text = await client.post("/api/picture", data=b"x", headers={"Content-Type": "text/plain"})
    assert (await error_of(text, 415))["code"] == "no_picture"


@pytest.mark.parametrize(
    "wrong", [{"kind": "text", "text": "x", "picture": {}}, {"kind": "image", "picture": {"hash": "zz"}}]
)
async def test_only_an_image_has_a_picture(client: Client, wrong: dict[str, object]) -> None:
    """And a hash is one."""
    post = {"act": "post", "room": "moms", "member": "lily"} | wrong
    await error_of(await client.post("/api/act", json=post), 400)


async def test_the_page_shows_what_a_picture_says(page: Page, desk: ScriptedDesk) -> None:
    """Chosen from a file, in a real browser."""
    await page.get_by_label("更多消息类型").click()
    await page.locator(".menu").get_by_role("button", name="图片").click()
    file = {"name": "code.png", "mimeType": "image/png", "buffer": saved(qr(CODE))}
    await page.get_by_role("dialog").get_by_label("选一张图片").set_input_files(file)  # type: ignore[arg-type]
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(page.locator("#flow .mine").last).to_contain_text(CODE, timeout=60_000)
    await desk.until(lambda desk: desk.heard)
