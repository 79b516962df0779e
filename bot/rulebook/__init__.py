"""From YAML to the rules in force."""

from bot.rulebook.ability import unable
from bot.rulebook.check import check
from bot.rulebook.describe import Row, describe
from bot.rulebook.diff import Change, diff
from bot.rulebook.edit import Edit, EditRefused, unchanged
from bot.rulebook.fmt import fmt
from bot.rulebook.loader import Loaded, Loader, load
from bot.rulebook.model import Binding, Rule, Rulebook, bind
from bot.rulebook.problems import BrokenRules, Language, Problem, Severity, errors
from bot.rulebook.schema import generate_schema, handlers_shipped, schema_text
from bot.rulebook.watch import aside, watch

__all__ = [
    "Binding",
    "BrokenRules",
    "Change",
    "Edit",
    "EditRefused",
    "Language",
    "Loaded",
    "Loader",
    "Problem",
    "Row",
    "Rule",
    "Rulebook",
    "Severity",
    "aside",
    "bind",
    "check",
    "describe",
    "diff",
    "errors",
    "fmt",
    "generate_schema",
    "handlers_shipped",
    "load",
    "schema_text",
    "unable",
    "unchanged",
    "watch",
]
