"""What people do in the world: each act checks, changes the room, and tells the event the bot will hear."""

from datetime import datetime
from functools import singledispatch

from bot.contract import (
    AnyEvent,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    Quote,
    Role,
    RoomRenamed,
    Whispered,
)
from bot.gateways.playground.acts import Act, Appoint, Join, Kick, Leave, Post, Rename, Whisper
from bot.gateways.playground.world import (
    ACCOUNT,
    BOT,
    MOST_SEATS,
    MOST_UNHEARD,
    PLATFORM,
    Entry,
    Group,
    Refused,
    Seat,
    What,
    World,
)


def do(world: World, act: Act, now: datetime) -> AnyEvent | None:
    """Carry an act out: the line is written, the event waits to be heard, if the bot hears of it at all.

    Raises:
        Refused: it cannot be done; then nothing has changed.
    """
    if len(world.unheard) >= MOST_UNHEARD:
        raise Refused(
            "busy", "the bot is not keeping up; too many events wait", "Wait a little, then try again."
        )
    event = _do(act, world, world.group(act.room), now)
    if event is not None:
        world.unheard.append(event)
    return event


@singledispatch
def _do(act: Act, world: World, group: Group, now: datetime) -> AnyEvent | None:
    raise NotImplementedError(type(act))


@_do.register
def _post(act: Post, world: World, group: Group, now: datetime) -> AnyEvent:
    seat = _person(group, act.member)
    _free_to_speak(seat, now)
    mentions = tuple(dict.fromkeys(group.seat(member).id for member in act.mentions))
    quote = _quote(group, act.quote)
    body = act.model_dump(include={"kind", "text", "link", "mini_program", "contact", "picture", "forwarded"})
    entry = Entry(id=world.name("m"), at=now, member=seat.member(), mentions=mentions, quote=quote, **body)
    world.write(group, entry)
    return Message(
        id=entry.id, at=now, platform=PLATFORM, account=ACCOUNT, room=group.room(), member=seat.member(),
        mentions=mentions, quote=quote, **body,
    )  # fmt: skip


@_do.register
def _whisper(act: Whisper, world: World, group: Group, now: datetime) -> AnyEvent:
    """Write the line where the page can show it; the event belongs to no room."""
    seat = group.seat(act.member)
    if seat.role is Role.bot:
        raise Refused("is_bot", "nobody speaks or acts as the bot", "Choose a person.")
    member = seat.member()
    entry = Entry(id=world.name("m"), at=now, what=What.whisper, member=member, to=BOT, text=act.text)
    world.write(group, entry)
    told = Member(id=member.id, name=member.name)
    return Whispered(id=entry.id, at=now, platform=PLATFORM, account=ACCOUNT, member=told, text=act.text)


def _person(group: Group, member: str) -> Seat:
    """Return the seat of a person who is here; nobody acts in the bot's name."""
    seat = group.present(member)
    if seat.role is Role.bot:
        raise Refused("is_bot", "nobody speaks or acts as the bot", "Choose a person under “speak as”.")
    return seat


def _free_to_speak(seat: Seat, now: datetime) -> None:
    if seat.muted_until and now < seat.muted_until:
        raise Refused(
            "muted", f"{seat.name} is muted until {seat.muted_until.isoformat(timespec='seconds')}",
            "Move the clock forward, or speak as somebody else.",
        )  # fmt: skip


def _quote(group: Group, entry: str | None) -> Quote | None:
    if entry is None:
        return None
    line = group.entry(entry)
    if line is None or line.recalled or line.what is not What.message:
        raise Refused(
            "quote_gone", "the quoted message is no longer there", "Send it again without the quote."
        )
    return Quote(id=line.id, text=line.gist)


@_do.register
def _join(act: Join, world: World, group: Group, now: datetime) -> AnyEvent:
    inviter = _person(group, act.inviter).member() if act.inviter else None
    seat = _seat_for(act, world, group)
    if seat.state == "invited":
        inviter = inviter or BOT
    seat.state, seat.muted_until = "here", None
    group.seats[seat.id] = seat
    entry = Entry(id=world.name("m"), at=now, what=What.join, member=seat.member(), by=inviter)
    world.write(group, entry)
    return MemberJoined(
        id=entry.id, at=now, platform=PLATFORM, account=ACCOUNT, room=group.room(), member=seat.member(),
        inviter=inviter,
    )  # fmt: skip


def _seat_for(act: Join, world: World, group: Group) -> Seat:
    """Find the seat of who comes in, or make one; the new one is not yet in the room."""
    seat = group.seats.get(act.member or "")
    if seat is None and len(group.seats) >= MOST_SEATS:
        raise Refused(
            "room_full", f"this room remembers {MOST_SEATS} people at most", "Invite somebody back instead."
        )
    if act.name is not None:
        return Seat(id=world.name("u"), name=act.name)
    if seat is None:
        return _from_elsewhere(world, act.member or "")
    if seat.state == "here":
        raise Refused("already_here", f"{seat.name} is in the room already", "Choose somebody who is not.")
    return seat


def _from_elsewhere(world: World, member: str) -> Seat:
    for group in world.groups.values():
        if member in group.seats:
            return Seat(id=member, name=group.seats[member].name)
    raise Refused("unknown_member", f"no person {member!r} in the playground", "Reload the page.")


@_do.register
def _leave(act: Leave, world: World, group: Group, now: datetime) -> AnyEvent:
    seat = _person(group, act.member)
    if seat.role is Role.owner:
        raise Refused("owner_stays", "the owner cannot leave their own room", "Let somebody else leave.")
    entry = Entry(id=world.name("m"), at=now, what=What.leave, member=seat.member())
    return gone(world, group, seat, entry)


@_do.register
def _kick(act: Kick, world: World, group: Group, now: datetime) -> AnyEvent:
    seat, by = group.present(act.member), _person(group, act.by)
    if by.role < Role.moderator or by.role <= seat.role:
        raise Refused(
            "no_right", f"{by.name} may not remove {seat.name}", "Only somebody of a higher rank can."
        )
    entry = Entry(id=world.name("m"), at=now, what=What.leave, member=seat.member(), by=by.member())
    return gone(world, group, seat, entry)


def gone(world: World, group: Group, seat: Seat, entry: Entry) -> MemberLeft:
    """Empty a seat and write the line `entry`; return the event."""
    seat.state = "removed" if entry.by else "left"
    world.write(group, entry)
    return MemberLeft(
        id=entry.id, at=entry.at, platform=PLATFORM, account=ACCOUNT, room=group.room(), member=seat.member(),
        remover=entry.by,
    )  # fmt: skip


@_do.register
def _rename(act: Rename, world: World, group: Group, now: datetime) -> AnyEvent:
    by = _person(group, act.by).member()
    group.name = act.name
    entry = Entry(id=world.name("m"), at=now, what=What.rename, member=by, text=act.name)
    world.write(group, entry)
    return RoomRenamed(id=entry.id, at=now, platform=PLATFORM, account=ACCOUNT, room=group.room(), member=by)


@_do.register
def _appoint(act: Appoint, world: World, group: Group, now: datetime) -> None:
    """Change a rank; as on a real platform the bot sees it with the next message."""
    seat = _person(group, act.member)
    if act.role is Role.bot:
        raise Refused("is_bot", "a person cannot be made the bot", "Choose another role.")
    if seat.role is Role.owner and act.role is not Role.owner:
        raise Refused("owner_stays", "a room needs its owner", "Make somebody else owner first.")
    if act.role is Role.owner:
        for other in group.seats.values():
            other.role = Role.member if other.role is Role.owner else other.role
    seat.role = act.role
    entry = Entry(id=world.name("m"), at=now, what=What.role, member=seat.member(), text=act.role.name)
    world.write(group, entry)
