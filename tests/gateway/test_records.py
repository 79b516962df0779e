"""A forwarded chat record comes apart into its lines, whatever stands in it."""

from html import escape
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import Forwarded, Kind, Message
from bot.gateways.wechaty.records import LONGEST_LINE, MOST_LINES, record
from tests.gateway.listening import Connect
from tests.gateway.puppet import ROOM, Puppet

LINES = (Forwarded(text="日结兼职 & 返利", name="小王"), Forwarded(text="加我 <vx> abc12345", name="老李"))
ITEMS = "".join(
    f'<dataitem datatype="1"><sourcename>{one.name}</sourcename><datadesc>{escape(one.text)}</datadesc>'
    "</dataitem>"
    for one in LINES
)
INFO = f'<recordinfo><title>群聊的聊天记录</title><datalist count="2">{ITEMS}</datalist></recordinfo>'
MSG = "<msg><appmsg><title>群聊的聊天记录</title><type>19</type><recorditem>{}</recorditem></appmsg></msg>"


@pytest.mark.parametrize(
    "text", [MSG.format(f"<![CDATA[{INFO}]]>"), MSG.format(escape(INFO))], ids=["cdata", "escaped"]
)
def test_the_lines_of_a_record_are_kept_apart_with_their_names(text: str) -> None:
    """As WeChat writes it, in either way."""
    assert record(text) == LINES


def test_a_puppet_that_gives_the_words_alone() -> None:
    """One line a row; XML without a record is no words."""
    assert record("小王: 返利\n\n加我") == (Forwarded(text="小王: 返利"), Forwarded(text="加我"))
    assert record("<msg><appmsg/></msg>") == record("") == ()


def test_pictures_in_a_record_have_no_words() -> None:
    """A title stands in for what has no description; nothing at all is left out."""
    items = "<dataitem><sourcename>a</sourcename></dataitem><dataitem><datatitle>文件</datatitle></dataitem>"
    assert record(items) == (Forwarded(text="文件"),)


def test_what_is_endless_is_cut() -> None:
    """Lines, their number, and the time it takes."""
    start = process_time()
    long = record("<dataitem><datadesc>" + "x" * 1000 + "</datadesc>")
    many = record("<dataitem><datadesc>x</datadesc>" * 10_000)
    hostile = record("<dataitem><datadesc>" * 100_000)
    assert (len(long[0].text), len(many), hostile) == (LONGEST_LINE, MOST_LINES, ())
    assert process_time() - start < 5


@given(st.text("<>/datiem &;![]CDATA\n", max_size=300))
def test_any_text_is_read(text: str) -> None:
    """Never an error; never an empty line."""
    assert all(line.text for line in record(text))


@pytest.mark.asyncio(loop_scope="session")
async def test_a_forwarded_record_is_no_text_of_the_members_own(puppet: Puppet, connect: Connect) -> None:
    """Through the official gateway."""
    listening = await connect(puppet)
    text = MSG.format(f"<![CDATA[{INFO}]]>")
    id = await puppet.post(ROOM, "bob", text, kind="ChatHistory")
    message = await listening.one(Message)
    assert (message.id, message.kind, message.text, message.forwarded) == (id, Kind.forwarded, "", LINES)
