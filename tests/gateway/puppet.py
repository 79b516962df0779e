"""A driver of the official Wechaty gateway (gateway.mjs): stages a world and sees what the bot did in it."""

import itertools
from collections.abc import Sequence
from typing import Any

from tests.gateway.process import TOKEN, GatewayProcess

BOT = "bot"
ROOM = "moms@chatroom"


class Puppet(GatewayProcess):
    """The world of contacts and rooms behind a gateway process, which outlives the process."""

    def __init__(self, token: str = TOKEN, tls: dict[str, str] | None = None) -> None:
        super().__init__(token, tls)
        self.contacts: dict[str, dict[str, Any]] = {}
        self.rooms: dict[str, dict[str, Any]] = {}
        self.account: str | None = None
        self._messages = itertools.count(1)

    async def start(self) -> None:
        """Start the gateway and stage the world as it stands; returns once it listens."""
        await super().start()
        for contact in self.contacts.values():
            await self._do("contact", **contact)
        for room in self.rooms.values():
            await self._do("room", **room)
        if self.account is not None:
            await self._do("login", id=self.account)

    def _note(self, report: dict[str, Any]) -> None:
        super()._note(report)
        if report["performed"] == "remove":
            self.rooms[report["to"]]["members"].remove(report["member"])
        elif report["performed"] == "invite":
            self.rooms[report["to"]]["members"].append(report["member"])

    async def reset(self) -> None:
        """Begin anew in the same process: nobody there, nobody logged in, nothing done, no faults."""
        self.contacts.clear()
        self.rooms.clear()
        self.performed.clear()
        self.account = None
        await self._do("reset")

    async def stage(self) -> str:
        """Make the usual world: the bot, a moderator, in Alice's room with Bob; return the room's id."""
        for id in (BOT, "alice", "bob", "carol", "dave"):
            await self.contact(id)
        await self.room(ROOM, "妈妈好物群", [BOT, "alice", "bob"], owner="alice", admins=[BOT])
        await self.login()
        return ROOM

    async def contact(self, id: str, name: str = "", **more: Any) -> None:
        """Make a person; `friend=False` for a stranger, `nicks={room: name}` for names in rooms."""
        self.contacts[id] = {"id": id, "name": name or id.capitalize(), **more}
        await self._do("contact", **self.contacts[id])

    async def room(
        self, id: str, topic: str, members: Sequence[str], owner: str = "", admins: Sequence[str] = ()
    ) -> None:
        """Make a room; its id holds an `@`, by which PuppetMock tells it from a person."""
        self.rooms[id] = {
            "id": id, "topic": topic, "members": list(members), "owner": owner, "admins": list(admins)
        }  # fmt: skip
        await self._do("room", **self.rooms[id])

    async def login(self, id: str = BOT) -> None:
        """Log the account in."""
        self.account = id
        await self._do("login", id=id)

    async def logout(self) -> None:
        """Log the account out."""
        self.account = None
        await self._do("logout")

    async def sleep(self) -> None:
        """Stop the puppet behind the gateway; started again, it logs in."""
        await self._do("sleep")

    async def scan(self, code: str, status: int = 2) -> None:
        """Show a QR code (2 waiting, 3 scanned, 4 confirmed, 5 timed out)."""
        await self._do("scan", code=code, status=status)

    async def ready(self) -> None:
        """Say that all contacts and rooms are loaded."""
        await self._do("ready")

    async def renamed_contact(self, id: str, name: str) -> None:
        """Give a person another name; the gateway says nothing about it."""
        self.contacts[id]["name"] = name
        await self._do("renameContact", id=id, name=name)

    async def dirty(self, kind: str, id: str) -> None:
        """Say that a payload changed: `Contact`, `Room`, `RoomMember`, `Message`."""
        await self._do("dirty", kind=kind, id=id)

    # what happens

    async def post(self, room: str, by: str, text: str = "", **more: Any) -> str:
        """Post a message; `kind` as Wechaty calls it, `card`, `mentions`, `at` (a timestamp), `id`."""
        more.setdefault("id", f"m{next(self._messages)}")
        await self._do("post", room=room, by=by, text=text, **more)
        return str(more["id"])

    async def whisper(self, by: str, text: str = "", to: str = BOT, **more: Any) -> str:
        """Write to the bot, or the bot to somebody, privately; `more` as of `post`."""
        more.setdefault("id", f"m{next(self._messages)}")
        await self._do("whisper", by=by, to=to, text=text, **more)
        return str(more["id"])

    async def again(self, id: str) -> None:
        """Deliver a message once more."""
        await self._do("again", id=id)

    async def burst(self, rooms: Sequence[str], by: str, count: int, tag: str = "") -> None:
        """Post `count` messages over the rooms at once; each one's text is its number in its room."""
        await self._do("burst", rooms=list(rooms), by=by, count=count, tag=tag)

    async def join(self, room: str, *members: str, by: str, **more: Any) -> None:
        """Let people in; `quiet=True` loses the event, as real gateways do now and then."""
        staged = self.rooms[room]["members"]
        staged.extend(member for member in members if member not in staged)
        await self._do("join", room=room, members=members, by=by, **more)

    async def leave(self, room: str, *members: str, by: str, **more: Any) -> None:
        """Let people out, themselves or kicked `by` another."""
        self.rooms[room]["members"] = [one for one in self.rooms[room]["members"] if one not in members]
        await self._do("leave", room=room, members=members, by=by, **more)

    async def rename(self, room: str, topic: str, by: str, **more: Any) -> None:
        """Give the room another name."""
        self.rooms[room]["topic"] = topic
        await self._do("rename", room=room, topic=topic, by=by, **more)

    async def emit(self, event: str, payload: Any) -> None:
        """Emit anything at all, as a broken puppet might."""
        await self._do("emit", event=event, payload=payload)

    # what goes wrong

    async def fault(self, method: str, **how: Any) -> None:
        """Have a call of the puppet fail (`message`), hang (`hang=True`), dawdle (`delay`) or `answer`."""
        await self._do("fault", method=method, **how)

    async def mend(self) -> None:
        """End all faults."""
        await self._do("mend")

    async def pause(self, milliseconds: int = 20) -> None:
        """Let the gateway's time pass, between two looks at a condition."""
        await self._do("pass", ms=milliseconds)

    async def settled(self, method: str) -> int:
        """Wait until a method is not called any more; return how often it was called."""
        before, now = -1, (await self.calls()).get(method, 0)
        while before != now:
            await self.pause(150)
            before, now = now, (await self.calls()).get(method, 0)
        return now

    async def calls(self) -> dict[str, int]:
        """Return how often each method of the puppet was called."""
        answer: dict[str, int] = await self._do("calls")
        return answer
