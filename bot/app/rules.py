"""The rulebook in force: what the files say, with the slash commands below."""

from dataclasses import replace
from datetime import tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from bot.commands import Commands
from bot.contract import Room
from bot.rulebook.header import DEFAULT_TIMEZONE
from bot.rulebook.model import Rule, Rulebook

_COMMANDS = "commands"
UNREAL = frozenset({"playground", "replay"})
"""Platforms without real people; there also rules act whose files name no rooms."""


def with_commands(rulebook: Rulebook) -> Rulebook:
    """Bind the slash commands to every room; where a file sets them up itself, that holds.

    They act for people of rank, so they alone carry authority, and run below the other rules. They tell
    times in the zone of the room's last rule, or, where there is none, of the last file.
    """
    handler = Commands()
    answers = {name: outcome.answers for name, outcome in handler.outcomes().items()}
    last = rulebook.rules[-1].timezone if rulebook.rules else ZoneInfo(DEFAULT_TIMEZONE)
    own = Rule(id=_COMMANDS, handler=handler, then=answers, timezone=last, authority=True, origin="built in")
    others = {str(rule.timezone): rule.timezone for rule in rulebook.rules if rule.timezone != last}
    elsewhere = (
        replace(own, timezone=zone, covers=partial(_in_zone, rulebook, zone)) for zone in others.values()
    )
    return rulebook.of((own, *elsewhere, *map(_empowered, rulebook.rules)))


def _in_zone(rulebook: Rulebook, zone: tzinfo, platform: str, room: Room) -> bool:
    """Whether the last rule of a room goes by a time zone."""
    rules = rulebook.room(platform, room).rules
    return bool(rules) and rules[-1].timezone == zone


def _empowered(rule: Rule) -> Rule:
    if not isinstance(rule.handler, Commands):
        return rule
    return replace(rule, id=_COMMANDS, authority=True)
