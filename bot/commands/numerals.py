"""Numbers and lengths of time as people type them: in any width, in Chinese numerals, with a unit."""

import re
from datetime import timedelta

from bot.contract import normal, parse_span

_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_CHINESE = re.compile("[零〇一二两三四五六七八九十百千]+")
_MYRIAD = re.compile(r"(\d{1,5})万")
_NUMBER = re.compile(r"(?:[#第案]|case)?([+-]?\d{1,9})(?:积?分|points?|pts|次|号|名|条|点|个|遍)?")
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_SPELT = (
    ("个", ""), ("星期|礼拜|weeks?", "周"), ("钟头|hours?|hrs?", "小时"), ("days?|日", "天"),
    ("minutes?|mins?", "分钟"), ("seconds?|secs?", "秒"), ("刻钟", "*15分钟"), ("月|months?", "*30天"),
    ("年|years?", "*365天"),
)  # fmt: skip
_SPELLINGS = [(re.compile(pattern), word) for pattern, word in _SPELT]
_TIMES = re.compile(r"(\d{1,6})\*(\d+)")
_DECIMAL = re.compile(r"(\d{1,6}\.\d{1,3})(h|小时|时|d|天|w|周|m|分钟|分)")
_HALF = re.compile(r"(\d{1,6})?(?:半(小时|天|周)|(小时|天|周)半)")
_SECONDS = {
    "h": 3600, "小时": 3600, "时": 3600, "d": 86_400, "天": 86_400, "w": 604_800, "周": 604_800,
    "m": 60, "分钟": 60, "分": 60,
}  # fmt: skip


def number(text: str) -> int | None:
    """Read a number, also `#12`, `第3名`, `10分`, `1,000`, `三`, `十五` and `2万`; `None` if it is none."""
    word = _MYRIAD.sub(lambda found: f"{found[1]}0000", _digits(_THOUSANDS.sub("", normal(text))))
    match = _NUMBER.fullmatch(word)
    return int(match.group(1)) if match else None


def span(text: str) -> timedelta | None:
    """Read a length of time, also `十分钟`, `一个半小时`, `1.5h`, `2 days`; `None` if it is none."""
    word = _digits(normal(text).replace(" ", ""))
    for pattern, unit in _SPELLINGS:
        word = pattern.sub(unit, word)
    word = _TIMES.sub(lambda found: str(int(found[1]) * int(found[2])), word)
    word = _DECIMAL.sub(lambda found: f"{round(float(found[1]) * _SECONDS[found[2]])}s", word)
    word = _HALF.sub(_half, word)
    try:
        return parse_span(word) or None
    except ValueError:
        return None


def _half(found: re.Match[str]) -> str:
    seconds = _SECONDS[found[2] or found[3]]
    return f"{seconds * int(found[1] or 0) + seconds // 2}s"


def _digits(text: str) -> str:
    """Write Chinese numerals as digits."""
    return _CHINESE.sub(lambda found: str(_value(found.group())), text)


def _value(numeral: str) -> int | str:
    """Return what a numeral counts, up to 9,999; one that counts nothing is left as it is."""
    total, digit = 0, None
    for sign in numeral:
        if sign in _DIGITS:
            if digit:  # two digits side by side: a telephone number, not a count
                return numeral
            digit = _DIGITS[sign]
        else:
            total += (1 if digit is None else digit) * _UNITS[sign]
            digit = None
    return total + (digit or 0)
