"""The reader: pictures are read beside the event loop, and what goes wrong costs one picture."""

import asyncio
import io
import json
import sys

import pytest
from PIL import Image

from bot.contract import Picture
from bot.pictures import PictureReader
from bot.pictures.child import serve
from bot.pictures.reader import MAX_BYTES, MOST_WAITING
from tests.pictures.making import bomb, qr, saved, scene

CODE = "https://weixin.qq.com/g/abc"
HANGING = "import sys, time; print('{}', flush=True); sys.stdin.buffer.read(4); time.sleep(600)"
DYING = "import sys; print('{}', flush=True); sys.stdin.buffer.read(4)"
BABBLING = "import sys; print('{}', flush=True); sys.stdin.buffer.read(4); print('no json', flush=True)"


async def test_a_picture_is_read_by_a_process_of_its_own() -> None:
    """Its codes and its hash; the same process reads the next one; a refused one is no failure."""
    reader = PictureReader(deadline=60)
    try:
        read = await reader(saved(qr(CODE)))
        assert read is not None
        assert read.codes == (CODE,)
        assert [await reader(data) for data in (b"hello", bomb(60_000, 60_000), b"")] == [None] * 3
        plain = await reader(saved(Image.new("RGB", (20, 20))))
        assert plain == Picture(hash="0" * 64)
    finally:
        await reader.close()


async def test_what_is_too_large_is_never_handed_over() -> None:
    """By its size alone: no process is started."""
    reader = PictureReader(command=("no such program",))
    assert await reader(b"x" * (MAX_BYTES + 1)) is None
    await reader.close()


@pytest.mark.parametrize("program", [HANGING, DYING, BABBLING], ids=["hanging", "dying", "babbling"])
async def test_a_process_that_fails_costs_one_picture_and_is_started_anew(program: str) -> None:
    """It hangs, dies, or says what nobody understands."""
    reader = PictureReader(deadline=0.3, command=(sys.executable, "-c", program))
    try:
        assert await reader(b"picture") is None
        assert await reader(b"another") is None
    finally:
        await reader.close()


async def test_too_many_that_wait_are_not_read() -> None:
    """Rather without a picture than late; whoever stops waiting disturbs nobody."""
    reader = PictureReader(deadline=600, command=(sys.executable, "-c", HANGING))
    try:
        waiting = [asyncio.create_task(reader(b"picture")) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        assert await reader(b"one more") is None
        waiting[0].cancel()
        await asyncio.gather(waiting[0], return_exceptions=True)
        assert not waiting[1].done()
    finally:
        await reader.close()
    assert all(
        isinstance(one, asyncio.CancelledError)
        for one in await asyncio.gather(*waiting, return_exceptions=True)
    )


async def test_whoever_gives_up_waiting_leaves_no_answer_to_the_next() -> None:
    """Each picture gets its own."""
    reader = PictureReader(deadline=60)
    try:
        first = asyncio.create_task(reader(saved(qr(CODE))))
        await asyncio.sleep(0)
        first.cancel()
        second = await reader(saved(scene(1)))
        assert second is not None
        assert second.codes == ()
    finally:
        await reader.close()


def test_the_process_answers_a_line_for_each_picture() -> None:
    """And ends with its input, also in the middle of a picture."""
    data = saved(qr(CODE))
    requests = io.BytesIO(len(data).to_bytes(4) + data + (3).to_bytes(4) + b"abc" + (9).to_bytes(4) + b"cut")
    answers = io.BytesIO()
    serve(requests, answers)
    ready, picture, refused = map(json.loads, answers.getvalue().splitlines())
    assert ready == {"ready": True}
    assert picture["picture"]["codes"] == [CODE]
    assert refused["refused"].startswith("no picture")
