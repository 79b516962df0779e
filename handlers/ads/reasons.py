"""The reasons to take a message for an advert, each a signal with a weight, and what they come to.

A signal is evidence, never a verdict: the weights add up as independent doubts do
(`1 - Π(1 - weight)`), and removing anybody takes two signals at least.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import prod

import re2
from ahocorasick_rs import AhoCorasick

from bot.contract import Evidence, Message
from handlers.ads.normalise import Reading, reading

WORDS, LEXICON, CONTACT, LINK, CARD = 0.6, 0.3, 0.45, 0.45, 0.45
"""Weights: an operator's word, a usual word of adverts, a contact detail, a link, a card."""
REVIEW, ACT = 0.5, 0.75
"""From which score on; an operator's word alone is a review, with a contact, link or card an advert."""

_USUAL = (
    "加微信 加微 加我微信 加qq 加群 进群领 扫码 刷单 兼职 日结 日赚 日入 "
    "返利 返现 网赚 躺赚 副业 佣金 代理 招代理 代购 低价出 免费领 免费送 "
    "领红包 贷款 套现 信用卡提额 彩票 博彩 棋牌 投注 赌博 开户 荐股 股票群 "
    "内部消息 带单 稳赚 高仿 代开发票 办证 私聊我 联系我 推广 引流 涨粉 刷粉 "
    "优惠券群 内部券 一手货源 厂家直销 清仓 点击链接 点链接"
)
_PHONE = re2.compile(r"(?:^|[^0-9])(1[3-9][0-9](?:[ -]?[0-9]{4}){2})(?:[^0-9]|$)")
_WECHAT = re2.compile(
    r"(?:微信号?|加微|加v|[vw]x|wechat)[ :号是为-]{0,4}([a-z][a-z0-9_-]{4,19}|[0-9]{5,12})"
    r"|(wxid_[a-z0-9]{6,})"
)
_QQ = re2.compile(r"(?:qq|扣扣|企鹅)[ :群号是为+-]{0,5}([1-9][0-9]{4,11})")
_URL = re2.compile(
    r"(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})(?::[0-9]+)?(?:[/?#]|\b)"
)


class Words:
    """A list of words, found in the folded text as adverts disguise them; an empty list finds nothing."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = {reading(word).folded: word for word in words}
        folded.pop("", None)
        self._folded, self._words = tuple(folded), tuple(folded.values())
        self._automaton = AhoCorasick(self._folded) if folded else None

    def found(self, text: Reading) -> list[str]:
        """Return the words, as written, that stand in a text: anywhere in Chinese, whole in Latin."""
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(text.folded, overlapping=True)
        hits = {index: None for index, start, end in matches if _whole(text.folded, start, end)}
        return [self._words[index] for index in hits]


def _whole(text: str, start: int, end: int) -> bool:
    return not (_latin(text[start - 1 : start + 1]) or _latin(text[end - 1 : end + 1]))


def _latin(pair: str) -> bool:
    """Whether two neighbours are letters of one word."""
    return len(pair) == 2 and pair.isascii() and pair.isalpha()


_USUAL_WORDS = Words(_USUAL.split())


def domains(message: Message, clean: str) -> Iterator[str]:
    """Yield the domains that a message leads to, by its card and by its own text."""
    url = message.link.url.lower() if message.link is not None else ""
    for text in (url, clean):
        if "." in text:
            yield from (found.group(1) for found in _URL.finditer(text))


def under(domain: str, parents: frozenset[str]) -> bool:
    """Tell whether a domain is one of `parents` or lies below one."""
    labels = domain.split(".")
    return any(".".join(labels[n:]) in parents for n in range(len(labels)))


def from_text(text: Reading, words: Words) -> Iterator[Evidence]:
    """Yield what a text gives away: words, and how its author wants to be reached."""
    own = words.found(text)
    if own:
        yield Evidence(signal="words", detail="、".join(own[:5]), weight=WORDS)
    usual = [] if own else _USUAL_WORDS.found(text)
    if usual:
        yield Evidence(signal="lexicon", detail="、".join(usual[:5]), weight=LEXICON)
    contact = _contact(text)
    if contact is not None:
        yield Evidence(signal="contact", detail=contact, weight=CONTACT)


def _contact(text: Reading) -> str | None:
    for pattern, where in (
        (_PHONE, text.clean),
        (_WECHAT, text.clean),
        (_QQ, text.clean),
        (_WECHAT, text.folded),
    ):
        found = pattern.search(where)
        if found is not None:
            return next((group for group in found.groups() if group), "")
    return None


def score(evidence: Sequence[Evidence]) -> float:
    """Return what the weights come to, from 0 to below 1."""
    return 1 - prod(1 - (item.weight or 0.0) for item in evidence)
