"""What the bot waits to hear from somebody: a number, or `/yes CODE`. For two minutes of event time."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import AwareDatetime

from bot.commands.parse import Arguments
from bot.contract import Document, Member, Turn

PATIENCE = timedelta(minutes=2)
LIST_KEPT = timedelta(minutes=30)


class Waiting(Document, of="member in room", keep="10m"):
    """A command of this member's that is not decided yet.

    Attributes:
        command: its name; empty when nothing is awaited.
        given: its arguments; `candidates` are the people to choose from.
        code: what `/yes` must repeat; empty while a number is awaited.
        until: when the bot stops waiting.
        touches: the rooms that would be touched, as the person was told.
    """

    command: str = ""
    given: Arguments = Arguments()
    code: str = ""
    until: AwareDatetime | None = None
    touches: tuple[str, ...] = ()

    def awaits(self, turn: Turn) -> bool:
        """Whether it is still awaited."""
        return bool(self.command) and self.until is not None and turn.now <= self.until


class Shown(Document, of="member in room", keep="1h"):
    """The numbered list of people this member was shown last."""

    people: tuple[Member, ...] = ()
    until: AwareDatetime | None = None


def wait(
    turn: Turn, command: str, given: Arguments, *, confirm: bool = False, member: str | None = None,
    touches: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """Wait for the speaker's (or `member`'s) number, or, to confirm, for the code that is returned.

    `touches` are the rooms that the person was told of: if they are others when the code comes, it is
    asked again.
    """
    code = str(turn.choose(range(1000, 10000), "code")) if confirm else ""
    until = turn.now + PATIENCE
    turn.save(Waiting(command=command, given=given, code=code, until=until, touches=touches), member)
    return code


def settle(turn: Turn) -> None:
    """Stop waiting for the speaker."""
    turn.save(Waiting())


def show(turn: Turn, people: Sequence[Member]) -> None:
    """Remember the list the speaker is shown, so that a number in it names somebody."""
    turn.save(Shown(people=tuple(people), until=turn.now + LIST_KEPT))


async def shown(turn: Turn) -> tuple[Member, ...]:
    """Return the list the speaker was shown last, if it is not too long ago."""
    last = await turn.load(Shown)
    return last.people if last.until is not None and turn.now <= last.until else ()
