"""What a person at a Chinese keyboard most likely meant where the YAML parser gave up."""

import re
from collections.abc import Callable

from bot.rulebook.compose import Unreadable
from bot.rulebook.nodes import Source
from bot.rulebook.problems import Problem

FULL_COLON = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?P<key>[A-Za-z_][\w.-]*)[ \t]*：[ \t]*(?P<value>.*)$")
_PARTS = re.compile(r"^(?P<lead>\s*(?:-\s+)*)(?:(?P<key>[^\s:#\"'{\[][^:]*?):\s+)?(?P<value>\S.*?)\s*$")
_STUCK_COLON = re.compile(r"^\s*(?:-\s+)*(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s/].*)$")
_WIDE = str.maketrans("，：；“”‘’［］｛｝【】（）", ",:;\"\"''[]{}[]()")
_HASHTAG = re.compile(
    r"""(?<=[\[{,:] )(?P<kept>[^\[\]{},:"'#]*[^\[\]{},:"'#\s])(?P<cut>\s+#[^\s,\]}][^,\]}]*)"""
)
"""In brackets: a text, and a hashtag behind it that makes the rest of the line a comment."""
_WIDE_KEY = re.compile(r"[{,]\s*(?P<key>[A-Za-z_][\w-]*)\s*：\s*")
"""In brackets: a key with a full-width colon behind it."""
_LONGEST_SNIPPET = 100


def narrow(text: str) -> str:
    """Write full-width punctuation as the keyboard's English layout would."""
    return text.translate(_WIDE)


def quote(text: str) -> str:
    """Write a text in quotes, so that YAML takes every character as it stands."""
    if "\\" in text or '"' in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def half_width(value: str) -> str:
    """Write a value as YAML reads it: what stands in brackets with half-width signs, a text as it is."""
    if value[:1] not in tuple("[{［｛【"):
        return value
    return re.sub(r"([,:])\s*", r"\1 ", narrow(value))


def short(text: str) -> str:
    """Cut a correction to what can be read at a glance; the first line is enough."""
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= _LONGEST_SNIPPET else first[: _LONGEST_SNIPPET - 1] + "…"


def explain(source: Source, trouble: Unreadable) -> Problem:
    """Turn the parser's complaint into a problem with the likely cause and a correction."""
    line, column = trouble.line, trouble.column
    if trouble.code == "key_not_text" and "{{" in source.line(line):
        return _template(source, trouble)
    if trouble.code:
        snippet = (
            _quoted_rest(source.line(line), column)
            if trouble.code in _QUOTABLE
            else _cleaned(source, trouble)
        )
        return Problem(
            trouble.code,
            source.name,
            line + 1,
            column + 1,
            values={"reason": trouble.reason},
            snippet=snippet,
        )
    for guess in _GUESSES:
        if found := guess(source, trouble):
            return found
    fixed = reindented(source, line)
    return Problem(
        "syntax", source.name, line + 1, column + 1, values={"reason": trouble.reason}, snippet=fixed
    )


def _cleaned(source: Source, trouble: Unreadable) -> str:
    """Return a line without control characters; one that only separates documents as a comment."""
    if trouble.code not in ("control_character", "several_documents"):
        return ""
    text = "".join(sign for sign in source.line(trouble.line) if sign.isprintable()).strip()
    return short(f"# {text}" if text.startswith(("---", "...")) else text)


def reindented(source: Source, line: int) -> str:
    """Return a line moved to where the one above it starts, or one step further in below a bare key."""
    above = next((source.line(n) for n in range(line - 1, -1, -1) if source.line(n).strip()), "")
    indent = len(above) - len(above.lstrip()) + (2 if above.rstrip().endswith(":") else 0)
    return " " * indent + source.line(line).strip()


_QUOTABLE = frozenset({"tag", "no_such_anchor", "key_not_text"})
Guess = Callable[[Source, Unreadable], Problem | None]


def _quoted_rest(line: str, column: int) -> str:
    """Quote the flow item, or the whole value, that starts at `column`."""
    before, rest = line[:column], line[column:]
    inside = max(before.rfind("["), before.rfind("{")) > max(before.rfind("]"), before.rfind("}"))
    item = re.split(r"[,\]}]", rest, maxsplit=1)[0] if inside else rest
    item = re.split(r"\s#\s", item, maxsplit=1)[0].strip()
    return short(quote(item)) if inside else short(before.strip() + " " + quote(item))


def _full_width_colon(source: Source, trouble: Unreadable) -> Problem | None:
    for number in range(trouble.line, max(trouble.line - 3, -1), -1):
        if found := FULL_COLON.match(source.line(number)):
            fixed = f"{found['key']}: {half_width(found['value'])}"
            column = source.line(number).index("：") + 1
            return Problem(
                "full_width", source.name, number + 1, column, values={"mark": "：", "ascii": ": "},
                snippet=short(fixed),
            )  # fmt: skip
    return None


def _tab(source: Source, trouble: Unreadable) -> Problem | None:
    text = source.line(trouble.line)
    indent = text[: len(text) - len(text.lstrip())]
    if "\t" in indent or text[trouble.column : trouble.column + 1] == "\t" or "tab" in trouble.reason:
        column = max(text.find("\t"), 0)
        fixed = reindented(source, trouble.line) if "\t" in indent else text.replace("\t", " ").rstrip()
        return Problem("tab", source.name, trouble.line + 1, column + 1, snippet=fixed[:_LONGEST_SNIPPET])
    return None


def _escape(source: Source, trouble: Unreadable) -> Problem | None:
    if "escape" not in trouble.reason:
        return None
    text = source.line(trouble.line)
    opening = text.rfind('"', 0, trouble.column)
    closing = text.find('"', trouble.column)
    inside = text[opening + 1 : closing if closing >= 0 else None]
    return Problem(
        "escape", source.name, trouble.line + 1, trouble.column + 1,
        values={"escape": "\\" + text[trouble.column : trouble.column + 1]},
        snippet=short("'" + inside.replace("'", "''") + "'"),
    )  # fmt: skip


def _needs_quotes(source: Source, trouble: Unreadable) -> Problem | None:
    """A value that starts with a sign of YAML's own, or goes on after a closing bracket or quote."""
    text = source.line(trouble.line)
    sign = text[trouble.column : trouble.column + 1]
    if sign in tuple("@`%") and "cannot start" in trouble.reason:
        return Problem(
            "starts_with_sign", source.name, trouble.line + 1, trouble.column + 1, values={"sign": sign},
            snippet=_quoted_rest(text, trouble.column),
        )  # fmt: skip
    parts = _PARTS.match(text)
    if parts is None or trouble.column <= parts.start("value"):
        return None
    value = parts["value"]
    if value[0] in "{[*&!>|\"'" and not value.endswith(("[", "{", ",")) and "flow" not in trouble.reason:
        key = f"{parts['key']}: " if parts["key"] else ""
        return Problem(
            "starts_with_sign", source.name, trouble.line + 1, parts.start("value") + 1,
            values={"sign": "{{" if value.startswith("{{") else value[0]},
            snippet=short(key + quote(value)),
        )  # fmt: skip
    return None


def _two_colons(source: Source, trouble: Unreadable) -> Problem | None:
    text = source.line(trouble.line)
    parts = _PARTS.match(text)
    if "mapping values" not in trouble.reason or parts is None or not parts["key"]:
        return None
    if ": " not in parts["value"] + " " or parts["value"].startswith("#"):
        return None
    return Problem(
        "colon_in_text", source.name, trouble.line + 1, trouble.column + 1,
        snippet=short(f"{parts['key']}: {quote(parts['value'])}"),
    )  # fmt: skip


def _unclosed(source: Source, trouble: Unreadable) -> Problem | None:
    """A bracket or quote that nobody closed, or a comma that is missing between two items."""
    line, column = trouble.begin
    if not source.line(line)[column:].strip():
        line, column = _last_open(source.text)
    opened = source.line(line)[column:].rstrip()
    if "flow" in trouble.reason:
        closer = "}" if "mapping" in trouble.reason else "]"
    elif "quoted scalar" in trouble.reason:
        closer = opened[:1]
    else:
        return None
    fixed = opened if opened.endswith(closer) and len(opened) > 1 else opened.rstrip(" ,") + closer
    return Problem(
        "unclosed", source.name, line + 1, column + 1, values={"closer": closer}, snippet=short(fixed)
    )


def _cut_in_brackets(source: Source, trouble: Unreadable) -> Problem | None:
    """`{say: 今晚 #秒杀}`: the hashtag made a comment of the rest, and of the bracket in it."""
    if "flow" not in trouble.reason:
        return None
    for number in range(trouble.begin[0], min(trouble.line, trouble.begin[0] + 3) + 1):
        text = source.line(number)
        found = _HASHTAG.search(text)
        if found is not None:
            fixed = text[: found.start("kept")] + quote(found["kept"] + found["cut"]) + text[found.end() :]
            return Problem(
                "cut_off", source.name, number + 1, found.start("kept") + 1,
                values={"cut": found["cut"].strip(), "kept": found["kept"].strip()},
                snippet=short(fixed),
            )  # fmt: skip
    return None


def _full_width_in_brackets(source: Source, trouble: Unreadable) -> Problem | None:
    """`{handler: ads, words：[返利]}`: a full-width colon behind a key."""
    if "flow" not in trouble.reason:
        return None
    for number in range(trouble.begin[0], trouble.line + 1):
        text = source.line(number)
        found = _WIDE_KEY.search(text)
        if found is not None:
            fixed = text[: found.end("key")] + ": " + text[found.end() :]
            return Problem(
                "full_width", source.name, number + 1, found.end("key") + 1,
                values={"mark": "：", "ascii": ": "}, snippet=short(fixed),
            )  # fmt: skip
    return None


def _last_open(text: str) -> tuple[int, int]:
    """Return the place of the last bracket that is still open at the end, or of the text's end."""
    opened: list[int] = []
    for position, sign in enumerate(text):
        if sign in "[{":
            opened.append(position)
        elif sign in "]}" and opened:
            opened.pop()
    place = opened[-1] if opened else len(text.rstrip())
    return text.count("\n", 0, place), place - text.rfind("\n", 0, place) - 1


def _stuck_colon(source: Source, trouble: Unreadable) -> Problem | None:
    """`handler:ads`: the line became a text, and the next one made no sense."""
    for number in range(trouble.line, max(trouble.line - 3, -1), -1):
        text = source.line(number)
        if found := _STUCK_COLON.match(text):
            return Problem(
                "no_space_after_colon", source.name, number + 1, found.start("key") + 1,
                snippet=short(f"{found['key']}: {found['value']}"),
            )  # fmt: skip
    return None


_GUESSES: tuple[Guess, ...] = (
    _full_width_colon, _tab, _escape, _needs_quotes, _two_colons, _stuck_colon, _cut_in_brackets,
    _full_width_in_brackets, _unclosed,
)  # fmt: skip


def _template(source: Source, trouble: Unreadable) -> Problem:
    """A text that starts with a variable looks like a mapping in a mapping."""
    text = source.line(trouble.line)
    start = text.rfind("{{", 0, trouble.column + 2)
    before, rest = text[:start].strip(), text[start:].strip()
    lead = f"{before} " if before.endswith(":") else ""
    return Problem(
        "starts_with_sign", source.name, trouble.line + 1, start + 1, values={"sign": "{{"},
        snippet=short(lead + quote(rest)),
    )  # fmt: skip
