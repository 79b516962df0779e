"""What follows from an advert: outcomes by handling, the red packet owed, lines after it, the way back."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from pydantic import AwareDatetime

from bot.contract import (
    Answer,
    Cases,
    Direct,
    Document,
    Fine,
    Member,
    Outcome,
    Say,
    Strike,
    Task,
    Turn,
    Untag,
)
from handlers.ads.answers import ADVERT, QUEUED, WARNING, Handling, after_fine
from handlers.ads.settings import Chain, FollowUp, Penalty, Queue

OWES = "owes_red_packet"
"""The tag that the effect `fine` gives."""
STEPS = ("remind", "unpaid", "chain", "follow_up")
"""The timers of a member, by the first part of their key."""


class Debt(Document, of="member in room"):
    """A red packet owed: until when, and the id of the case; nothing is owed without."""

    due: AwareDatetime | None = None
    case: str = ""


class Removal(Document, of="member in room"):
    """Whether a member has left since the advert; only then there is a way back to offer."""

    case: str = ""
    gone: bool = False


FACTS: Mapping[str, type] = {"score": float, "reasons": str, "message": str}
"""What the outcomes about a message tell: the probability, the signals in words, the message's id."""


def outcomes(
    handling: Handling,
    ladder: Mapping[int, Handling],
    fine: Penalty | None,
    chain: Chain | None,
    back: FollowUp | None,
    queue: Queue | None = None,
) -> Iterator[tuple[str, Outcome]]:
    """Yield every outcome that such settings can lead to, with its default answers."""
    yield "review", Outcome(WARNING, **FACTS)
    if queue is not None:
        yield "suspected", Outcome(**FACTS)
        yield "queued", Outcome(QUEUED, **FACTS, number=int, text=str)
    yield "advert", Outcome(*_first(handling, fine), **FACTS)
    for step in dict.fromkeys(ladder.values()):
        yield f"advert_{step}", Outcome(*ADVERT[step], **FACTS)
    if fine is not None:
        yield "again", Outcome(*ADVERT[handling], **FACTS)
        yield "remind", Outcome(Say("@{{ member.name }} 还有 {{ minutes }} 分钟，红包别忘啦🧧"), minutes=int)
        yield "unpaid", Outcome(*after_fine(handling))
        yield "paid", Outcome(Untag(OWES), Say("收到 {{ member.name }} 的红包，这事翻篇啦～下次注意哦"))
    for n, line in enumerate(chain.lines if chain is not None else (), 1):
        yield f"chain_{n}", Outcome(Say(line))
    if back is not None:
        yield "follow_up", Outcome(Direct(back.direct), Task(back.task))


def _first(handling: Handling, fine: Penalty | None) -> tuple[Answer, ...]:
    if fine is None:
        return ADVERT[handling]
    return (Strike(), Fine(fine.text, fine.within))


def case_of(turn: Turn) -> str:
    """Return the id of the case that this turn's decision becomes."""
    return f"{turn.event.id}:{turn.rule}"


async def owe(turn: Turn, fine: Penalty, member: Member) -> None:
    """Write the debt down, and set its reminder and its deadline."""
    case, due = case_of(turn), turn.now + fine.within
    turn.save(Debt(due=due, case=case), member.id)
    if fine.remind:
        turn.timer(
            f"remind/{member.id}", turn.now + fine.within / 2, {"case": case}, member=member, late="skip"
        )
    turn.timer(f"unpaid/{member.id}", due, {"case": case}, member=member)


def follow(turn: Turn, chain: Chain, member: Member) -> None:
    """Set the timer of each line."""
    for n in range(1, len(chain.lines) + 1):
        at = turn.now + n * chain.every
        turn.timer(f"chain_{n}/{member.id}", at, {"case": case_of(turn)}, member=member, late="skip")


def offer(turn: Turn, back: FollowUp, member: Member) -> None:
    """Set the timer of the word to a removed member."""
    turn.save(Removal(case=case_of(turn)), member.id)
    turn.timer(f"follow_up/{member.id}", turn.now + back.after, {"case": case_of(turn)}, member=member)


async def undone(turn: Turn, case: str) -> bool:
    """Tell whether somebody took the decision back; then nothing more follows from it."""
    return any(one.id == case and one.undone_by is not None for one in (await turn.load(Cases)).last)


def minutes(span: timedelta) -> int:
    """Return whole minutes, at least one."""
    return max(1, round(span.total_seconds() / 60))
