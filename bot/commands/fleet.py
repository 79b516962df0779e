"""The fleet: which rooms there are, what they are called, and which account of ours sits in each.

Each room makes itself known once to the fleet's actor, and again when one of these changes.
"""

from collections.abc import Mapping

from bot.contract import CommandIssued, Document, MemberJoined, Message, Room, Seated, Told, Turn
from bot.contract.lessons import fleet_actor


class Enlisted(Document, of="room"):
    """What the fleet's actor knows of this room: whether, under which name, with which accounts of ours."""

    done: bool = False
    name: str = ""
    accounts: frozenset[str] = frozenset()


class Fleet(Document, of="room"):
    """The rooms, by actor, that are told of every change; kept by the fleet's actor.

    Attributes:
        known: actor → the room as it was when it made itself known last.
        accounts: actor → our account that made it known.
    """

    rooms: frozenset[str] = frozenset()
    known: Mapping[str, Room] = {}
    accounts: Mapping[str, str] = {}

    def room(self, actor: str) -> Room:
        """Return the room that an actor is."""
        return self.known.get(actor) or Room(id=actor.partition("/")[2])

    def account(self, actor: str) -> str:
        """Return which account of ours sits in a room; empty if that is not known."""
        return self.accounts.get(actor, "")

    def without(self, actor: str) -> "Fleet":
        """Return the fleet without a room that no account of ours sits in any more."""
        known = {room: kept for room, kept in self.known.items() if room != actor}
        accounts = {room: account for room, account in self.accounts.items() if room != actor}
        return Fleet(rooms=self.rooms - {actor}, known=known, accounts=accounts)

    def joined(self, event: Told) -> "Fleet":
        """Return the fleet with the room that makes itself known by an event."""
        room = event.room.model_copy(update={"members": None}) if event.room is not None else None
        known = {} if room is None else {event.sender: room}
        return Fleet(
            rooms=self.rooms | {event.sender},
            known={**self.known, **known},
            accounts={**self.accounts, event.sender: event.account},
        )


async def enlist(event: Message | CommandIssued | MemberJoined | Seated, turn: Turn) -> None:
    """Make this room known to the fleet's actor; it answers with what was taught so far."""
    known = await turn.load(Enlisted)
    if known.done and known.name == event.room.name and event.account in known.accounts:
        return
    accounts = known.accounts | {event.account}
    turn.save(Enlisted(done=True, name=event.room.name, accounts=accounts))
    turn.tell(fleet_actor(event.platform), enlists=True)


async def leave(event: Seated, turn: Turn) -> None:
    """Note that an account of ours sits here no more; without any, the fleet's actor forgets the room."""
    known = await turn.load(Enlisted)
    if event.account not in known.accounts:
        return
    accounts = known.accounts - {event.account}
    turn.save(known.model_copy(update={"accounts": accounts}) if accounts else Enlisted())
    if not accounts:
        turn.tell(fleet_actor(event.platform), leaves=True)


async def forget(event: Told, turn: Turn) -> None:
    """As the fleet's actor: forget a room."""
    turn.save((await turn.load(Fleet)).without(event.sender))
