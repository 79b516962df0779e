"""What the extractor of links promises: addresses however written, and nothing else."""

import pytest

from handlers.ads.links import domain, links
from tests.ads.extracting import found


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("看 https://a.example.com/x?y=1 这里", "a.example.com"),
        ("HTTPS://Example.COM", "example.com"),
        ("www.example.com.cn。", "www.example.com.cn"),
        ("打开 abc88点com 领", "abc88.com"),
        ("打开 abc88 。 com", "abc88.com"),
        ("abc88(dot)com", "abc88.com"),
        ("abc88[.]com", "abc88.com"),
        ("ｗｗｗ．ａｂｃ８８．ｃｏｍ", "www.abc88.com"),
        ("h t t p : / / abc88.cc/x", "abc88.cc"),
        ("ab88.vip 注册", "ab88.vip"),
        ("t.me/+AbCd", "t.me"),
        ("abc88丶com", "abc88.com"),
        ("abc88·com", "abc88.com"),
        ("abc88 dot com", "abc88.com"),
        ("ａｂｃ８８点ｃｃ", "abc88.cc"),
        ("点击https：//dwz.cn/AbC1", "dwz.cn"),
        ("abc88•com 领", "abc88.com"),
        ("abc88,com", "abc88.com"),
        ("abc、cn", "abc.cn"),
        ("www.88点com", "www.88.com"),
        ("888点live", "888.live"),
        ("bit.ly/3abc", "bit.ly"),
        ("discord.gg/abc", "discord.gg"),
        ("看 abc88.bond", "abc88.bond"),
        ("abc88.ai", "abc88.ai"),
        ("example.gg/x", "example.gg"),
        ("103.21.44.5:8080/login", "103.21.44.5"),
        ("http://103.21.44.5", "103.21.44.5"),
        ("http://localhost.example.org:8080/x", "localhost.example.org"),
    ],
)
def test_an_address_is_found_however_it_is_written(text: str, host: str) -> None:
    """Schemes, written-out points, full-width letters and Chinese punctuation do not hide a host."""
    assert [link.host for link in found(text).links] == [host]


@pytest.mark.parametrize(
    "text",
    [
        "main.py 和 README.md",
        "版本 3.11.2",
        "192.168.1.1",
        "3.5元一斤",
        "你好。我是",
        "a.b",
        "me@example.com",
        "...",
        "第1点com",
        "点",
        "Mr.Wang 来了",
        "hello.world",
        "we are here.me too",
        "user.name.in",
        "1.in 2.so",
        "http://127.0.0.1:8080/x",
        "http://192.168.1.1/",
        "999.1.1.1/x",
        "a,comma 和 svip,vip",
        "e.g.this",
        "今晚8点live",
        "今晚 20 点 live",
        "8点tv见",
        "7点club集合",
        "iphone15、pro",
        "iphone15 · pro",
        "abc88、live",
        "1,000,com",
        "qq12345678 2024、vip群",
    ],
)
def test_what_only_looks_like_an_address_is_none(text: str) -> None:
    """File names, versions, prices, mail, addresses at home are no links; nor is a stop without its blank."""
    assert found(text).links == []


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("a.b.com.cn", "b.com.cn"),
        ("www.example.co.uk", "example.co.uk"),
        ("example.com", "example.com"),
        ("com.cn", None),
        ("nothing.invalid", None),
    ],
)
def test_the_registered_domain_follows_the_public_suffix_list(host: str, registered: str | None) -> None:
    """`com.cn` and `co.uk` are endings under which people register, not domains."""
    assert domain(host) == registered


def test_short_links_and_invitations_say_so() -> None:
    """A link that only leads elsewhere, or opens a group, is known as such."""
    short, invite, plain = links("t.cn/abc t.me/+abc example.com/x")
    assert (short.short, invite.invites) == (True, True)
    assert not plain.short
    assert not plain.invites


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ("https://evil.com/?r=https://www.gov.cn/", ["evil.com"]),
        ("https://evil.comhttps://www.gov.cn/a", ["evil.com"]),
        ("evil.comhttps://www.gov.cn/a", ["evil.com"]),
        ("https://www.gov.cn/?r=https://evil.top/x", ["www.gov.cn", "evil.top"]),
        ("https://www.gov.cn/?r=//evil.top ftp://evil.top", ["www.gov.cn", "evil.top"]),
        (f"https://github.com/{'a' * 187}/%2F%2Fevil.top", ["github.com"]),
        ("https://github.com:80@evil.top/x", ["evil.top"]),
        ("https://github.com@evil.top", ["evil.top"]),
        ("https://github.com#@evil.top", ["github.com"]),
        ("https://evil.top@github.com/x", ["github.com"]),
        ("https://link.zhihu.com/?target=https%3A//evil.top/x", ["link.zhihu.com"]),
        ("https://link.zhihu.com/?target=evil.top", ["link.zhihu.com"]),
        ("https://www.douban.com/link2/?url=http%3A%2F%2Fevil.top", ["www.douban.com"]),
        ("https://game.bilibili.com/linkfilter/?gourl=evil.top", ["game.bilibili.com"]),
        (f"https://github.com/{'a' * 200}?to=%2F%2Fevil.top", ["github.com"]),
        ("https://www.news.cn/2026/a.htm", []),
        ("https://www.bilibili.com/video/BV1xx411c7mD?p=2", []),
        ("github.com:443/a/b", []),
        ("https://www.gov.cn/a//", []),
    ],
)
def test_nothing_hides_behind_a_public_place(text: str, leading: list[str]) -> None:
    """A redirector, a user's name before the host, a second address: what opens there may be anybody's."""
    assert [link.host for link in found(text).leading] == leading


def test_a_link_is_found_once() -> None:
    """The same address twice is one link."""
    assert len(links("example.com example.com")) == 1
