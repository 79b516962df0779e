"""The management room: what a person is asked to do about a room is also said where its staff sit."""

from bot.contract import FALLBACK, Action, ActionFailed, Do, House, Lane, Mode, Room, harmless
from bot.engine.duty import called
from bot.engine.stage import Stage


def reports(stage: Stage) -> list[Action]:
    """Return what the management room is to hear of a turn; nothing if the room has none.

    That is its tasks, and that something could not be performed, of which the sender made a task.
    """
    management, room = stage.binding.house.management, stage.room
    if not management or room is None or management == room.id:
        return []
    where = f"【{harmless(room.name) or room.id}】"
    if isinstance(stage.event, ActionFailed):
        return [_failure(stage, stage.event, where)] if _asks(stage.event) else []
    tasks = (action for action in stage.taken.decided if action.do is Do.task and action.mode is Mode.live)
    return [_report(task, where + task.text, stage.binding.house) for task in tasks]


def _asks(event: ActionFailed) -> bool:
    """Whether a person was asked to do, or to look at, what failed."""
    return event.uncertain or FALLBACK.get(Do(event.do)) is Do.task


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
            "to": None, "mentions": (task.to,) if on_duty else (), "lane": Lane.notices,
            "text": f"{text} @{harmless(on_duty)}" if on_duty else text,
        }
    )  # fmt: skip
