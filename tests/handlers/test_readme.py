"""What handlers/README.md promises is run as it stands there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.contract import HOOKS, Handler
from bot.rulebook.discovery import handlers
from bot.testing import Chat
from handlers.ads import Ads
from handlers.match.tree import Node

README = (Path(__file__).parents[2] / "handlers" / "README.md").read_text("utf-8")
CODE, TEST = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
RULES: str = "".join(re.findall(r"```yaml\n(.*?)```", README, re.DOTALL))


@pytest.fixture(scope="module", autouse=True)
def _early_bird() -> Iterator[None]:
    """Define the README's handler, for this file only."""
    exec(compile(CODE, "<handlers/README.md>", "exec"), {"__name__": "handlers.early_bird"})  # noqa: S102
    yield
    Handler.registry.pop("early_bird")


@pytest.mark.rules(RULES)
async def test_the_handler_of_the_readme_works(room: Chat) -> None:
    """Its code, its rule and its test, word for word."""
    names: dict[str, object] = {"pytest": pytest, "RULES": RULES, "Chat": Chat}
    exec(compile(TEST, "<handlers/README.md>", "exec"), names)  # noqa: S102
    test = names["test_the_first_good_morning_earns_points"]
    assert callable(test)
    await test(room)


def test_the_handler_of_the_readme_has_at_most_forty_lines() -> None:
    """As the heading says."""
    assert len(CODE.splitlines()) <= 40


def test_the_readme_names_every_handler_with_its_outcomes() -> None:
    """The table is whole: each handler, each declared outcome, an existing file."""
    for name, kind in handlers().items():
        if not kind.__module__.startswith("handlers.") or name == "early_bird":
            continue
        row = re.search(rf"^\| `{name}` \|.*$", README, re.MULTILINE)
        assert row is not None, name
        for outcome in kind.declared if name != "ads" else ("review", "advert"):
            assert f"`{outcome}`" in row.group(), f"{name}: {outcome}"
    for path in re.findall(r"\]\(([\w/.]+)\)", README):
        assert (Path(__file__).parents[2] / "handlers" / path).exists(), path


def test_the_readme_names_every_setting_and_outcome_of_ads() -> None:
    """The settings' keys, and what each may lead to."""
    section = README.partition("## Settings of `ads`")[2].partition("\n## ")[0]
    for name in Ads.model_fields:
        assert re.search(rf"`{name}: ", section), name
    chain, fine = {"lines": ["a", "b"]}, {"within": "10m"}
    settings = {"fine": fine, "chain": chain, "follow_up": {}, "ladder": {1: "gentle", 2: "neutral"}}
    for outcome in Ads.model_validate(settings).outcomes():
        assert f"`{outcome}`" in section or f"`{outcome}:" in section, outcome


def test_the_readme_names_every_hook_and_every_condition() -> None:
    """Nothing a handler may define, nothing a tree may hold, is left out."""
    for hook in HOOKS.values():
        assert f"`{hook}`" in README, hook
    for name, field in Node.model_fields.items():
        assert re.search(rf"`{field.alias or name}[:`]|[{{ ]{field.alias or name}[:,`}}]", README), name
