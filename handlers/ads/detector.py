"""The detector: one message in, a verdict out, with the contribution of every signal.

It knows no chat platform, keeps no state and reads no clock: the same message in the same circumstances
has the same verdict. `handlers.ads` asks it in a turn, `qunguan classify` on standard input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log
from typing import Literal, NamedTuple

from handlers.ads import signals as weights
from handlers.ads.extract import Extracts, extract
from handlers.ads.lexicon import Lexicon
from handlers.ads.links import Link
from handlers.ads.model import Model, load
from handlers.ads.normalise import Reading, reading
from handlers.ads.post import Post
from handlers.ads.signals import NOTHING_KNOWN, Circumstances, Signal, circumstantial, probability

Judgement = Literal["clear", "review", "advert"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the detector says of one message.

    Attributes:
        score: the probability that it is an advert, above 0 and below 1, never rounded.
        verdict: `clear`, `review` (a person should look) or `advert`.
        signals: every contribution in logits; they add up to the score's log odds.
        found: the links and contacts in it, for duplicates and for the case.
    """

    score: float
    verdict: Judgement
    signals: tuple[Signal, ...]
    found: Extracts


class Limits(NamedTuple):
    """Scores from which a message is for review, and from which it is an advert."""

    review: float
    act: float


class Detector:
    """Everything a verdict needs, compiled once: model, word lists, links allowed and denied, limits."""

    def __init__(
        self,
        terms: Mapping[str, Iterable[str]] | None = None,
        patterns: Mapping[str, Iterable[str]] | None = None,
        allow: Iterable[str] = (),
        deny: Iterable[str] = (),
        limits: Limits | None = None,
        model: Model | None = None,
    ) -> None:
        """Compile the operator's lists.

        Args:
            terms: list name → words, as people write them.
            patterns: list name → RE2 patterns on folded text.
            allow: domains whose links are no evidence, with all below them.
            deny: domains whose links are adverts.
            limits: scores for review and act; the model's own when None.
            model: another model than the shipped one.

        Raises:
            LexiconError: for a pattern that is not RE2.
        """
        self._model = model or load()
        self._lexicon = Lexicon(terms or {}, patterns)
        self._allow, self._deny = frozenset(allow), frozenset(deny)
        self.limits = limits or Limits(self._model.review, self._model.act)

    def judge(self, post: Post, known: Circumstances = NOTHING_KNOWN) -> Verdict:
        """The verdict on one message; only the member's own words, cards and links are weighed."""
        words = post.words
        read = reading(words)
        found = extract(words, read)
        evidence = [
            Signal("text", "", self._model.logit(read)),
            *self._from_links(post, found.links),
            *_cards(post),
        ]
        evidence += circumstantial(known, bool(found.links or post.link_url))
        evidence += self._from_lists(read, evidence, found)
        score = probability(sum(signal.weight for signal in evidence))
        return Verdict(score, self._judgement(score), tuple(evidence), found)

    def _judgement(self, score: float) -> Judgement:
        if score >= self.limits.act:
            return "advert"
        return "review" if score >= self.limits.review else "clear"

    def _from_links(self, post: Post, links: list[Link]) -> list[Signal]:
        """What links tell beyond the words around them: the operator's lists, invitations, short links."""
        if post.link_url:
            links = [*links, *extract("", reading(post.link_url)).links]
        if not links:
            return []
        denied = next((link for link in links if _under(link, self._deny)), None)
        if denied:
            return [Signal("denied_link", denied.domain, weights.DENIED)]
        if all(_under(link, self._allow) for link in links):
            return [Signal("allowed_link", links[0].domain, weights.ALLOWED)]
        invite = next((link for link in links if link.invites), None)
        short = next((link for link in links if link.short), None)
        out = [Signal("invite_link", invite.domain, weights.INVITE)] if invite else []
        return out + ([Signal("short_link", short.domain, weights.SHORT_LINK)] if short else [])

    def _from_lists(self, read: Reading, others: list[Signal], found: Extracts) -> list[Signal]:
        """The operator's words: alone they make a review, with something to reach or to open an advert."""
        hits = self._lexicon.find(read.folded)
        if not hits:
            return []
        weight = min(weights.WORD + weights.MORE_WORDS * (len(hits) - 1), weights.WORDS_LIMIT)
        so_far = sum(signal.weight for signal in others)
        second = backed(others, found)
        floor = _logit(self.limits.act if second else self.limits.review) + 0.01
        ceiling = (
            float("inf") if second or so_far >= _logit(self.limits.act) else _logit(self.limits.act) - 0.01
        )
        total = min(max(so_far + weight, floor), ceiling)
        return [Signal("words", "、".join(f"{hit.list}:{hit.term}" for hit in hits[:5]), total - so_far)]


def _cards(post: Post) -> list[Signal]:
    """The cards of strangers; who is no stranger, the caller knows and leaves out."""
    out = [Signal("link_card", "", weights.LINK_CARD)] if post.link_url else []
    if post.app_id or post.kind == "mini_program":
        out.append(Signal("mini_program", post.app_id, weights.MINI_PROGRAM))
    if post.contact_id or post.kind == "contact":
        out.append(Signal("contact_card", post.contact_id, weights.CONTACT_CARD))
    if post.codes:
        out.append(Signal("code", post.codes[0][:80], weights.STRANGER_CODE))
    return out


_BACKING = frozenset(
    {
        "denied_link",
        "invite_link",
        "short_link",
        "link_card",
        "mini_program",
        "contact_card",
        "code",
        "duplicate",
    }
)
"""Signals that make an advert of an operator's word: something to open or to reach, or the same elsewhere."""
REACH = ("phone", "landline", "wechat", "qq", "group", "invite_code", "wallet")
"""Kinds of contacts that do so; a price, an order number or an `@name` (mostly a mention) does not."""


def backed(others: list[Signal], found: Extracts) -> bool:
    """Whether a second signal backs an operator's word; being new here is none, nor an allowed link."""
    names = {signal.name for signal in others}
    if "allowed_link" in names:
        return bool(found.of(*REACH)) or not names.isdisjoint(
            _BACKING - {"link_card", "short_link", "invite_link"}
        )
    return bool(found.of(*REACH) or found.links) or not names.isdisjoint(_BACKING)


def _under(link: Link, domains: frozenset[str]) -> bool:
    """Whether a link's host is one of `domains` or lies below one."""
    if not domains:
        return False
    labels = link.host.split(".")
    return any(".".join(labels[n:]) in domains for n in range(len(labels)))


def _logit(score: float) -> float:
    """The log odds of a limit, kept finite."""
    score = min(max(score, 1e-9), 1 - 1e-9)
    return log(score / (1 - score))
