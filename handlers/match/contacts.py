"""Contact details and links in a normalised text: phone, WeChat and QQ numbers, addresses of pages."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

import re2

from bot.contract import Message


class Means(StrEnum):
    """The ways in which strangers ask to be reached."""

    phone = "phone"
    wechat = "wechat"
    qq = "qq"


def _pattern(text: str) -> "re2._Regexp":
    return re2.compile(text)


_PATTERNS = {
    Means.phone: _pattern(r"(?:^|[^0-9])(1[3-9][0-9](?:[ -]?[0-9]{4}){2})(?:[^0-9]|$)"),
    Means.wechat: _pattern(
        r"(?:微信号?|薇信?|威信|v信|wechat|weixin|wx|vx|加v|加微)[ :号是为-]{0,4}([a-z][a-z0-9_-]{4,19})"
        r"|\b(wxid_[a-z0-9]{6,})"
    ),
    Means.qq: _pattern(r"(?:qq|扣扣|企鹅)[ :群号是为+-]{0,5}([1-9][0-9]{4,11})"),
}
_ORDER = tuple(_PATTERNS)
_ANY = re2.Set.SearchSet()
for _each in _PATTERNS.values():
    _ANY.Add(_each.pattern)
_ANY.Compile()
_BARE = (
    "com|cn|net|org|top|xyz|cc|vip|shop|club|info|io|me|tv|co|link|site|online|icu|ltd|fun|work|app|ly|gl|hk|tw|la|pw"
    "|ws|biz|in|to|im|gg|live|store|tech|pro|mobi|asia|wang|ren|edu|gov"
)
"""Ends of names that are taken for domains without `http://` or `www.` before them; `报告.pdf` is none."""
_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
_URL = _pattern(
    rf"(?:https?://({_LABELS}[a-z]{{2,24}})|\b(www\.{_LABELS}[a-z]{{2,24}})|\b({_LABELS}(?:{_BARE})))(?:[^a-z0-9.-]|\.?$|\.[^a-z0-9])"
)
_SCHEME = _pattern(r"^(?:[a-z][a-z0-9+.-]*:)?//")


def contacts(text: str, means: Iterable[Means]) -> tuple[Means, str] | None:
    """Return the first number or name of these kinds in a normalised text, in the order of the kinds."""
    there = _ANY.Match(text)
    if not there:
        return None
    for one in means:
        found = _PATTERNS[one].search(text) if _ORDER.index(one) in there else None
        if found is not None:
            return one, str(next(group for group in found.groups() if group))
    return None


def domains(message: Message, text: str) -> Iterator[str]:
    """Yield the domains a message leads to: of its link card, then those in its normalised text."""
    if message.link is not None:
        host = _host(message.link.url)
        if host:
            yield host
    if "." in text:
        for found in _URL.finditer(text):
            yield next(group for group in found.groups() if group)


def _host(url: str) -> str:
    rest = _SCHEME.sub("", url.lower().strip())
    return str(rest).partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]


def under(domain: str, parents: frozenset[str]) -> bool:
    """Tell whether a domain is one of `parents` or lies below one."""
    labels = domain.split(".")
    return any(".".join(labels[n:]) in parents for n in range(len(labels)))
