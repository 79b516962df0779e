"""The settings of all handlers, as an editor explains them."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.contract import Handler
from bot.rulebook.discovery import handlers

SHIPPED = sorted(
    (kind for kind in handlers().values() if kind.__module__.startswith("handlers.")),
    key=lambda kind: kind.name,
)


def _undescribed(schema: dict[str, Any]) -> Iterator[str]:
    for model in (schema, *schema.get("$defs", {}).values()):
        for name, field in model.get("properties", {}).items():
            if " | " not in field.get("description", "") and model.get("title") != "Amount":
                yield f"{model.get('title')}.{name}"


@pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.name)
def test_every_setting_is_explained_in_both_languages(kind: type[Handler]) -> None:
    """Chinese, a bar, English: what editors show beside the key."""
    assert list(_undescribed(kind.model_json_schema())) == []


@pytest.mark.parametrize("kind", SHIPPED, ids=lambda kind: kind.name)
def test_no_setting_has_the_name_of_a_key_of_all_rules(kind: type[Handler]) -> None:
    """`mode`, `then` and the others are the rule's."""
    reserved = {"handler", "rooms", "staff", "mode", "spare", "then", "timezone", "examples", "id"}
    assert not reserved & {field.alias or name for name, field in kind.model_fields.items()}
