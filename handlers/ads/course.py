"""What follows from an advert: outcomes by handling, the red packet owed, lines after it, the way back."""

from collections.abc import Iterator, Mapping

from pydantic import AwareDatetime

from bot.contract import (
    Answer,
    Cases,
    Document,
    Fine,
    Member,
    Outcome,
    Say,
    Strike,
    TimerFired,
    Turn,
    Untag,
)
from bot.contract.fines import OWES, REMINDER, THANKS
from handlers.ads import way_back
from handlers.ads.answers import ADVERT, ELSEWHERE, QUEUED, WARNING, Handling, after_fine, strictest
from handlers.ads.settings import Chain, FollowUp, Penalty, Queue

_STEPS = ("remind", "unpaid", "chain")
"""The timers of a member that end when they leave or pay, by the first part of their key."""


class Debt(Document, of="member in room"):
    """A red packet owed: until when, the ids of case and message; `over` once the deadline has passed.

    Nothing is owed without `due`.
    """

    due: AwareDatetime | None = None
    case: str = ""
    message: str = ""
    over: bool = False


class Talk(Document, of="member in room"):
    """The chain of lines to a member: of which case, and how many of them were said."""

    case: str = ""
    said: int = 0


FACTS: Mapping[str, type] = {"score": float, "reasons": str, "message": str}
"""What the outcomes about a message tell: the probability, the signals in words, the message's id."""


def outcomes(
    handling: Handling,
    ladder: Mapping[int, Handling],
    fine: Penalty | None,
    chain: Chain | None,
    back: FollowUp | None,
    queue: Queue | None = None,
    *,
    across: bool = False,
) -> Iterator[tuple[str, Outcome]]:
    """Yield every outcome that such settings can lead to, with its default answers."""
    yield "review", Outcome(WARNING, **FACTS)
    if queue is not None:
        yield "suspected", Outcome(**FACTS)
        yield "queued", Outcome(QUEUED, **FACTS, number=int, text=str)
    yield "advert", Outcome(*_first(handling, fine), **FACTS)
    if ladder and across:
        yield "counted", Outcome(**FACTS)
        yield "elsewhere", Outcome(ELSEWHERE, total=int, rooms=int)
    for step in dict.fromkeys(ladder.values()):
        yield f"advert_{step}", Outcome(*ADVERT[strictest(step, handling)], **FACTS)
    if fine is not None:
        yield "again", Outcome(*ADVERT[handling], **FACTS)
        yield "remind", Outcome(REMINDER, minutes=int)
        yield "unpaid", Outcome(*after_fine(handling), message=str)
        yield "paid", Outcome(Untag(OWES), THANKS)
    yield from _lines(chain)
    if back is not None:
        yield from way_back.outcomes(back)


def _first(handling: Handling, fine: Penalty | None) -> tuple[Answer, ...]:
    if fine is None:
        return ADVERT[handling]
    return (Strike(), Fine(fine.asks, fine.within, fine.amount))


def _lines(chain: Chain | None) -> Iterator[tuple[str, Outcome]]:
    """Yield the lines, said by the accounts that are named in turn, each marked as a bot's."""
    if chain is None:
        return
    for n, line in enumerate(chain.lines):
        account = chain.accounts[n % len(chain.accounts)] if chain.accounts else None
        yield f"chain_{n + 1}", Outcome(Say(line, account=account, mark=chain.mark))


def case_of(turn: Turn) -> str:
    """Return the id of the case that this turn's decision becomes."""
    return f"{turn.event.id}:{turn.rule}"


async def owes(turn: Turn, member: Member) -> bool:
    """Tell whether a member owes a red packet already, by a decision that was not taken back."""
    debt = await turn.load(Debt, member.id)
    return debt.due is not None and not await undone(turn, debt.case)


async def owe(turn: Turn, fine: Penalty, member: Member, message: str) -> None:
    """Write the debt down, and set its reminder and its deadline."""
    case, due = case_of(turn), turn.now + fine.within
    turn.save(Debt(due=due, case=case, message=message), member.id)
    if fine.remind:
        turn.timer(
            f"remind/{member.id}", turn.now + fine.within / 2, {"case": case}, member=member, late="skip"
        )
    turn.timer(f"unpaid/{member.id}", due, {"case": case}, member=member)


async def settle(turn: Turn, member: str) -> bool:
    """Forget what a member owes, and what was still to come of it; return whether anything was owed."""
    if (await turn.load(Debt, member)).due is None:
        return False
    turn.save(Debt(), member)
    await stop(turn, member)
    return True


async def stop(turn: Turn, member: str) -> None:
    """Say and ask nothing more of a member: no reminder, no deadline, no further line."""
    if (await turn.load(Talk, member)).case:
        turn.save(Talk(), member)
    for step in _STEPS:
        turn.cancel(f"{step}/{member}")


def follow(turn: Turn, chain: Chain, member: Member) -> None:
    """Begin the chain: write down which case it is about, and set the timer of its first line."""
    turn.save(Talk(case=case_of(turn)), member.id)
    _set(turn, chain, member, case_of(turn), 1)


def _set(turn: Turn, chain: Chain, member: Member, case: str, line: int) -> None:
    if line <= len(chain.lines):
        body = {"case": case, "line": line}
        turn.timer(f"chain/{member.id}", turn.now + chain.every, body, member=member, late="skip")


async def next_line(turn: Turn, chain: Chain, event: TimerFired) -> int:
    """Return the number of the line that is due, and set the timer of the next; 0 if the chain has ended.

    It ends with the debt, with the member's leaving, with another advert of theirs, and where it comes too
    late or into a pause: half a chain said later means nothing to anybody.
    """
    talk, line, member = await turn.load(Talk), int(event.body["line"]), event.member
    if member is None or talk.case != event.body["case"] or talk.said != line - 1 or line > len(chain.lines):
        return 0
    if turn.late:
        turn.save(Talk())
        return 0
    turn.save(talk.model_copy(update={"said": line}))
    _set(turn, chain, member, talk.case, line + 1)
    return line


async def undone(turn: Turn, case: str) -> bool:
    """Tell whether somebody took the decision back; then nothing more follows from it."""
    return (await turn.load(Cases)).taken_back(case)
