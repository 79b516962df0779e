"""Who is meant: what the bot knows of the people in a room, without writing at every message."""

from collections.abc import Iterable
from datetime import timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from bot.commands.parse import Hints
from bot.commands.waiting import shown
from bot.commands.words import calls
from bot.contract import (
    Cases,
    CommandIssued,
    Document,
    Member,
    MemberJoined,
    Message,
    Role,
    Standing,
    Turn,
)
from bot.contract.people import RoleName

STAFF_KEPT = 50
JOINED_KEPT = 60
RANKED_READ = 300
"""How many members with points or strikes are looked at for a typed name."""
_FRESH = timedelta(days=1)
_GONE = timedelta(days=90)
"""Somebody who led the group and has not spoken for so long is an ordinary member again."""


class Seen(BaseModel):
    """A member as last seen (event time)."""

    model_config = ConfigDict(frozen=True)
    id: str
    name: str = ""
    role: RoleName = Role.member
    at: AwareDatetime

    def member(self) -> Member:
        """Return the member."""
        return Member(id=self.id, name=self.name, role=self.role)


class Known(Document, of="room"):
    """Members whom the platform calls staff, and those who came in last; newest last.

    A mention carries an id only. Without this a moderator who is one by the platform's
    word, not by `staff:` in YAML, would look like anybody.
    """

    staff: tuple[Seen, ...] = ()
    joined: tuple[Seen, ...] = ()


async def meet_staff(message: Message, turn: Turn) -> None:
    """Remember a member of rank who speaks, at most once a day unless something changed."""
    known = await turn.load(Known)
    now = _seen(message.member, message)
    before = next((seen for seen in known.staff if seen.id == now.id), None)
    if before and (before.name, before.role) == (now.name, now.role) and now.at - before.at < _FRESH:
        return
    turn.save(known.model_copy(update={"staff": _with(known.staff, now, STAFF_KEPT)}))


async def meet_newcomer(event: MemberJoined, turn: Turn) -> None:
    """Remember the name of somebody who came in, and that whoever comes in is no staff yet."""
    known = await turn.load(Known)
    now = _seen(event.member, event)
    staff = tuple(seen for seen in known.staff if seen.id != now.id)
    if now.role > Role.member:
        staff = _with(staff, now, STAFF_KEPT)
    turn.save(Known(staff=staff, joined=_with(known.joined, now, JOINED_KEPT)))


def _seen(member: Member, event: Message | MemberJoined) -> Seen:
    return Seen(id=member.id, name=member.name, role=member.role, at=event.at)


def _with(before: Iterable[Seen], now: Seen, keep: int) -> tuple[Seen, ...]:
    return (*(seen for seen in before if seen.id != now.id), now)[-keep:]


async def hints(event: Message | CommandIssued, turn: Turn) -> Hints:
    """Gather who may be meant by a command."""
    known = await _known(turn)
    listed = await shown(turn)
    if isinstance(event, CommandIssued):
        return Hints(listed=listed, known=known)
    quoted = await _author(event, turn, known)
    mentions = _meant(event, turn, known)
    return Hints(mentions=mentions, quoted=quoted, listed=listed, known=known)


def _meant(message: Message, turn: Turn, known: dict[str, Member]) -> tuple[str, ...]:
    """Return who is mentioned, without the bot if it is only called: `@群管 /踢 @小明`."""
    text = message.text.strip()
    called = text[: calls(text)].strip()
    if not called:
        return message.mentions
    mentions = tuple(id for id in message.mentions if not _ours(id, turn))
    if mentions == message.mentions and len(mentions) == 1:  # `@小明 /踢`: the name stands before the slash
        known.setdefault(mentions[0], Member(id=mentions[0], name=called[1:]))
    return mentions


def _ours(id: str, turn: Turn) -> bool:
    return turn.role(Member(id=id)) is Role.bot


async def acquainted(turn: Turn, member: Member) -> Member:
    """Return a member as this room knows them: their name, and the rank the platform gave them here."""
    return (await _known(turn)).get(member.id, member)


async def _known(turn: Turn) -> dict[str, Member]:
    """Return members by id: from cases, standings, newcomers and staff, the better source last."""
    people: dict[str, Member] = {}
    for case in (await turn.load(Cases)).last:
        if case.name:
            people[case.member] = Member(id=case.member, name=case.name)
    for id, standing in await turn.top(Standing, RANKED_READ):
        if standing.name:
            people[id] = Member(id=id, name=standing.name)
    known = await turn.load(Known)
    for seen in (*known.joined, *(seen for seen in known.staff if turn.now - seen.at < _GONE)):
        people[seen.id] = seen.member()
    return people


async def _author(message: Message, turn: Turn, known: dict[str, Member]) -> Member | None:
    """Return who wrote the quoted message; their role as of whichever was seen later."""
    decision = await turn.decision(message.quote.id) if message.quote else None
    if decision is None:
        return None
    try:
        seen = Seen.model_validate({**decision.event["member"], "at": decision.event["at"]})
    except (KeyError, TypeError, ValidationError):  # an event without a member
        return None
    later = next((s for s in (await turn.load(Known)).staff if s.id == seen.id and s.at >= seen.at), None)
    if later is None and seen.id in known:
        known[seen.id] = seen.member()
    return later.member() if later else seen.member()
