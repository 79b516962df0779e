"""The rulebook in force: what the files say, with the slash commands below."""

from dataclasses import replace

from bot.commands import Commands
from bot.rulebook.model import Rule, Rulebook

_COMMANDS = "commands"


def with_commands(rulebook: Rulebook) -> Rulebook:
    """Bind the slash commands to every room; where a file sets them up itself, that holds.

    They act for people of rank, so they alone carry authority, and run below the other rules.
    """
    handler = Commands()
    answers = {name: outcome.answers for name, outcome in handler.outcomes().items()}
    own = Rule(id=_COMMANDS, handler=handler, then=answers, authority=True, origin="built in")
    return Rulebook((own, *map(_empowered, rulebook.rules)), rulebook.version)


def _empowered(rule: Rule) -> Rule:
    if not isinstance(rule.handler, Commands):
        return rule
    return replace(rule, id=_COMMANDS, authority=True)
