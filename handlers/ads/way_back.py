"""The way back of a removed member: hours later a word, and on their promise an invitation; the strike stays.

What they write meanwhile is heard by nobody. The word is written privately, and for some days the rule
waits for an answer: a promise invites them back, anything else asks a person, once.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from pydantic import AwareDatetime

from bot.contract import (
    ActionFailed,
    Do,
    Document,
    Invite,
    Member,
    Outcome,
    QuietDirect,
    Room,
    Task,
    Texts,
    TimerFired,
    Told,
    Turn,
    harmless,
    member_actor,
    normal,
)
from bot.contract.whispers import ANSWER, Awaited, Waiting
from handlers.ads.settings import FollowUp

TIMER = "follow_up"
_SHOWN = 100
_LEAST_DELAY = timedelta(hours=1)
_DENIES = re.compile(
    r"[不没](?:能|会|想|敢|法|可能|愿意?)?(?:保证|答应|承诺)|无法(?:保证|答应)|(?:保证|答应|承诺)不了"
    r"|谁(?:会|要|说)?(?:保证|答应|承诺)|(?:n't|not|never|no) promise"
)
"""Whoever says so has promised nothing, whatever words follow."""


class Removal(Document, of="member in room"):
    """A removal and what came of it.

    Attributes:
        case: which advert it was for; empty if there is nothing to go back from.
        gone: whether the member has left since; only then there is a way back to offer.
        until: until when their answer is waited for; `None` before they were written to.
        asked: whether a person was asked to look after it.
    """

    case: str = ""
    gone: bool = False
    until: AwareDatetime | None = None
    asked: bool = False


def outcomes(back: FollowUp) -> Iterator[tuple[str, Outcome]]:
    """Yield what can happen on the way back, with its default answers."""
    yield TIMER, Outcome(QuietDirect(back.direct))
    yield "promised", Outcome(Invite())
    yield "answered", Outcome(Task(_quoting(back.task)), text=str)
    yield "unreached", Outcome(Task(back.task))


def _quoting(task: Texts) -> Texts:
    """Return what a person is asked, after what the member wrote instead of a promise."""
    said = "{{ member.name }} 私聊回复「{{ text }}」。"
    return said + task if isinstance(task, str) else tuple(said + one for one in task)


def offer(turn: Turn, back: FollowUp, member: Member, case: str) -> None:
    """Set the timer of the word to a member who is being removed."""
    turn.save(Removal(case=case), member.id)
    turn.timer(f"{TIMER}/{member.id}", turn.now + back.after, {"case": case}, member=member)


async def left(turn: Turn) -> None:
    """Note that the event's member is gone, if they were to be removed."""
    if (removal := await turn.load(Removal)).case:
        turn.save(removal.model_copy(update={"gone": True}))


async def returned(turn: Turn, member: Member) -> None:
    """Forget the way back: whoever is here needs none."""
    if (await turn.load(Removal)).case:
        turn.cancel(f"{TIMER}/{member.id}")
        await _close(turn, member)


async def _close(turn: Turn, member: Member) -> None:
    """Wait for nothing any more."""
    if (await turn.load(Removal)).until is not None:
        _await(turn, member, None)
    turn.save(Removal())


def _await(turn: Turn, member: Member, until: AwareDatetime | None) -> None:
    """Have the member's own actor pass on what they write privately, until a time, or no longer."""
    words = until.isoformat() if until is not None else ""
    turn.tell(member_actor(turn.event.platform, member.id), awaits=words)


async def wait(event: Told, turn: Turn) -> None:
    """In the member's order: note until when a room's rule waits, or that it waits no longer."""
    if event.room is None:
        return
    known, until = await turn.load(Awaited), event.body["awaits"]
    room = Room(id=event.room.id, name=event.room.name)
    if until:
        waiting = Waiting(room=room, rule=turn.rule, account=event.account, until=until)
        turn.save(known.by(waiting))
    else:
        turn.save(known.without(room.id, turn.rule))


async def opens(event: TimerFired, turn: Turn, back: FollowUp) -> bool:
    """Tell whether to write to the member now, and wait for their answer; a pause puts it off."""
    removal, member = await turn.load(Removal), event.member
    if member is None or not removal.gone or removal.until is not None:
        return False
    if turn.late:
        later = turn.now + max(back.after, _LEAST_DELAY)
        turn.timer(event.key, later, event.body, member=member)
        return False
    until = turn.now + back.within
    turn.save(removal.model_copy(update={"until": until}))
    _await(turn, member, until)
    return True


async def answered(event: Told, turn: Turn, back: FollowUp, member: Member) -> str:
    """Hear a private answer; return which outcome it is, or `""` if nothing waits for it any more."""
    removal = await turn.load(Removal)
    if removal.until is None or event.at > removal.until:
        return ""
    if promises(str(event.body[ANSWER]), back.promise):
        await _close(turn, member)
        return "promised"
    if removal.asked:
        return ""
    turn.save(removal.model_copy(update={"asked": True}))
    return "answered"


async def unreached(event: ActionFailed, turn: Turn) -> bool:
    """Tell whether a person is to be asked, for we cannot write to them; a promise that still comes counts.

    Nobody is asked twice: neither by us, nor where the sender has asked somebody already.
    """
    removal = await turn.load(Removal)
    if event.do != Do.direct or removal.until is None or removal.asked:
        return False
    turn.save(removal.model_copy(update={"asked": True}))
    return not event.asked


def shown(event: Told) -> str:
    """Return what somebody wrote, cut and made harmless, to be shown to a person."""
    return harmless(str(event.body[ANSWER]), _SHOWN)


def promises(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether a text holds any of the words of a promise, and does not deny it."""
    said = normal(text).replace("’", "'")
    return _DENIES.search(said) is None and _any_of(words).search(said) is not None


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the words; Latin ones stand whole."""
    folded = (normal(word) for word in words)
    return re.compile("|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in folded))
