"""The steps of normalising that look at neighbours: gaps, numerals, split characters, homophones.

They come after `folding`: small letters, simplified characters, nothing invisible. Patterns are simple and
bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re

from handlers.ads.folding import STROKES

HAN = "一-鿿㐀-䶿"

_SIGNS = (
    (
        frozenset("×✘✖✗✕❌╳乂メ"),
        re.compile(
            r"(?<=[加佳咖+➕][vw])[×✘✖✗✕❌╳乂メ]|(?<=[vw])(?<![0-9a-z][vw])[×✘✖✗✕❌╳乂メ]"
            r"(?=\W{0,3}(?:[a-z][a-z0-9_]{3}|[0-9]{4}|[号同信]))"
        ),
        "x",
    ),
    (frozenset("√∨"), re.compile("(?<=[加佳咖+➕])[√∨]|[√∨](?=信)"), "v"),
    (frozenset("🐧"), re.compile(r"🐧(?=\W{0,3}[0-9群裙号])"), "qq"),
    (frozenset("🛰"), re.compile(r"🛰(?=\W{0,3}[a-z0-9号])"), "微信"),
    (frozenset("十"), re.compile("(?<![第双几数一二三四五六七八九])十(?=v(?!ip)|[薇媺])"), "加"),
    (
        frozenset("+➕✚✙＋†"),
        re.compile(r"[+➕✚✙＋†][\W_]{0,3}(?=[薇微威徽溦嶶维v扣抠q裙群]|w[xe]|卫星\W{0,2}[a-z0-9])"),
        "加",
    ),
)
"""Signs, what is found of them, and what they mean where the context shows it."""
_SIGN_SEEN = re.compile(f"[{''.join(sign for signs, _, _ in _SIGNS for sign in sorted(signs))}]")
_STROKE = re.compile(f"[{STROKES}]")
_GAPS = re.compile(rf"[\W_{STROKES}]+")
_RUNS = re.compile(rf"[^\W_{STROKES}]+")
_SPACED = re.compile(rf"[^{HAN}\W_][\W_{STROKES}]+[^{HAN}\W_]")
_GAP_AT_HAN = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")
_SPELLED = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9]){2,}(?![a-z0-9])")
_DIGIT_GAP = re.compile(r"(?<=[0-9]) (?=[0-9])")

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖弍弎弌贰", "1234567892312")
_COMMON = str.maketrans("〇零一二三四五六七八九幺两", "0012345678912")
_NUMERALS = re.compile("[0-9ol〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弍弎弌]{2,}")
_SOUNDS = dict(zip("妖夭腰尔散叁伞思武舞溜柳骑漆期巴吧扒酒久灵林铃", "11123334556677788899000", strict=True))
"""Characters that sound like digits; read so only where they make the number of a phone."""
_SOUNDED = re.compile(f"[0-9〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖{''.join(_SOUNDS)}]{{11,}}")
_PHONE = re.compile("1[3-9][0-9]{9}")
_PHONE_WITHIN = re.compile("(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_SOUND_DIGITS = {ord(char): digit for char, digit in _SOUNDS.items()}
_NUMERAL_SEEN = re.compile("[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弍弎弌]")
_LETTER_AFTER_DIGIT = re.compile("[0-9][oil]|[il][3-9][0-9oil]{9}")
_FORMAL_SEEN = re.compile("[壹贰叁肆伍陆柒捌玖弍弎弌]")
_O_IN_NUMBER = re.compile(
    r"(?<=[0-9])o(?=[0-9o])|(?<=[0-9]o)o(?=[0-9])|(?<=[0-9])[il](?=[0-9])"
    r"|(?<=[0-9oil]{7})o{1,3}(?![a-z0-9])"
    r"|(?<![a-z0-9])[il](?=[3-9][0-9oil]{9}(?![a-z0-9]))"
)

_BACKWARDS = re.compile(
    "(?=信微|职兼|单刷|利返|费免|聊私|赚日|号信|款贷|q[我群]?加|票彩|购代|微加|群进|领费)"
)
_FORWARDS = re.compile("微信|兼职|刷单|返利|红包|免费|私聊|日赚|信号|贷款|加[我群]?qq|彩票|代购")
_LETTER_DIGITS = str.maketrans("oil", "011")
_LEET = re.compile(r"(?<=[a-z])[@$013]{1,2}(?=[a-z])")
_LEET_SEEN = re.compile("[@$013]")
_LEET_LETTERS = {"@": "a", "$": "s", "0": "o", "1": "i", "3": "e"}


def plus(text: str) -> str:
    """`+v` and `➕薇` → `加v`, `加薇`: a plus sign before a contact is the verb; `v✘` → `vx`."""
    seen = _SIGN_SEEN.findall(text)
    if not seen:
        return text
    for signs, pattern, meant in _SIGNS:
        if not signs.isdisjoint(seen):
            text = pattern.sub(meant, text)
    return text


def leet(text: str) -> str:
    """Signs and digits inside a word → the letters they stand for: `fr33`-like spellings of Latin words."""
    if not _LEET_SEEN.search(text):
        return text
    return _LEET.sub(lambda found: "".join(map(_LEET_LETTERS.__getitem__, found[0])), text)


def joined(text: str) -> str:
    """Without punctuation, spaces and emoji between letters; Latin words keep one space between them."""
    if not _SPACED.search(text):
        return "".join(_RUNS.findall(text))
    text = _GAP_AT_HAN.sub("", _GAPS.sub(" ", text)).strip()
    text = _SPELLED.sub(lambda found: found[0].replace(" ", ""), text)
    return _DIGIT_GAP.sub("", text)


def forwards(text: str) -> str:
    """A text written backwards, turned round."""
    if _BACKWARDS.search(text) and not _FORWARDS.search(text) and len(_BACKWARDS.findall(text)) > 1:
        return text[::-1]
    return text


def numerals(text: str) -> str:
    """Chinese numerals used as digits of a number → digits; `一九九八年` and `十二` stay words."""
    if _NUMERAL_SEEN.search(text):
        text = _NUMERALS.sub(_number, _SOUNDED.sub(_by_sound, text))
    return _O_IN_NUMBER.sub(_letter_digit, text) if _LETTER_AFTER_DIGIT.search(text) else text


def _by_sound(found: re.Match[str]) -> str:
    """The number of a phone, with digits for what sounds like them; all else is too short to be sure."""
    number = found[0].translate(_SOUND_DIGITS).translate(_FORMAL).translate(_COMMON)
    return number if _PHONE.fullmatch(number) else found[0]


def _number(found: re.Match[str]) -> str:
    """The run in digits when it cannot be an ordinary word."""
    run = found[0]
    if _PHONE_WITHIN.search(run):
        return run  # 李四13912345678
    digits = sum(c.isascii() and c.isdigit() for c in run)
    formal = _FORMAL_SEEN.search(run) is not None
    numerals = sum(c not in "ol" for c in run)
    if numerals >= 5 or (numerals >= 3 and digits + formal >= 1):
        return run.translate(_FORMAL).translate(_COMMON)
    return run.translate(_FORMAL) if formal else run


def _letter_digit(found: re.Match[str]) -> str:
    """The digits that letters inside a number stand for."""
    return found[0].translate(_LETTER_DIGITS)


def touches(word: str) -> bool:
    """Whether any of these steps could change a word of plain characters."""
    return any(pattern.search(word) for pattern in (_NUMERALS, _SOUNDED, _BACKWARDS, _STROKE))
