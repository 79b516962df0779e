"""A call: one use of a command, with everything its code needs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands import waiting
from bot.commands.answers import Answers
from bot.commands.parse import NOTHING_GIVEN, Arguments
from bot.commands.registry import Command, Registry
from bot.commands.texts import Both, Language
from bot.contract import Answer, Cases, CommandIssued, Evidence, Member, Message, Outcome, Role, Say, Turn


@dataclass(frozen=True, kw_only=True)
class Call:
    """One use of a command.

    Attributes:
        handler: the outcomes and settings.
        registry: all commands.
        event: what was typed, in the room or at the console.
        turn: the only door to state and time.
        command: what was asked for.
        given: its arguments.
        sure: whether it was confirmed with `/yes`.
        agreed: the rooms that the person was told of when they were asked.
    """

    handler: Answers
    registry: Registry
    event: Message | CommandIssued
    turn: Turn
    command: Command
    given: Arguments = NOTHING_GIVEN
    sure: bool = False
    agreed: tuple[str, ...] = ()

    @property
    def by(self) -> Member:
        """Who issued it."""
        return self.event.member

    @property
    def role(self) -> Role:
        """The issuer's rank."""
        return self.turn.role(self.event.member)

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.handler.language

    @property
    def target(self) -> Member:
        """The member it is about; the issuer if nobody was named."""
        return self.given.members[0] if self.given.members else self.by

    @property
    def why(self) -> tuple[Evidence, ...]:
        """The reason as evidence: who used which command, and their words."""
        return (Evidence(signal=f"/{self.command.name}", detail=self.given.rest),)

    def may(self, command: Command) -> bool:
        """Whether the issuer has the right to a command."""
        return self.role >= self.handler.least(command)

    def text(self, both: Both, **values: object) -> str:
        """Return a text in the language of the answers."""
        return both.say(self.language, **values)

    def say(self, both: Both, **values: object) -> Outcome:
        """Answer in the room."""
        return self.handler.tell(self.text(both, **values))

    def act(self, outcome: str, member: Member, both: Both, **values: object) -> Outcome:
        """Do something to a member, in the issuer's name, and say so."""
        return self.handler.happened(
            outcome, member=member, by=self.by, evidence=self.why, text=self.text(both, **values)
        )

    def do(
        self,
        outcome: str,
        member: Member,
        both: Both,
        *answers: Answer,
        evidence: tuple[Evidence, ...] = (),
        **values: object,
    ) -> Outcome:
        """Do what depends on the arguments (how long, how many), in the issuer's name, and say so."""
        made = Outcome(*answers, Say("{{ text }}"), text=str).named(outcome)
        why = (*self.why, *evidence)
        return made(member=member, by=self.by, evidence=why, text=self.text(both, **values))

    def show(self, people: Sequence[Member]) -> None:
        """Remember the numbered list that staff are shown, so that they may use its numbers."""
        if self.role > Role.member:
            waiting.show(self.turn, people)

    async def next_case(self) -> int:
        """Return the number of the case that the first punishing outcome of this turn will make."""
        return (await self.turn.load(Cases)).count + 1

    def use(self, command: Command, given: Arguments) -> "Call":
        """Return the same call for another command."""
        return replace(self, command=command, given=given)
