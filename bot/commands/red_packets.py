"""Red packets owed: who owes how much until when, and that one was paid. No money is ever moved."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.commands.call import Call
from bot.commands.registry import WHO, command
from bot.commands.texts import Both, called
from bot.contract import Member, Owed, Standing, Untag, Verdict, harmless, room_actor
from bot.contract.fines import OWES

LOOKED_AT = 300
"""Members whose debts and tags are looked at for a list."""
_UNTIL = Both("{at} 前", "until {at}")


@command(
    "red-packet", "红包", "欠红包", "redpacket",
    needs="red_packets.show",
    help=Both("谁还欠红包", "who owes a red packet"),
    example=Both("/红包", "/red-packet"),
)  # fmt: skip
async def red_packets(call: Call) -> Verdict:
    """List who owes a red packet, how much until when; the numbers of the list may be used afterwards."""
    debts = await _debts(call)
    if not debts:
        return call.say(Both("没有人欠红包。", "Nobody owes a red packet."))
    call.show([member for member, _ in debts])
    lines = "\n".join(f"{n}. {called(who)}{_terms(call, owed)}" for n, (who, owed) in enumerate(debts, 1))
    text = Both(
        "还欠红包的：\n{lines}\n发了就 /红包 已发 序号", "Red packets owed:\n{lines}\n/red-packet paid NUMBER"
    )
    return call.say(text, lines=lines)


async def _debts(call: Call) -> list[tuple[Member, Owed]]:
    """Return who owes what, the next deadline first; also who was only tagged."""
    found = {id: owed for id, owed in await call.turn.top(Owed, LOOKED_AT) if owed.open}
    for id, own in await call.turn.top(Standing, LOOKED_AT):
        if OWES in own.tags and id not in found:
            found[id] = Owed(name=own.name, open=1)
    last = datetime.max.replace(tzinfo=call.turn.now.tzinfo)
    people = ((Member(id=id, name=owed.name), owed) for id, owed in found.items())
    return sorted(people, key=lambda pair: (pair[1].due or last, pair[0].id))


def _terms(call: Call, owed: Owed) -> str:
    return "".join(f"{mark}{part}" for mark, part in zip((" ", "，"), _parts(call, owed), strict=False))


def _parts(call: Call, owed: Owed) -> Iterable[str]:
    if owed.amount:
        yield harmless(owed.amount)
    if owed.due is not None:
        yield call.text(_UNTIL, at=f"{owed.due.astimezone(call.turn.now.tzinfo):%m-%d %H:%M}")


red_packets_due = replace(
    red_packets, name="red-packet due", aliases=("欠", "谁欠", "没发"),
    example=Both("/红包 欠", "/red-packet due"),
)  # fmt: skip


@command(
    "red-packet paid", "已发", "发了", "清",
    args=(WHO,),
    needs="red_packets.settle",
    help=Both("记下红包已发", "note that a red packet was paid"),
    example=Both("/红包 已发 @小明", "/red-packet paid @Ming"),
    acts=True,
)  # fmt: skip
async def paid(call: Call) -> Verdict:
    """Note that a member has paid, and have the rule that asked for it ask no more."""
    owed = await call.turn.load(Owed, call.target.id)
    if OWES not in (await call.turn.load(Standing, call.target.id)).tags and not owed.open:
        return call.say(Both("{name} 不欠红包。", "{name} owes no red packet."), name=called(call.target))
    if any(rule.id == owed.rule and "told" in rule.hears for rule in call.turn.rules):
        here = room_actor(call.event.platform, call.event.room.id)
        call.turn.tell(here, call.event.room, owed.rule, paid=call.target.id)
    call.turn.save(owed.model_copy(update={"open": 0}), call.target.id)
    text = Both("{name} 的红包收到，一笔勾销🧧", "{name}'s red packet has arrived🧧")
    return call.do("paid", call.target, text, Untag(OWES), name=called(call.target))
