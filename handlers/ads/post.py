"""A message as the detector sees it: the member's own words, and apart from them pictures, cards and records.

`Post.words` is judged. What somebody forwards, and what stands in a picture they write something to, may be
another's and weighs less; what they quote is kept so that a caller can show it, and never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.ads.normalise import reading


class PostError(ValueError):
    """A field of a message has the wrong shape; the message says which and what was expected."""


@dataclass(frozen=True, slots=True)
class Post:
    """One message, by the fields of the replay format.

    Attributes:
        text: the member's own text.
        kind: `text`, `image`, `link`, `mini_program`, `contact`, ... of the replay format.
        link_url, link_title: the link card's.
        app_id, app_title: the mini-program card's.
        contact_id, contact_name: the contact card's.
        image_text: text read in the image, if somebody did.
        codes: what QR codes and bar codes in the image say.
        quoted: the text of the message it answers; never judged.
        picture: the image's perceptual hash, 64 hexadecimal digits.
        forwarded: the lines of a forwarded record; what others said, elsewhere.
    """

    text: str = ""
    kind: str = "text"
    link_url: str = ""
    link_title: str = ""
    app_id: str = ""
    app_title: str = ""
    contact_id: str = ""
    contact_name: str = ""
    image_text: str = ""
    codes: tuple[str, ...] = ()
    quoted: str = ""
    picture: str = ""
    forwarded: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What the member says: their own words; of a picture without any (a poster), the words in it."""
        if self.kind == "text" and not (self.link_title or self.app_title or self.image_text):
            return self.text
        return self.own or self.image_text

    @property
    def own(self) -> str:
        """The member's own words: their text and the titles of their cards, a line each.

        Under a picture with words, `🌹` or `。` is none: a poster is no less one for it.
        """
        parts = (self.text, self.link_title, self.app_title, self.contact_name)
        own = "\n".join(part for part in parts if part)
        return own if own and (not self.image_text or reading(own).folded) else ""

    @property
    def beside(self) -> str:
        """The words in a picture that has own words beside it: perhaps a screenshot of what another said."""
        return self.image_text if self.image_text and self.own else ""


def plain(post: Post) -> bool:
    """Whether there is nothing but text, as in most messages."""
    carried = (
        post.link_url or post.app_id or post.contact_id or post.codes or post.forwarded or post.image_text
    )
    return post.kind == "text" and not carried


def post(fields: Mapping[str, Any]) -> Post:
    """The message in a JSON object of the replay format; fields it does not judge are passed over.

    Raises `PostError` when a field it reads has the wrong type.
    """
    link, app = _card(fields, "link"), _card(fields, "mini_program")
    contact, quote = _card(fields, "contact"), _card(fields, "quote")
    picture = _card(fields, "picture")
    return Post(
        text=_text(fields, "text"),
        kind=_text(fields, "kind") or "text",
        link_url=_text(link, "url"),
        link_title=_text(link, "title"),
        app_id=_text(app, "app_id"),
        app_title=_text(app, "title"),
        contact_id=_text(contact, "id"),
        contact_name=_text(contact, "name"),
        image_text=_text(fields, "image_text") or _text(picture, "text"),
        codes=_codes(fields.get("codes")) or _codes(picture.get("codes")),
        picture=_text(picture, "hash"),
        forwarded=_forwarded(fields.get("forwarded")),
        quoted=_text(quote, "text"),
    )


_NONE: Mapping[str, Any] = {}


def _card(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    if value is None:
        return _NONE
    if not isinstance(value, Mapping):
        raise PostError(f"`{name}`: expected an object, found {type(value).__name__}")
    return value


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PostError(f"`{name}`: expected a text, found {type(value).__name__}")
    return value


def _codes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
        raise PostError("`codes`: expected a list of texts")
    return tuple(value)


def _forwarded(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(line, Mapping) for line in value):
        raise PostError("`forwarded`: expected a list of objects with a `text`")
    return tuple(_text(line, "text") for line in value)
