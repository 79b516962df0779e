"""The catalogue: all commands there are, in the order in which `/help` shows them."""

from bot.commands import community, confirm, control, info, moderation
from bot.commands.registry import Registry

COMMANDS = Registry(
    (
        info.help_,
        info.rules,
        community.points,
        community.rank,
        community.check_in,
        moderation.warn,
        moderation.kick,
        moderation.pardon,
        info.why,
        control.pause,
        control.resume,
        confirm.yes,
    )
)
"""The commands that come with Qunguan."""
