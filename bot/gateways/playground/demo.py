"""The rooms a new playground starts with."""

from datetime import datetime, timedelta

from bot.contract import Role
from bot.gateways.playground.world import BOT, Entry, Group, Seat, World

_OWNER, _MODERATOR, _MEMBER = Role.owner, Role.moderator, Role.member
_GROUPS = (
    Group(id="moms", name="妈妈好物群", crowd=90, notice="群规：友善交流，不发广告；发广告要发红包哦 🧧"),
    Group(id="study", name="学习打卡群", crowd=36, notice="每天发「签到」打卡，连续 7 天有惊喜"),
    Group(id="paid", name="付费会员群", crowd=58, notice="会员专属：有问题直接 @客服小美"),
    Group(id="flash", name="周五闪购群", crowd=174, notice="今晚 8 点开抢，只开两小时！"),
    Group(
        id="office", name="群管值班室",
        notice="管理群：各群的待办和待审会到这里来。试试 /在 妈妈好物* /状态",
    ),
)  # fmt: skip
_PEOPLE = {
    "moms": (
        ("jessie", "杰西 Jessie", _OWNER),
        ("aaron", "阿伦", _MODERATOR),
        ("xiaoyu", "小雨妈妈", _MEMBER),
        ("doudou", "豆豆妈", _MEMBER),
        ("tuanzi", "团子爸爸", _MEMBER),
        ("lily", "Lily", _MEMBER),
    ),
    "study": (
        ("teacher", "陈老师", _OWNER),
        ("banzhang", "班长小周", _MODERATOR),
        ("lily", "Lily", _MEMBER),
        ("ahe", "阿禾", _MEMBER),
        ("mori", "森林", _MEMBER),
    ),
    "paid": (
        ("jessie", "杰西 Jessie", _OWNER),
        ("kefu", "客服小美", _MODERATOR),
        ("wang", "王先生", _MEMBER),
        ("xiaoyu", "小雨妈妈", _MEMBER),
        ("nana", "娜娜", _MEMBER),
    ),
    "flash": (
        ("jessie", "杰西 Jessie", _OWNER),
        ("aaron", "阿伦", _MODERATOR),
        ("doudou", "豆豆妈", _MEMBER),
        ("dazhuang", "大壮", _MEMBER),
        ("mimi", "咪咪", _MEMBER),
    ),
    "office": (
        ("jessie", "杰西 Jessie", _OWNER),
        ("aaron", "阿伦", _MODERATOR),
        ("kefu", "客服小美", _MODERATOR),
    ),
}
_TALK = {
    "moms": (
        ("jessie", "早上好~今天的好物清单已经放在公告里啦"),
        ("xiaoyu", "收到！上次的绘本孩子特别喜欢"),
        ("doudou", "蹲一个儿童防晒推荐 🙋"),
    ),
    "study": (("teacher", "新的一天，记得打卡哦"), ("ahe", "今天背完两个单元")),
    "paid": (("kefu", "各位会员好，周三晚八点直播答疑"), ("wang", "好的，准时参加")),
    "flash": (("jessie", "今晚有三款尖货，数量不多"), ("dazhuang", "闹钟已经定好！")),
    "office": (("jessie", "今晚闪购，大家盯一下各群的广告"),),
}
"""Said before the bot came: lines, not events."""


def demo_world(now: datetime) -> World:
    """Make a world with a shopping, a learning, a paid and a flash-sale group, and their staff's own."""
    world = World(born=now, at=now)
    furnish(world, now)
    return world


def furnish(world: World, now: datetime) -> None:
    """Add the rooms that a world does not have, such as one that an earlier version had saved."""
    for template in _GROUPS:
        if template.id not in world.groups:
            _add(world, template.model_copy(deep=True), now)
    world.take_changes()


def _add(world: World, group: Group, now: datetime) -> None:
    world.groups[group.id] = group
    for member, name, role in (*_PEOPLE[group.id], (BOT.id, BOT.name, BOT.role)):
        group.seats[member] = Seat(id=member, name=name, role=role)
    for minutes, (member, text) in zip((9, 7, 4), _TALK[group.id], strict=False):
        said = now - timedelta(minutes=minutes)
        speaker = group.seats[member].member()
        world.write(group, Entry(id=world.name("m"), at=said, member=speaker, text=text))
