"""A pause from the management room, or from outside: all acting stops, there and nowhere else."""

from bot.contract import Do
from tests.commands.conftest import Town
from tests.commands.groups import OFFICE

pytestmark = OFFICE


async def test_a_pause_from_the_management_room_stops_all_acting_there(town: Town) -> None:
    """No rule acts, nothing is held against anybody; other groups go on; `/resume` from there ends it."""
    await town.aaron.says("/在 妈妈好物一群 /暂停")
    before = len(town.first.performed)
    await town.ming.says("返利")
    await town.ming.says("回收")
    assert [action for action in town.first.performed[before:] if action.room.id == "r1"] == []
    assert town.first.tasks == []
    bob = town.second.person("Bob")
    await bob.says("返利")
    assert len(town.second.tasks) == 1
    await town.aaron.says("/在 妈妈好物一群 /恢复")
    await town.ming.says("回收")
    ours = [one.do for one in town.first.performed if one.room.id == "r1" and one.rule == "no-trade"]
    assert ours == [Do.recall]


async def test_a_pause_of_everything_stops_every_group(town: Town) -> None:
    """`/in *` asks first, with the count; confirmed, no group acts any more."""
    [asked] = await town.aaron.says("/在 * /暂停")
    assert "3 个群" in asked
    await town.aaron.says(f"/确认 {asked.rpartition(' ')[2]}")
    before = len(town.office.performed)
    await town.ming.says("回收")
    await town.second.person("Bob").says("回收")
    assert [action for action in town.office.performed[before:] if action.rule == "no-trade"] == []
