"""The handler of adverts: has a message judged, says what it found and why, and sees it through."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from pydantic import Field

from bot.contract import (
    ActionDone,
    Do,
    Evidence,
    Handler,
    Kind,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    Outcome,
    Recall,
    Span,
    Standing,
    TimerFired,
    Told,
    Turn,
    Verdict,
    harmless,
)
from bot.contract.reviews import Review
from handlers.ads import copies, course, queue
from handlers.ads.answers import ADVERT, WARNING, Handling
from handlers.ads.judge import Judge, Judged
from handlers.ads.newcomers import forget, remember
from handlers.ads.settings import (
    Allow,
    Chain,
    Copies,
    Deny,
    FollowUp,
    Ladder,
    Limits,
    Patterns,
    Penalty,
    Queue,
    Softer,
)
from handlers.ads.watch import learn_picture, look


class Ads(Handler, name="ads", judges=True):
    """Finds adverts in what a member posts: never in what they quote, never by one weak signal.

    An operator's word alone makes a `review`; with a contact detail, a link or a card it is an `advert`.
    """

    words: tuple[str, ...] = Field((), description="自己的广告词 | the operator's own words")
    patterns: Patterns = Field((), description="自己的正则（RE2） | the operator's own patterns, RE2")
    allow: Allow = Field(Allow(), description="不算广告的 | what is no advert here")
    deny: Deny = Field(Deny(), description="一定算广告的 | what is one wherever it stands")
    limits: Limits | None = Field(None, description="多高的分算 | from which scores on")
    copies: Copies = Field(Copies(), description="多处重复从几处算起 | from how many places on copies count")
    handling: Handling = Field(Handling.gentle, description="温和、中性、强硬 | how an advert is dealt with")
    softer_for: Softer = Field(Softer(), description="对谁只提醒 | who is only ever asked")
    fine: Penalty | None = Field(None, description="先罚红包 | a red packet is owed first")
    chain: Chain | None = Field(None, description="跟着说的几句 | lines that follow in the room")
    follow_up: FollowUp | None = Field(None, description="移出后给个台阶 | the way back for who was removed")
    ladder: Ladder = Field({}, description="第几次发广告 → 怎么处理 | the how-manieth advert → its handling")
    within: Span = Field(timedelta(days=30), description="多久之内的次数算数 | adverts of this long count")
    queue: Queue | None = Field(None, description="像广告的先由人看 | staff decide what is for review")
    recall: bool = Field(default=False, description="先撤回消息（平台支持时） | take the message back first")

    review = Outcome(WARNING, **course.FACTS)
    advert = Outcome(*ADVERT[Handling.gentle], **course.FACTS)

    @cached_property
    def judge(self) -> Judge:
        """The detector with this rule's lists."""
        return Judge(self.words, self.allow, self.deny, self.limits, self.patterns)

    @cached_property
    def all(self) -> Mapping[str, Outcome]:
        """Every outcome that these settings can lead to, by name."""
        fine = self.fine if self.fine is not None and self.fine.red_packet else None
        every = course.outcomes(self.handling, self.ladder, fine, self.chain, self.follow_up, self.queue)
        found = {name: self._recalling(name, outcome).named(name) for name, outcome in every}
        return found | {"piece": Outcome(Recall(), message=str).named("piece")} if self.recall else found

    def _recalling(self, name: str, outcome: Outcome) -> Outcome:
        """Take the message back before anything else is done about an advert."""
        about_message = name in {"advert", "again"} or name.startswith("advert_")
        if not (self.recall and about_message):
            return outcome
        return Outcome(Recall(), *outcome.answers, **outcome.declares)

    def outcomes(self) -> Mapping[str, Outcome]:
        """What may happen goes by the settings: `handling`, `ladder`, `fine`, `chain` and `follow_up`."""
        return self.all

    async def on_message(self, message: Message, turn: Turn) -> Verdict:
        """Judge what the member posted; a red packet clears a debt."""
        if message.kind is Kind.red_packet and "paid" in self.all:
            await forget(message, turn)
            return await self._paid(message, turn)
        judged = await look(self.judge, message, turn)
        copies.report(message, turn, judged.marks, judged.score, judged.verdict)
        outcome = await self._decide(judged, message.member, turn, message.id)
        if outcome is None or judged.verdict != "advert" or outcome.name == "review" or turn.late:
            return outcome
        learn_picture(message, turn)
        return [*self._earlier(judged), outcome]

    def _earlier(self, judged: Judged) -> list[Outcome]:
        """Take back the earlier lines of an advert in several."""
        evidence = [item for item in judged.evidence if item.signal == "split"]
        ids = judged.earlier if "piece" in self.all else ()
        return [self.all["piece"](evidence=evidence, message=message) for message in ids]

    async def on_told(self, event: Told, turn: Turn) -> Outcome | None:
        """Count a thing that was posted; hear where else it was, and judge anew; hear what staff decided."""
        if "review" in event.body:
            return await self._guilty(await queue.decided(turn, event.body), turn)
        if "entered" in event.body:
            return await self._entered(event, turn)
        if "rooms" not in event.body:
            await copies.count(event, turn, self.copies)
            return None
        return await self._copied(event.body, event, turn)

    async def _copied(self, body: Mapping[str, Any], event: Told, turn: Turn) -> Outcome | None:
        """Judge a message anew that was seen elsewhere too; deal with each message once."""
        before = Judged(float(body["score"]), body["verdict"])
        limits, copied = self.judge.limits, bool(body["copied"])
        judged = before.repeated(int(body["rooms"]), int(body["accounts"]), limits, copied=copied)
        if not await copies.settle(turn, body["message"], before.verdict, judged.verdict):
            return None
        if judged.verdict == "advert":
            copies.found(event, turn)
        return await self._decide(judged, Member.model_validate(body["member"]), turn, body["message"])

    async def _decide(self, judged: Judged, member: Member, turn: Turn, message: str) -> Outcome | None:
        if judged.verdict == "clear":
            return None
        name = "review"
        if judged.verdict == "advert" and not await self._is_soft(turn, member.id):
            name = await self._advert(member, turn)
        elif judged.verdict == "review" and self.queue is not None and not turn.late:
            text = turn.event.text if isinstance(turn.event, Message) else await queue.words(turn, message)
            entry = await queue.enter(turn, self.queue, judged, member, message, text)
            if entry is not None:
                return self._queued(entry, judged.evidence)
            name = "suspected"
        return self.all[name](
            member=member,
            evidence=judged.evidence,
            score=judged.score,
            reasons=judged.reasons,
            message=message,
        )

    async def _entered(self, event: Told, turn: Turn) -> Outcome | None:
        """Ask staff about an entry, now that the management room has given its number."""
        entered = None if self.queue is None else await queue.entered(turn, self.queue, event)
        return None if entered is None else self._queued(*entered)

    def _queued(self, entry: Review, evidence: Sequence[Evidence]) -> Outcome:
        return self.all["queued"](
            member=entry.member, evidence=evidence, score=entry.score, reasons=entry.reasons,
            message=entry.message, number=entry.number, text=harmless(entry.text, 100),
        )  # fmt: skip

    async def _guilty(self, entry: Review | None, turn: Turn) -> Outcome | None:
        """Deal with an entry of the queue as with an advert, softly with those who are only ever asked."""
        if entry is None:
            return None
        soft = await self._is_soft(turn, entry.member.id)
        name = "review" if soft else await self._advert(entry.member, turn)
        evidence = [Evidence(signal="queue", detail=f"#{entry.number}")]
        return self.all[name](
            member=entry.member, evidence=evidence,
            score=entry.score, reasons=entry.reasons, message=entry.message,
        )  # fmt: skip

    async def on_join(self, event: MemberJoined, turn: Turn) -> None:
        """Remember the newcomer; whoever is back needs no way back."""
        await remember(event, turn)
        if self.follow_up is not None and (await turn.load(course.Removal)).case:
            turn.save(course.Removal())
            turn.cancel(f"follow_up/{event.member.id}")

    async def on_leave(self, event: MemberLeft, turn: Turn) -> None:
        """Ask nothing more of whoever has gone."""
        member = event.member.id
        await forget(event, turn)
        await self._gone(turn)
        for step in ("remind", "unpaid") if self.fine is not None else ():
            turn.cancel(f"{step}/{member}")
        for n in range(1, len(self.chain.lines) + 1 if self.chain is not None else 1):
            turn.cancel(f"chain_{n}/{member}")

    async def on_done(self, event: ActionDone, turn: Turn) -> None:
        """Note that the removal was really performed: not every bot may, not every platform can."""
        if event.do == Do.remove:
            await self._gone(turn)

    async def on_timer(self, event: TimerFired, turn: Turn) -> Outcome | None:
        """Go on with what was begun, if it still stands: not taken back, not paid, not gone."""
        if self.queue is not None and event.key.startswith(f"{queue.TIMER}/"):
            return await self._guilty(await queue.overdue(turn, self.queue, event.body["review"]), turn)
        name, case = event.key.partition("/")[0], str(event.body.get("case", ""))
        if name not in self.all or await course.undone(turn, case):
            return None
        debt = await turn.load(course.Debt)
        if name == "follow_up":
            return self.all[name]() if (await turn.load(course.Removal)).gone else None
        if self.fine is not None and debt.case != case:
            return None
        if name == "remind" and debt.due is not None:
            return self.all[name](minutes=course.minutes(debt.due - event.at))
        if name == "unpaid" and event.member is not None:
            self._offer_way_back(turn, self.handling, event.member)
        return self.all[name](evidence=[Evidence(signal="advert", detail=case)])

    async def _gone(self, turn: Turn) -> None:
        if self.follow_up is not None and (removal := await turn.load(course.Removal)).case:
            turn.save(removal.model_copy(update={"gone": True}))

    async def _paid(self, message: Message, turn: Turn) -> Outcome | None:
        debt = await turn.load(course.Debt)
        if debt.due is None:
            return None
        turn.save(course.Debt())
        for step in ("remind", "unpaid"):
            turn.cancel(f"{step}/{message.member.id}")
        return self.all["paid"]()

    async def _advert(self, member: Member, turn: Turn) -> str:
        """Decide how this advert is dealt with, set what follows, and return the outcome's name.

        Of a late event nothing follows: what asks for the red packet is not said either.
        """
        step = await self._step(member.id, turn)
        if turn.late:
            return "advert" if step is None else f"advert_{step}"
        if step is not None:
            self._offer_way_back(turn, step, member)
            return f"advert_{step}"
        if "unpaid" in self.all and self.fine is not None:
            if (await turn.load(course.Debt, member.id)).due is not None:
                self._offer_way_back(turn, self.handling, member)
                return "again"
            await course.owe(turn, self.fine, member)
        else:
            self._offer_way_back(turn, self.handling, member)
        if self.chain is not None and (self.handling is Handling.gentle or self.fine is not None):
            course.follow(turn, self.chain, member)
        return "advert"

    async def _step(self, member: str, turn: Turn) -> Handling | None:
        """Return the handling of the ladder's step: strikes of this rule that still count, and this one."""
        if not self.ladder:
            return None
        since = turn.now - self.within
        strikes = (await turn.load(Standing, member)).strikes
        count = 1 + sum(one.count for one in strikes if one.rule == turn.rule and one.at > since)
        reached = [n for n in self.ladder if n <= count]
        return self.ladder[max(reached)] if reached else None

    def _offer_way_back(self, turn: Turn, handling: Handling, member: Member) -> None:
        if self.follow_up is not None and handling is not Handling.gentle:
            course.offer(turn, self.follow_up, member)

    async def _is_soft(self, turn: Turn, member: str | None = None) -> bool:
        if not self.softer_for.tag:
            return False
        return not self.softer_for.tag.isdisjoint((await turn.load(Standing, member)).tags)
