"""Operators' patterns, as everybody compiles them: RE2, so in linear time, and whatever the case.

Apart from `bot.contract` itself, for whoever knows no patterns needs no RE2.
"""

from collections.abc import Iterable

import re2


def alone(pattern: str) -> "re2._Regexp":
    """Compile a pattern.

    Raises:
        re2.error: RE2 does not take it.
    """
    return re2.compile(pattern, _options())


def together(patterns: Iterable[str]) -> re2.Set:
    """Compile patterns into a set that tells in one pass over a text which of them are in it, by number.

    Raises:
        re2.error: RE2 does not take one of them, or together they are too large for it.
    """
    made = re2.Set.SearchSet(_options())
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made


def _options() -> re2.Options:
    """Return the options; what RE2 refuses is raised, and not written to standard error besides."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return options
