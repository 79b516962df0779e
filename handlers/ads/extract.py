"""What a text asks the reader to reach: addresses, numbers, ids, codes, prices, wallets.

Patterns are bounded and look at one place once, so the time is linear; values are as the text means
them (digits joined, numerals turned), the kinds are those of `KINDS`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.ads.folding import LIMIT
from handlers.ads.links import Link, links
from handlers.ads.normalise import Reading

KINDS = (
    "phone",
    "landline",
    "wechat",
    "qq",
    "group",
    "number",
    "handle",
    "invite_code",
    "price",
    "commission",
    "wallet",
)
"""Kinds of `Contact`, besides the links."""

Patterns = tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]
"""Kind, characters one of which the pattern needs, the pattern."""

_NUMBERS: Patterns = (
    ("phone", frozenset("1"), re.compile(r"(?<![0-9])(?:86)?(1[3-9][0-9]{9})(?![0-9])")),
    (
        "landline",
        frozenset("048"),
        re.compile(r"(?<![0-9])((?:0[1-9][0-9]{1,2}[2-8][0-9]{6,7})|[48]00[0-9]{7})(?![0-9])"),
    ),
    (
        "group",
        frozenset("群"),
        re.compile(r"(?:群号?码?|加群|进群)(?:是|为|qq)? ?([1-9][0-9]{5,10})(?![0-9])"),
    ),
    ("qq", frozenset("q"), re.compile(r"qq号?码?(?:是|为|加)? ?([1-9][0-9]{4,10})(?![0-9])")),
    ("number", frozenset("123456789"), re.compile(r"(?<![0-9a-z])([1-9][0-9]{5,11})(?![0-9a-z])")),
)
_FOLDED: Patterns = (
    (
        "wechat",
        frozenset("微"),
        re.compile(r"微信?(?:同?号|id|加)?(?:是|为)? ?([a-z][a-z0-9]{4,19}|[0-9]{5,12})(?![a-z0-9])"),
    ),
    (
        "commission",
        frozenset("佣返提薪入赚天"),
        re.compile(r"(?:佣金|返佣|返利|提成|[日月时]薪|[日月]入|[日月]赚|一天)[^0-9]{0,3}([0-9]{2,7})"),
    ),
)
_CLEAN: Patterns = (
    ("phone", frozenset("+"), re.compile(r"\+([1-9][0-9]{7,14})(?![0-9])")),
    ("handle", frozenset("@"), re.compile(r"(?<![a-z0-9.])@([a-z][a-z0-9_]{4,31})(?![a-z0-9_@.])")),
    (
        "wechat",
        frozenset("微薇徽威vw"),
        re.compile(
            r"(?:[微薇徽威v]信?号?|[vw]x|wechat|weixin)[^a-z0-9\n]{1,4}([a-z][a-z0-9_-]{5,19})(?![a-z0-9])"
        ),
    ),
    (
        "invite_code",
        frozenset("码令c"),
        re.compile(
            r"(?:邀请码|推荐码|邀请口令|(?:invite|referral|promo) code)"
            r"[^a-z0-9\n]{0,4}([a-z0-9]{4,12})(?![a-z0-9])"
        ),
    ),
    (
        "price",
        frozenset("¥$€£元块万刀折bu"),
        re.compile(
            r"([¥$€£] ?[0-9]{1,9}(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,2})?(?:元|块|万|rmb|usdt?|刀|折))"
        ),
    ),
)
_WALLET = re.compile(
    r"(?<![A-Za-z0-9])(0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,62}|T[1-9A-HJ-NP-Za-km-z]{33}|[13][1-9A-HJ-NP-Za-km-z]{25,33})(?![A-Za-z0-9])"
)
_WORTH_A_LOOK = re.compile("[0-9a-z]")
_LONG_NUMBER = re.compile("[0-9]{5}")
_LONG_TOKEN = re.compile("[A-Za-z0-9]{26}")


class Contact(NamedTuple):
    """One thing to reach or to pay: its kind (of `KINDS`) and its value."""

    kind: str
    value: str


class Extracts(NamedTuple):
    """All that was found in one text."""

    links: list[Link]
    contacts: list[Contact]

    def of(self, *kinds: str) -> list[str]:
        """The values of the contacts of these kinds."""
        return [contact.value for contact in self.contacts if contact.kind in kinds]


def extract(text: str, read: Reading) -> Extracts:
    """Everything in one text; `read` is its reading, `text` itself is needed for wallets (case matters)."""
    if not _WORTH_A_LOOK.search(read.clean) and not _WORTH_A_LOOK.search(read.folded):
        return Extracts(links(read.clean), [])
    found = _matches(_FOLDED, read.folded) + _matches(_CLEAN, read.clean)
    text = text[:LIMIT]
    if _LONG_TOKEN.search(text):
        found += [Contact("wallet", value) for value in _WALLET.findall(text)]
    if _LONG_NUMBER.search(read.folded):
        found += _matches(_NUMBERS, read.folded)
        known = {contact.value for contact in found if contact.kind != "number"}
        found = [contact for contact in found if contact.kind != "number" or contact.value not in known]
    return Extracts(links(read.clean), list(dict.fromkeys(found)))


def _matches(patterns: Patterns, text: str) -> list[Contact]:
    """All that these patterns find; one is tried only where a character it needs is."""
    chars = frozenset(text)
    return [
        Contact(kind, value)
        for kind, needs, pattern in patterns
        if not needs.isdisjoint(chars)
        for value in pattern.findall(text)
    ]
