"""`/ban everywhere`: out of all rooms at once. First what it would do; `/yes` does it, `/undo` ends it."""

from collections.abc import Iterable, Mapping

from bot.commands import sweeps, waiting
from bot.commands.answers import Answers
from bot.commands.blocks import EVERYWHERE, ranks
from bot.commands.call import Call
from bot.commands.flow import misused
from bot.commands.numerals import span
from bot.commands.parse import NOBODY, Arguments, Misuse
from bot.commands.people import acquainted
from bot.commands.registry import ANYONE, LENGTH, REASON, command
from bot.commands.sweeps import Found, Sweep
from bot.commands.texts import Both, called
from bot.contract import (
    ABSENT,
    STAFF,
    ActionDone,
    ActionFailed,
    Case,
    Cases,
    Evidence,
    Invite,
    Member,
    Outcome,
    Probe,
    Remove,
    Role,
    Told,
    Turn,
    Verdict,
    harmless,
)
from bot.contract.lessons import fleet_actor

NAME = "ban everywhere"
SWEEP = "sweep"
"""The evidence of the case that stands for the whole; its detail is the sweep's id."""
SHOWN = 20
"""Rooms that one line of the preview names."""
_ASKED = Both(
    "正在问各个群：{name} 在哪些群、能不能移，马上告诉你。", "Asking all rooms about {name}; one moment."
)
_HEAD = Both("从所有群移出 {name}{reason}：", "Remove {name} from all rooms{reason}:")
_LINES: Mapping[str, Both] = {
    "would": Both("会移出 {count} 个群：{rooms}", "removed from {count}: {rooms}"),
    "cannot": Both("移不了、会请人处理的 {count} 个群：{rooms}", "a person is asked in {count}: {rooms}"),
    "immune": Both("TA是管理人员、不动的 {count} 个群：{rooms}", "staff, so left alone in {count}: {rooms}"),
    "rank": Both("你管不到、不动的 {count} 个群：{rooms}", "not yours, so left alone in {count}: {rooms}"),
    "asked": Both("没有回音、不动的 {count} 个群：{rooms}", "no answer, so left alone in {count}: {rooms}"),
}
_NOWHERE = Both(
    "TA不在能移的群里，只会进共享黑名单。", "They are in no such room; only the block list is left."
)
_SURE = Both(
    "确定的话，两分钟内发 /确认 {code}：一次办完，并进共享黑名单{until}（再进群也会移出）；"
    "之后一条 /撤销 全部收回。",
    "Send /yes {code} within two minutes: done at once, and on the shared block list{until}, so that they are"
    " removed whenever they come in; one /undo takes it all back.",
)
_UNTIL = Both("，到 {day}", " until {day}")
_GOES = Both(
    "好，正在从 {count} 个群移出 {name}，并放进了共享黑名单。全部收回：/撤销 {case}",
    "{name} is being removed from {count} rooms and is on the shared block list."
    " /undo {case} takes it all back.",
)
_BACK = Both(
    "案 {n} 已撤销，对不住 {name} 啦；移出共享黑名单，正在请TA回各个群",
    "Case {n} is taken back. Sorry, {name}; off the shared block list and invited back to the rooms",
)
_OPERATOR = Both(
    "所有群的处理要大当家来撤销。", "It takes an operator to take back what was done everywhere."
)


@command(
    NAME, "所有群", "全部群",
    args=(ANYONE, LENGTH, REASON),
    needs="members.ban_everywhere",
    role=Role.operator,
    help=Both("从所有群移出并拉黑，先预览", "remove from all rooms and block, after a preview"),
    example=Both("/拉黑 所有群 @小明 30天 广告", "/ban everywhere @Ming 30d adverts"),
    acts=True,
)  # fmt: skip
async def ban_everywhere(call: Call) -> Verdict:
    """Ask all rooms what it would come to; once that was confirmed, do it."""
    if call.sure and call.given.word:
        return await _confirmed(call, Sweep.model_validate_json(call.given.word))
    given = _with_id(call.given)
    if not given.members:
        return misused(call, Misuse(NOBODY))
    order = Sweep(
        id="", office=call.event.room, account=call.event.account, member=given.members[0],
        by=call.by.model_copy(update={"role": call.role}), reason=harmless(given.rest, 100),
        until=call.turn.now + given.span if given.span else None,
    )  # fmt: skip
    call.turn.tell(fleet_actor(call.event.platform), sweep="order", order=order.order())
    return call.say(_ASKED, name=called(order.member))


def _with_id(given: Arguments) -> Arguments:
    """Take the first word for the id of somebody whom nobody here has met."""
    if given.members:
        return given
    id, _, rest = given.rest.partition(" ")
    first, _, after = rest.strip().partition(" ")
    found = span(first) if first else None
    members = (Member(id=id.lstrip("@＠")),) if id else ()
    update = {"members": members, "span": found, "rest": after.strip() if found else rest.strip()}
    return given.model_copy(update=update)


async def _confirmed(call: Call, sweep: Sweep) -> Verdict:
    """Have it done, as a case of this room that `/undo` takes back whole."""
    cases = await call.turn.load(Cases)
    case = Case(
        number=cases.count + 1, id=f"{call.turn.event.id}:{call.turn.rule}", at=call.turn.now,
        rule=call.turn.rule, member=sweep.member.id, name=sweep.member.name, outcome="banned_everywhere",
        actions=("ban",), evidence=({"signal": SWEEP, "detail": sweep.id},),
    )  # fmt: skip
    call.turn.save(cases.added(case))
    call.turn.tell(fleet_actor(call.event.platform), sweep="go", id=sweep.id)
    return call.say(_GOES, count=call.given.number or 0, name=called(sweep.member), case=case.number)


def swept(case: Case) -> str:
    """Return the id of the sweep that a case stands for; empty if it is an ordinary case."""
    found = (str(item.get("detail", "")) for item in case.evidence if item.get("signal") == SWEEP)
    return next(found, "") if case.outcome == "banned_everywhere" else ""


async def take_back(call: Call, case: Case) -> Outcome:
    """Take a whole sweep back, in one step: off the block list, and an invitation to every room."""
    if call.role < Role.operator:
        return call.say(_OPERATOR)
    call.turn.save((await call.turn.load(Cases)).undone(case.number, call.by.id))
    call.turn.tell(fleet_actor(call.event.platform), sweep="undo", id=swept(case), by=call.by.id)
    return call.say(_BACK, n=case.number, name=harmless(case.name) or case.member)


async def hear(event: Told, turn: Turn, answers: Answers) -> Verdict:
    """Go on with a sweep: as the fleet's actor, as the room that ordered it, or as one of the others."""
    fleet = fleet_actor(event.platform)
    if event.of == fleet:
        await sweeps.in_fleet(event, turn)
        return None
    if event.sender != fleet:
        return None
    order = Sweep.model_validate(event.body["order"])
    match event.body["sweep"]:
        case "preview":
            rooms = [Found.model_validate(one) for one in event.body["rooms"]]
            return answers.tell("\n".join(_preview(order, rooms, turn, answers)))
        case "probe":
            return await _probe(order, turn)
        case "remove":
            return await _remove(order, turn)
        case _:
            return await _restore(order, turn, by=event.body["by"], invited=event.body["invited"])


def _preview(order: Sweep, rooms: list[Found], turn: Turn, answers: Answers) -> Iterable[str]:
    """Say what it would come to, with counts and names, and wait for who ordered it to confirm."""

    def text(both: Both, **values: object) -> str:
        return both.say(answers.language, **values)

    why = f"（{order.reason}）" if order.reason else ""
    yield text(_HEAD, name=called(order.member), reason=why)
    by_state = {state: [found for found in rooms if found.state == state] for state in _LINES}
    for state, some in by_state.items():
        if some:
            yield text(_LINES[state], count=len(some), rooms=_names(some))
    if not (by_state["would"] or by_state["cannot"]):
        yield text(_NOWHERE)
    given = Arguments(members=(order.member,), word=order.model_dump_json(), number=len(by_state["would"]))
    code = waiting.wait(turn, NAME, given, confirm=True, member=order.by.id)
    day = f"{order.until.astimezone(turn.now.tzinfo):%Y-%m-%d}" if order.until else ""
    yield text(_SURE, code=code, until=text(_UNTIL, day=day) if day else "")


def _names(rooms: list[Found]) -> str:
    names = (
        f"{harmless(found.room.name) or found.room.id}{f'（{found.detail}）' if found.detail else ''}"
        for found in rooms[:SHOWN]
    )
    return "、".join(names) + ("…" if len(rooms) > SHOWN else "")


async def _allowed(order: Sweep, turn: Turn) -> tuple[Member, str, str]:
    """Return the member as this room knows them, and why not to touch them: the state and its detail."""
    member = await acquainted(turn, order.member)
    role = turn.role(member)
    if role >= STAFF:
        return member, "immune", role.name
    allowed = ranks(turn, order.by.id, order.by.role, order.office.id, member)
    return member, "" if allowed else "rank", ""


async def _probe(order: Sweep, turn: Turn) -> Verdict:
    """Tell whether the member may be touched here; if so, ask the platform whether they could be removed."""
    member, state, detail = await _allowed(order, turn)
    if not state:
        return Outcome(Probe()).named("probed")(member=member, by=order.by)
    _found(turn, order.id, state, detail, member)
    return None


def answered(event: ActionDone | ActionFailed, turn: Turn) -> None:
    """Pass on what the platform answered to `_probe`; the action's id follows from the sweep's."""
    sweep = event.action.rsplit(":", 4)[0]
    reason = event.reason if isinstance(event, ActionFailed) else ""
    state = "would" if not reason else "away" if reason == ABSENT else "cannot"
    _found(turn, sweep, state, reason.partition(" / ")[0], event.member)


def _found(turn: Turn, sweep: str, state: str, detail: str, member: Member | None) -> None:
    name = harmless(member.name) if member is not None else ""
    fleet = fleet_actor(turn.event.platform)
    turn.tell(fleet, sweep="found", id=sweep, state=state, detail=detail, name=name)


async def _remove(order: Sweep, turn: Turn) -> Verdict:
    """Remove the member from this room, silently and with a case, if they still may be touched."""
    member, state, _ = await _allowed(order, turn)
    if state:
        return None
    evidence = [Evidence(signal=EVERYWHERE, detail=order.id), Evidence(signal="/ban", detail=order.reason)]
    made = Outcome(Remove()).named("banned_everywhere")
    return made(member=member, by=order.by, evidence=evidence)


async def _restore(order: Sweep, turn: Turn, *, by: str, invited: bool) -> Verdict:
    """Mark this room's case as taken back, and ask the member to come in again."""
    kept = await turn.load(Cases)
    ours = (case for case in kept.last if not case.undone_by and _caused(case, order.id))
    case = next(ours, None)
    if case is None:
        return None
    turn.save(kept.undone(case.number, by))
    return Outcome(Invite()).named("asked_back")(member=order.member, by=order.by) if invited else None


def _caused(case: Case, sweep: str) -> bool:
    return any((item.get("signal"), item.get("detail")) == (EVERYWHERE, sweep) for item in case.evidence)
