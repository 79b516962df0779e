"""`schema.json`: what editors complete and explain is what the loader takes."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.contract import Handler
from bot.rulebook import generate_schema, handlers_shipped
from bot.rulebook.schema import DRAFT, schema_text
from bot.rulebook.shorthand import VERBS
from tests.rulebook.conftest import SHIPPED

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture(autouse=True)
def shipped(registry: dict[str, type[Handler]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The handlers that ship with Qunguan."""
    monkeypatch.setattr(Handler, "registry", SHIPPED)


def test_the_committed_schema_is_up_to_date() -> None:
    """`qunguan schema > rules/schema.json` after a change to any handler."""
    assert (RULES / "schema.json").read_text("utf-8") == schema_text()


def test_every_handler_and_every_answer_is_in_it() -> None:
    """Each with its settings; each key of a file explained in both languages."""
    schema = generate_schema()
    assert schema["$schema"] == DRAFT
    rule = schema["properties"]["rules"]["additionalProperties"]
    assert rule["properties"]["handler"]["enum"] == sorted(handlers_shipped())
    branches = {branch["if"]["properties"]["handler"]["const"]: branch["then"] for branch in rule["allOf"]}
    for name, kind in handlers_shipped().items():
        fields = {field.alias or key for key, field in kind.model_fields.items()}
        assert fields <= branches[name]["properties"].keys()
    answer = schema["definitions"]["answer"]
    assert answer["then"]["enum"] == list(VERBS)
    assert VERBS.keys() <= answer["else"]["properties"].keys()
    for key, value in (schema["properties"] | rule["properties"]).items():
        assert " | " in value["description"], key


def test_every_reference_in_it_leads_somewhere() -> None:
    """An editor that cannot follow a reference checks nothing, and says nothing."""
    schema = generate_schema()

    def references(node: Any) -> list[str]:
        if isinstance(node, list):
            return [found for item in node for found in references(item)]
        if not isinstance(node, dict):
            return []
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for item in node.values() for found in references(item)]

    names = {reference.removeprefix("#/definitions/") for reference in references(schema)}
    assert names <= schema["definitions"].keys()
    assert json.loads(schema_text()) == schema


def test_every_shipped_file_names_its_schema() -> None:
    """So that VS Code's YAML extension explains it without any set-up."""
    for file in RULES.rglob("*.yaml"):
        first = file.read_text("utf-8").split("\n", 1)[0]
        path = "../" * (len(file.relative_to(RULES).parts) - 1) + "schema.json"
        assert first == f"# yaml-language-server: $schema={path}"
