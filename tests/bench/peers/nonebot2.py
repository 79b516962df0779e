"""nonebot2 with its OneBot adapter: matchers by priority, the flood counter as event preprocessor."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import nonebot
from nonebot import on_command, on_fullmatch, on_keyword, on_message, on_notice, on_regex
from nonebot.adapters.onebot.v11 import Adapter, Bot, Event, GroupIncreaseNoticeEvent, GroupMessageEvent
from nonebot.exception import IgnoredException
from nonebot.message import event_preprocessor, handle_event
from nonebot.rule import Rule

from tests.bench import shapes, workload
from tests.bench.peers.rules import CHECKED_IN, HELPED, PATTERNS, State, Tally, unwanted

shape = shapes.onebot
_DAY = 86_400
_ANSWERS = 10
"""The priority of what answers; judging comes before it."""


def build(state: State, tally: Tally) -> Callable[[bytes], Awaitable[Any]]:
    """Wire the rules, in order; return what handles one raw event."""
    nonebot.init(driver="~none", _env_file=None, command_start={"/"}, log_level="INFO")
    nonebot.logger.remove()

    class Instant(Adapter):  # type: ignore[misc]
        """OneBot, answering at once."""

        def setup(self) -> None:
            """Nothing is opened."""

        async def _call_api(self, bot: Bot, api: str, **data: Any) -> dict[str, int]:
            tally.sends += 1
            return {"message_id": 1}

    @event_preprocessor  # type: ignore[untyped-decorator]
    async def flood(event: Event) -> None:
        if await state.floods(event.group_id, event.user_id):
            tally.outcomes["flood"] += 1
            raise IgnoredException("flood")

    _judging(tally)
    _answering(state, tally)
    bot = Bot(Instant(nonebot.get_driver()), "99")

    async def one(raw: bytes) -> None:
        await handle_event(bot, Instant.json_to_event(json.loads(raw)))

    return one


def _judging(tally: Tally) -> None:
    async def warn(bot: Bot, event: GroupMessageEvent) -> None:
        tally.outcomes["advert"] += 1
        await bot.call_api("delete_msg", message_id=event.message_id)
        await bot.send_group_msg(group_id=event.group_id, message=workload.WARNING)

    async def says_unwanted(event: GroupMessageEvent) -> bool:
        return unwanted(event.raw_message)

    for priority, pattern in enumerate(PATTERNS, 1):
        on_regex(pattern.pattern, priority=priority, block=True).append_handler(warn)
    last = len(PATTERNS) + 1
    on_message(Rule(says_unwanted), priority=last, block=True).append_handler(warn)


def _answering(state: State, tally: Tally) -> None:
    async def greet(bot: Bot, event: GroupIncreaseNoticeEvent) -> None:
        tally.outcomes["welcome"] += 1
        await bot.send(event, workload.GREETING)

    async def check_in(bot: Bot, event: GroupMessageEvent) -> None:
        tally.outcomes["check_in"] += 1
        await state.check_in(event.group_id, event.user_id, event.time // _DAY)
        await bot.send(event, CHECKED_IN)

    async def help_(bot: Bot, event: GroupMessageEvent) -> None:
        tally.outcomes["help"] += 1
        await bot.send(event, HELPED)

    async def rank(bot: Bot, event: GroupMessageEvent) -> None:
        tally.outcomes["rank"] += 1
        await bot.send(event, await state.rank(event.group_id))

    async def answer(bot: Bot, event: GroupMessageEvent) -> None:
        tally.outcomes["faq"] += 1
        await bot.send(event, workload.ADVICE)

    last: dict[str, Any] = {"priority": _ANSWERS, "block": True}
    on_notice(priority=_ANSWERS).append_handler(greet)
    on_fullmatch(workload.CHECK_IN, **last).append_handler(check_in)
    on_command("help", **last).append_handler(help_)
    on_command("rank", **last).append_handler(rank)
    on_keyword({workload.ANSWERED}, **last).append_handler(answer)
