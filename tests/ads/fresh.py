"""Texts by writers who had seen neither the data nor what the model learns from, nor one another's.

`fresh.jsonl` holds `text`, `advert`, `lang` (zh, tw, en, ru) and `set`. The errors on sets `a` and `b`
told which trades and which talk to write more of, so their figures flatter; `c` came after all that.
"""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Fresh(NamedTuple):
    """One text of the file."""

    text: str
    advert: bool
    lang: str
    set: str


@cache
def texts() -> list[Fresh]:
    """All of them, in the file's order."""
    lines = (Path(__file__).parent / "fresh.jsonl").read_text(encoding="utf-8").splitlines()
    return [Fresh(**json.loads(line)) for line in lines]
