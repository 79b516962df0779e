"""What came of the rules: cases and false positives, in the room, on the command line and in the metrics."""

import asyncio
import json

import pytest
from prometheus_client import generate_latest
from typer.testing import CliRunner

from bot.app.counts import Counts
from bot.app.figures import figures
from bot.cli.main import app
from bot.contract import Breaker
from bot.contract.reviews import Review, Reviews
from bot.store import EmbeddedServer
from bot.testing import Chat, Person
from tests.commands.conftest import ALICE, MODERATOR, Group

pytestmark = pytest.mark.rules("""
    version: 1
    staff: {moderator: [aaron]}
    rules:
      no-ads: {handler: match, match: {text: {any_of: [返利]}}, then: {hit: [{strike: 1}]}}
      flood: {handler: match, match: {text: {any_of: [刷屏]}}, then: {hit: [{strike: 1}]}}
    """)


async def wrong_twice(aaron: Person, ming: Person) -> None:
    """Let one rule act three times, of which two were wrong, and the other once."""
    for text in ("返利", "返利", "返利", "刷屏"):
        await ming.says(text)
    await aaron.says("/撤销 1")
    await aaron.says("/撤销 3")


async def test_the_room_is_told(room: Chat, aaron: Person, ming: Person) -> None:
    """By rule, of late and in all; `/report` alone is the same."""
    assert await aaron.says("/统计") == ["本群 7 天内：处理 0 次，撤销 0 次"]
    await wrong_twice(aaron, ming)
    await aaron.says("/警告 小明")
    told = (
        "本群 7 天内：处理 5 次，撤销 2 次\n"
        "· no-ads：3 次（总共 3 次，误判 2 次）\n· flood：1 次（总共 1 次，误判 0 次）\n"
        "· 管理员：1 次（总共 1 次，误判 0 次）"
    )
    assert await aaron.says("/统计") == [told]
    assert await aaron.says("/report") == [told]
    await room.clock.advance(days=8)
    assert (await aaron.says("/stats"))[0].startswith(
        "本群 7 天内：处理 0 次，撤销 0 次\n· flood：0 次（总共 1 次"
    )
    assert (await aaron.says("/stats 30d"))[0].startswith("本群 30 天内：处理 5 次")


async def test_a_rule_is_shown_with_its_figures(aaron: Person, ming: Person) -> None:
    """`/rules show` tells how often it acted and was wrong; an unknown one gets the nearest."""
    await wrong_twice(aaron, ming)
    [told] = await aaron.says("/规则 看 no-ads")
    assert told.splitlines()[0].startswith("no-ads（执行）· match · ")
    assert told.splitlines()[1] == "处理过 3 次，误判 2 次"
    assert await aaron.says("/rules show no-adds") == ["这个群没有规则 no-adds，是不是 no-ads？"]
    assert await aaron.says("/rules show 别的") == ["这个群没有规则 别的。"]
    assert (await aaron.says("/案件"))[0].endswith("误判：no-ads 2")


async def test_who_asks_for_figures(ming: Person) -> None:
    """Staff; to a member `/report` alone is a report that lacks whom and why."""
    assert await ming.says("/统计") == ["/统计 要小当家才能用哦。"]
    assert await ming.says("/举报") == [
        "举报谁、为什么？\n用法：/举报 [@谁] [原因]\n例如：引用那条消息发 /举报 广告"
    ]


async def test_all_rooms_together(room: Chat, aaron: Person, ming: Person) -> None:
    """The rule that was wrong most often stands first; what people did themselves is no rule's."""
    await wrong_twice(aaron, ming)
    other = Chat(room.machine, room.gateway, id="r2", turns=room.turns)
    await (await other.joins("Bob")).says("返利")
    await aaron.says("/警告 小明")
    found = await figures(room.machine.store)
    assert [(one.rule, one.cases, one.wrong) for one in found] == [("no-ads", 4, 2), ("flood", 1, 0)]


async def test_the_command_line_shows_them(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch, room: Chat, aaron: Person, ming: Person
) -> None:
    """`qunguan rules stats`, for people and for machines; something kind when there is nothing."""
    monkeypatch.setenv("REDIS_URL", server.url)

    async def stats(*words: str) -> str:
        return (await asyncio.to_thread(CliRunner().invoke, app, ["rules", "stats", *words])).output

    assert "nothing was held against anybody so far" in await stats()
    await wrong_twice(aaron, ming)
    assert "no-ads: 3 cases 处理, 2 taken back 误判 (67%)" in await stats()
    first = json.loads((await stats("--json")).splitlines()[0])
    assert first == {"rule": "no-ads", "cases": 3, "wrong": 2}


async def test_the_metrics_count_them(room: Chat, aaron: Person, ming: Person) -> None:
    """A rule that is often wrong is seen on a dashboard; what a person did is not counted."""
    counts = Counts()
    await wrong_twice(aaron, ming)
    await aaron.says("/警告 小明")
    await aaron.says("/撤销 5")
    counts.committed(room.turns)
    lines = [line for line in generate_latest(counts.registry).decode().splitlines() if line[0] != "#"]
    wrong = [line for line in lines if line.startswith("qunguan_false_positives_total")]
    assert wrong == ['qunguan_false_positives_total{rule="no-ads"} 2.0']


async def test_what_waits_for_a_person_is_told(group: Group) -> None:
    """Suspicions that nobody has looked at, and an open breaker."""
    one = Review(number=1, at=group.now, rule="no-ads", member=ALICE, message="m1", text="?", score=0.6)
    group.documents[Reviews, ""] = Reviews(count=2, last=(one, one.model_copy(update={"decided": "clear"})))
    group.documents[Breaker, ""] = Breaker(tripped=group.now)
    assert (await group.says(MODERATOR, "/统计"))[0].splitlines() == [
        "本群 7 天内：处理 0 次，撤销 0 次",
        "等人看的消息：1 条，发 /待审",
        "熔断中：规则先不移人，看过后发 /恢复",
    ]
    assert await group.says(MODERATOR, "/恢复") == ["我回来啦，继续照看大家。"]
    assert "熔断" not in (await group.says(MODERATOR, "/stats"))[0]
