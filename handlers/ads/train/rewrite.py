"""Rewrites texts the way advertisers do, so that the model learns adverts in disguise.

Every family is a function of text and a seeded random generator; `rewritten` strings one to three of
them together. The alphabets are our own choice, wider than any one test set's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from random import Random

from handlers.ads.tables import readings, simplified

_STAND_INS = (
    "微=薇威徽溦嶶维v葳喂 信=芯心❤欣 加=佳咖➕+家夹嫁架 群=裙峮羣 扣=抠蔻口叩 钱=米💰前 赚=转撰 免=勉冕 "
    "费=废沸 红=洪鸿 包=苞孢 单=丹箪 号=毫浩 码=玛🐎 返=反饭 利=力莉 兼=间煎 职=值直 贷=带袋 款=矿 "
    "博=搏勃 彩=采踩 票=漂 日=曰 约=日勺 片=篇 资=姿滋 源=元原 卖=麦 买=荬 看=砍 私=丝思 聊=撩僚 "
    "妹=眛 图=凃 代=带岱 赌=堵睹 奖=桨 领=另翎 送=宋 招=召昭 聘=骋 直=值 播=波拨 联=连 系=係糸 电=電⚡ "
    "话=話☎ 优=忧尤 惠=慧 券=劵卷 投=骰 注=註 提=题 现=線 平=坪 台=抬 操=艹 盘=磐 股=古骨 荐=建箭 "
    "裸=倮果 视=柿 频=頻 上=尚 门=們 价=賈 低=底 发=發筏 票=僄 证=正 件=牛 出=岀 充=冲"
)
_KEYWORDS = dict(pair.split("=") for pair in _STAND_INS.split())
_GAPS = " .-*~_/|·,，。、`'^\u200b‌⁠　•:+"
_EMOJI = "🔥💰👉✅❤️⭐🌹🎁💎🚀📣👍🍀💋🧧📱"
_DIGITS = (
    "⓪①②③④⑤⑥⑦⑧⑨",
    "零一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "０１２３４５６７８９",
    "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵",
    "O1234567B9",
    "〇一二三四五六七八九",
)
_CYRILLIC = str.maketrans("aeopcyxABEKMHOPCTX", "аеорсухАВЕКМНОРСТХ")
_LEET = str.maketrans("oieas", "013@$")
_POINTS = ("点", "。", " . ", " dot ", "丶", "(.)", "·")

Rewriter = Callable[[str, Random], str]


@cache
def _same_sound() -> dict[str, list[str]]:
    """Common character → common characters of the same syllable."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for char, syllable in readings().items():
        if _common(char):
            by_sound[syllable].append(char)
    return {char: [c for c in chars if c != char] for chars in by_sound.values() for char in chars}


def _common(char: str) -> bool:
    """Whether the character is of the first level of GB 2312: the 3,755 that everybody writes."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


@cache
def _traditional() -> dict[int, str]:
    """Simplified character (code point) → one traditional character."""
    return {ord(new): chr(old) for old, new in reversed(simplified().items())}


def _each(text: str, rng: Random, share: float, change: Callable[[str], str]) -> str:
    """`change` applied to a random share of the characters."""
    return "".join(change(c) if rng.random() < share else c for c in text)


def keywords(text: str, rng: Random) -> str:
    """Advertisers' usual stand-ins for the characters that word lists look for."""
    return _each(text, rng, 0.7, lambda c: rng.choice(_KEYWORDS[c]) if c in _KEYWORDS else c)


def homophones(text: str, rng: Random) -> str:
    """Any character by another of the same sound."""
    return _each(text, rng, rng.uniform(0.1, 0.4), lambda c: rng.choice(_same_sound().get(c) or [c]))


def pinyin(text: str, rng: Random) -> str:
    """Characters spelled in Latin letters."""
    return _each(text, rng, rng.uniform(0.1, 0.6), lambda c: readings().get(c, c))


def gaps(text: str, rng: Random) -> str:
    """A sign between letters: one sign throughout or any."""
    signs = rng.choice(_GAPS) if rng.random() < 0.6 else _GAPS
    return _each(text, rng, rng.uniform(0.2, 1.0), lambda c: c + rng.choice(signs))


def emoji(text: str, rng: Random) -> str:
    """Emoji scattered between letters."""
    return _each(text, rng, rng.uniform(0.05, 0.3), lambda c: c + rng.choice(_EMOJI) * rng.randint(1, 2))


def digits(text: str, rng: Random) -> str:
    """Digits in other shapes."""
    shapes = _DIGITS if rng.random() < 0.5 else (rng.choice(_DIGITS),)
    return _each(
        text, rng, rng.uniform(0.5, 1), lambda c: rng.choice(shapes)[int(c)] if c in "0123456789" else c
    )


def digit_gaps(text: str, rng: Random) -> str:
    """Signs between digits."""
    sign = rng.choice(" .-_~·*")
    return _each(text, rng, 0.8, lambda c: c + sign if c in "0123456789" else c)


def wide(text: str, rng: Random) -> str:
    """Full-width letters and digits, or mathematical ones."""
    first = rng.choice(((0xFF21, 0xFF41, 0xFF10), (0x1D400, 0x1D41A, 0x1D7CE), (0x1D5D4, 0x1D5EE, 0x1D7EC)))
    return "".join(_shifted(c, first) for c in text)


def _shifted(char: str, first: tuple[int, int, int]) -> str:
    """An ASCII letter or digit in the alphabet that begins at `first` (A, a, 0)."""
    for start, low, high in zip(first, "Aa0", "Zz9", strict=True):
        if low <= char <= high:
            return chr(start + ord(char) - ord(low))
    return char


def traditional(text: str, rng: Random) -> str:
    """Traditional characters, all or some."""
    return _each(text, rng, rng.choice((0.3, 1.0)), lambda c: _traditional().get(ord(c), c))


def latin(text: str, rng: Random) -> str:
    """Latin letters by look-alikes or leet digits."""
    table = rng.choice((_CYRILLIC, _LEET))
    return _each(text, rng, rng.uniform(0.2, 0.8), lambda c: c.translate(table))


def points(text: str, rng: Random) -> str:
    """Points of addresses written out."""
    return text.replace(".", rng.choice(_POINTS))


def cut(text: str, rng: Random) -> str:
    """A stretch of the text: adverts come in pieces."""
    if len(text) < 16:
        return text
    size = rng.randint(12, len(text))
    start = rng.randint(0, len(text) - size)
    return text[start : start + size]


HARD: tuple[Rewriter, ...] = (
    keywords,
    keywords,
    homophones,
    homophones,
    pinyin,
    gaps,
    gaps,
    emoji,
    digits,
    digit_gaps,
    wide,
    traditional,
    latin,
    points,
    cut,
)
"""What spam is rewritten with; a family listed twice comes twice as often."""
MILD: tuple[Rewriter, ...] = (traditional, emoji, wide, digit_gaps, cut, homophones, pinyin)
"""What ham is rewritten with, so that a disguise alone is no advert: people mistype and decorate too."""


def rewritten(text: str, rng: Random, families: tuple[Rewriter, ...] = HARD) -> str:
    """`text` after one to three families, drawn by `rng`."""
    for _ in range(rng.choice((1, 1, 2, 2, 3))):
        text = rng.choice(families)(text, rng)
    return text
