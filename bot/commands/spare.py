"""Spare: members whom no rule may hold anything against, by a person's word."""

from bot.commands.call import Call
from bot.commands.registry import ANYONE, WHO, command
from bot.commands.texts import Both, called
from bot.contract import Granted, Member, Verdict, harmless

MOST = 500
"""Spared members a room keeps; the first goes first."""


@command(
    "spare", "放行", "免管",
    args=(ANYONE,),
    needs="members.spare",
    help=Both("规则不再处罚某人", "have no rule touch a member"),
    example=Both("/放行 @小明", "/spare @Ming"),
    acts=True,
)  # fmt: skip
async def spare(call: Call) -> Verdict:
    """Keep rules off a member from now on; without one, list who is spared."""
    kept = await call.turn.load(Granted)
    if not call.given.members:
        return _listed(call, kept)
    member = call.target
    spared = {**kept.spared, member.id: harmless(member.name)}
    call.turn.save(kept.model_copy(update={"spared": dict(list(spared.items())[-MOST:])}))
    text = Both("好，规则不再处罚 {name}。", "All right, no rule touches {name} any more.")
    return call.say(text, name=called(member))


def _listed(call: Call, kept: Granted) -> Verdict:
    people = [Member(id=id, name=name) for id, name in kept.spared.items()]
    if not people:
        return call.say(Both("还没有放行谁。", "Nobody is spared by command."))
    call.show(people)
    return call.handler.tell("\n".join(f"{n}. {called(member)}" for n, member in enumerate(people, 1)))


@command(
    "spare off", "取消", "不再",
    args=(WHO,),
    needs="members.spare",
    help=Both("规则照常管某人", "have rules apply to a member again"),
    example=Both("/放行 取消 @小明", "/spare off @Ming"),
    acts=True,
)  # fmt: skip
async def spare_off(call: Call) -> Verdict:
    """Have rules apply to a member again."""
    kept = await call.turn.load(Granted)
    if call.target.id not in kept.spared:
        return call.say(Both("{name} 本来就没有放行。", "{name} was not spared."), name=called(call.target))
    spared = {id: name for id, name in kept.spared.items() if id != call.target.id}
    call.turn.save(kept.model_copy(update={"spared": spared}))
    return call.say(Both("规则照常管 {name} 了。", "Rules apply to {name} again."), name=called(call.target))
