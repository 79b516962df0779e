"""Contact details and links in a normalised text: phone, WeChat and QQ numbers, addresses of pages."""

from collections.abc import Iterator
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
_URL = _pattern(
    r"(?:https?://|\b)((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})(?::[0-9]+)?(?:[/?#]|\b)"
)
_SCHEME = _pattern(r"^(?:[a-z][a-z0-9+.-]*:)?//")


def contacts(text: str, means: Means) -> str | None:
    """Return the first number or name of this kind in a normalised text."""
    found = _PATTERNS[means].search(text)
    if found is None:
        return None
    return str(next((group for group in found.groups() if group), found.group()))


def domains(message: Message, text: str) -> Iterator[str]:
    """Yield the domains a message leads to: of its link card, then those in its normalised text."""
    if message.link is not None:
        host = _host(message.link.url)
        if host:
            yield host
    if "." in text:
        for found in _URL.finditer(text):
            yield found.group(1)


def _host(url: str) -> str:
    rest = _SCHEME.sub("", url.lower().strip())
    return str(rest).partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]


def under(domain: str, parents: frozenset[str]) -> bool:
    """Tell whether a domain is one of `parents` or lies below one."""
    labels = domain.split(".")
    return any(".".join(labels[n:]) in parents for n in range(len(labels)))
