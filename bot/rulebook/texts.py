"""Texts with variables: Jinja in its sandbox, compiled once, safe against what members call themselves."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.contract import RulebookError

LONGEST = 4_000
"""Characters of a rendered text; platforms cut or refuse longer ones."""
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
_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template | str:
    return _environment.from_string(text) if "{" in text else text


def variables(text: str) -> set[str]:
    """Return the names a text uses.

    Raises:
        RulebookError: it is no valid template.
    """
    rest = _SIMPLE.sub("", text)
    if "{" not in rest and "}" not in rest:  # nearly every text; a parse costs fifty times as much
        return set(_SIMPLE.findall(text))
    try:
        return meta.find_undeclared_variables(_environment.parse(text))
    except TemplateError as error:
        raise RulebookError(f"{error.message} in {text!r}") from error


def reason_of(error: RulebookError, text: str) -> tuple[str, str]:
    """Return why a text is no template, in Chinese and English; Jinja speaks English only."""
    english = str(error).removesuffix(f" in {text!r}").removesuffix(".")
    chinese = next((words for part, words in _REASONS.items() if part in english), "")
    return (f"{chinese} ({english})" if chinese else english), english


def attributes(text: str) -> set[tuple[str, str]]:
    """Return the parts of `member` and `room` that a text uses, as (variable, part)."""
    return set(_ATTRIBUTE.findall(text)) if "{" in text else set()


def render(text: str, values: Mapping[str, Any]) -> str:
    """Fill in a text. Values are data, never templates, so a nickname `{{ x }}` stays what it is.

    Raises:
        RulebookError: a variable is missing or an expression is not allowed.
    """
    template = _compiled(text)
    if isinstance(template, str):
        return template
    try:
        return template.render(values)[:LONGEST]
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise RulebookError(f"{error} in {text!r}") from error
