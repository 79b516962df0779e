"""From YAML to the rules in force."""

from bot.rulebook.check import check, unable
from bot.rulebook.describe import Row, describe
from bot.rulebook.loader import Loaded, Loader, load
from bot.rulebook.model import Binding, Rule, Rulebook, bind
from bot.rulebook.problems import BrokenRules, Language, Problem, Severity, errors
from bot.rulebook.schema import generate_schema, handlers_shipped, schema_text
from bot.rulebook.watch import watch

__all__ = [
    "Binding",
    "BrokenRules",
    "Language",
    "Loaded",
    "Loader",
    "Problem",
    "Row",
    "Rule",
    "Rulebook",
    "Severity",
    "bind",
    "check",
    "describe",
    "errors",
    "generate_schema",
    "handlers_shipped",
    "load",
    "schema_text",
    "unable",
    "watch",
]
