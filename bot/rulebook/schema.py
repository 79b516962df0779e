"""`schema.json`: what VS Code's YAML extension completes and explains, made from the models themselves."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from bot.contract import Handler, Role
from bot.rulebook.discovery import handlers
from bot.rulebook.header import Header, Staff
from bot.rulebook.selectors import Selector, Spare
from bot.rulebook.shorthand import VERBS

_REFERENCE = {"type": "string", "pattern": r"^\$", "description": "引用 $名单 或 $scripts.话术 | a reference"}
_SCALARS = ["string", "number", "boolean"]
_LINE = "# yaml-language-server: $schema="
_SHIPPED = ("handlers.", "bot.commands.")
"""Packages whose handlers an operator may name; whoever reads rule files imports the second, too."""
DRAFT = "http://json-schema.org/draft-07/schema#"


class _Written(GenerateJsonSchema):
    """Schemas of what an operator writes, not of what pydantic makes of it."""

    def timedelta_schema(self, schema: core_schema.TimedeltaSchema) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": r"^\s*(\d+\s*[^\d\s]+\s*)+$",
            "examples": ["30s", "10m", "2h", "7d"],
        }

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$", "examples": ["09:00"]}

    def enum_schema(self, schema: core_schema.EnumSchema) -> JsonSchemaValue:
        if schema["cls"] is Role:
            return {"type": "string", "enum": list(Role.__members__)}
        return super().enum_schema(schema)

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        return {"type": _SCALARS} if schema["cls"].__name__ == "Range" else super().dataclass_schema(schema)

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:
        return {"type": _SCALARS}


def generate_schema(known: Mapping[str, type[Handler]] | None = None) -> dict[str, Any]:
    """Return the schema of a rule file, JSON Schema draft-07, descriptions in both languages.

    Args:
        known: the handlers by name; those that ship with Qunguan if not given.
    """
    definitions: dict[str, Any] = {}
    kinds = handlers_shipped() if known is None else known
    head = _model(Header, definitions)
    definitions["answer"] = _answer(definitions)
    one = {"$ref": "#/definitions/answer"}
    definitions["answers"] = {"if": {"type": "array"}, "then": {"items": one}, "else": one}
    common = _common(definitions, kinds)
    rules = {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": common,
            "allOf": [_branch(name, kind, common, definitions) for name, kind in kinds.items()],
        },
        "description": "规则：名字 → 内容 | the rules, by a stable id",
    }
    properties = head["properties"] | {
        "lists": {"type": "object", "description": "名单，用 $名字 引用 | lists, referred to as $name"},
        "scripts": {
            "type": "object",
            "description": "话术：场景 → 语气 → 几种说法 | scripts: scene → tone → variants",
        },
        "rules": rules,
    }
    return {
        "$schema": DRAFT, "$id": "qunguan-rules", "title": "群管规则文件 | Qunguan rule file",
        "type": "object", "properties": properties, "additionalProperties": False, "definitions": definitions,
    }  # fmt: skip


def schema_text() -> str:
    """Return the schema as it is committed in `rules/schema.json`."""
    return json.dumps(generate_schema(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def schema_line(path: str) -> str:
    """Return the first line of a rule file that tells an editor where the schema is."""
    return f"{_LINE}{path}"


def handlers_shipped() -> dict[str, type[Handler]]:
    """Return the handlers that ship with Qunguan, by name in order; not those that a test defined."""
    return {name: kind for name, kind in sorted(handlers().items()) if kind.__module__.startswith(_SHIPPED)}


def _model(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(
        by_alias=True, ref_template="#/definitions/{model}", schema_generator=_Written
    )
    for name, definition in schema.pop("$defs", {}).items():
        definitions.setdefault(name, _lenient(definition))
    return dict(_lenient(schema))


def _lenient(schema: Any) -> Any:
    """Widen to what may stand in YAML: bare numbers for texts, one item for a list, `$name` for any list."""
    if isinstance(schema, list):
        return [_lenient(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        key: _lenient(value)
        for key, value in schema.items()
        if key not in ("default", "title", "uniqueItems")
    }
    kept = {key: result.pop(key) for key in ("description",) if key in result}
    if str(result.get("const", "")).isdigit():  # `version: 1`: a number to an editor, a word to us
        return {"enum": [result["const"], int(result["const"])]} | kept
    kind = result.get("type")
    if kind == "string" and "enum" not in result and "const" not in result:
        result["type"] = _SCALARS
    elif kind == "array":
        one = [result["items"]] if result.get("items") else []
        result = {"anyOf": [result, *one, {"type": _SCALARS}, _REFERENCE]}
    elif kind in ("integer", "number", "boolean"):
        result["type"] = [kind, "string"]
    return result | kept


def _common(definitions: dict[str, Any], kinds: Mapping[str, type[Handler]]) -> dict[str, Any]:
    both = {
        "handler": "用哪个处理器 | which behaviour", "mode": "off 关 | shadow 只记录 | live 生效",
        "timezone": "时区 | time zone", "scene": "话术场景 | scene of scripts",
        "tone": "话术语气 | tone of scripts",
    }  # fmt: skip
    common: dict[str, Any] = {
        name: {"type": "string", "description": description} for name, description in both.items()
    }
    common["handler"]["enum"] = list(kinds)
    common["mode"]["enum"] = ["off", "shadow", "live"]
    for name, kind, description in (
        ("rooms", Selector, "只管文件所选群中的这些 | which of the file's rooms"),
        ("spare", Spare, "谁不受处罚 | who is passed over"),
        ("staff", Staff, "谁是管理 | who is staff"),
    ):
        common[name] = {"allOf": [_model(kind, definitions)], "description": description}
    common["then"] = {
        "type": "object", "additionalProperties": {"$ref": "#/definitions/answers"},
        "description": "出现什么结果，做什么 | outcome → what to do",
    }  # fmt: skip
    example = {"anyOf": [{"type": "array"}, {"type": _SCALARS}]}
    common["examples"] = {
        "type": "object", "properties": {"hit": example, "miss": example}, "additionalProperties": False,
        "description": "应命中和不应命中的例子，每次加载都会跑 | run at every load",
    }  # fmt: skip
    return common


def _branch(
    name: str, kind: type[Handler], common: Mapping[str, Any], definitions: dict[str, Any]
) -> dict[str, Any]:
    """Return the settings that a rule has if it names this handler."""
    settings = _model(kind, definitions)
    outcomes = {outcome: {"$ref": "#/definitions/answers"} for outcome in kind.declared}
    properties = dict.fromkeys(common, True) | settings.get("properties", {})
    if outcomes:
        properties["then"] = {"type": "object", "properties": outcomes}
    description = (kind.__doc__ or "").strip().split("\n")[0]
    return {
        "if": {"properties": {"handler": {"const": name}}, "required": ["handler"]},
        "then": {
            "properties": properties, "additionalProperties": False, "description": description,
            "required": settings.get("required", []),
            **({"anyOf": settings["anyOf"]} if "anyOf" in settings else {}),
        },
    }  # fmt: skip


def _answer(definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one answer: a bare verb, or a mapping with one verb and its options."""
    properties: dict[str, Any] = {}
    for verb, kind in VERBS.items():
        whole = _model(kind, definitions)
        names = [field.name for field in fields(kind)]
        own = whole.get("properties", {})
        first = [own[names[0]]] if names else []
        description = (kind.__doc__ or "").strip().split("\n")[0]
        properties[verb] = {"anyOf": [*first, whole, {"type": "null"}], "description": description}
        for option in names[1:]:
            properties.setdefault(option, own[option])
    bare = {"type": "string", "enum": list(VERBS)}
    mapping = {"type": "object", "properties": properties, "additionalProperties": False}
    # Not `anyOf`: of that, editors tell what is wrong with the first choice.
    return {"if": {"type": "string"}, "then": bare, "else": mapping}
