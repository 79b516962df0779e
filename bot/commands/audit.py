"""The audit log: what people of rank did here by command, and what came of it."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.commands.call import Call
from bot.commands.registry import command
from bot.commands.texts import Both
from bot.contract import CommandIssued, Document, Edit, Outcome, Role, Told, Turn, Verdict, harmless

KEPT = 100
"""Commands a room remembers; the history has all of the last seven days."""
SHOWN = 10
_LONGEST = 120


class Done(BaseModel):
    """One command: when (event time), by whom, from where, in which words, with what result.

    Attributes:
        event: the id of what it was typed in; what is answered later has an id that begins with it.
        result: the answer; empty until there is one.
    """

    model_config = ConfigDict(frozen=True)
    event: str = ""
    at: AwareDatetime
    by: str
    name: str = ""
    door: str = "room"
    words: str
    result: str = ""


class Audit(Document, of="room"):
    """The last commands of people of rank, newest last."""

    done: tuple[Done, ...] = ()


async def note(call: Call, words: str, verdict: Verdict) -> None:
    """Write down what somebody of rank asked for; members' own commands are nobody's business."""
    if call.role <= Role.member:
        return
    kept = await call.turn.load(Audit)
    done = Done(
        event=call.turn.event.id, at=call.turn.now, door=_door(call),
        by=call.by.id, name=harmless(call.by.name),
        words=harmless(f"/{call.command.name} {words}".strip(), _LONGEST), result=_result(verdict),
    )  # fmt: skip
    call.turn.save(Audit(done=(*kept.done, done)[-KEPT:]))


async def settle(turn: Turn, cause: str, verdict: Verdict) -> Verdict:
    """Write down what a command came to that is answered later: by the librarian, a rule, the fleet."""
    result = _result(verdict) if verdict else ""
    kept = (await turn.load(Audit)).done if result else ()
    for place, one in enumerate(kept):
        if one.event and not one.result and cause.startswith(f"{one.event}:"):
            done = one.model_copy(update={"result": result})
            turn.save(Audit(done=(*kept[:place], done, *kept[place + 1 :])))
    return verdict


def _door(call: Call) -> str:
    if isinstance(call.turn.event, Told):
        return "management"
    return "console" if isinstance(call.event, CommandIssued) else "room"


def _result(verdict: Verdict) -> str:
    outcomes = [verdict] if isinstance(verdict, Outcome) else list(verdict or ())
    texts = [str(one.facts["text"]) for one in outcomes if "text" in one.facts]
    asked = (one for one in outcomes if not any(isinstance(answer, Edit) for answer in one.answers))
    return harmless(texts[0], _LONGEST) if texts else ", ".join(one.name for one in asked)


@command(
    "audit", "审计", "操作记录",
    needs="audit.show",
    role=Role.operator,
    help=Both("管理员做过什么", "what staff did here"),
    example=Both("/审计", "/audit"),
)  # fmt: skip
async def audit(call: Call) -> Verdict:
    """List the last commands of people of rank, newest first."""
    done = (await call.turn.load(Audit)).done[-SHOWN:]
    if not done:
        return call.say(Both("还没有操作记录。", "Nothing was done by command so far."))
    return call.handler.tell("\n".join(_line(call, one) for one in reversed(done)))


def _line(call: Call, one: Done) -> str:
    at = one.at.astimezone(call.turn.now.tzinfo)
    who = one.name or one.by
    door = f" [{one.door}]" if one.door != "room" else ""
    return f"{at:%m-%d %H:%M} {who}{door} {one.words} → {one.result or '-'}"
