"""The head of a rule file: everything but its rules."""

from datetime import time, timedelta, tzinfo
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.contract import Bounds, Duty, Mode, Role, Span
from bot.rulebook.names import nearest
from bot.rulebook.nodes import Scalar
from bot.rulebook.scope import Scope
from bot.rulebook.selectors import Names, Selector, Spare

DEFAULT_TIMEZONE = "Asia/Shanghai"
Purpose = Literal["acquire", "convert", "retain", "brand"]
_CLOSED = ConfigDict(frozen=True, extra="forbid")


Until = Annotated[time, BeforeValidator(lambda value: "00:00" if value == "24:00" else value)]
"""The end of a span of hours; 24:00 is the midnight after it."""


class OnDuty(BaseModel):
    """Who is on duty, and when."""

    model_config = _CLOSED
    name: str = Field("", description="称呼 | what to call them")
    starts: time = Field(time(), alias="from", description="开始时刻 | from this time of day")
    ends: Until = Field(time(), alias="to", description="结束时刻 | until this time of day")
    members: Names = Field(description="成员 id | member ids")

    def duty(self, zone: str) -> Duty:
        """Return it as the commands see it."""
        return Duty(name=self.name, starts=self.starts, ends=self.ends, members=self.members, zone=zone)


class Staff(BaseModel):
    """`staff:`, who holds which rank in the rooms of the file, by member id."""

    model_config = _CLOSED
    owner: Names = Field((), description="群主 | owners")
    operator: Names = Field((), description="大当家 | operators")
    moderator: Names = Field((), description="小当家 | moderators")
    helper: Names = Field((), description="助手 | helpers")
    partner: Names = Field((), description="伙伴 | partners")
    on_duty: Annotated[
        tuple[OnDuty, ...], BeforeValidator(lambda value: (value,) if isinstance(value, dict) else value)
    ] = Field((), description="值班 | the roster of who is on duty")

    def roles(self) -> dict[str, Role]:
        """Return member id → rank, the highest if somebody is named twice."""
        ranks = sorted(
            (Role[name], member)
            for name in ("owner", "operator", "moderator", "helper", "partner")
            for member in getattr(self, name)
        )
        return {member: role for role, member in ranks}


class Breaker(BaseModel):
    """`breaker:`, from how many removals by rules on nobody is removed until a person has looked."""

    model_config = _CLOSED
    removals: int = Field(10, ge=1, le=1000, description="最多移出几个人 | how many removals")
    within: Span = Field(timedelta(minutes=10), description="多久之内 | within how long")
    percent: int = Field(
        10,
        ge=1,
        le=100,
        description="小群按人数的百分之几，至少五个 | of few members, at least five",
    )

    def bounds(self) -> Bounds:
        """Return it as the engine sees it."""
        return Bounds(self.removals, self.within, self.percent)


class Header(BaseModel):
    """The keys of a rule file, save `lists`, `scripts` and `rules`, which stay nodes."""

    model_config = _CLOSED
    version: Literal["1"] = Field("1", description="文件格式的版本 | version of the language")
    extends: Names = Field(
        (), description="以这些预设为底，可按规则名覆盖 | presets underneath, overridable by rule id"
    )
    include: Names = Field((), description="词表和话术文件 | files of lists and scripts")
    rooms: Selector | None = Field(
        None, description="管哪些群；真实平台上必须写 | which rooms; required on a real platform"
    )
    timezone: str = Field(DEFAULT_TIMEZONE, description="时区 | time zone")
    purpose: Purpose | None = Field(None, description="群的目的 | what the rooms are for")
    kind: str | None = Field(None, description="群的类型 | the kind of these rooms")
    staff: Staff = Field(Staff(), description="谁是管理 | who is staff")
    spare: Spare = Field(Spare(), description="谁不受处罚 | who is never punished")
    mode: Mode = Field(Mode.live, description="off 关 | shadow 只记录 | live 生效")
    tags: dict[str, Selector] = Field({}, description="给群贴标签 | room tags: name → rooms")
    scene: str = Field("", description="话术场景 | which scene of the scripts")
    tone: str = Field("", description="话术语气 | which tone of the scripts")
    breaker: Breaker | None = Field(
        None, description="熔断：规则移出的人太多就先停 | when rules remove too many, they stop"
    )
    management: str = Field(
        "", description="管理群的 id：提醒和待办发到那里，也可在那里下指令 | id of the management room"
    )


INHERITED = ("timezone", "purpose", "kind", "spare", "scene", "tone", "breaker")
"""What a file takes over from its presets."""
BESIDE = ("lists", "scripts", "rules")
"""Keys of a file that are no header's."""


@cache
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        return None


def timezone(name: str, node: Scalar | None, scope: Scope) -> tzinfo:
    """Return a time zone, reporting a name that does not exist."""
    zone = _zone(name)
    if zone is None:
        near = nearest(name, sorted(available_timezones()))
        if node is not None:
            scope.report(
                "bad_timezone", node, f"timezone: {near or DEFAULT_TIMEZONE}", name=name,
                hint=(f"（是不是想写 {near}？）", f" (did you mean {near}?)") if near else "",
            )  # fmt: skip
        zone = ZoneInfo("UTC")
    return zone
