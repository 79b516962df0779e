"""The parts of a message besides the member's own words: cards, pictures' words and codes, forwarded records.

Each part is its own signal. A record somebody passes on weighs less than their own words, and never makes
an advert by itself: what stands in it, others have said. So it is with a picture they write something to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from handlers.ads import signals as weights
from handlers.ads.extract import Extracts, extract
from handlers.ads.folding import cleaned
from handlers.ads.links import Link, links
from handlers.ads.normalise import Reading, reading
from handlers.ads.post import Post
from handlers.ads.signals import Signal

REACH = ("phone", "landline", "wechat", "telegram", "qq", "group", "invite_code", "wallet")
"""Kinds of contacts one can reach somebody by; a price, an order number or an `@name` is none."""
_INVITING = (
    "weixin.qq.com/g/", "weixin.qq.com/r/", "weixin.qq.com/q/", "u.wechat.com/", "work.weixin.qq.com/",
    "qm.qq.com/", "jq.qq.com/", "qr.alipay.com/", "wxp://", "t.me/", "chat.whatsapp.com/", "line.me/",
)  # fmt: skip
"""What codes say that open a group, a stranger's account or a payment."""
_SCHEMES = ("https://", "http://")
MOST_CODES = 8
"""Codes of one picture that are looked at."""
_LONGEST_CODE = 500
_DETAIL = 80


class InPicture(NamedTuple):
    """The words in a picture that has own words beside it, as they were read, and what was found in them."""

    read: Reading
    found: Extracts

    def with_own(self, read: Reading, found: Extracts) -> tuple[Reading, Extracts]:
        """Return own words and the picture's as one: what the message can be known again by."""
        links, contacts = [*found.links, *self.found.links], [*found.contacts, *self.found.contacts]
        return (
            Reading(f"{read.clean}\n{self.read.clean}", f"{read.folded}\n{self.read.folded}"),
            Extracts(list(dict.fromkeys(links)), list(dict.fromkeys(contacts))),
        )


def said(post: Post, logit: float) -> Signal:
    """What the model says of the member's words, under the name of where they stand."""
    if not post.words:
        return Signal("text", "", weights.WORDLESS)
    return Signal("text" if post.own else "image_text", "", logit)


def in_picture(post: Post) -> InPicture | None:
    """Read the words in a picture that has own words beside it; None where there is no such picture."""
    text = post.beside
    if not text:
        return None
    read = reading(text)
    return InPicture(read, extract(text, read))


def shown(picture: InPicture, logit: Callable[[Reading], float]) -> Iterator[Signal]:
    """Yield what the words of such a picture weigh: a share of what they would alone, and never in favour."""
    weight = min(weights.IMAGE_SHARE * logit(picture.read), weights.IMAGE_LIMIT)
    if weight > 0:
        yield Signal("image_text", "", weight)


def cards(post: Post) -> Iterator[Signal]:
    """Yield the cards of strangers; who is no stranger, the caller knows and leaves out."""
    if leads(post.link_url):
        yield Signal("link_card", "", weights.LINK_CARD)
    if post.app_id or post.kind == "mini_program":
        yield Signal("mini_program", post.app_id, weights.MINI_PROGRAM)
    if post.contact_id or post.kind == "contact":
        yield Signal("contact_card", post.contact_id, weights.CONTACT_CARD)


def leads(url: str) -> bool:
    """Whether a card opens something that is not a public place."""
    found = links(cleaned(url))
    return bool(url) and not (found and all(link.public for link in found))


def codes(post: Post, allowed: Callable[[Link], bool], denied: Callable[[Link], bool]) -> Iterator[Signal]:
    """Yield the gravest code in the picture: it leads to a denied place, invites, leads somewhere, calls.

    A bar code of digits names goods; it is no signal.
    """
    found = (
        signal for code in post.codes[:MOST_CODES] if (signal := _code(code, allowed, denied)) is not None
    )
    gravest = max(found, key=lambda signal: signal.weight, default=None)
    if gravest is not None:
        yield gravest


def _code(code: str, allowed: Callable[[Link], bool], denied: Callable[[Link], bool]) -> Signal | None:
    said = code.strip()[:_LONGEST_CODE]
    found = in_code(said)
    if any(map(denied, found.links)):
        return Signal("denied_link", said[:_DETAIL], weights.DENIED)
    if found.links and all(map(allowed, found.links)):
        return None
    if inviting(said):
        return Signal("code", said[:_DETAIL], weights.STRANGER_CODE)
    if found.leading or found.of(*REACH):
        return Signal("code", said[:_DETAIL], weights.CODE)
    return None


def in_code(code: str) -> Extracts:
    """Return the links and contacts that a code leads to; digits alone are goods or a ticket."""
    said = code[:_LONGEST_CODE]
    if said.isdigit() and len(said) != len("13812345678"):
        return Extracts([], [])
    return extract(said, reading(said))


def inviting(code: str) -> bool:
    """Whether a code opens a group, an account or a payment."""
    plain = code.strip().lower()
    for scheme in _SCHEMES:
        plain = plain.removeprefix(scheme)
    return plain.startswith(_INVITING)


def forwarded(post: Post, logit: Callable[[Reading], float]) -> Iterator[Signal]:
    """Yield what a forwarded record weighs: a share of what its words would as the member's own."""
    if not post.forwarded:
        return
    text = "\n".join(post.forwarded)
    read = reading(text)
    weight = min(weights.FORWARDED_SHARE * logit(read), weights.FORWARDED_LIMIT)
    if weight <= 0:
        return
    yield Signal("forwarded", f"{len(post.forwarded)}", weight)
    found = extract(text, read)
    reach = [*found.of(*REACH), *(link.domain for link in found.leading)]
    if reach:
        yield Signal("forwarded_contact", reach[0][:_DETAIL], weights.FORWARDED_CONTACT)
