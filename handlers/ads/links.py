"""Addresses in a text: URLs, also written out (`点 com`), short links, and the domain somebody registered."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from publicsuffixlist import PublicSuffixList

_SHORT_HOSTS = (
    "t.cn dwz.cn url.cn w.url.cn suo.im suo.nz 126.am dwz.win mrw.so u.nu t.hk c7.gg m.tb.cn u.jd.com "
    "3.cn bit.ly tinyurl.com t.co goo.gl is.gd rb.gy cutt.ly ow.ly shorturl.at s.id t.ly clck.ru vk.cc "
    "rebrand.ly lnkd.in buff.ly tiny.cc v.gd"
)
SHORT = frozenset(_SHORT_HOSTS.split())
"""Hosts that only lead elsewhere."""
INVITES = (
    "t.me/",
    "telegram.me/",
    "discord.gg/",
    "discord.com/invite/",
    "chat.whatsapp.com/",
    "qm.qq.com/",
    "jq.qq.com/",
    "weixin.qq.com/g/",
    "line.me/r/",
    "line.me/ti/",
)
"""Beginnings of addresses that open a group or a chat."""

_ENDINGS = (
    "com cn net org cc top vip xyz me io co info shop site club online live app tv pro link fun icu win "
    "bet work ltd wang ink tk ml ga cf gq store tech space website biz mobi asia hk tw ru us uk eu in "
    "life world games casino loan date porn sex cam art ren love"
)
_BARE = frozenset(_ENDINGS.split())
"""Endings that make an address of a bare name; others (`main.py`, `read.md`) need a scheme or `www.`."""
_ENDING = (
    "com|cn|net|org|cc|top|vip|xyz|me|io|co|info|shop|site|club|online|live|app|tv|pro|fun|icu|win|bet|ru"
)
_SPELLED = re.compile(
    rf"(?<=[a-z0-9])[ ]{{0,2}}(?:点|。|丶|、|·|\(\.\)|\[\.\]|[(\[ ]dot[)\] ]|\.)[ ]{{0,2}}"
    rf"(?=(?:{_ENDING})(?![a-z0-9]))"
)
_SPACED = re.compile(r"h ?t ?t ?p ?s? ?[:;] ?/ ?/+ ?")
_RUN = re.compile(r"[a-z0-9:/?#&=%_.+~@-]{4,}")
_HOST_END = re.compile(r"[/?#:]")
_HOST = re.compile(r"[a-z0-9.-]{3,253}")


class Link(NamedTuple):
    """One address: as written (scheme dropped, at most 200 characters), its host, the registered domain."""

    url: str
    host: str
    domain: str

    @property
    def short(self) -> bool:
        """Whether it only leads elsewhere."""
        return self.host in SHORT or self.domain in SHORT

    @property
    def invites(self) -> bool:
        """Whether it opens a group or a chat."""
        return self.url.startswith(INVITES)


@cache
def _suffixes() -> PublicSuffixList:
    """Mozilla's public suffix list, from the package (no network)."""
    return PublicSuffixList(only_icann=True, accept_unknown=False)


def domain(host: str) -> str | None:
    """The registered domain of `host` (`a.b.com.cn` → `b.com.cn`), None when its ending is no public one."""
    registered: str | None = _suffixes().privatesuffix(host)
    return registered


def links(clean: str) -> list[Link]:
    """The addresses in a clean text, in order, each once. Linear in the length of the text."""
    if not _worth_a_look(clean):
        return []
    text = _SPACED.sub("http://", _SPELLED.sub(".", clean))
    found = (_link(run) for run in _RUN.findall(text))
    return list(dict.fromkeys(link for link in found if link))


def _worth_a_look(clean: str) -> bool:
    return "." in clean or "点" in clean or "。" in clean or "dot" in clean or "丶" in clean or "·" in clean


def _link(run: str) -> Link | None:
    """The address that a run of address characters is, if it is one."""
    _, scheme, rest = run.rpartition("://") if "://" in run else ("", "", run)
    rest = rest.strip("/.-:?#&=%+~@_")
    host = _HOST_END.split(rest, maxsplit=1)[0].rstrip(".")
    if "." not in host or "@" in host or not _HOST.fullmatch(host):
        return None
    ending = host.rpartition(".")[2]
    if not (scheme or host.startswith("www.") or ending in _BARE):
        return None
    registered = domain(host)
    return Link(rest[:200], host, registered) if registered else None
