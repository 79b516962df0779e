"""Days as people type them: `昨天`, `3月1日`, `03-01`, `2026-03-01`, `1号`."""

import re
from datetime import date, timedelta

from bot.contract import normal

_AGO = {"今天": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "大前天": 3}
_DAY = re.compile(r"(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})[日号]?")


def day(word: str, today: date) -> date | None:
    """Read a day; without a year or a month it is the last such day, today included. `None` if it is none."""
    text = normal(word)
    if text in _AGO:
        return today - timedelta(days=_AGO[text])
    found = _DAY.fullmatch(text)
    if found is None or (found[2] is None and text.isdecimal()):
        return None
    if found[1]:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found[2]:
        wanted = [(year, int(found[2])) for year in (today.year, today.year - 1)]
    else:
        before = today.replace(day=1) - timedelta(days=1)
        wanted = [(today.year, today.month), (before.year, before.month)]
    days = (_date(year, month, int(found[3])) for year, month in wanted)
    return next((one for one in days if one is not None and one <= today), None)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
