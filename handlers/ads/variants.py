"""The steps of normalising that look at neighbours: gaps, numerals, split characters, homophones.

They come after `folding`: small letters, simplified characters, nothing invisible. Patterns are simple and
bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re

HAN = "一-鿿㐀-䶿"

_PLUS = re.compile(r"[+➕✚✙＋†][\W_]{0,3}(?=[薇微威徽溦嶶维v扣抠q裙群]|w[xe])")
_GAPS = re.compile(r"[\W_]+")
_RUNS = re.compile(r"[^\W_]+")
_SPACED = re.compile(rf"[^{HAN}\W_][\W_]+[^{HAN}\W_]")
_GAP_AT_HAN = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")
_SPELLED = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9]){2,}(?![a-z0-9])")
_DIGIT_GAP = re.compile(r"(?<=[0-9]) (?=[0-9])")

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖弍弎弌贰", "1234567892312")
_COMMON = str.maketrans("〇零一二三四五六七八九幺两", "0012345678912")
_NUMERALS = re.compile("[0-9ol〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弍弎弌]{2,}")
_NUMERAL_SEEN = re.compile("[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弍弎弌]")
_LETTER_AFTER_DIGIT = re.compile("[0-9][oil]|[il][3-9][0-9oil]{9}")
_FORMAL_SEEN = re.compile("[壹贰叁肆伍陆柒捌玖弍弎弌]")
_O_IN_NUMBER = re.compile(
    r"(?<=[0-9])o(?=[0-9o])|(?<=[0-9]o)o(?=[0-9])|(?<=[0-9])[il](?=[0-9])"
    r"|(?<![a-z0-9])[il](?=[3-9][0-9oil]{9}(?![a-z0-9]))"
)

_BACKWARDS = re.compile(
    "(?=信微|职兼|单刷|利返|费免|聊私|赚日|号信|款贷|q[我群]?加|票彩|购代|微加|群进|领费)"
)
_FORWARDS = re.compile("微信|兼职|刷单|返利|红包|免费|私聊|日赚|信号|贷款|加[我群]?qq|彩票|代购")
_LEET = re.compile(r"(?<=[a-z])[@$013]{1,2}(?=[a-z])")
_LEET_SEEN = re.compile("[@$013]")
_LEET_LETTERS = {"@": "a", "$": "s", "0": "o", "1": "i", "3": "e"}


def plus(text: str) -> str:
    """`+v` and `➕薇` → `加v`, `加薇`: a plus sign before a contact is the verb."""
    return _PLUS.sub("加", text)


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
        text = _NUMERALS.sub(_number, text)
    return _O_IN_NUMBER.sub(_letter_digit, text) if _LETTER_AFTER_DIGIT.search(text) else text


def _number(found: re.Match[str]) -> str:
    """The run in digits when it cannot be an ordinary word."""
    run = found[0]
    digits = sum(c.isascii() and c.isdigit() for c in run)
    formal = _FORMAL_SEEN.search(run) is not None
    numerals = sum(c not in "ol" for c in run)
    if numerals >= 5 or (numerals >= 3 and digits + formal >= 1):
        return run.translate(_FORMAL).translate(_COMMON)
    return run.translate(_FORMAL) if formal else run


def _letter_digit(found: re.Match[str]) -> str:
    """The digit that a letter inside a number stands for."""
    return "0" if found[0] == "o" else "1"


def touches(word: str) -> bool:
    """Whether any of these steps could change a word of plain characters."""
    return bool(_NUMERALS.search(word) or _BACKWARDS.search(word))
