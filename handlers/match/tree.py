"""The tree of conditions: `all`, `any`, `not` and `unless` over the conditions of the other files."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from handlers.match.amounts import Amount
from handlers.match.circumstances import MemberIs, RoomIs, TimeIs
from handlers.match.conditions import (
    Apps,
    Contacts,
    Domains,
    Kinds,
    Links,
    Names,
    app_id_is,
    contacts_are,
    kind_is,
    links_are,
    mentions_all,
    mentions_are,
    tag_was,
    timer_is,
)
from handlers.match.rate import Rate
from handlers.match.scene import Asking, Check, Scene, Test
from handlers.match.text import Condition, TextIs


def _nodes(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Nodes = Annotated["tuple[Node, ...] | None", BeforeValidator(_nodes)]
"""A condition, or a list of them."""


class Node(Condition):
    """Conditions that must all hold; `any` needs one of its own, `not` and `unless` none of theirs."""

    all: Nodes = Field(None, description="都要满足 | all of these")
    any: Nodes = Field(None, description="满足一个就行 | any of these")
    none: Nodes = Field(None, alias="not", description="一个都不能满足 | none of these")
    unless: Nodes = Field(None, description="除非：满足一个就不算 | an exception: none of these")
    kind: Kinds | None = Field(None, description="消息类型 | kinds of message")
    text: TextIs | None = Field(None, description="文字里有什么 | what the text says")
    app_id: Apps | None = Field(None, description="小程序的 app id | app ids of mini programs")
    links: Links | bool | None = Field(None, description="有没有链接，通向哪里 | any link, or links to where")
    domains: Domains | None = Field(None, description="链接通向这些域名 | links to these domains")
    contacts: Contacts | None = Field(None, description="联系方式：phone、wechat、qq | contact details")
    mentions: Amount | None = Field(None, description='@ 了几个人，如 ">= 3" | how many are mentioned')
    mentions_all: bool = Field(default=False, description="@ 了所有人 | everybody is mentioned")
    timer: Names | None = Field(None, description="哪个定时器到了（when: timer） | which timer has come due")
    tag: Names | None = Field(None, description="刚加上这个标签（when: tag） | which tag was just given")
    untag: Names | None = Field(None, description="刚去掉这个标签（when: tag） | which tag was just taken")
    member: MemberIs | None = Field(None, description="是谁 | who it is about")
    room: RoomIs | None = Field(None, description="在哪个群 | in which room")
    time: TimeIs | None = Field(None, description="什么时间 | when")
    rate: Rate | None = Field(None, description="多久之内几次 | how many within how long")

    @model_validator(mode="after")
    def _something(self) -> "Node":
        if not self.model_fields_set:
            raise ValueError("an empty condition; write for example `text: [加微信]` or `kind: link`")
        choices = (*(self.any or ()), *(self.none or ()), *(self.unless or ()))
        for node in choices:
            if node.counts_everywhere:
                raise ValueError(
                    "`per: everywhere` cannot stand under any, not or unless: its answer comes later"
                )
        return self

    @cached_property
    def needs_history(self) -> bool:
        """Whether any condition asks when a member joined, or what they said first."""
        if self.member is not None and self.member.needs_history:
            return True
        if _BRANCHES.isdisjoint(self.model_fields_set):
            return False
        for node in self._below():  # noqa: SIM110 - asked of every rule; any() makes a generator each time
            if node.needs_history:
                return True
        return False

    @property
    def counts_everywhere(self) -> bool:
        """Whether a rate of this node, or one that must hold with it, spans rooms."""
        here = self.rate is not None and self.rate.per == "everywhere"
        return here or any(node.counts_everywhere for node in self.all or ())

    def test(self) -> Test:
        """Compile: what is cheap first, what needs a document after it, rates last."""
        plain: list[Check] = []
        asking: list[Asking] = []
        said = self.model_fields_set
        if not said.isdisjoint(_CARRIED):
            values = ((build, getattr(self, name)) for name, build in _CARRIED.items() if name in said)
            plain += [build(value) for build, value in values if value is not None]
        for test in self._tests():
            plain += test.plain
            asking += test.asking
        return Test(tuple(plain), tuple(asking))

    def _tests(self) -> Iterator[Test]:
        conditions = (self.time, self.room, self.text, self.member)
        yield from (condition.test() for condition in conditions if condition is not None)
        yield from _ordered(self.all or ())
        if self.any is not None:
            yield _either([node.test() for node in self.any])
        for nodes in (self.none, self.unless):
            if nodes is not None:
                yield _negated(_either([node.test() for node in nodes]))
        if self.rate is not None:
            yield self.rate.test()

    @cached_property
    def timers(self) -> frozenset[str]:
        """The timers that any condition asks for."""
        here = frozenset(self.timer or ())
        return here.union(*(node.timers for node in self._below()))

    def _below(self) -> "list[Node]":
        return [node for nodes in (self.all, self.any, self.none, self.unless) for node in nodes or ()]


_BRANCHES = frozenset({"all", "any", "none", "unless"})
_CARRIED: Mapping[str, Callable[[Any], Check]] = {
    "kind": kind_is,
    "app_id": app_id_is,
    "timer": timer_is,
    "tag": partial(tag_was, added=True),
    "untag": partial(tag_was, added=False),
    "mentions": mentions_are,
    "mentions_all": lambda wanted: mentions_all if wanted else lambda scene: True,
    "links": links_are,
    "domains": lambda wanted: links_are(Links(domains=wanted)),
    "contacts": contacts_are,
}
"""What an event is and carries: which timer has come due and which tag was given or taken, too."""


def _ordered(nodes: tuple[Node, ...]) -> list[Test]:
    """Compile the nodes of an `all`, rates last: a rate counts what the others let through."""
    return [node.test() for node in sorted(nodes, key=lambda node: node.rate is not None)]


def _either(tests: list[Test]) -> Test:
    """Hold where one does; what an alternative found that then did not hold is forgotten."""
    if not any(test.asking for test in tests):
        return Test((_either_plain(tests),))

    async def ask(scene: Scene) -> bool:
        count = len(scene.found)
        for test in sorted(tests, key=lambda test: len(test.asking)):
            if await test.holds(scene):
                return True
            scene.forget(count)
        return False

    return Test(asking=(ask,))


def _either_plain(tests: list[Test]) -> Check:
    def check(scene: Scene) -> bool:
        count = len(scene.found)
        for test in tests:
            if test.at_once(scene):
                return True
            if len(scene.found) > count:
                scene.forget(count)
        return False

    return check


def _negated(test: Test) -> Test:
    """Hold where it does not, with no evidence of it."""

    def check(scene: Scene) -> bool:
        count = len(scene.found)
        held = test.at_once(scene)
        scene.forget(count)
        return not held

    async def ask(scene: Scene) -> bool:
        count = len(scene.found)
        held = await test.holds(scene)
        scene.forget(count)
        return not held

    return Test(asking=(ask,)) if test.asking else Test((check,))
