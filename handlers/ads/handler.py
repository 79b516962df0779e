"""The handler of adverts: has a message judged, says what it found and why, and sees it through."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import Field

from bot.contract import (
    Kind,
    Member,
    MemberJoined,
    MemberLeft,
    Message,
    Outcome,
    Told,
    Turn,
    Verdict,
)
from handlers.ads import copies, course, queue
from handlers.ads.answers import ADVERT, WARNING, Handling
from handlers.ads.dealing import Dealing
from handlers.ads.found import Found
from handlers.ads.judge import Judge, Judged
from handlers.ads.newcomers import forget, remember
from handlers.ads.settings import Allow, Copies, Deny, Limits, Patterns
from handlers.ads.watch import learn_picture, look


class Ads(Dealing, name="ads", judges=True):
    """Finds adverts in what a member posts: never in what they quote, never by one weak signal.

    An operator's word alone makes a `review`; with a contact detail, a link or a card it is an `advert`.
    """

    words: tuple[str, ...] = Field((), description="自己的广告词 | the operator's own words")
    patterns: Patterns = Field((), description="自己的正则（RE2） | the operator's own patterns, RE2")
    allow: Allow = Field(Allow(), description="不算广告的 | what is no advert here")
    deny: Deny = Field(Deny(), description="一定算广告的 | what is one wherever it stands")
    limits: Limits | None = Field(None, description="多高的分算 | from which scores on")
    copies: Copies = Field(Copies(), description="多处重复从几处算起 | from how many places on copies count")

    review = Outcome(WARNING, **course.FACTS)
    advert = Outcome(*ADVERT[Handling.gentle], **course.FACTS)

    @cached_property
    def judge(self) -> Judge:
        """The detector with this rule's lists."""
        return Judge(self.words, self.allow, self.deny, self.limits, self.patterns)

    async def on_message(self, message: Message, turn: Turn) -> Verdict:
        """Judge what the member posted; a red packet clears a debt."""
        if message.kind is Kind.red_packet and "paid" in self.all:
            await forget(message, turn)
            return await self.paid(message, turn)
        judged = await look(self.judge, message, turn)
        copies.report(message, turn, judged.marks, judged.score, judged.verdict)
        outcome = await self._decide(judged, message.member, turn, message.id)
        if outcome is None or judged.verdict != "advert" or outcome.name == "review" or turn.late:
            return outcome
        learn_picture(message, turn)
        return [*await self._earlier(judged, turn), outcome]

    async def _earlier(self, judged: Judged, turn: Turn) -> list[Outcome]:
        """Take back the earlier lines of an advert in several, but for those about which it is decided."""
        lines = [line for line in judged.earlier if not await queue.is_decided(turn, line)]
        for line in lines:
            await queue.close(turn, line)
        evidence = [item for item in judged.evidence if item.signal == "split"]
        ids = lines if "piece" in self.all else ()
        return [self.all["piece"](evidence=evidence, message=message) for message in ids]

    async def on_told(self, event: Told, turn: Turn) -> Verdict:
        """Count a thing that was posted; hear where else it was, and judge anew; hear what staff decided."""
        if hear := self.hears(event):
            return await hear(event, turn)
        if "rooms" not in event.body:
            await copies.count(event, turn, self.copies)
            return None
        return await self._copied(event.body, event, turn)

    async def _copied(self, body: Mapping[str, Any], event: Told, turn: Turn) -> Outcome | None:
        """Judge a message anew that was seen elsewhere too; deal with each message once."""
        before = Judged(float(body["score"]), body["verdict"])
        limits, copied = self.judge.limits, bool(body["copied"])
        judged = before.repeated(int(body["rooms"]), int(body["accounts"]), limits, copied=copied)
        if body["earlier"] and judged.verdict != "advert":
            return None
        if not await copies.settle(turn, body["message"], before.verdict, judged.verdict):
            return None
        if await queue.is_decided(turn, body["message"]):
            return None
        if judged.verdict == "advert":
            copies.found(event, turn)
            await queue.close(turn, body["message"])
        return await self._decide(judged, Member.model_validate(body["member"]), turn, body["message"])

    async def _decide(self, judged: Judged, member: Member, turn: Turn, message: str) -> Outcome | None:
        if judged.verdict == "clear":
            return None
        found = Found(member, judged.score, judged.reasons, message, judged.evidence)
        return await (self.convict if judged.verdict == "advert" else self.suspect)(found, turn)

    async def on_join(self, event: MemberJoined, turn: Turn) -> None:
        """Remember the newcomer; whoever is back needs no way back."""
        await remember(event, turn)
        await self.back(event, turn)

    async def on_leave(self, event: MemberLeft, turn: Turn) -> None:
        """Ask nothing more of whoever has gone."""
        await forget(event, turn)
        await self.gone(event, turn)
