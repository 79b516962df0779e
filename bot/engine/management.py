"""The management room: what a person is asked to do about a room is also said where its staff sit."""

from bot.contract import FALLBACK, Action, ActionFailed, Do, Lane, Mode, Room, harmless
from bot.engine.scope import Stage


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
    return [_report(task, where + task.text, management) for task in tasks]


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


def _report(task: Action, text: str, management: str) -> Action:
    """Say a task there; its id follows from the task's, so that a repeated turn makes the same."""
    return task.model_copy(
        update={
            "id": f"{task.id}:management", "do": Do.say, "room": Room(id=management), "member": None,
            "to": None, "mentions": (), "lane": Lane.notices, "text": text,
        }
    )  # fmt: skip
