"""Jinja in its sandbox: templates are compiled once, and safe against what members call themselves."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.contract import RulebookError

LONGEST = 4_000
"""Characters of a rendered text; platforms cut or refuse longer ones."""
_environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def names(text: str) -> frozenset[str]:
    """Return the variables that a template uses.

    Raises:
        RulebookError: it is no valid template.
    """
    try:
        return frozenset(meta.find_undeclared_variables(_environment.parse(text)))
    except TemplateError as error:
        raise RulebookError(f"{error.message} in {text!r}") from error


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template | str:
    return _environment.from_string(text) if "{" in text else text


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
