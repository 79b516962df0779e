"""Addresses in a text: URLs, also written out (`点 com`), short links, and the domain somebody registered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
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

_PUBLIC_DOMAINS = (
    "gov.cn edu.cn edu.tw gov.hk gov edu news.cn xinhuanet.com people.com.cn people.cn cctv.com cctv.cn "
    "chinanews.com chinanews.com.cn thepaper.cn caixin.com yicai.com bjnews.com.cn gmw.cn china.com.cn "
    "cnr.cn chinadaily.com.cn huanqiu.com ce.cn 12306.cn chsi.com.cn wikipedia.org wikimedia.org arxiv.org "
    "stackoverflow.com python.org kernel.org debian.org ubuntu.com mozilla.org reuters.com bbc.com bbc.co.uk "
    "apnews.com who.int un.org bilibili.com b23.tv zhihu.com douban.com github.com gitee.com amap.com"
)
PUBLIC = frozenset(_PUBLIC_DOMAINS.split())
"""What groups pass on and hardly anybody sells by: offices, schools, news, videos. Our own choice."""

_ENDINGS = (
    "com cn net org cc top vip xyz io co info shop site club online live app tv pro link fun icu win "
    "bet work ltd wang ink tk ml ga cf gq store tech website biz mobi asia hk tw ru uk eu "
    "casino loan porn sex cam ren bond sbs cyou monster quest cfd buzz rest click"
)
_BARE = frozenset(_ENDINGS.split())
"""Endings that make an address of a bare name; others (`main.py`, `read.md`) need a scheme or `www.`."""
_WORDS = "me us in to so gg ai la im life world games date space art love lol today group"
_PLACED = frozenset(_WORDS.split())
"""Endings that are words too: a bare name needs a digit or a path, or it is a full stop without its blank."""
_KNOWN = SHORT | {invite.partition("/")[0] for invite in INVITES}
_PEOPLE = frozenset(f"{title}.wang" for title in ("mr", "mrs", "ms", "miss", "dr", "prof"))
_ENDING = (
    "com|cn|net|org|cc|top|vip|xyz|me|io|co|info|shop|site|club|online|live|app|tv|pro|fun|icu|win|bet|ru|gg"
)
_LISTING = frozenset({"com", "cn", "net", "org", "cc", "top", "vip", "xyz"})
"""Endings that may follow what also stands between the things of a list (`iphone15、pro`)."""
_DOTS = "。丶•●∙⋅‧"
_SPELLED = re.compile(
    rf"(?<=[a-z0-9])[ ]{{0,2}}(?:([点、·])|[{_DOTS}.]|\(\.\)|\[\.\]|[(\[ ]dot[)\] ])[ ]{{0,2}}"
    rf"(?=({_ENDING})(?![a-z0-9]))"
)
_COMMA = re.compile("(?<=[a-z0-9])(,)(?=(com)(?![a-z0-9]))")
_DOT_SEEN = re.compile(f"[.点、·{_DOTS}]")
_NUMBER_BEFORE = re.compile(r"(?<![a-z0-9.-])[0-9]+\Z")
_LONGEST_NUMBER = 24
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_NUMERIC = re.compile(rf"(?:{_OCTET}\.){{3}}{_OCTET}")
_SPACED = re.compile(r"h ?t ?t ?p ?s? ?[:;] ?/ ?/+ ?")
_RUN = re.compile(r"[a-z0-9:/?#&=%_.+~@-]{4,}")
_SCHEME = re.compile("(?:https?)?://")
_AUTHORITY_END = re.compile("[/?#]")
_EDGES = "/.-:?#&=%+~@_"
"""What an address neither begins nor ends with."""
_LONGEST_URL = 200
_ELSEWHERE = re.compile("//|%(?:25)*3a|@|link[?]|target=|url=")
"""In an address that names another one: a redirector's, or one that only looks like its own host."""
_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[a-z]")
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

    @property
    def public(self) -> bool:
        """Whether it leads to a place of `PUBLIC`, or below one, and from there to no other."""
        whole = len(self.url) < _LONGEST_URL
        return whole and not _ELSEWHERE.search(self.url) and under(self.host, PUBLIC)

    @property
    def bare(self) -> bool:
        """Whether it says nothing but where it leads: no query, which may hold any words."""
        return "?" not in self.url and "#" not in self.url


def under(host: str, domains: frozenset[str]) -> bool:
    """Whether a host is one of `domains` or lies below one."""
    if not domains:
        return False
    labels = host.split(".")
    return any(".".join(labels[n:]) in domains for n in range(len(labels)))


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
    if ",com" in clean:
        clean = _COMMA.sub(_point, clean)
    if not _DOT_SEEN.search(clean) and "dot" not in clean:
        return []
    text = _SPACED.sub("http://", _SPELLED.sub(_point, clean))
    found = (link for run in _RUN.findall(text) for link in _of_run(run))
    return list(dict.fromkeys(found))


def _of_run(run: str) -> Iterator[Link]:
    """Yield the addresses in a run of address characters: what stands before a scheme, and after each.

    So none hides behind another: `https://evil.example/?r=https://www.gov.cn` is two.
    """
    schemes = list(_SCHEME.finditer(run))
    starts = [0, *(scheme.end() for scheme in schemes)]
    ends = [*(scheme.start() for scheme in schemes), len(run)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        link = _link(run, start, end, schemed=number > 0)
        if link is not None:
            yield link


def _point(found: re.Match[str]) -> str:
    """The point that stands for a written-out one; as it is after an hour (`8点live`) or in a list."""
    if found[1] is None:
        return "."
    at = found.start()
    number = _NUMBER_BEFORE.search(found.string[max(0, at - _LONGEST_NUMBER) : at])
    if found[1] == "点":
        return found[0] if number and len(number[0]) <= 2 else "."
    return found[0] if number or found[2] not in _LISTING else "."


def _link(run: str, start: int, end: int, *, schemed: bool) -> Link | None:
    """The address that stands there in a run, if one does; what comes before an `@` is only a user's name."""
    piece = run[start:end].lstrip(_EDGES)
    authority = _AUTHORITY_END.split(piece, maxsplit=1)[0]
    user, _, place = authority.rpartition("@")
    host = place.partition(":")[0].rstrip(".")
    if "." not in host or (user and not schemed) or not _HOST.fullmatch(host):
        return None
    path = piece[len(authority) - len(place) + len(host) :]
    url = _url(run, end - len(piece))
    if _NUMERIC.fullmatch(host):
        return Link(url, host, host) if (schemed or path) and ip_address(host).is_global else None
    if not (schemed or host.startswith("www.") or host in _KNOWN or _bare(host, path)):
        return None
    registered = domain(host)
    return Link(url, host, registered) if registered else None


def _url(run: str, start: int) -> str:
    """What is kept of an address that begins there: as written, without its last stop, and not for ever."""
    end = start + _LONGEST_URL
    return run[start:end] if end < len(run) else run[start:end].rstrip(_EDGES)


def _bare(host: str, path: str) -> bool:
    """Whether a name without a scheme is an address, and no file, title or end of a sentence."""
    name, _, ending = host.rpartition(".")
    if ending in _PLACED:
        return path.startswith("/") or (_DIGIT.search(name) and _LETTER.search(name)) is not None
    return ending in _BARE and host not in _PEOPLE
