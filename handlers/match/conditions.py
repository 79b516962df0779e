"""Conditions on what a message is and carries: its kind, links, cards, contact details and mentions."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from bot.contract import Kind, Message, TagChanged, TimerFired
from handlers.match.amounts import Amount
from handlers.match.contacts import Means, contacts, domains, under
from handlers.match.scene import Check, Scene
from handlers.match.text import Condition, many


def _domains(value: Any) -> Any:
    value = many(value)
    if not isinstance(value, list | tuple | set | frozenset):
        return value
    return [_bare(item) if isinstance(item, str) else item for item in value]


def _bare(domain: str) -> str:
    host = domain.strip().lower().rpartition("//")[2].partition("/")[0]
    return host.removeprefix("*.").removeprefix("www.")


Domains = Annotated[frozenset[str], BeforeValidator(_domains)]
"""Domains as an operator writes or pastes them; one stands for all below it."""


class Links(Condition):
    """What the links of a message lead to: to any of `domains`, or to one that `allow` does not name."""

    domains: Domains | None = Field(None, description="通向这些域名 | leads to any of these")
    allow: Domains | None = Field(None, description="通向别处 | leads to any other than these")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Links":
        if (self.domains is None) == (self.allow is None):
            raise ValueError("write either `domains` (leads there) or `allow` (leads elsewhere)")
        return self

    def fits(self, domain: str) -> bool:
        """Tell whether a link to `domain` is meant."""
        if self.domains is not None:
            return under(domain, self.domains)
        return not under(domain, self.allow or frozenset())


def kind_is(kinds: tuple[Kind, ...]) -> Check:
    """Hold for messages of these kinds."""
    wanted = frozenset(kinds)

    def check(scene: Scene) -> bool:
        event = scene.event
        return isinstance(event, Message) and event.kind in wanted and scene.saw("kind", event.kind.value)

    return check


def links_are(wanted: Links | bool) -> Check:
    """Hold for messages with a link of the wanted kind; `False` for those without any."""

    def check(scene: Scene) -> bool:
        event = scene.event
        if not isinstance(event, Message):
            return False
        there = domains(event, scene.text())
        if isinstance(wanted, bool):
            first = next(there, None)
            return (first is not None and scene.saw("link", first)) if wanted else first is None
        return any(wanted.fits(domain) and scene.saw("link", domain) for domain in there)

    return check


def app_id_is(apps: tuple[str, ...]) -> Check:
    """Hold for mini programs with one of these app ids."""
    wanted = frozenset(apps)

    def check(scene: Scene) -> bool:
        card = scene.event.mini_program if isinstance(scene.event, Message) else None
        return card is not None and card.app_id in wanted and scene.saw("app_id", card.app_id)

    return check


def timer_is(names: tuple[str, ...]) -> Check:
    """Hold where one of these timers has come due."""

    def check(scene: Scene) -> bool:
        event = scene.event
        return isinstance(event, TimerFired) and event.key in names and scene.saw("timer", event.key)

    return check


def tag_was(names: tuple[str, ...], *, added: bool) -> Check:
    """Hold where one of these tags was given (`added`) or taken."""

    def check(scene: Scene) -> bool:
        event = scene.event
        if not isinstance(event, TagChanged) or event.added is not added:
            return False
        return event.tag in names and scene.saw("tag" if added else "untag", event.tag)

    return check


def contacts_are(means: tuple[Means, ...]) -> Check:
    """Hold for texts with a contact detail of one of these kinds."""

    def check(scene: Scene) -> bool:
        found = contacts(scene.text(), means)
        return found is not None and scene.saw(found[0].value, found[1])

    return check


def mentions_are(amount: Amount) -> Check:
    """Hold for messages that mention so many members."""

    def check(scene: Scene) -> bool:
        count = len(scene.event.mentions) if isinstance(scene.event, Message) else 0
        return amount.fits(count) and scene.saw("mentions", str(count))

    return check


def mentions_all(scene: Scene) -> bool:
    """Hold for messages that call everybody."""
    text = scene.text()
    return any(call in text for call in ("@所有人", "@全体成员", "@all")) and scene.saw("mentions", "all")


def _means(value: Any) -> Any:
    """Let `true` mean all of them."""
    return tuple(Means) if value in (True, "true") else many(value)


Kinds = Annotated[tuple[Kind, ...], BeforeValidator(many)]
Names = Annotated[tuple[str, ...], BeforeValidator(many)]
Apps = Annotated[tuple[str, ...], BeforeValidator(many)]
Contacts = Annotated[tuple[Means, ...], BeforeValidator(_means)]
