"""The management room: what a person is asked to do about a room is also said where its staff sit."""

from bot.contract import Action, ActionFailed, Cases, Do, House, Lane, Mode, Room, harmless
from bot.engine.duty import called
from bot.engine.stage import Stage


def reports(stage: Stage) -> list[Action]:
    """Return what the management room is to hear of a turn; nothing if the room has none.

    That is its tasks, whom rules remove (with the case, and how it is taken back), and that something
    could not be performed, of which the sender made a task.
    """
    management, room = stage.binding.house.management, stage.room
    if not management or room is None or management == room.id:
        return []
    where = f"【{harmless(room.name) or room.id}】"
    event = stage.event
    failed = [_failure(stage, event, where)] if isinstance(event, ActionFailed) and event.asked else []
    live = [action for action in stage.taken.decided if action.mode is Mode.live]
    house, texts = stage.binding.house, _removals(stage, live)
    texts |= {action.id: action.text for action in live if action.do is Do.task}
    return failed + [
        _report(action, where + texts[action.id], house) for action in live if action.id in texts
    ]


def _removals(stage: Stage, live: list[Action]) -> dict[str, str]:
    """Return what is said of those whom rules remove, by the action's id; commands say it themselves."""
    place = stage.cache.keys.document(stage.actor, None, False), f"/{Cases.__name__}"
    cases, room = stage.taken.documents.get(place), stage.room
    if not isinstance(cases, Cases) or room is None:
        return {}
    name = room.id if not room.name or " " in harmless(room.name) else harmless(room.name)
    numbers = {case.id: case.number for case in cases.last}
    return {
        action.id: f"案 {number}：移出 {harmless(action.member.name)}（{action.rule}）。"
        f"要收回就发 /在 {name} /撤销 {number}"
        for action in live
        if action.do is Do.remove and not action.commanded and action.member is not None
        and (number := numbers.get(f"{action.event}:{action.rule}")) is not None
    }  # fmt: skip


def _failure(stage: Stage, event: ActionFailed, where: str) -> Action:
    who = harmless(event.member.name) if event.member is not None else ""
    return Action(
        id=f"{event.id}:management", do=Do.say, at=event.at, decided=stage.now, platform=event.platform,
        account=event.account, room=Room(id=stage.binding.house.management), rule=event.rule, event=event.id,
        lane=Lane.notices, text=f"{where}{event.do} {who}：{harmless(event.reason, 200)}（{event.rule}）",
    )  # fmt: skip


def _report(task: Action, text: str, house: House) -> Action:
    """Say a task there, to whoever is on duty; its id follows from the task's: a repeat makes the same."""
    on_duty = called(house, task.to)
    return task.model_copy(
        update={
            "id": f"{task.id}:management", "do": Do.say, "room": Room(id=house.management), "member": None,
            "awaited": False,
            "to": None, "mentions": (task.to,) if on_duty else (), "lane": Lane.notices,
            "text": f"{text} @{harmless(on_duty)}" if on_duty else text,
        }
    )  # fmt: skip
