"""What came of each rule over all rooms: how often it held something against somebody, and was wrong."""

from collections import Counter

from bot.app.roomdocs import room_documents
from bot.contract import Cases, Fact
from bot.store import Store

_COMMANDS = "commands"


class Figure(Fact):
    """One rule: in how many cases it acted, and how many of them a person took back."""

    rule: str
    cases: int
    wrong: int


async def figures(store: Store) -> list[Figure]:
    """Return all rules that have ever acted, those that were wrong most often first."""
    decided: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    async for _, raw in room_documents(store, f"/{Cases.__name__}"):
        cases = Cases.model_validate_json(raw)
        decided.update(cases.decided)
        wrong.update(cases.wrong)
    rules = sorted({*decided, *wrong} - {_COMMANDS}, key=lambda rule: (-wrong[rule], -decided[rule], rule))
    return [Figure(rule=rule, cases=decided[rule], wrong=wrong[rule]) for rule in rules]
