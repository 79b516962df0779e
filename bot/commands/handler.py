"""The commands as a handler: what is typed in the room, and what comes from the console, goes one way."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping

from pydantic import Field, field_validator

from bot.commands import (
    audit,
    blocks,
    check_ins,
    everywhere,
    fleet,
    flow,
    forget,
    gathering,
    lessons,
    reviews,
    rooms,
    sweeps,
    waiting,
)
from bot.commands.answers import Answers
from bot.commands.bans import turn_away
from bot.commands.call import Call
from bot.commands.catalog import COMMANDS
from bot.commands.control import BACK, RESUME
from bot.commands.invites import count_invitation
from bot.commands.ledger import note
from bot.commands.notable import Notable
from bot.commands.numerals import number
from bot.commands.people import meet_newcomer, meet_staff
from bot.commands.registry import Command
from bot.commands.words import body, split
from bot.contract import (
    ActionDone,
    ActionFailed,
    CommandIssued,
    Do,
    Event,
    Glance,
    House,
    Kind,
    MemberJoined,
    Message,
    PointsChanged,
    Role,
    RoomRenamed,
    Seated,
    TimerFired,
    Told,
    Turn,
    Verdict,
)
from bot.contract.people import RoleName
from bot.rulebook.names import nearest

_LONGEST_NUMBER = 8
_Hears = Callable[[Told, Turn, Answers], Awaitable[Verdict]]
_NUMBER = re.compile(r"\s*[\d#＃第一二两三四五六七八九十]")
"""How a bare number begins; most short messages are none, and that is told cheaply."""


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f" (did you mean {near}?)" if near else ""


def _quietly(hear: Callable[[Told, Turn], Awaitable[None]]) -> _Hears:
    """Return what hears something and never has an answer to it."""

    async def hears(event: Told, turn: Turn, _answers: Answers) -> Verdict:
        await hear(event, turn)
        return None

    return hears


_HEARS: Mapping[str, _Hears] = {
    "known": _quietly(rooms.remember), "left": _quietly(rooms.forget), "leaves": _quietly(fleet.forget),
    "answer": gathering.hear, "forget": forget.hear, "blocks": blocks.hear,
    "decided": reviews.hear, "enters": reviews.hear, "sweep": everywhere.hear, "checked": check_ins.hear,
}  # fmt: skip
"""What is told, by a key of its body → who hears it; all else is about adverts."""


class Commands(Answers, name="commands"):
    """Slash commands. The app binds it to every room, as the last rule, with authority."""

    hears_done = frozenset({Do.edit, Do.probe})
    roles: Mapping[str, RoleName] = Field(
        {}, description="权限 → 要什么身份，见 rules/README | permission node → the lowest role that has it",
        json_schema_extra={"propertyNames": {"enum": [*sorted(COMMANDS.nodes)]}},
    )  # fmt: skip

    @field_validator("roles")
    @classmethod
    def _nodes_exist(cls, roles: Mapping[str, Role]) -> Mapping[str, Role]:
        nodes = COMMANDS.nodes
        if unknown := sorted(set(roles) - set(nodes)):
            known = ", ".join(sorted(nodes))
            raise ValueError(f"no permission {unknown[0]!r}{_near(unknown[0], nodes)}; one of {known}")
        return roles

    @field_validator("silent")
    @classmethod
    def _commands_exist(cls, silent: frozenset[str]) -> frozenset[str]:
        if strange := [name for name in sorted(silent) if COMMANDS.find(name) is None]:
            near = COMMANDS.nearest(strange[0], COMMANDS.commands)
            raise ValueError(f"no command {strange[0]!r}{_near(near.name, [near.name]) if near else ''}")
        return silent

    def glance(self, kind: type[Event], house: House) -> Glance | None:
        """See whether a message may be meant for the bot, or tells of its room or of somebody of rank."""
        return Notable(house, self._talk) if kind is Message else None

    async def on_message(self, message: Message, turn: Turn) -> Verdict:
        """Answer a command, or the number or code that the bot waits for."""
        await fleet.enlist(message, turn)
        await rooms.report(message, turn)
        if turn.role(message.member) > Role.member:
            await meet_staff(message, turn)
        return None if self._talk(message) else await self._hear(message.text, message, turn)

    async def on_command(self, event: CommandIssued, turn: Turn) -> Verdict:
        """Answer a command from the console or the command line; there the slash may be left out."""
        text = event.text if body(event.text, self.prefixes) is not None else f"/{event.text}"
        return await self._hear(text, event, turn)

    async def on_join(self, event: MemberJoined, turn: Turn) -> Verdict:
        """Remember who came in and who brought them; remove who is banned."""
        await fleet.enlist(event, turn)
        await rooms.report(event, turn)
        await meet_newcomer(event, turn)
        blocks.ask(event, turn)
        turned_away = await turn_away(event, turn, self)
        if turned_away is None:
            await count_invitation(event, turn)
        return turned_away

    async def on_points(self, event: PointsChanged, turn: Turn) -> Verdict:
        """Write down where points came from."""
        await note(event, turn)
        return None

    async def on_done(self, event: ActionDone, turn: Turn) -> Verdict:
        """Say what the librarian answered, or pass on what the platform did to a probe."""
        if event.do == Do.probe:
            everywhere.answered(event, turn)
        told = self.tell(event.message) if event.do == Do.edit and event.message else None
        return await audit.settle(turn, event.action, told)

    async def on_failed(self, event: ActionFailed, turn: Turn) -> Verdict:
        """Say why the librarian did not do it, or pass on why the platform could not."""
        if event.do == Do.probe:
            everywhere.answered(event, turn)
        told = self.tell(event.reason) if event.do == Do.edit else None
        return await audit.settle(turn, event.action, told)

    async def on_told(self, event: Told, turn: Turn) -> Verdict:
        """Hear of a room that is managed from here, of what it answers, of what to do, or of adverts."""
        if "run" in event.body:
            return await self._obey(event, turn)
        hear = next((hear for key, hear in _HEARS.items() if key in event.body), lessons.hear)
        return await audit.settle(turn, event.id, await hear(event, turn, self))

    async def _obey(self, event: Told, turn: Turn) -> Verdict:
        """Do what the management room asks for, and answer there."""
        command = rooms.issued(event, turn)
        if command is None:
            return None
        return rooms.answer(
            event, turn, await self._hear(command.text, command, turn, sure=bool(event.body.get("sure")))
        )

    async def on_rename(self, event: RoomRenamed, turn: Turn) -> Verdict:
        """Tell the management room what this room is called now."""
        await rooms.report(event, turn)
        return None

    async def on_seat(self, event: Seated, turn: Turn) -> Verdict:
        """Make a room known in which nobody may have said anything yet, or have it forgotten."""
        if event.here:
            await fleet.enlist(event, turn)
            await rooms.report(event, turn)
        else:
            await fleet.leave(event, turn)
            await rooms.leave(event, turn)
        return None

    async def on_timer(self, event: TimerFired, turn: Turn) -> Verdict:
        """End a pause that was for a time; go on without the rooms that have not answered."""
        if event.key.startswith(f"{sweeps.TIMER}/"):
            await sweeps.overdue(event, turn)
        if event.key.startswith(gathering.TIMER):
            return await gathering.told(event.body["command"], turn, self)
        if event.key != RESUME:
            return None
        turn.pause(False)
        return self.tell(BACK.say(self.language))

    def _talk(self, message: Message) -> bool:
        """Whether a message is ordinary talk: no text, or one that begins with a word, as no command does."""
        text = message.text
        return message.kind is not Kind.text or (
            len(text) > _LONGEST_NUMBER and text[0].isalnum() and not self.prefixes
        )

    async def _hear(
        self, text: str, event: Message | CommandIssued, turn: Turn, *, sure: bool = False
    ) -> Verdict:
        line = split(text, COMMANDS, self.prefixes)
        if line is None or (line.command is None and number(line.name) is not None):
            return await self._choose(line.name if line else text, event, turn)
        if line.command is None:
            return flow.unknown(self._call(COMMANDS.commands[0], event, turn), line)
        call = self._call(line.command, event, turn)
        verdict = await flow.begin(call, line.rest, sure=sure)
        await audit.note(call, line.rest, verdict)
        return verdict

    def _call(self, command: Command, event: Message | CommandIssued, turn: Turn) -> Call:
        return Call(handler=self, registry=COMMANDS, event=event, turn=turn, command=command)

    async def _choose(self, text: str, event: Message | CommandIssued, turn: Turn) -> Verdict:
        """Take a bare number as the answer to "who do you mean?", if that was asked."""
        chosen = number(text) if len(text) <= _LONGEST_NUMBER and _NUMBER.match(text) else None
        if chosen is None:
            return None
        waits = await turn.load(waiting.Waiting)
        people = waits.given.candidates
        command = COMMANDS.find(waits.command) if people and waits.awaits(turn) and not waits.code else None
        if command is None or not 1 <= chosen <= len(people):
            return None
        waiting.settle(turn)
        given = waits.given.model_copy(update={"members": (people[chosen - 1],), "candidates": ()})
        call = self._call(command, event, turn).use(command, given)
        verdict = await flow.perform(call)
        await audit.note(call, given.members[0].id, verdict)
        return verdict
