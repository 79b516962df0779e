"""What the page shows of a room besides its talk: its rules, its cases, and what waits for a person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.app.roomdocs import document
from bot.commands import COMMANDS, Command
from bot.commands.texts import Both
from bot.contract import Cases, Granted, Role, Room, room_actor
from bot.contract.reviews import Reviews
from bot.rulebook.model import Binding, Rule, Rulebook
from bot.store import Store
from bot.store.keys import shard_of

_CASES_SHOWN = 20


class RoomView:
    """Reads rooms from the store, as of the last commit; `rulebook` gives the one in force."""

    def __init__(self, store: Store, rulebook: Callable[[], Rulebook]) -> None:
        self._store = store
        self._rulebook = rulebook

    async def show(self, platform: str, room: Room) -> dict[str, Any]:
        """Return, as JSON values, a room's rules in order, staff, last cases, open reviews, and its pause.

        Raises:
            StoreError: the server is away.
        """
        actor, book = room_actor(platform, room.id), self._rulebook()
        binding = book.room(platform, room)
        cases, reviews = (
            await document(self._store, actor, Cases),
            await document(self._store, actor, Reviews),
        )
        granted = await document(self._store, actor, Granted)
        return {
            "version": book.version,
            "management": binding.house.management,
            "rules": [_rule(rule, cases) for rule in binding.rules],
            "staff": _staff(binding, granted),
            "cases": [case.model_dump(mode="json") for case in reversed(cases.last[-_CASES_SHOWN:])],
            "reviews": [one.model_dump(mode="json") for one in reversed(reviews.last) if not one.decided],
            "paused": await self._paused(actor, room),
        }

    async def _paused(self, actor: str, room: Room) -> bool:
        key = self._store.shard(shard_of(actor, self._store.shards)).paused
        silent: Any = await self._store.client.smembers(key)
        return not {b"*", room.id.encode(), room.name.encode()}.isdisjoint(silent)


def _rule(rule: Rule, cases: Cases) -> dict[str, Any]:
    return {
        "id": rule.id, "handler": type(rule.handler).name, "mode": rule.mode.value, "origin": rule.origin,
        "decided": cases.decided.get(rule.id, 0), "wrong": cases.wrong.get(rule.id, 0),
    }  # fmt: skip


def _staff(binding: Binding, granted: Granted) -> dict[str, str]:
    """Return member id → rank, by the files and by command, the higher of both."""
    ranks = dict(binding.staff)
    for member, grant in granted.ranks.items():
        ranks[member] = max(grant.role, ranks.get(member, Role.member))
    return {member: role.name for member, role in ranks.items()}


def commands() -> Sequence[Mapping[str, Any]]:
    """Return all commands as the page completes and explains them; texts as `{"zh", "en"}`."""
    return [_command(entry) for entry in COMMANDS.commands]


def _command(entry: Command) -> dict[str, Any]:
    own = [entry.sub or entry.name, *entry.aliases]
    heads = _heads(entry) if entry.sub else [""]
    return {
        "name": entry.name,
        "title": {language: COMMANDS.title(entry, language) for language in ("zh", "en")},
        "usage": {language: COMMANDS.usage(entry, language) for language in ("zh", "en")},
        "names": [f"/{f'{head} {name}'.strip()}" for head in heads for name in own],
        "help": _texts(entry.help),
        "example": _texts(entry.example),
        "role": entry.role.name,
        "confirms": entry.confirms,
    }


def _heads(entry: Command) -> list[str]:
    head = COMMANDS.find(entry.head)
    return [entry.head, *head.aliases] if head else [entry.head]


def _texts(both: Both) -> dict[str, str]:
    return {"zh": both.zh, "en": both.en}
