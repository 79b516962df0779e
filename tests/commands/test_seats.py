"""Rooms where nobody says anything are known to the management room; those that were left are not."""

from itertools import count

import pytest

from bot.app.known import require
from bot.contract import QunguanError, Seated
from bot.testing import Chat
from tests.commands.conftest import Town
from tests.commands.groups import OFFICE

pytestmark = OFFICE
_number = count()


def quiet(town: Town, id: str = "r9", name: str = "妈妈好物九群") -> Chat:
    """Return a room that the bot has heard nothing from."""
    return Chat(town.office.machine, town.office.gateway, id=id, name=name, turns=town.office.turns)


async def seat(room: Chat, *, here: bool = True, account: str = "") -> None:
    """Have a gateway tell that an account of ours sits in a room, or does no more."""
    facts = room.facts() | ({"account": account} if account else {})
    await room.hears(Seated(id=f"seat{next(_number)}", here=here, **facts))


async def known(town: Town) -> str:
    """Return which rooms `/in *` would reach."""
    [told] = await town.aaron.says("/在 * 试 /状态")
    return told


async def test_a_quiet_room_is_commanded_like_any_other(town: Town) -> None:
    """From the login on, by its name, and `/broadcast` reaches it."""
    assert "九群" not in await known(town)
    await seat(quiet(town))
    assert "妈妈好物九群" in await known(town)
    await town.aaron.says("/在 妈妈好物九群 /说 大家好")
    assert quiet(town).said == ["大家好"]
    [asked] = await town.boss.says("/群发 妈妈好物九* 今晚八点")
    await town.boss.says(f"/确认 {asked.rpartition(' ')[2]}")
    assert [action.text for action in town.office.performed if action.room.id == "r9"][-1] == "今晚八点"


async def test_being_told_again_changes_nothing(town: Town) -> None:
    """The turn writes nothing and tells nobody, so it may be told as often as gateways like."""
    await seat(quiet(town))
    before = len(town.office.turns)
    await seat(quiet(town))
    [turn] = town.office.turns[before:]
    assert (turn.documents, turn.told, turn.decided) == ({}, [], [])


async def test_a_room_that_was_left_is_forgotten(town: Town) -> None:
    """By the management room and by the fleet; entered again, it is back. Another account still holds it."""
    store = town.office.machine.store
    room = quiet(town)
    await seat(room)
    await seat(room, account="second")
    await seat(room, here=False)
    assert "妈妈好物九群" in await known(town)
    await seat(room, here=False, account="second")
    assert "九群" not in await known(town)
    with pytest.raises(QunguanError, match="nowhere") as refused:
        await require(store, "test", "nowhere")
    assert "r9" not in str(refused.value)
    await seat(room)
    assert "妈妈好物九群" in await known(town)
    await require(store, "test", "r9")


async def test_what_was_never_there_cannot_be_left(town: Town) -> None:
    """Nothing is written, nobody is told."""
    before = len(town.office.turns)
    await seat(quiet(town), here=False)
    assert [turn.told for turn in town.office.turns[before:]] == [[]]
