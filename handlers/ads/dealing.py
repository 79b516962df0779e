"""Dealing with an advert: which of the ways, what follows from it, and when nothing more does."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Literal

from pydantic import Field

from bot.contract import (
    MAX_DEPTH,
    STAFF,
    ActionDone,
    ActionFailed,
    Do,
    Evidence,
    Handler,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    Outcome,
    QuietRecall,
    Remove,
    Span,
    Standing,
    TimerFired,
    Told,
    Turn,
    Verdict,
    harmless,
)
from bot.contract.fines import minutes
from bot.contract.reviews import Review
from bot.contract.whispers import ANSWER
from handlers.ads import course, ladder, queue, way_back
from handlers.ads.answers import Handling, strictest
from handlers.ads.found import Found
from handlers.ads.settings import Chain, FollowUp, Ladder, Penalty, Queue, Softer


def _leads_nowhere(turn: Turn, member: Member) -> bool:
    """Tell whether nothing may follow: of a late event nothing is said, and staff are never dealt with."""
    return turn.late or turn.role(member) >= STAFF


class Dealing(Handler):
    """What an `ads` rule does once a verdict is there; the detector knows nothing of it."""

    hears_done = frozenset({Do.remove})
    handling: Handling = Field(Handling.gentle, description="温和、中性、强硬 | how an advert is dealt with")
    softer_for: Softer = Field(Softer(), description="对谁只提醒 | who is only ever asked")
    fine: Penalty | None = Field(None, description="先罚红包 | a red packet is owed first")
    chain: Chain | None = Field(None, description="跟着说的几句 | lines that follow in the room")
    follow_up: FollowUp | None = Field(None, description="移出后给个台阶 | the way back for who was removed")
    ladder: Ladder = Field({}, description="第几次发广告 → 怎么处理 | the how-manieth advert → its handling")
    within: Span = Field(timedelta(days=30), description="多久之内的次数算数 | adverts of this long count")
    across: Literal["room", "all_rooms"] = Field(
        "room", description="ladder 只算本群，还是规则管的所有群 | of this room, or of all rooms of the rule"
    )
    queue: Queue | None = Field(None, description="像广告的先由人看 | staff decide what is for review")
    recall: bool | None = Field(
        default=None,
        description="先撤回消息，不写就是要移人时 | take the message back first; not said, where removing",
    )

    @cached_property
    def all(self) -> Mapping[str, Outcome]:
        """Every outcome that these settings can lead to, by name."""
        every = course.outcomes(
            self.handling, self.ladder, self._fine, self.chain, self._back, self.queue,
            across=self.across == "all_rooms",
        )  # fmt: skip
        found = {name: self._recalling(name, outcome).named(name) for name, outcome in every}
        recalls = any(isinstance(answer, QuietRecall) for one in found.values() for answer in one.answers)
        piece = {"piece": Outcome(QuietRecall(), message=str).named("piece")} if recalls else {}
        return found | piece

    def _recalling(self, name: str, outcome: Outcome) -> Outcome:
        """Take the message back before anything else: if asked for, or where its author is removed."""
        about_message = name in {"advert", "again"} or name.startswith("advert_")
        removes = any(isinstance(answer, Remove) for answer in outcome.answers)
        if not (about_message and (removes if self.recall is None else self.recall)):
            return outcome
        return Outcome(QuietRecall(), *outcome.answers, **outcome.declares)

    @property
    def _fine(self) -> Penalty | None:
        return self.fine if self.fine is not None and self.fine.red_packet else None

    def outcomes(self) -> Mapping[str, Outcome]:
        """What may happen goes by the settings: `handling`, `ladder`, `fine`, `chain` and `follow_up`."""
        return self.all

    def say(self, name: str, found: Found) -> Outcome:
        """Say that one of the outcomes about a message happened."""
        return self.all[name](
            member=found.member, evidence=found.evidence,
            score=found.score, reasons=found.reasons, message=found.message,
        )  # fmt: skip

    async def suspect(self, found: Found, turn: Turn) -> Outcome:
        """Deal with what is for review: by a word, or by asking staff."""
        if self.queue is None or _leads_nowhere(turn, found.member):
            return self.say("review", found)
        text = turn.event.text if isinstance(turn.event, Message) else await queue.words(turn, found.message)
        entry = await queue.enter(turn, self.queue, found, text)
        return self.say("suspected", found) if entry is None else self._queued(entry, found.evidence)

    async def convict(self, found: Found, turn: Turn) -> Outcome:
        """Deal with an advert; with those who are only ever asked, as with a suspicion."""
        tags = (await turn.load(Standing, found.member.id)).tags if self.softer_for.tag else frozenset()
        if not self.softer_for.tag.isdisjoint(tags):
            return self.say("review", found)
        if self.ladder and self.across == "all_rooms" and not _leads_nowhere(turn, found.member):
            if turn.event.depth + 1 < MAX_DEPTH:  # the answer comes back
                await ladder.ask(turn, self.within, found)
                return self.say("counted", found)
            ladder.report_later(turn, found.member)  # this room's own count is the gentler one
        here = await ladder.here(turn, found.member.id, self.within) if self.ladder else ()
        return await self._deal(found, ladder.step(self.ladder, 1 + ladder.total(here)), turn)

    async def _deal(self, found: Found, step: Handling | None, turn: Turn) -> Outcome:
        """Deal with an advert by a step of the ladder or by `handling`, and set what follows."""
        name = "advert" if step is None else f"advert_{step}"
        if _leads_nowhere(turn, found.member):
            return self.say(name, found)
        if step is None and self._fine is not None:
            if await course.owes(turn, found.member):
                self._offer_way_back(turn, self.handling, found.member)
                return self.say("again", found)
            await course.owe(turn, self._fine, found.member, found.message)
        else:
            self._offer_way_back(turn, strictest(step, self.handling), found.member)
        if self.chain is not None and self._asks(step):
            course.follow(turn, self.chain, found.member)
        return self.say(name, found)

    def _asks(self, step: Handling | None) -> bool:
        """Tell whether the member stays for now and is asked for something, so that lines may follow."""
        if self._fine is not None:
            return step is None
        return strictest(step, self.handling) is Handling.gentle

    @cached_property
    def _back(self) -> FollowUp | None:
        """The way back; who is removed with a word has one, also where the rule says nothing about it."""
        if self.follow_up is not None:
            return self.follow_up if self.follow_up.offer else None
        return FollowUp() if Handling.neutral in {self.handling, *self.ladder.values()} else None

    def _offer_way_back(self, turn: Turn, handling: Handling, member: Member) -> None:
        silent = handling is Handling.violent and self.follow_up is None
        if self._back is not None and handling is not Handling.gentle and not silent:
            way_back.offer(turn, self._back, member, course.case_of(turn))

    # what is heard from elsewhere

    def hears(self, event: Told) -> Callable[[Told, Turn], Awaitable[Verdict]] | None:
        """Return who hears what another actor, or a command, tells about adverts that were found."""
        known: Mapping[str, Callable[[Told, Turn], Awaitable[Verdict]]] = {
            "review": self._reviewed, "entered": self._entered, "paid": self._told_paid,
            "ladder": self._counts, "step": self._counted, "given": self._counts, "recount": self._recounts,
            "awaits": way_back.wait, ANSWER: self._answered,
        }  # fmt: skip
        return next((hear for key, hear in known.items() if key in event.body), None)

    async def _reviewed(self, event: Told, turn: Turn) -> Outcome | None:
        return await self._guilty(await queue.decided(turn, event.body), turn)

    async def _guilty(self, entry: Review | None, turn: Turn) -> Outcome | None:
        """Deal with an entry of the queue as with an advert."""
        if entry is None:
            return None
        evidence = [Evidence(signal="queue", detail=f"#{entry.number}")]
        found = Found(entry.member, entry.score, entry.reasons, entry.message, evidence)
        return await self.convict(found, turn)

    async def _entered(self, event: Told, turn: Turn) -> Outcome | None:
        """Ask staff about an entry, now that the management room has given its number."""
        entered = None if self.queue is None else await queue.entered(turn, self.queue, event)
        return None if entered is None else self._queued(*entered)

    def _queued(self, entry: Review, evidence: Sequence[Evidence]) -> Outcome:
        return self.all["queued"](
            member=entry.member, evidence=evidence, score=entry.score, reasons=entry.reasons,
            message=entry.message, number=entry.number, text=harmless(entry.text, 100),
        )  # fmt: skip

    async def _counts(self, event: Told, turn: Turn) -> None:
        await ladder.count(event, turn, self.within, max(self.ladder, default=1))

    async def _counted(self, event: Told, turn: Turn) -> Verdict:
        """Deal with an advert by the strikes of all rooms, as the member's own actor has added them up."""
        body = event.body
        member = Member.model_validate(body["member"])
        evidence = [Evidence.model_validate(item) for item in body["evidence"]]
        total = int(body["step"])
        evidence.append(Evidence(signal="ladder", detail=f"{total}"))
        found = Found(member, float(body["score"]), body["reasons"], body["message"], evidence)
        ladder.report_later(turn, member)
        dealt = await self._deal(found, ladder.step(self.ladder, total), turn)
        rooms = int(body["elsewhere"])
        return [dealt, self.all["elsewhere"](member=member, total=total, rooms=rooms)] if rooms else dealt

    async def _recounts(self, event: Told, turn: Turn) -> None:
        """Tell the member's own actor what strikes still stand, after somebody took some back."""
        if self.across == "all_rooms":
            await ladder.report(turn, Member.model_validate(event.body["recount"]), self.within)

    async def _told_paid(self, event: Told, turn: Turn) -> None:
        """Forget a debt that staff say is paid."""
        await course.settle(turn, str(event.body["paid"]))

    async def _answered(self, event: Told, turn: Turn) -> Outcome | None:
        """Hear what a removed member answers: on a promise they are invited back."""
        member = event.member
        if self._back is None or member is None:
            return None
        if await course.undone(turn, (await turn.load(way_back.Removal)).case):
            return None
        name = await way_back.answered(event, turn, self._back, member)
        if name == "answered":
            return self.all[name](text=way_back.shown(event))
        return self.all[name]() if name else None

    # what comes later

    async def paid(self, message: Message, turn: Turn) -> Outcome | None:
        """Clear the debt of a member who sends a red packet."""
        return self.all["paid"]() if await course.settle(turn, message.member.id) else None

    async def back(self, event: MemberJoined, turn: Turn) -> None:
        """Forget the way back: whoever is here needs none."""
        if self._back is not None:
            await way_back.returned(turn, event.member)

    async def gone(self, event: MemberLeft, turn: Turn) -> None:
        """Ask nothing more of whoever has gone."""
        await self._ends(event.member, turn)

    async def on_done(self, event: ActionDone, turn: Turn) -> None:
        """Note that the removal was really performed: not every bot may, not every platform can."""
        if event.do == Do.remove and event.member is not None:
            await self._ends(event.member, turn)

    async def _ends(self, member: Member, turn: Turn) -> None:
        if self.fine is not None or self.chain is not None:
            await course.stop(turn, member.id)
        if self._back is not None:
            await way_back.left(turn)

    async def on_failed(self, event: ActionFailed, turn: Turn) -> Outcome | None:
        """Have a person write to a removed member who cannot be reached."""
        if self._back is None or event.member is None:
            return None
        return self.all["unreached"]() if await way_back.unreached(event, turn) else None

    async def on_timer(self, event: TimerFired, turn: Turn) -> Outcome | None:
        """Go on with what was begun, if it still stands: not taken back, not paid, not gone, not paused."""
        name, case = event.key.partition("/")[0], str(event.body.get("case", ""))
        if event.member is None:
            return None
        if name == ladder.TIMER:
            await ladder.report(turn, event.member, self.within)
            return None
        if name == queue.TIMER and self.queue is not None:
            return await self._guilty(await queue.overdue(turn, self.queue, event.body["review"]), turn)
        if await course.undone(turn, case):
            return None
        return await self._goes_on(name, case, event, turn)

    async def _goes_on(self, name: str, case: str, event: TimerFired, turn: Turn) -> Outcome | None:
        if name == way_back.TIMER and self._back is not None:
            return self.all[name]() if await way_back.opens(event, turn, self._back) else None
        debt = await turn.load(course.Debt)
        if self._fine is not None and debt.case != case:
            return None
        if name == "chain" and self.chain is not None:
            line = await course.next_line(turn, self.chain, event)
            return self.all[f"chain_{line}"]() if line else None
        if self._fine is None or debt.due is None or debt.over or event.member is None:
            return None
        if name == "remind":
            return self.all[name](minutes=minutes(debt.due - event.at))
        turn.save(debt.model_copy(update={"over": True}))
        self._offer_way_back(turn, self.handling, event.member)
        return self.all["unpaid"](message=debt.message, evidence=[Evidence(signal="advert", detail=case)])
