"""Conditions on who, where and when: the member, the room, the time."""

from datetime import datetime, time
from fnmatch import fnmatchcase
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from bot.contract import Role, Span, Standing, normal
from bot.contract.people import RoleName
from bot.contract.workdays import Day
from handlers.match.amounts import Amount
from handlers.match.scene import Asking, Check, Scene, Test
from handlers.match.text import Condition, TextIs, many

Strings = Annotated[frozenset[str], BeforeValidator(many)]
Roles = Annotated[frozenset[RoleName], BeforeValidator(many)]


class MemberIs(Condition):
    """Who it is about.

    `joined_within` and `first_message` hold only for members whose joining the rule has seen:
    of all others nothing is known, and nobody is judged by that.
    """

    id: Strings | None = Field(None, description="成员 id | member ids")
    name: TextIs | None = Field(None, description="昵称里有什么 | what the nickname says")
    role: Roles | None = Field(None, description="身份 | roles")
    tag: Strings | None = Field(None, description="有其中一个标签 | any of these tags")
    points: Amount | None = Field(None, description='积分，如 ">= 5" | points')
    trust: Amount | None = Field(None, description='信任等级 0-4，如 "< 2" | level of trust, 0 to 4')
    strikes: Amount | None = Field(None, description='警告次数，如 ">= 2" | strikes')
    joined_within: Span | None = Field(None, description="进群多久之内 | joined within")
    first_message: bool | None = Field(None, description="进群后第一条 | the first message after joining")

    @property
    def needs_history(self) -> bool:
        """Whether joins and first messages must be noted."""
        return self.joined_within is not None or self.first_message is not None

    def test(self) -> Test:
        """Compile."""
        plain = [build(value) for name, build in _PLAIN.items() if (value := getattr(self, name)) is not None]
        standing = (self.tag, self.points, self.trust, self.strikes) != (None, None, None, None)
        return Test(tuple(plain), (self._standing(),) if standing else ())

    def _standing(self) -> Asking:
        async def ask(scene: Scene) -> bool:
            if scene.member is None:
                return False
            now = await scene.turn.load(Standing, scene.member.id)
            strikes = sum(strike.count for strike in now.strikes)
            return (
                (self.tag is None or not self.tag.isdisjoint(now.tags))
                and (self.points is None or self.points.fits(now.points))
                and (self.trust is None or self.trust.fits(now.trust(scene.event.at)))
                and (self.strikes is None or self.strikes.fits(strikes))
            )

        return ask


def _id_is(ids: frozenset[str]) -> Check:
    return lambda scene: scene.member is not None and scene.member.id in ids


def _name_is(name: TextIs) -> Check:
    def check(scene: Scene) -> bool:
        found = name.find(normal(scene.member.name)) if scene.member is not None else None
        return found is not None and scene.saw("name", found)

    return check


def _role_is(roles: frozenset[Role]) -> Check:
    return lambda scene: scene.member is not None and scene.turn.role(scene.member) in roles


def _joined_within(span: Any) -> Check:
    def check(scene: Scene) -> bool:
        joined = scene.history.joined
        return (
            joined is not None
            and scene.event.at - joined <= span
            and scene.saw("joined", f"{joined:%m-%d %H:%M}")
        )

    return check


def _first_message(wanted: bool) -> Check:
    def check(scene: Scene) -> bool:
        history = scene.history
        if history.joined is None:
            return False
        return (history.first in {"", scene.event.id}) is wanted

    return check


_PLAIN: dict[str, Any] = {
    "id": _id_is,
    "role": _role_is,
    "joined_within": _joined_within,
    "first_message": _first_message,
    "name": _name_is,
}


class RoomIs(Condition):
    """Where: the room's id, its name (with `*` and `?`), its tags, how many are in it."""

    id: Strings | None = Field(None, description="群 id | room ids")
    name: Annotated[tuple[str, ...], BeforeValidator(many)] | None = Field(
        None, description="群名，可用 * 和 ? | names, with * and ?"
    )
    tag: Strings | None = Field(None, description="有其中一个群标签 | any of these tags of the room")
    size: Amount | None = Field(None, description='人数，如 ">= 100" | how many members')
    members: Amount | None = Field(None, description="同 size | the same as size")

    def test(self) -> Test:
        """Compile."""
        return Test((self._fits,))

    def _fits(self, scene: Scene) -> bool:
        room = scene.turn.room
        if room is None:
            return False
        return (
            (self.id is None or room.id in self.id)
            and (self.name is None or any(fnmatchcase(room.name, glob) for glob in self.name))
            and (self.tag is None or not self.tag.isdisjoint(scene.turn.house.tags))
            and self._as_large(room.members)
        )

    def _as_large(self, members: int | None) -> bool:
        """Compare the size, if one is asked for; one that nobody knows is not as asked."""
        asked = [amount for amount in (self.size, self.members) if amount is not None]
        return all(members is not None and amount.fits(members) for amount in asked)


class Hours(Condition):
    """From a time of day until before another; over midnight if the second is earlier."""

    start: time = Field(alias="from", description="开始时刻 | from this time of day")
    end: time = Field(alias="to", description="结束时刻 | until this time of day")

    def covers(self, now: datetime) -> bool:
        """Tell whether `now` lies inside."""
        clock = now.time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


class TimeIs(Condition):
    """When, in the rule's time zone."""

    hours: Hours | None = Field(None, description="几点到几点 | hours of the day")
    days: Annotated[frozenset[Day], BeforeValidator(many)] | None = Field(
        None, description="哪几天；workdays 含调休 | days; workdays by the Chinese calendar"
    )

    @model_validator(mode="after")
    def _something(self) -> "TimeIs":
        if self.hours is None and self.days is None:
            raise ValueError("write `hours: {from, to}` or `days: [mon, tue]`")
        return self

    def test(self) -> Test:
        """Compile."""
        return Test((self._fits,))

    def _fits(self, scene: Scene) -> bool:
        now = scene.turn.now
        if self.days is not None and not any(day.covers(now.date()) for day in self.days):
            return False
        return self.hours is None or self.hours.covers(now)
