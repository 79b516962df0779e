"""The catalogue: all commands there are, in the order in which `/help` shows them."""

from bot.commands import (
    bans,
    cases,
    community,
    confirm,
    control,
    forget,
    info,
    invites,
    moderation,
    speak,
    standing,
)
from bot.commands.registry import Registry

COMMANDS = Registry(
    (
        info.help_,
        info.rules,
        community.points,
        community.rank,
        community.check_in,
        invites.invite_rank,
        speak.report,
        moderation.warn,
        moderation.kick,
        standing.pardon,
        info.why,
        cases.cases,
        cases.undo,
        moderation.strike,
        moderation.mute,
        moderation.recall,
        bans.ban,
        bans.unban,
        bans.bans,
        standing.tag,
        standing.untag,
        standing.give,
        standing.take,
        standing.red_packets,
        standing.paid,
        invites.invite,
        speak.say,
        speak.announce,
        control.pause,
        control.resume,
        control.status,
        forget.forget,
        confirm.yes,
    )
)
"""The commands that come with Qunguan."""
