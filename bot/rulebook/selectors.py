"""`rooms:` and `spare:`: which rooms a rule covers, whom it passes over."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.contract import Member, Role
from bot.contract.people import RoleName
from bot.contract.text import normal
from bot.rulebook.model import Covers, Standings

Spares = Callable[[Member, Role], bool]


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""One name or a list of them."""
_RANGE = re.compile(
    r"^\s*(?:(?P<sign>>=|<=|>|<|=)?\s*(?P<one>\d{1,9})|(?P<low>\d{1,9})\s*[-~]\s*(?P<high>\d{1,9}))\s*$"
)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of whole numbers, both ends included; written `>= 3`, `< 300`, `100-300` or `5`."""

    low: int
    high: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a range.

        Raises:
            ValueError: it is none, or holds no number.
        """
        found = _RANGE.match(text)
        if found is None:
            raise ValueError(f'{text!r} is no range; write ">= 3", "< 300", "100-300" or "5"')
        if found["one"] is None:
            low, high = int(found["low"]), int(found["high"])
            if low > high:
                raise ValueError(f"{text!r} is no range: {low} is more than {high}")
            return cls(low, high)
        number = int(found["one"])
        ends: dict[str, tuple[int, int | None]] = {
            ">=": (number, None), ">": (number + 1, None), "<=": (0, number), "<": (0, number - 1),
        }  # fmt: skip
        return cls(*ends.get(found["sign"], (number, number)))

    def __contains__(self, number: int) -> bool:
        return self.low <= number and (self.high is None or number <= self.high)


Numbers = Annotated[
    Range, BeforeValidator(lambda value: Range.parse(value) if isinstance(value, str) else value)
]


@dataclass(frozen=True)
class Places:
    """What the rule files say about rooms beyond what the platform shows: tags, kinds and purposes.

    Each maps a name to the tests of which one has to hold.
    """

    tags: Mapping[str, tuple[Covers, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[Covers, ...]] = field(default_factory=dict)
    purposes: Mapping[str, tuple[Covers, ...]] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, tuple[Covers, ...]]:
        """All of it in one: `tag:name`, `kind:name`, `purpose:name` → the tests."""
        named = (("tag", self.tags), ("kind", self.kinds), ("purpose", self.purposes))
        return {f"{what}:{name}": tests for what, known in named for name, tests in known.items()}


class Selector(BaseModel):
    """`rooms:`, every key must hold; within a key one name is enough; an empty list holds nowhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    name: Names | None = Field(None, description="群名，可用 * 和 ? | room names, with * and ?")
    id: Names | None = Field(None, description="群的 id | room ids")
    tag: Names | None = Field(None, description="群标签，见 tags | tags of the room, see `tags`")
    kind: Names | None = Field(
        None, description="群的类型，见文件的 kind | the kind of room, see a file's `kind`"
    )
    platform: Names | None = Field(None, description="平台，如 wechat、playground | the platform's name")
    purpose: Names | None = Field(None, description="群的目的 | the purpose a file gives the room")
    size: Numbers | None = Field(None, description='人数，如 "100-300" | members, such as "100-300"')
    unless: "Selector | None" = Field(None, description="除了这些群 | all but these rooms")

    @property
    def names_rooms(self) -> bool:
        """Whether it says which rooms, not only how large or on which platform: else nobody is acted on."""
        return any(value is not None for value in (self.name, self.id, self.tag, self.kind, self.purpose))

    def compiled(self, places: Places) -> Covers:
        """Return the test for a room of a platform."""
        tests = list(self._tests(places))
        if self.unless is not None:
            excluded = self.unless.compiled(places)
            tests.append(lambda platform, room: not excluded(platform, room))
        return lambda platform, room: all(test(platform, room) for test in tests)

    def _tests(self, places: Places) -> list[Covers]:
        tests: list[Covers] = []
        if self.name is not None:
            match = _globs(self.name)
            tests.append(lambda _, room: match(normal(room.name)) is not None)
        if self.id is not None:
            ids = frozenset(self.id)
            tests.append(lambda _, room: room.id in ids)
        if self.platform is not None:
            platforms = frozenset(self.platform)
            tests.append(lambda platform, _: platform in platforms)
        if self.size is not None:
            size = self.size
            tests.append(lambda _, room: room.members is not None and room.members in size)
        for names, known in (
            (self.tag, places.tags),
            (self.kind, places.kinds),
            (self.purpose, places.purposes),
        ):
            if names is not None:
                tests.append(_any_of([test for name in names for test in known.get(name, ())]))
        return tests


def _any_of(tests: list[Covers]) -> Covers:
    return lambda platform, room: any(test(platform, room) for test in tests)


@lru_cache(maxsize=4096)
def _globs(patterns: tuple[str, ...]) -> Callable[[str], Any]:
    """Compile globs over the normal form of a name, so that width and script do not matter."""
    if not patterns:
        return lambda text: None
    return re.compile("|".join(translate(normal(pattern)) for pattern in patterns)).match


class Spare(BaseModel):
    """`spare:`, whoever one of the keys holds for is passed over by what judges or punishes."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    role: Annotated[tuple[RoleName, ...], BeforeValidator(_several)] = Field(
        (), description="这些角色不受处罚 | members of these roles are passed over"
    )
    id: Names = Field((), description="这些成员不受处罚 | these members are passed over")
    tag: Names = Field(
        (), description="有这些标签的成员不受处罚 | members with one of these tags are passed over"
    )
    trust: Numbers | None = Field(None, description='信任等级 0-4，如 ">= 3" | level of trust, 0 to 4')
    points: Numbers | None = Field(None, description='积分，如 ">= 500" | points')

    def compiled(self) -> Spares:
        """Return the test for a member of a role."""
        roles, ids = frozenset(self.role), frozenset(self.id)
        return lambda member, role: role in roles or member.id in ids

    def standings(self) -> Standings | None:
        """Return the test for what a member has earned, or `None` if none is asked for."""
        tags, trust, points = frozenset(self.tag), self.trust, self.points
        if not tags and trust is None and points is None:
            return None
        return lambda standing, at: (
            not tags.isdisjoint(standing.tags)
            or (trust is not None and standing.trust(at) in trust)
            or (points is not None and standing.points in points)
        )
