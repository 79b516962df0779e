"""Made-up Chinese chat: the lines that people write, adverts among them, and the words a group does not want.

Everything comes from seeds, so that every framework, on every machine, hears the same.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, islice
from random import Random

WORDS = 20_000
"""Words in the vocabulary; the commoner a word, the earlier it stands."""
SHORTEST, LONGEST = 20, 200
"""Characters of a line without its advert."""
DECORATIONS = ("😂", "[捂脸]", "哈哈", "~", "!!", "?", "，", "。", "…", "@小明 ", "ok", "233", "LOL")
ADVERTS = (
    "加微信 wx_abc{n} 领红包",
    "日赚{n}元 私聊我 t.me/joinchat/AA{n}",
    "扫码进群 https://bit.ly/x{n}",
    "兼职刷单 联系QQ {n}2345678",
    "薇❤信：v{n}xyz 免费领取",
    "低价出售 电话 138{n}5678",
)
UNWANTED = (
    "加微信", "领红包", "日赚", "兼职刷单", "扫码进群", "低价出售", "免费领取", "joinchat", "刷单", "私聊我",
)  # fmt: skip
"""The unwanted words that adverts really use; `keywords` adds others that hardly occur."""


@cache
def characters() -> tuple[str, ...]:
    """Return the 3,755 commonest characters: level 1 of GB 2312, rows 16 to 55, as far as they are filled."""
    every = (
        bytes((high, low)).decode("gb2312", "ignore")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
    )
    return tuple(character for character in every if character)


def _falling(count: int, start: int) -> list[float]:
    """Weights of a Zipf-like kind: the n-th is drawn in proportion to `1 / (n + start)`."""
    return [1 / (rank + start) for rank in range(count)]


@cache
def vocabulary() -> tuple[str, ...]:
    """Return different words of one to four characters."""
    chance = Random(1)
    drawn = list(characters())
    chance.shuffle(drawn)
    weights = list(accumulate(_falling(len(drawn), 2)))
    words: dict[str, None] = {}
    while len(words) < WORDS:
        length = chance.choice((1, 1, 2, 2, 2, 2, 3, 4))
        words["".join(chance.choices(drawn, cum_weights=weights, k=length))] = None
    return tuple(words)


def lines(count: int, seed: int, adverts: float = 0.03) -> list[str]:
    """Return what `count` people write, median 40 characters; a share of `adverts` of it carries one."""
    chance = Random(seed)
    words = iter(chance.choices(vocabulary(), _falling(WORDS, 5), k=count * 40))
    return [_line(chance, words, adverts) for _ in range(count)]


def _line(chance: Random, words: Iterator[str], adverts: float) -> str:
    length = int(min(LONGEST, max(SHORTEST, chance.lognormvariate(3.7, 0.6))))
    line = ""
    while len(line) < length:
        line += next(words)
        if chance.random() < 0.12:
            line += chance.choice(DECORATIONS)
    line = line[:length]
    if chance.random() >= adverts:
        return line
    advert = chance.choice(ADVERTS).format(n=chance.randint(1000, 9999))
    place = chance.randint(0, len(line))
    return line[:place] + advert + line[place:]


def keywords(count: int, seed: int = 11) -> Sequence[str]:
    """Return `count` unwanted words: those of the adverts, random ones of Chinese, and a tenth Latin."""
    chance = Random(seed)
    words = dict.fromkeys(UNWANTED)
    while len(words) < count:
        length = chance.choice((2, 3, 3, 3, 4, 4, 5, 6))
        if chance.random() < 0.9:
            word = "".join(chance.choices(characters(), k=length))
        else:
            word = chance.choice(("vx", "wx", "QQ", "http", "tg"))
            word += "".join(chance.choices("abcdefghijk0123456789", k=4))
        words[word] = None
    return tuple(islice(words, count))
