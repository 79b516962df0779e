"""Nodes → pydantic values; what pydantic refuses becomes a problem at the offending value."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.rulebook.names import nearest
from bot.rulebook.nodes import Items, Node, Scalar, Table, locate, plain
from bot.rulebook.scope import Scope, written
from bot.rulebook.syntax import narrow, quote

T = TypeVar("T")

_EXPECTED: Mapping[str, tuple[str, str, str]] = {
    "int": ("整数，如 5", "a whole number such as 5", "5"),
    "float": ("数字，如 0.9", "a number such as 0.9", "0.9"),
    "bool": ("true 或 false", "true or false", "true"),
    "string": ("一段文字", "a text", ""),
    "list": ("列表，如 [a, b]", "a list such as [a, b]", "[]"),
    "tuple": ("列表，如 [a, b]", "a list such as [a, b]", "[]"),
    "set": ("列表，如 [a, b]", "a list such as [a, b]", "[]"),
    "frozen_set": ("列表，如 [a, b]", "a list such as [a, b]", "[]"),
    "dict": ("键值对，如 {a: 1}", "a mapping such as {a: 1}", "{1: 1}"),
    "mapping": ("键值对，如 {a: 1}", "a mapping such as {a: 1}", "{1: 1}"),
    "model": ("键值对，如 {a: 1}", "a mapping such as {a: 1}", "{a: 1}"),
    "dataclass": ("键值对，如 {a: 1}", "a mapping such as {a: 1}", "{a: 1}"),
    "time": ('时刻，如 "09:00"', 'a time of day such as "09:00"', '"09:00"'),
    "date": ('日期，如 2026-01-31', "a date such as 2026-01-31", "2026-01-31"),
    "datetime": ("时间，如 2026-01-31T20:00:00+08:00", "a time such as 2026-01-31T20:00:00+08:00", ""),
    "time_delta": ("时长，如 30s、10m、2h、7d", "a length of time such as 30s, 10m, 2h or 7d", "10m"),
    "decimal": ("数字，如 0.9", "a number such as 0.9", "0.9"),
}  # fmt: skip
"""First words of pydantic's error types → what to write: Chinese, English, an example."""
_LISTS = ("list", "tuple", "set", "frozen_set")
_CHOICES = re.compile(r"; one of ([\w, -]+)$")
_LIMITS = {
    "greater_than": ("大于", "more than", "gt"), "greater_than_equal": ("不小于", "at least", "ge"),
    "less_than": ("小于", "less than", "lt"), "less_than_equal": ("不大于", "at most", "le"),
}  # fmt: skip


def convert(
    adapter: TypeAdapter[T] | type[T], node: Node, scope: Scope, known: tuple[str, ...] = (), key: str = ""
) -> T | None:
    """Check a node's value, reporting all that is wrong with it.

    Args:
        adapter: a pydantic model or a type adapter.
        node: the value.
        scope: where problems go.
        known: keys that are allowed beside the model's own, for "did you mean".
        key: the key whose value this is, for corrections.

    Returns:
        The value, or `None` after reporting.
    """
    try:
        if isinstance(adapter, TypeAdapter):
            return adapter.validate_python(plain(node))
        validated: T = adapter.model_validate(plain(node))  # type: ignore[attr-defined]
        return validated
    except ValidationError as error:
        _report(error, adapter, node, scope.at(key), known)
        return None


def _report(error: ValidationError, adapter: Any, node: Node, scope: Scope, known: tuple[str, ...]) -> None:
    places: dict[int, tuple[Node, list[ErrorDetails]]] = {}
    for detail in error.errors(include_url=False):
        place = _place(node, detail)
        places.setdefault(id(place), (place, []))[1].append(detail)
    for place, details in places.values():
        top = known if len(details[0]["loc"]) == 1 else ()
        _one(place, details, _fields(adapter, details[0]) + top, node, scope)


def _place(node: Node, detail: ErrorDetails) -> Node:
    loc = detail["loc"]
    if detail["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        parent = locate(node, loc[:-1])
        if isinstance(parent, Table) and str(loc[-1]) in parent.entries:
            return parent.key(str(loc[-1]))
    if loc and loc[-1] == "[key]" and len(loc) > 1:
        parent = locate(node, loc[:-2])
        if isinstance(parent, Table) and str(loc[-2]) in parent.entries:
            return parent.key(str(loc[-2]))
    return locate(node, loc)


def _fields(adapter: Any, detail: ErrorDetails) -> tuple[str, ...]:
    """Return the keys of the model that an unknown key stands in, as far as the place tells."""
    model = adapter
    for step in detail["loc"][:-1]:
        field = getattr(model, "model_fields", {}).get(step)
        if field is not None:
            model = _model_in(field.annotation)
    fields = getattr(model, "model_fields", {}) or getattr(model, "__pydantic_fields__", {})
    return tuple(field.alias or name for name, field in fields.items())


def _model_in(annotation: Any) -> Any:
    """Return the first model inside a type such as `tuple[Model, ...] | None`."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        if (model := _model_in(inner)) is not None:
            return model
    return None


def _one(place: Node, details: list[ErrorDetails], known: tuple[str, ...], root: Node, scope: Scope) -> None:
    first = details[0]
    kinds = {detail["type"] for detail in details}
    key = scope.key if place is root else key_of(root, place)
    if kinds & {"extra_forbidden", "unexpected_keyword_argument"}:
        name = str(first["loc"][-1])
        scope.unknown(("键", "key"), place, name, known, _rest(root, place))
    elif kinds == {"missing"}:
        for detail in details:
            missing = str(detail["loc"][-1])
            scope.report("missing_key", place, f"{missing}: …", key=missing)
    elif isinstance(place, Scalar) and place.missing:
        like = _example(first["type"], "", first.get("ctx", {})).replace("[]", "[…]") or '"…"'
        scope.report("no_value", place, f"{key}: {like}" if key else "", key=key or "-")
    else:
        expected = [expected_of(detail) for detail in details]
        scope.report(
            "wrong_value", place, corrected(key, place, first),
            found=written(place),
            expected=(
                " 或 ".join(dict.fromkeys(zh for zh, _ in expected)),
                " or ".join(dict.fromkeys(en for _, en in expected)),
            ),
        )  # fmt: skip


def expected_of(detail: ErrorDetails) -> tuple[str, str]:
    """Return what pydantic wanted in our own words, Chinese and English."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _LIMITS:
        zh, en, name = _LIMITS[kind]
        return f"{zh} {context[name]}", f"{en} {context[name]}"
    if kind in ("literal_error", "enum"):
        shown = context["expected"].replace("'", "").replace(" or ", ", ")
        return f"{shown} 之一", f"one of {shown}"
    if kind in ("value_error", "assertion_error"):
        return _own_words(str(context.get("error", detail["msg"])))
    if kind == "too_short":
        return f"至少 {context['min_length']} 项", f"at least {context['min_length']} of them"
    zh, en, _ = _EXPECTED.get(_head(kind), (detail["msg"], detail["msg"], ""))
    return zh, en


def _head(kind: str) -> str:
    """Return which type pydantic wanted: `int_parsing`, `int_type` and `int_from_float` are all `int`."""
    whole = kind.removesuffix("_type").removesuffix("_parsing")
    return whole if whole in _EXPECTED else kind.split("_", maxsplit=1)[0]


def _own_words(text: str) -> tuple[str, str]:
    """Return what a validator said; it may say it in both languages, `中文 | English | how to write it`."""
    if "length of time" in text or "ten years" in text:
        return _EXPECTED["time_delta"][0], _EXPECTED["time_delta"][1]
    if " is no range" in text:
        return '范围，如 ">= 3"、"100-300"', 'a range such as ">= 3" or "100-300"'
    if choices := _CHOICES.search(text):
        return f"{choices[1]} 之一", f"one of {choices[1]}"
    zh, *others = text.split(" | ")
    return (zh, others[0]) if others else (text, text)


def corrected(key: str, place: Node, detail: ErrorDetails) -> str:
    """Write the value as it should be, as well as can be guessed."""
    lead = f"{key}: " if key else ""
    kind, context = detail["type"], detail.get("ctx", {})
    value = place.value if isinstance(place, Scalar) else ""
    head = _head(kind)
    said = str(context.get("error", ""))
    if said.count(" | ") == 2:  # the validator's own
        return said.rpartition(" | ")[2]
    if choices := _choices(detail):
        return lead + (nearest(value, choices) or choices[0])
    if head in _LISTS and value:
        return f"{lead}[{', '.join(part.strip() for part in narrow(value).split(','))}]"
    if head in _LISTS and isinstance(place, Table):
        return f"{lead}[{', '.join(place.entries)}]"
    if head == "string" and isinstance(place, Items | Table):
        return lead + quote(place.written) if "\n" not in place.written else ""
    example = _example(kind, said, context)
    return lead + example if example else ""


def _example(kind: str, said: str, context: Mapping[str, Any]) -> str:
    """Return what might stand there, knowing nothing of what does."""
    if kind in _LIMITS:
        return str(context[_LIMITS[kind][2]])
    if "length of time" in said:
        return "10m"
    if "is no range" in said:
        return '">= 3"'
    return _EXPECTED.get(_head(kind), ("", "", ""))[2]


def _choices(detail: ErrorDetails) -> list[str]:
    """Return what could stand there instead, if it is one of a few words."""
    context = detail.get("ctx", {})
    if detail["type"] in ("literal_error", "enum"):
        return [choice.strip(" '") for choice in context["expected"].replace(" or ", ",").split(",")]
    found = _CHOICES.search(str(context.get("error", "")))
    return found[1].split(", ") if found else []


def key_of(root: Node, place: Node) -> str:
    """Return the key a value stands behind, or nothing if it is an item of a list or a key itself."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Table):
            for name, (_, value) in node.entries.items():
                if value is place:
                    return name
                stack.append(value)
        elif isinstance(node, Items):
            stack.extend(node.items)
    return ""


def _rest(root: Node, key: Node) -> str:
    """Return `: value` of the entry whose key is given."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Table):
            for own, value in node.entries.values():
                if own is key:
                    return f": {written(value)}"
                stack.append(value)
        elif isinstance(node, Items):
            stack.extend(node.items)
    return ""
