"""Forwarded chat records: WeChat puts them into a message's text as XML; this takes their lines out."""

import re
from html import unescape

from bot.contract import Forwarded

MOST_LINES = 50
LONGEST_LINE = 500
"""Characters of a line; what is longer is cut."""
_LONGEST_XML = 400_000
_LONGEST_ITEM = 6_000
_MOST_ITEMS = 200
_ITEM = "<dataitem"
_TAG = re.compile(r"\s*<(?:\?xml|msg\b)")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")


def record(text: str) -> tuple[Forwarded, ...]:
    """Return the lines of a record: who said what, without what has no words (pictures, voices).

    A puppet that gives the words alone gives one line a row. No XML parser, so nothing here expands;
    the work is bounded.
    """
    xml = text[:_LONGEST_XML]
    if _ITEM not in xml:
        xml = unescape(xml)  # the record is XML within XML: as CDATA, or escaped
    if _ITEM in xml:
        lines = [_line(item[:_LONGEST_ITEM]) for item in xml.split(_ITEM, _MOST_ITEMS)[1:]]
    else:
        rows = () if _TAG.match(xml) else xml.split("\n", _MOST_ITEMS)
        lines = [Forwarded(text=row.strip()[:LONGEST_LINE]) for row in rows]
    return tuple([line for line in lines if line.text][:MOST_LINES])


def _line(item: str) -> Forwarded:
    said = _field(item, "datadesc") or _field(item, "datatitle")
    return Forwarded(text=said[:LONGEST_LINE], name=_field(item, "sourcename")[:100])


def _field(item: str, name: str) -> str:
    _, _, rest = item.partition(f"<{name}>")
    inner, end, _ = rest.partition(f"</{name}>")
    return unescape(_CDATA.sub("", inner)).strip() if end else ""
