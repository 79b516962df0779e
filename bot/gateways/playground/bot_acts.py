"""What the bot's actions do to the world, and when the world refuses them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.contract import ABSENT, Action, Do, Receipt, Role
from bot.gateways.playground.people import gone
from bot.gateways.playground.world import BOT, Cause, Entry, Group, Refused, Seat, What, World

Doing = Callable[[World, Group, Action, Entry], Receipt]


def perform(world: World, action: Action, now: datetime) -> Receipt:
    """Carry an action out.

    Raises:
        Refused: it cannot be done here and now; then nothing has changed.
    """
    check(world, action)
    group = world.group(action.room.id)
    cause = Cause(
        action=action.id, do=action.do, rule=action.rule, event=action.event, mode=action.mode,
        evidence=action.evidence,
    )  # fmt: skip
    return _DOINGS[action.do](world, group, action, Entry(id=world.name("m"), at=now, cause=cause))


def check(world: World, action: Action) -> None:
    """Raise `Refused` if the world would not carry the action out."""
    group = world.group(action.room.id)
    if action.do not in _DOINGS:
        raise Refused("cannot", f"the playground cannot {action.do}")
    if checking := _CHECKS.get(action.do):
        checking(group, action)


def is_gone(world: World, action: Action) -> bool:
    """Return whether somebody is to be removed who is not there any more."""
    if action.do is not Do.remove or action.member is None:
        return False
    seat = world.group(action.room.id).seats.get(action.member.id)
    return seat is not None and seat.state != "here"


def _check_removal(group: Group, action: Action) -> None:
    if action.member is not None and group.seats.get(action.member.id) is None:
        raise Refused("unknown_member", ABSENT)
    _check_target(group, action)


def _check_target(group: Group, action: Action) -> None:
    if _target(group, action).role in {Role.owner, Role.bot}:
        raise Refused("no_right", "the bot cannot act on the owner or on itself")


def _check_message(group: Group, action: Action) -> None:
    entry = group.entry(action.message or "")
    if entry is None or entry.what is not What.message:
        raise Refused("message_gone", "the message is no longer there")


def _target(group: Group, action: Action) -> Seat:
    if action.member is None:
        raise Refused("unknown_member", f"{action.do} needs a member")
    return group.seat(action.member.id)


def _receiver(group: Group, action: Action) -> Seat:
    """Find whom a `direct` is for: `to` is a member id or a role, without it the action's member."""
    if action.to is None:
        return _target(group, action)
    if action.to not in Role.__members__:
        return group.seat(action.to)
    role = Role[action.to]
    for seat in group.seats.values():
        if seat.role is role and seat.state == "here":
            return seat
    raise Refused("unknown_member", f"nobody here is {action.to}")


def _say(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    mentions = tuple(member for member in action.mentions if member in group.seats)
    return _written(
        world, group, entry.model_copy(update={"member": BOT, "text": action.text, "mentions": mentions})
    )


def _direct(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    to = _receiver(group, action).member()
    update = {"what": What.direct, "member": BOT, "to": to, "text": action.text}
    return _written(world, group, entry.model_copy(update=update))


def _announce(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    group.notice = action.text
    update = {"what": What.announce, "member": BOT, "text": action.text}
    return _written(world, group, entry.model_copy(update=update))


def _remove(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    seat = _target(group, action)
    if seat.state == "here":
        update = {"what": What.leave, "member": seat.member(), "by": BOT}
        world.unheard.append(gone(world, group, seat, entry.model_copy(update=update)))
    return Receipt()


def _recall(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    line = group.entry(action.message or "")
    if line and not line.recalled:
        world.replace(group, line.model_copy(update={"recalled": True, "cause": entry.cause}))
    return Receipt()


def _mute(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    seat = _target(group, action)
    seat.muted_until = entry.at + timedelta(seconds=action.seconds or 600)
    update = {"what": What.mute, "member": seat.member(), "by": BOT, "until": seat.muted_until}
    _written(world, group, entry.model_copy(update=update))
    return Receipt()


def _invite(world: World, group: Group, action: Action, entry: Entry) -> Receipt:
    seat = _target(group, action)
    if seat.state in {"left", "removed"}:
        seat.state = "invited"
        update = {"what": What.invite, "member": seat.member(), "by": BOT}
        _written(world, group, entry.model_copy(update=update))
    return Receipt()


def _written(world: World, group: Group, entry: Entry) -> Receipt:
    world.write(group, entry)
    return Receipt(message=entry.id)


_DOINGS: dict[Do, Doing] = {
    Do.say: _say,
    Do.direct: _direct,
    Do.announce: _announce,
    Do.remove: _remove,
    Do.recall: _recall,
    Do.mute: _mute,
    Do.invite: _invite,
}
_CHECKS: dict[Do, Callable[[Group, Action], object]] = {
    Do.direct: _receiver,
    Do.remove: _check_removal,
    Do.mute: _check_target,
    Do.invite: _target,
    Do.recall: _check_message,
}
CAN = frozenset(_DOINGS)
"""What the playground can do at all: everything but a person's task."""
