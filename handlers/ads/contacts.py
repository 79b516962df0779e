"""The patterns of what there is to reach or to pay: numbers, ids, codes, prices.

Each is bounded and looks at one place once, so the time is linear. The last group of a pattern that took
part holds the value.
"""

from __future__ import annotations

import re

Patterns = tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]
"""Kind, characters one of which the pattern needs, the pattern."""

_DATE = "20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
_COUNTED = "[0-9]|元|块|人|万|个|次|步|年|月|天|小时|分|多"
"""What follows a number of fewer than seven digits that counts something and is nobody's."""
_PROGRAM = (
    "(?:windows|win|android|iphone|ipad|macos|mac|ios|linux|ubuntu|login|version|beta|pc|web|app|api|sdk|bot)"
    "[0-9]{0,2}(?![a-z0-9])"
)
"""What stands after `微信` where the program is meant."""
_ADDRESS = "(?:https?|www)(?![a-z0-9])"
"""What an address begins with; it is nobody's name."""
_SIGN = r"(?:_|[^\w\n])"
"""What may stand between a label and its value, on one line."""
_FLIGHT = r"[号群]?\W{0,2}[@:]\W{0,2}[a-z]{2}[0-9]{3,4}(?![a-z0-9_])"
"""What follows `飞机`, which is Telegram in adverts, where it is what it says: the number of a flight."""
_MANY = "[一二两三四五六七八九十百千几]"

DIGITS = re.compile("[0-9]{6,}")
"""A long number in a folded text; what it is, its length and its beginning tell."""
PHONE = re.compile("(?:86)?(1[3-9][0-9]{9})")
LANDLINE = re.compile("0[1-9][0-9]{1,2}[2-8][0-9]{6,7}|[48]00[0-9]{7}")
NUMBER = re.compile(rf"(?!{_DATE})[1-9][0-9]{{5,11}}")
NUMBERS: Patterns = (
    (
        "group",
        frozenset("群"),
        re.compile(
            rf"(?:群号?码?|加群|进群)(?:是|为|qq)? ?(?!{_DATE})"
            rf"([1-9](?:[0-9]{{6,10}}(?![0-9])|[0-9]{{5}}(?!{_COUNTED})))"
        ),
    ),
    (
        "qq",
        frozenset("q"),
        re.compile(rf"qq号?码?(?:是|为|加)? ?([1-9](?:[0-9]{{6,10}}(?![0-9])|[0-9]{{4,5}}(?!{_COUNTED})))"),
    ),
)
"""In a folded text with a long number."""
FOLDED: Patterns = (
    (
        "wechat",
        frozenset("微"),
        re.compile(
            rf"(?:加微信?|微信?(?:同?号|id))(?:是|为)? ?(?!{_PROGRAM}|{_ADDRESS})"
            r"([a-z][a-z0-9]{4,19})(?![a-z0-9])"
            rf"|微信?(?:同?号|id|加)?(?:是|为)? ?(?!{_PROGRAM})"
            r"([a-z](?=[a-z0-9]{4})[a-z]{0,18}[0-9][a-z0-9]{0,18}(?![a-z0-9])|[0-9]{7,12}(?![a-z0-9])"
            rf"|[0-9]{{5,6}}(?![a-z]|{_COUNTED}))"
        ),
    ),
    (
        "commission",
        frozenset("佣返提薪入赚"),
        re.compile(
            r"(?:佣金|返[佣利]|提成|[日月时](?:[薪赚]|入(?![群住职库学场院园])))"
            rf"(?:[^0-9]{{0,3}}([0-9]{{2,7}})(?![0-9]{{0,6}}(?:[cknmμ]m|[mk]?hz|ml|kg)(?![a-z]))"
            rf"|(过[百千万]|[数上]?{_MANY}?[百千万]))"
        ),
    ),
    (
        "commission",
        frozenset("天"),
        re.compile(
            r"[一每]天(?:能|可以?)?(?:[赚挣拿收入]{0,2} ?([0-9]{2,5})(?=元|块|左右|以上|起|不等|米|$)"
            rf"|[赚挣](过[百千万]|[数上]?{_MANY}?[百千万]))"
        ),
    ),
)
"""In a folded text."""
CLEAN: Patterns = (
    (
        "phone",
        frozenset("+"),
        re.compile(
            r"(?:(?<!\w)(?<!分[ :])|(?<=电话|手机))\+(?!86 ?1[3-9])"
            r"(1[ -]?[2-9](?:[ -]?[0-9]){9}|[2-9](?:[ -]?[0-9]){7,14})(?![0-9])"
        ),
    ),
    ("handle", frozenset("@"), re.compile(r"(?<![a-z0-9.])@([a-z][a-z0-9_]{4,31})(?![a-z0-9_@.])")),
    (
        "telegram",
        frozenset("@:"),
        re.compile(
            rf"(?:飞机(?!{_FLIGHT})|电报|(?<![a-z])(?:tg|telegram))[号群]?[^\w\n]{{0,2}}[@:][^\w\n]{{0,2}}"
            rf"(?!{_ADDRESS})([a-z][a-z0-9_]{{4,31}})(?![a-z0-9_@.])"
        ),
    ),
    (
        "wechat",
        frozenset("微薇徽威vw"),
        re.compile(
            r"(?:[微薇徽威]|(?<![a-z0-9])(?:v(?!x)|[vw]x|wechat|weixin))信?(?:同?号|id)?"
            r"(?:(?:是|为)?[^\w\n]{0,2}:[^\w\n/]{0,2}|[^a-z0-9\n=/?&%.]{1,4}(?=[a-z]{1,19}[0-9_-]))"
            rf"(?!{_PROGRAM}|{_ADDRESS})([a-z][a-z0-9_-]{{5,19}})(?![a-z0-9])"
        ),
    ),
    (
        "invite_code",
        frozenset("码令c"),
        re.compile(
            r"(?:邀请码|推荐码|邀请口令|(?:invite|referral|promo) code)(?:是|为)?"
            rf"(?:{_SIGN}{{0,3}}:{_SIGN}{{0,3}}|{_SIGN}{{0,4}}(?=[a-z]{{0,11}}[0-9]))"
            rf"(?!{_ADDRESS})([a-z0-9]{{4,12}})(?![a-z0-9])"
        ),
    ),
    (
        "price",
        frozenset("¥$€£"),
        re.compile(r"([¥$€£] ?(?:[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,9})(?:\.[0-9]{1,2})?)"),
    ),
    (
        "price",
        frozenset("元块万刀折bu"),
        re.compile(
            r"([0-9](?<!第[0-9])[0-9]{0,8}(?:\.[0-9]{1,2})?"
            r"(?:元(?!宝)|块|万(?![人名个粉次步字公米平])|rmb|usdt?|(?<=[0-9]{2})u(?![a-z0-9])|刀|折))"
        ),
    ),
    (
        "price",
        frozenset("元块"),
        re.compile(rf"({_MANY}{{1,5}}(?:(?<={_MANY}{{2}})(?:元(?![宝宵旦素件老])|块)|块钱))"),
    ),
)
"""In a clean text."""
WALLET = re.compile(
    r"(?<![A-Za-z0-9])(0x[0-9a-fA-F]{40}|bc1[a-z0-9]{25,62}|T[1-9A-HJ-NP-Za-km-z]{33}"
    r"|[13](?=[0-9]{0,33}[A-Za-z])[1-9A-HJ-NP-Za-km-z]{25,33}|[UE]Q[A-Za-z0-9_-]{46})(?![A-Za-z0-9])"
)
"""In a text as it was posted: Ethereum, Bitcoin, Tron, TON."""
TIME = re.compile("(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])")
DATE = re.compile(r"(?<![0-9])20[0-9]{2}([-/.])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])")
"""Times and dates: with those beside them, their digits would make numbers of phones."""
