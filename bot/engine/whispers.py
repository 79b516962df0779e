"""Whispers: what somebody writes to an account of ours privately goes to the rules that wait for it."""

from collections.abc import Iterator

from bot.contract import Told, Whispered, room_actor
from bot.contract.whispers import ANSWER, KIND, Awaited
from bot.engine.stage import Stage

_AWAITED = f"/{Awaited.__name__}"


async def pass_on(stage: Stage, event: Whispered) -> None:
    """Tell each rule that waits for this member; nobody else hears of it."""
    awaited = await stage.cache.get((stage.own[True], _AWAITED), Awaited)
    stage.taken.told += _answers(stage, event, awaited)


def _answers(stage: Stage, event: Whispered, awaited: Awaited) -> Iterator[Told]:
    """Yield what rooms are told; ids come from the event and the rule, so a repeat tells nothing twice."""
    for one in awaited.waiting:
        if event.at <= one.until:
            yield Told(
                id=f"{event.id}:{one.rule}:{ANSWER}", at=event.at, platform=event.platform,
                account=one.account, entered=None if stage.late else stage.now, depth=event.depth + 1,
                of=room_actor(event.platform, one.room.id), sender=stage.actor, rule=one.rule, room=one.room,
                member=event.member, body={ANSWER: event.text, KIND: event.kind.value},
            )  # fmt: skip
