"""Amounts as an operator compares them: `">= 3"`."""

import operator
import re
from collections.abc import Callable
from typing import Any

from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

_COMPARES: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
_AMOUNT = re.compile(r"(>=|<=|>|<|=|≥|≤)\s*(-?\d{1,9})")
_WRITTEN = {"≥": ">=", "≤": "<="}


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Amount:
    """A comparison with a whole number, written `">= 3"`."""

    sign: str
    number: int

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if not isinstance(value, str | int):
            return value
        found = _AMOUNT.fullmatch(str(value).strip())
        if found is None:
            raise ValueError(f'{str(value)!r} is no comparison; write ">= 3", "< 3" or "= 3"')
        return {"sign": _WRITTEN.get(found[1], found[1]), "number": int(found[2])}

    def fits(self, count: int) -> bool:
        """Compare."""
        return _COMPARES[self.sign](count, self.number)
