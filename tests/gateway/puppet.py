"""A driver of the official Wechaty gateway (gateway.mjs): stages a world and sees what the bot did in it."""

import asyncio
import itertools
import json
import os
import shutil
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.engine.waiting import PATIENCE

HERE = Path(__file__).parent
BOT = "bot"
ROOM = "moms@chatroom"
TOKEN = "puppet_mock_test"


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def install() -> None:
    """Fetch the locked packages of the gateway, if they are not there."""
    if not (HERE / "node_modules" / "wechaty-puppet-service").is_dir():
        npm = await asyncio.create_subprocess_exec(
            "npm", "ci", "--no-audit", "--no-fund", cwd=HERE, stdout=asyncio.subprocess.DEVNULL
        )
        if await npm.wait():
            raise RuntimeError(f"npm ci failed in {HERE}")


class Puppet:
    """A gateway process, and the world of contacts and rooms behind it, which outlives the process.

    Attributes:
        endpoint: `host:port` it listens on, the same after a restart.
        performed: what the bot did through it, in order: dicts of `performed`, `to`, `text`, `member`, `id`.
        said: texts of the sent messages, in order.
    """

    def __init__(self, token: str = TOKEN, tls: dict[str, str] | None = None) -> None:
        self.token = token
        self.tls = tls
        self.port = free_port()
        self.performed: list[dict[str, Any]] = []
        self.contacts: dict[str, dict[str, Any]] = {}
        self.rooms: dict[str, dict[str, Any]] = {}
        self.account: str | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._up = asyncio.Event()
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)
        self._messages = itertools.count(1)

    @property
    def endpoint(self) -> str:
        """Return where it listens."""
        return f"127.0.0.1:{self.port}"

    @property
    def said(self) -> list[str]:
        """Return the texts the bot sent, in order."""
        return [done["text"] for done in self.performed if done["performed"] == "say"]

    # the process

    async def start(self) -> None:
        """Start the gateway and stage the world as it stands; returns once it listens."""
        await install()
        node = shutil.which("node")
        if node is None:
            raise RuntimeError("the tests need node on the PATH")
        self._up.clear()
        self._process = await asyncio.create_subprocess_exec(
            node, "gateway.mjs", self.endpoint, self.token, json.dumps(self.tls) if self.tls else "",
            cwd=HERE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, limit=2**20, env=os.environ | {"WECHATY_LOG": "silent"},
        )  # fmt: skip
        self._reading = asyncio.create_task(self._read(self._process))
        await asyncio.wait_for(self._up.wait(), PATIENCE)
        for contact in self.contacts.values():
            await self._do("contact", **contact)
        for room in self.rooms.values():
            await self._do("room", **room)
        if self.account is not None:
            await self._do("login", id=self.account)

    @property
    def alive(self) -> bool:
        """Return whether the gateway runs, frozen or not."""
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """End the gateway at once (SIGKILL)."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End the gateway, if it runs."""
        if self.alive:
            self.thaw()
            await self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Stop the gateway in its tracks (SIGSTOP): connections stay open, nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen gateway go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        assert self._reading is not None
        self._signal(number)
        await self._process.wait()
        await self._reading

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            report = json.loads(line)
            if "up" in report:
                self._up.set()
            elif "n" in report:
                self._answers.pop(report["n"]).set_result(report)
            else:
                self._note(report)
                async with self._changed:
                    self._changed.notify_all()

    def _note(self, report: dict[str, Any]) -> None:
        self.performed.append(report)
        if report["performed"] == "remove":
            staged = self.rooms[report["to"]]["members"]
            staged.remove(report["member"])
        elif report["performed"] == "invite":
            self.rooms[report["to"]]["members"].append(report["member"])

    async def _do(self, op: str, **command: Any) -> Any:
        assert self._process is not None
        assert self._process.stdin is not None
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(json.dumps({"op": op, "n": number, **command}).encode() + b"\n")
        report = await asyncio.wait_for(answer, PATIENCE)
        if "error" in report:
            raise RuntimeError(f"{op}: {report['error']}")
        return report["answer"]

    async def wait_for(self, done: Callable[["Puppet"], bool], within: float = PATIENCE) -> None:
        """Wait until the bot did what `done` asks for.

        Raises:
            TimeoutError: it did not, `within` seconds; shows what was done instead.
        """
        try:
            async with asyncio.timeout(within), self._changed:
                await self._changed.wait_for(lambda: done(self))
        except TimeoutError:
            raise TimeoutError(f"the bot did only {self.performed}") from None

    # the world

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
