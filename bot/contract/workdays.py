"""Days as rules name them, and the working days of mainland China.

Source: the State Council's yearly notices on holiday arrangements (2025: 12 November 2024; 2026: 4 November
2025). A year that is not listed has its plain weekdays; the next one's notice comes in November.
"""

from datetime import date, timedelta
from enum import StrEnum

_HOLIDAYS = {
    2025: "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
    2026: "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
}
_WORKED = {
    2025: "0126 0208 0427 0928 1011",
    2026: "0104 0214 0228 0509 0920 1010",
}


def _days(years: dict[int, str]) -> frozenset[date]:
    """Write the spans out, day by day."""
    days = set()
    for year, spans in years.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            day, end = _day(year, first), _day(year, last or first)
            while day <= end:
                days.add(day)
                day += timedelta(days=1)
    return frozenset(days)


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[2:]))


HOLIDAYS = _days(_HOLIDAYS)
WORKED = _days(_WORKED)


def is_workday(day: date) -> bool:
    """Tell whether people work on a day in mainland China."""
    if day in WORKED:
        return True
    return day.weekday() < 5 and day not in HOLIDAYS


class Day(StrEnum):
    """The days of the week; `workdays` and `holidays` go by the Chinese calendar with its swapped days."""

    mon = "mon"
    tue = "tue"
    wed = "wed"
    thu = "thu"
    fri = "fri"
    sat = "sat"
    sun = "sun"
    weekdays = "weekdays"
    weekend = "weekend"
    workdays = "workdays"
    holidays = "holidays"

    def covers(self, day: date) -> bool:
        """Tell whether a day is one of these."""
        match self:
            case Day.weekdays | Day.weekend:
                return (day.weekday() < 5) is (self is Day.weekdays)
            case Day.workdays | Day.holidays:
                return is_workday(day) is (self is Day.workdays)
            case _:
                return tuple(Day)[day.weekday()] is self
