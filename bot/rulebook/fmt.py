"""`qunguan rules fmt`: one layout for all files, comments kept, the meaning unchanged."""

from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.rulebook.nodes import Source, plain
from bot.rulebook.problems import BrokenRules
from bot.rulebook.reader import parse
from bot.rulebook.scope import Scope


def fmt(text: str, name: str = "rules") -> str:
    """Return a rule file's text in the common layout: two spaces a level, no trailing space, one line end.

    Whatever would change a value leaves that file's layout as it is, save for its spaces at line ends.

    Raises:
        BrokenRules: it cannot be read.
    """
    tidy = _stripped(text)
    before = _meaning(tidy, name)
    if before is None:
        return tidy
    for layout in (_relaid(tidy), tidy):
        if layout is not None and _meaning(layout, name) == before:
            return layout
    return text


def _meaning(text: str, name: str) -> object:
    scope = Scope()
    root = parse(Source(name, text), scope)
    if scope.broken:
        raise BrokenRules(scope.problems)
    return None if root is None else plain(root)


def _stripped(text: str) -> str:
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip(" ") for line in unified.split("\n")).strip("\n") + "\n"


def _relaid(text: str) -> str | None:
    """Have ruamel write it anew; `None` if it cannot."""
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    try:
        yaml.dump(yaml.load(text), out)
    except (YAMLError, ValueError):
        return None
    return _stripped(out.getvalue())
