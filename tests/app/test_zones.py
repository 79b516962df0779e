"""Times are told in the room's own zone, in chat and on the command line."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.rules import with_commands
from bot.app.zones import local
from bot.contract import Room
from bot.rulebook import Loader

FILE = """
version: 1
timezone: {zone}
rooms: {{name: ["{name}*"]}}
rules:
  {name}: {{handler: match, match: {{text: [x]}}, then: {{hit: [{{say: y}}]}}}}
"""
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Three files, each of another zone, the last one Shanghai's."""
    for number, (name, zone) in enumerate(
        (("york", "America/New_York"), ("tokyo", "Asia/Tokyo"), ("home", "Asia/Shanghai"))
    ):
        (tmp_path / f"{number}.yaml").write_text(FILE.format(zone=zone, name=name), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("room", "zone"),
    [
        ("york 1", "America/New_York"),
        ("tokyo 1", "Asia/Tokyo"),
        ("home", "Asia/Shanghai"),
        ("x", "Asia/Shanghai"),
    ],
)
def test_commands_go_by_the_last_rule_of_the_room(rules: Path, room: str, zone: str) -> None:
    """Where no file covers a room, by the last file."""
    rulebook = with_commands(Loader(rules).load().rulebook)
    bound = rulebook.room("wechat", Room(id="r", name=room))
    [commands] = [rule for rule in bound.rules if rule.id == "commands"]
    assert commands.timezone == ZoneInfo(zone)
    assert commands.authority
    assert bound.rules[-1] is commands


def test_the_command_line_tells_the_time_of_the_room(rules: Path) -> None:
    """By the room's id; without a room by the last file."""
    told = local(rules)
    assert f"{told(AT, 'wechat/r1'):%H:%M}" == "20:00"
    assert f"{told(AT, ''):%H:%M}" == "20:00"
    (rules / "9.yaml").write_text(
        "version: 1\ntimezone: Europe/London\nrooms: {id: [r1]}\n"
        "rules: {z: {handler: match, match: {text: [x]}, then: {hit: [{say: y}]}}}\n", "utf-8",
    )  # fmt: skip
    assert f"{local(rules)(AT, 'wechat/r1'):%H:%M}" == "12:00"
