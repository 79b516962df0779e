"""Texts with variables: which they use; filling them in is for `templates`."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.contract import RulebookError

ALWAYS = frozenset({"member", "room", "event", "now", "today"})
"""Variables every text may use; the outcome's facts come on top."""

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "member": frozenset({"id", "name", "role"}),
    "room": frozenset({"id", "name", "members"}),
}
"""What may follow the dot of the variables that have parts."""
_ATTRIBUTE = re.compile(r"(?<![\w.])(member|room)\.([A-Za-z_]\w*)(?=[^{}]*[}%]\})")
_SIMPLE = re.compile(r"\{\{\s*([A-Za-z_]\w*)(?:\.[A-Za-z_]\w*)*\s*\}\}")
_REASONS = {
    "unexpected end of template": "大括号没有闭合",
    "Expected an expression": "大括号里少了变量",
    "unexpected '}'": "大括号多了或少了",
    "unexpected char": "大括号里有不认识的符号",
    "No filter named": "没有这个过滤器",
    "Encountered unknown tag": "没有这个标签",
    "expected token": "大括号里的写法不对",
}


@lru_cache(maxsize=4096)
def variables(text: str) -> frozenset[str]:
    """Return the names a text uses.

    Raises:
        RulebookError: it is no valid template.
    """
    rest = _SIMPLE.sub("", text)
    if "{" not in rest and "}" not in rest:  # nearly every text; a parse costs fifty times as much
        return frozenset(_SIMPLE.findall(text))
    from bot.rulebook.templates import names  # noqa: PLC0415  # a check of simple texts does without Jinja

    return names(text)


def reason_of(error: RulebookError, text: str) -> tuple[str, str]:
    """Return why a text is no template, in Chinese and English; Jinja speaks English only."""
    english = str(error).removesuffix(f" in {text!r}").removesuffix(".")
    chinese = next((words for part, words in _REASONS.items() if part in english), "")
    return (f"{chinese} ({english})" if chinese else english), english


@lru_cache(maxsize=4096)
def attributes(text: str) -> frozenset[tuple[str, str]]:
    """Return the parts of `member` and `room` that a text uses, as (variable, part)."""
    return frozenset(_ATTRIBUTE.findall(text) if "{" in text else ())
