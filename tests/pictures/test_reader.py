"""The reader: pictures are read beside the event loop, and what goes wrong costs one picture."""

import asyncio
import io
import json
import sys

import pytest
from PIL import Image

from bot.contract import Picture
from bot.pictures import PictureReader
from bot.pictures import reader as module
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


ANSWERING = (
    "import sys\nprint('{{}}', flush=True)\n"
    "while head := sys.stdin.buffer.read(4):\n"
    "    sys.stdin.buffer.read(int.from_bytes(head))\n"
    "    print('{}', flush=True)"
)
CODES = (sys.executable, "-c", ANSWERING.format(r'{"picture": {"codes": ["a code"]}}'))
"""Whatever the picture."""


@pytest.mark.parametrize(
    ("program", "text"), [
        (ANSWERING.format(r'{"text": "加微信"}'), "加微信"),
        (ANSWERING.format(r'{"text": 7}'), ""),
        (ANSWERING.format(r'{"refused": "takes too much memory"}'), ""),
        (DYING, ""),
        ("raise SystemExit", ""),
    ],
    ids=["words", "nonsense", "refused", "dying", "not installed"],
)  # fmt: skip
async def test_words_come_from_a_process_of_their_own(program: str, text: str) -> None:
    """Whatever becomes of it, the codes are there."""
    command = (sys.executable, "-c", program)
    reader = PictureReader(deadline=60, command=CODES, words=60, words_command=command)
    try:
        await reader.warm()
        assert await reader(b"picture") == Picture(codes=("a code",), text=text)
    finally:
        await reader.close()


async def test_words_that_come_too_late_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures wait for a while, and are told with their codes."""
    monkeypatch.setattr(module, "_LOADING", 0.1)
    monkeypatch.setattr(module, "_GRACE", 0.1)
    command = (sys.executable, "-c", HANGING)
    reader = PictureReader(deadline=60, command=CODES, words=0.05, words_command=command)
    try:
        for data in (b"a", b"b", b"a"):
            assert await reader(data) == Picture(codes=("a code",))
    finally:
        await reader.close()


async def test_the_words_of_a_picture_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In however many rooms it is posted; what could not be read is tried again, old ones forgotten."""
    monkeypatch.setattr(module, "MOST_KNOWN", 2)
    program = ANSWERING.format(r'{"text": "加微信"}').replace("while", "if")  # it ends after one
    command = (sys.executable, "-c", program)
    reader = PictureReader(deadline=60, command=CODES, words=60, words_command=command)
    try:
        read = await asyncio.gather(*(reader(b"a") for _ in range(20)))
        assert {one.text for one in read if one is not None} == {"加微信"}
        texts = [
            one.text for data in (b"b", b"b", b"a", b"c", b"b") if (one := await reader(data)) is not None
        ]
        assert texts == ["", "加微信", "加微信", "", "加微信"]
    finally:
        await reader.close()


async def test_without_words_nothing_is_warmed() -> None:
    """Words are read where that is asked for."""
    reader = PictureReader(command=("no such program",), words_command=("no such program",))
    await reader.warm()
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


def test_what_reads_may_be_out_of_memory_once() -> None:
    """The next picture is read."""
    answers = io.BytesIO()
    said = iter([MemoryError, None])

    def read(data: bytes) -> dict[str, object]:
        error = next(said)
        if error is not None:
            raise error
        return {"text": data.decode()}

    serve(io.BytesIO(2 * ((1).to_bytes(4) + b"a")), answers, read)
    _, first, second = map(json.loads, answers.getvalue().splitlines())
    assert (first, second) == ({"refused": "takes too much memory"}, {"text": "a"})
