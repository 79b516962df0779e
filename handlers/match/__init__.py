"""Custom rules: what an operator builds in YAML out of conditions, with `all`, `any`, `not` and `unless`."""

from handlers.match.handler import Match

__all__ = ["Match"]
