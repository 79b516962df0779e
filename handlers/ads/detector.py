"""The detector: one message in, a verdict out, with the contribution of every signal.

It knows no chat platform, keeps no state and reads no clock: the same message in the same circumstances
has the same verdict. `handlers.ads` asks it in a turn, `qunguan classify` on standard input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from typing import Literal, NamedTuple

from handlers.ads import signals as weights
from handlers.ads.extract import Extracts, extract, unlinked
from handlers.ads.fragments import Fragment, fragments
from handlers.ads.lexicon import Hit, Lexicon, shipped
from handlers.ads.links import Link, under
from handlers.ads.model import Model, load
from handlers.ads.normalise import Reading, reading
from handlers.ads.post import Post, plain
from handlers.ads.signals import NOTHING_KNOWN, Circumstances, Signal, circumstantial, probability
from handlers.ads.tree import REACH, InPicture, cards, codes, forwarded, in_picture, leads, said, shown

Judgement = Literal["clear", "review", "advert"]
_LETTER = re.compile(r"[^\W\d_]")


class Verdict(NamedTuple):
    """What the detector says of one message.

    Attributes:
        score: the probability that it is an advert, above 0 and below 1, never rounded.
        verdict: `clear`, `review` (a person should look) or `advert`.
        signals: every contribution in logits; they add up to the score's log odds.
        found: the links and contacts in it, for duplicates and for the case.
        read: its words as they were read, a picture's too, so that nobody has to read them again.
    """

    score: float
    verdict: Judgement
    signals: tuple[Signal, ...]
    found: Extracts
    read: Reading


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

    def judge(self, post: Post, known: Circumstances = NOTHING_KNOWN, more: Iterable[Signal] = ()) -> Verdict:
        """The verdict on one message; what the member quotes is not weighed, what they forward or show less.

        Args:
            post: the message.
            known: what the caller knows besides it.
            more: signals of the caller's own.
        """
        read = reading(post.words)
        return self._verdict(post, read, self._logit(read), known, more)

    def _logit(self, read: Reading) -> float:
        """What the text model says of a text with words in it; a bare number is no words."""
        return self._model.logit(read) if _LETTER.search(read.folded) else weights.WORDLESS

    def judge_all(self, posts: Sequence[Post]) -> list[Verdict]:
        """The verdicts on many messages of which nothing else is known; faster than one by one."""
        reads = [reading(post.words) for post in posts]
        logits = [
            logit if _LETTER.search(read.folded) else weights.WORDLESS
            for logit, read in zip(self._model.logits(reads), reads, strict=True)
        ]
        return [self._verdict(*each, NOTHING_KNOWN, ()) for each in zip(posts, reads, logits, strict=True)]

    def _verdict(
        self, post: Post, read: Reading, logit: float, known: Circumstances, more: Iterable[Signal]
    ) -> Verdict:
        """Weigh what the text model says of a message with all else."""
        bare = plain(post)
        picture = None if bare else in_picture(post)
        whole, found = read, extract(post.words, read)
        if news := _news(found):
            logit = self._without_news(read, news)
        if picture is not None:
            whole, found = picture.with_own(read, found)
        evidence = [Signal("text", "", logit) if bare else said(post, logit)]
        evidence += _shipped(read)
        evidence += self._from_links(post, found.links)
        if not bare:
            evidence += self._from_parts(post, picture)
        evidence += more
        evidence += circumstantial(known, bool(found.leading or (post.link_url and leads(post.link_url))))
        evidence += self._from_lists(read, picture, evidence, found)
        score = probability(sum(signal.weight for signal in evidence))
        return Verdict(score, self._judgement(score), tuple(evidence), found, whole)

    def _without_news(self, read: Reading, news: list[Link]) -> float:
        """What the text model says of the words around links to nobody, which neither add nor excuse."""
        return self._logit(unlinked(read, news))

    def fragments(self, text: str) -> list[Fragment]:
        """The words of a text that speak most for an advert, as they stand in it; for the case, not fast."""
        return fragments(text, lambda words: self._model.logit(reading(words)))

    def _judgement(self, score: float) -> Judgement:
        if score >= self.limits.act:
            return "advert"
        return "review" if score >= self.limits.review else "clear"

    def _allowed(self, link: Link) -> bool:
        return under(link.host, self._allow)

    def _denied(self, link: Link) -> bool:
        return under(link.host, self._deny)

    def _from_parts(self, post: Post, picture: InPicture | None) -> Iterator[Signal]:
        """Yield what speaks besides the words: cards, codes, what was shown and what was forwarded."""
        if picture is not None:
            yield from shown(picture, self._model.logit)
        yield from cards(post)
        yield from codes(post, self._allowed, self._denied)
        yield from forwarded(post, self._model.logit)

    def _from_links(self, post: Post, links: list[Link]) -> list[Signal]:
        """What links tell beyond the words around them: the operator's lists, invitations, short links."""
        if post.link_url:
            links = [*links, *extract("", reading(post.link_url)).links]
        if not links:
            return []
        denied = next(filter(self._denied, links), None)
        if denied:
            return [Signal("denied_link", denied.domain, weights.DENIED)]
        if all(map(self._allowed, links)):
            return [Signal("allowed_link", links[0].domain, weights.ALLOWED)]
        invite = next((link for link in links if link.invites), None)
        short = next((link for link in links if link.short), None)
        out = [Signal("invite_link", invite.domain, weights.INVITE)] if invite else []
        return out + ([Signal("short_link", short.domain, weights.SHORT_LINK)] if short else [])

    def _from_lists(
        self, read: Reading, picture: InPicture | None, others: list[Signal], found: Extracts
    ) -> list[Signal]:
        """The operator's words: alone they make a review, with something to reach or to open an advert.

        Those that stand only in a picture with own words beside it make a review: another may have said them.
        """
        own = hits = self._lexicon.find(read.folded)
        if picture is not None:
            hits = list(dict.fromkeys([*own, *self._lexicon.find(picture.read.folded)]))
        if not hits:
            return []
        weight = min(weights.WORD + weights.MORE_WORDS * (len(hits) - 1), weights.WORDS_LIMIT)
        so_far = sum(signal.weight for signal in others)
        second = bool(own) and backed(others, found)
        floor = _logit(self.limits.act if second else self.limits.review) + 0.01
        ceiling = (
            float("inf") if second or so_far >= _logit(self.limits.act) else _logit(self.limits.act) - 0.01
        )
        total = min(max(so_far + weight, floor), ceiling)
        return [Signal("words", _listed(hits), total - so_far)]


def _news(found: Extracts) -> list[Link]:
    """The links to take out of a text: to public places, with no words of their own, and nobody to reach."""
    if not found.links or found.leading or found.of(*REACH):
        return []
    return [link for link in found.links if link.bare]


def _shipped(read: Reading) -> list[Signal]:
    """The words of the lists that come with the package: a hint, and a kind to name in the case."""
    hits = shipped().find(read.folded)
    if not hits:
        return []
    weight = min(weights.LEXICON + weights.MORE_LEXICON * (len(hits) - 1), weights.LEXICON_LIMIT)
    return [Signal("lexicon", _listed(hits), weight)]


def _listed(hits: list[Hit]) -> str:
    return "、".join(f"{hit.list}:{hit.term}" for hit in hits[:5])


_BACKING = frozenset(
    {
        "denied_link",
        "invite_link",
        "short_link",
        "link_card",
        "mini_program",
        "contact_card",
        "code",
        "denied_card",
        "duplicate",
        "copied",
    }
)
"""Signals that make an advert of an operator's word: something to open or to reach, or the same elsewhere."""


def backed(others: list[Signal], found: Extracts) -> bool:
    """Whether a second signal backs an operator's word; being new is none, nor an allowed or public link."""
    names = {signal.name for signal in others}
    if "allowed_link" in names:
        return bool(found.of(*REACH)) or not names.isdisjoint(
            _BACKING - {"link_card", "short_link", "invite_link"}
        )
    return bool(found.of(*REACH) or found.leading) or not names.isdisjoint(_BACKING)


def _logit(score: float) -> float:
    """The log odds of a limit, kept finite."""
    score = min(max(score, 1e-9), 1 - 1e-9)
    return log(score / (1 - score))
