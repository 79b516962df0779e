"""The rulebook in force: what the files say, with the slash commands below."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.commands import Commands
from bot.rulebook.header import DEFAULT_TIMEZONE
from bot.rulebook.model import Rule, Rulebook

_COMMANDS = "commands"
UNREAL = frozenset({"playground", "replay"})
"""Platforms without real people; there also rules act whose files name no rooms."""


def with_commands(rulebook: Rulebook) -> Rulebook:
    """Bind the slash commands to every room; where a file sets them up itself, that holds.

    They act for people of rank, so they alone carry authority, and run below the other rules.
    """
    handler = Commands()
    answers = {name: outcome.answers for name, outcome in handler.outcomes().items()}
    zone = rulebook.rules[-1].timezone if rulebook.rules else ZoneInfo(DEFAULT_TIMEZONE)
    own = Rule(id=_COMMANDS, handler=handler, then=answers, timezone=zone, authority=True, origin="built in")
    return Rulebook((own, *map(_empowered, rulebook.rules)), rulebook.version, rulebook.staff, rulebook.tags)


def _empowered(rule: Rule) -> Rule:
    if not isinstance(rule.handler, Commands):
        return rule
    return replace(rule, id=_COMMANDS, authority=True)
