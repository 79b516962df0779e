"""The management room: what a person is asked to do about a room is also said where its staff sit."""

from bot.contract import Action, Do, Lane, Mode, Room, harmless
from bot.engine.scope import Stage


def reports(stage: Stage) -> list[Action]:
    """Return what the management room is to hear of a turn's tasks; nothing if the room has none."""
    management = stage.binding.house.management
    if not management or stage.room is None or management == stage.room.id:
        return []
    tasks = (action for action in stage.taken.decided if action.do is Do.task and action.mode is Mode.live)
    return [_report(task, management) for task in tasks]


def _report(task: Action, management: str) -> Action:
    """Say a task there; its id follows from the task's, so that a repeated turn makes the same."""
    where = harmless(task.room.name) or task.room.id
    return task.model_copy(
        update={
            "id": f"{task.id}:management", "do": Do.say, "room": Room(id=management), "member": None,
            "to": None, "mentions": (), "lane": Lane.notices, "text": f"【{where}】{task.text}",
        }
    )  # fmt: skip
