"""What YAML reads without complaint and nobody can have meant: the traps of a Chinese keyboard."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.rulebook.compose import STUCK_COMMENT
from bot.rulebook.nodes import Items, Node, Scalar, Table, walk
from bot.rulebook.problems import Problem, Severity
from bot.rulebook.syntax import FULL_COLON, half_width, narrow, quote, reindented, short

_WIDE_OPENERS = "“”‘’，：［｛【"
_NAMES = re.compile(r"[^、\s。！？!?]{1,8}(?:、[^、\s。！？!?]{1,8})+")
"""Short words with the comma of enumerations between them: a list to whoever types it, one item to YAML."""
_ASCII_KEY = re.compile(r"^[A-Za-z_][\w-]*[:：](?!//)\S")
_STRANGE_INDENT = re.compile(r"^[ ]*[\u3000\u00a0\u200b]", re.MULTILINE)


def traps(root: Node) -> Iterator[Problem]:
    """Yield every trap that the file fell into, in its order."""
    keys: dict[int, str] = {}
    if isinstance(root, Scalar) and root.plain:
        yield from _swallowed(root)
        return
    for node in walk(root):
        if isinstance(node, Table):
            for name, (key, value) in node.entries.items():
                keys[id(value)] = name
                keys[id(key)] = ""
        if isinstance(node, Scalar) and node.plain:
            yield from _scalar(node, keys.get(id(node), ""), id(node) in keys)
            if id(node) not in keys:
                yield from _enumerated(node)
        elif isinstance(node, Items):
            yield from _items(node)


def _problem(code: str, node: Scalar, snippet: str, column: int = 0, **values: str) -> Problem:
    return Problem(
        code, node.source.name, node.line + 1, node.column + column + 1, values=values, snippet=short(snippet)
    )


def _scalar(node: Scalar, key: str, keyed: bool) -> Iterator[Problem]:
    lead = f"{key}: " if key else ""
    if found := _cut_off(node):
        whole = f"{node.value} {found}".strip()
        yield _problem("cut_off", node, lead + quote(whole), cut=found, kept=node.value)
        return
    value = node.value
    if not value:
        return
    if value[0] in "\u3000\u00a0\u200b":
        fixed = reindented(node.source, node.line).replace("\u3000", " ")
        yield Problem("strange_space", node.source.name, node.line + 1, node.column + 1, snippet=fixed)
    elif wide := _wide(node, keyed and not key):
        if node.flow and "，" in value and wide == "，":
            items = ", ".join(part.strip() for part in value.split("，") if part.strip())
            yield _problem(
                "full_width", node, _in_line(node, items), value.index(wide), mark=wide, ascii=", "
            )
        else:
            ascii_mark = narrow(wide) + (" " if wide == "：" else "")
            fixed = _in_line(node, _narrowed(value)) if node.flow else lead + _narrowed(value)
            if keyed and not key and (line := FULL_COLON.match(node.source.line(node.line))):
                fixed = f"{line['key']}: {half_width(line['value'])}"
            yield _problem("full_width", node, fixed, value.index(wide), mark=wide, ascii=ascii_mark)
    elif "\n" in node.written:
        yield from _swallowed(node)


def _enumerated(node: Scalar) -> Iterator[Problem]:
    """`[妈妈、好物]`: two items to whoever types them, and one text."""
    if node.flow and _NAMES.fullmatch(node.value):
        fixed = ", ".join(node.value.split("、"))
        yield replace(_problem("listed_as_one", node, fixed, value=node.value), severity=Severity.warning)


def _narrowed(value: str) -> str:
    """Write a value with the keyboard's English signs where YAML reads them; what is text stays text."""
    if value[0] in "“”‘’":
        return quote(value[1:-1] if value[-1] in "“”‘’" and len(value) > 1 else value[1:])
    if "“" in value or "”" in value:
        return quote(value)
    return narrow(value.replace("：", ": "))


def _in_line(node: Scalar, fixed: str) -> str:
    """Return the line that a value stands in, with the value corrected."""
    line = node.source.line(node.line)
    written = node.written
    if "\n" in written:
        return fixed
    return (line[: node.column] + fixed + line[node.column + len(written) :]).strip()


def _wide(node: Scalar, is_key: bool) -> str:
    """Return the full-width sign that was meant as YAML's own, if there is one."""
    value = node.value
    if node.flow or is_key:
        return next((sign for sign in value if sign in "，：“”"), "")
    return value[0] if value[0] in _WIDE_OPENERS else ""


def _cut_off(node: Scalar) -> str:
    """Return what stands behind ` #`, if no space follows the sign: a hashtag, not a comment."""
    text = node.source.text
    found = STUCK_COMMENT.match(text, node.start + len(node.written))
    return found[1].rstrip() if found else ""


def _swallowed(node: Scalar) -> Iterator[Problem]:
    """A line `key：value` or `key:value` that became the tail of the text above it."""
    for offset, line in enumerate(node.written.split("\n")):
        if found := FULL_COLON.match(line):
            column = line.index("：") + (node.column if offset == 0 else 0)
            yield Problem(
                "full_width", node.source.name, node.line + offset + 1, column + 1,
                values={"mark": "：", "ascii": ": "},
                snippet=short(f"{found['key']}: {half_width(found['value'])}"),
            )  # fmt: skip
        elif offset and _ASCII_KEY.match(line.strip()):
            yield Problem(
                "no_space_after_colon", node.source.name, node.line + offset + 1,
                len(line) - len(line.lstrip()) + 1,
                snippet=short(re.sub(r"[:：]", ": ", line.strip(), count=1)),
            )  # fmt: skip


def _items(node: Items) -> Iterator[Problem]:
    """`- say：hi` in a list of blocks: the whole line became one text."""
    if node.flow:
        return
    for item in node.items:
        if (
            isinstance(item, Scalar)
            and item.plain
            and (found := FULL_COLON.match(item.written.split("\n")[0]))
        ):
            yield _problem(
                "full_width",
                item,
                f"{found['key']}: {half_width(found['value'])}",
                item.value.index("："),
                mark="：",
                ascii=": ",
            )


def strange_spaces(text: str) -> tuple[int, int] | None:
    """Return the line and column (from 0) of an indentation by a full-width or hard space, if any."""
    found = _STRANGE_INDENT.search(text)
    if found is None:
        return None
    return text.count("\n", 0, found.end()), found.end() - found.start() - 1
