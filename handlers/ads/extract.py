"""What a text asks the reader to reach: addresses, numbers, ids, codes, prices, wallets.

Patterns are bounded and look at one place once, so the time is linear; values are as the text means
them (digits joined, numerals turned), the kinds are those of `KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handlers.ads.contacts import (
    CLEAN,
    DATE,
    DIGITS,
    FOLDED,
    LANDLINE,
    NUMBER,
    NUMBERS,
    PHONE,
    TIME,
    WALLET,
    Patterns,
)
from handlers.ads.folding import LIMIT
from handlers.ads.links import Link, links
from handlers.ads.normalise import Reading, fold

KINDS = (
    "phone",
    "landline",
    "wechat",
    "telegram",
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

_WORTH_A_LOOK = re.compile("[0-9a-z百千万]")
_LONG_NUMBER = re.compile("[0-9]{5}")
_LETTER = re.compile("[a-z]")
_LONG_TOKEN = re.compile("[A-Za-z0-9_-]{26}")
_GAPS = str.maketrans("", "", " -")


class Contact(NamedTuple):
    """One thing to reach or to pay: its kind (of `KINDS`) and its value."""

    kind: str
    value: str


class Extracts(NamedTuple):
    """All that was found in one text."""

    links: list[Link]
    contacts: list[Contact]

    @property
    def leading(self) -> list[Link]:
        """The links that lead to somebody: all but those to public places."""
        return [link for link in self.links if not link.public]

    def of(self, *kinds: str) -> list[str]:
        """The values of the contacts of these kinds."""
        return [contact.value for contact in self.contacts if contact.kind in kinds]


def extract(text: str, read: Reading) -> Extracts:
    """Everything in one text; `read` is its reading, `text` itself is needed for wallets (case matters)."""
    if not _WORTH_A_LOOK.search(read.clean) and not _WORTH_A_LOOK.search(read.folded):
        return Extracts(links(read.clean), [])
    found = _matches(CLEAN, read.clean)
    if _LONG_NUMBER.search(read.folded):
        folded = _untimed(read)
        found += _matches(FOLDED + NUMBERS, folded)
        found += _numbers(folded, {contact.value for contact in found})
    else:
        found += _matches(FOLDED, read.folded)
    text = text[:LIMIT]
    if _LONG_TOKEN.search(text):
        found += [Contact("wallet", value) for value in WALLET.findall(text)]
    return Extracts(links(read.clean), list(dict.fromkeys(found)))


def unlinked(read: Reading, links: Iterable[Link]) -> Reading:
    """A text as it reads without some of its links."""
    clean = read.clean
    for link in links:
        clean = (
            clean.replace(f"https://{link.url}", "").replace(f"http://{link.url}", "").replace(link.url, "")
        )
    clean = clean.strip()
    return Reading(clean, fold(clean))


def _untimed(read: Reading) -> str:
    """The folded text without times and dates."""
    clean = DATE.sub("时", read.clean)
    if ":" in clean:
        clean = TIME.sub("时", clean)
    return read.folded if clean == read.clean else fold(clean)


def _numbers(folded: str, known: set[str]) -> Iterator[Contact]:
    """Yield the numbers of phones, and those that may be anything, except what is known to be something."""
    for run in DIGITS.finditer(folded):
        if found := PHONE.fullmatch(run[0]):
            yield Contact("phone", found[1])
        elif LANDLINE.fullmatch(run[0]):
            yield Contact("landline", run[0])
        elif NUMBER.fullmatch(run[0]) and run[0] not in known and _stands_alone(folded, *run.span()):
            yield Contact("number", run[0])


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether no letter touches a number."""
    return not _LETTER.match(folded[start - 1 : start]) and not _LETTER.match(folded[end : end + 1])


def _matches(patterns: Patterns, text: str) -> list[Contact]:
    """All that these patterns find; one is tried only where a character it needs is."""
    chars = frozenset(text)
    return [
        Contact(kind, _value(kind, found))
        for kind, needs, pattern in patterns
        if not needs.isdisjoint(chars)
        for found in pattern.finditer(text)
    ]


def _value(kind: str, found: re.Match[str]) -> str:
    """What a pattern found: its last group that took part; the number of a phone without gaps."""
    value = found[found.lastindex or 0]
    return value.translate(_GAPS) if kind == "phone" else value
