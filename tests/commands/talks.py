"""The table of conversations: for every command what is typed, and what is said to it."""

from dataclasses import dataclass

from bot.contract import Do

WHO = "@小明🌸"
"""How the target stands in a line."""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One command in a conversation.

    Attributes:
        name: the command.
        zh: right use in Chinese, without the slash.
        en: the same in English.
        says: what stands in the answer; empty if it is answered elsewhere (by the librarian).
        does: what is decided besides talking.
        wrong: what is no right use; empty if anything is.
        before: what the owner types first; `{who}: text` is said by the member.
        quotes: whether it always takes a quoted message.
        by_name: whether its target may be named in every way.
    """

    name: str
    zh: str
    en: str
    says: str = ""
    does: Do | None = None
    wrong: str = ""
    before: tuple[str, ...] = ()
    quotes: bool = False
    by_name: bool = True


def _edit(name: str, zh: str, en: str, wrong: str) -> Talk:
    return Talk(name=name, zh=zh, en=en, does=Do.edit, wrong=wrong)


HIT = f"{WHO}: 返利"
TALKS = (
    Talk(name="help", zh="帮助 踢", en="help kick", says="移出群聊。例如：/踢 @小明 发广告",
         wrong="帮助 踢 人 吧"),
    Talk(name="rules", zh="规则", en="rules", says="· no-ads（执行）", wrong="规则 乱写"),
    Talk(name="rules list", zh="规则 列表", en="rules list", says="· no-ads（执行）", wrong="规则 列表 x"),
    Talk(name="rules show", zh="规则 看 no-ads", en="rules show no-ads", says="处理过 1 次，误判 0 次",
         does=Do.edit, wrong="规则 看", before=(HIT,)),
    _edit("rules on", "规则 开 no-ads", "rules on no-ads", "规则 开"),
    _edit("rules off", "规则 关 no-ads", "rules off no-ads", "规则 关"),
    _edit("rules shadow", "规则 试运行 no-ads", "rules shadow no-ads", "规则 试运行"),
    _edit("rules set", "规则 设 no-ads mode off", "rules set no-ads mode off", "规则 设 no-ads mode"),
    _edit("rules add", "规则 加 no-ads 刷单", "rules add word no-ads 刷单", "规则 加 no-ads"),
    _edit("rules log", "规则 记录", "rules log", "规则 记录 12 x"),
    _edit("rules diff", "规则 对比 1", "rules diff 1", "规则 对比 一些"),
    _edit("rules rollback", "规则 回滚 １", "rules rollback 1", "规则 回滚"),
    Talk(name="rules try", zh="规则 试试 no-ads 三天", en="rules try no-ads 3d", says="试一遍，稍等",
         does=Do.edit,
         wrong="规则 试试"),
    _edit("rules reload", "规则 重载", "rules reload", "规则 重载 全部"),
    Talk(name="points", zh=f"积分 {WHO}", en=f"points {WHO}", says="小明🌸 现有 5 分",
         before=(f"{WHO}: 签到",),
         wrong="积分 没有这个人"),
    Talk(name="points show", zh=f"积分 看 {WHO}", en=f"points show {WHO}", says="现有 0 分",
         wrong="积分 看 没有人"),
    Talk(name="points why", zh=f"积分 明细 {WHO}", en=f"points why {WHO}", says="+5 → 5 check-in",
         before=(f"{WHO}: 签到",), wrong="积分 明细 没有人"),
    Talk(name="rank", zh="排行", en="rank", says="🥇 小明🌸 5 分", before=(f"{WHO}: 签到",),
         wrong="排行 前十"),
    Talk(name="check-in", zh="签到", en="check-in", says="第 1 天,+5 分", wrong="签到 明天"),
    Talk(name="check-in show", zh=f"签到 看 {WHO}", en=f"check-in show {WHO}", says="连续签到 1 天",
         before=(f"{WHO}: 签到",), wrong="签到 看 没有人"),
    Talk(name="check-in repair", zh=f"签到 补 {WHO} 昨天", en=f"check-in repair {WHO} yesterday",
         says="补签 2026-03-01，+5 分", wrong="签到 补 小明🌸 改天"),
    Talk(name="check-in unrepair", zh=f"签到 撤补 {WHO} 昨天", en=f"check-in unrepair {WHO} 03-01",
         says="撤回了，-5 分", before=("/签到 补 小明🌸 昨天",), wrong="签到 撤补"),
    Talk(name="invite rank", zh="邀请 排行", en="invite rank", says="还没有人邀请过朋友",
         wrong="邀请 排行 全部"),
    Talk(name="role", zh=f"身份 {WHO} 助手", en=f"role {WHO} helper", says="小明🌸 现在是助手",
         wrong=f"身份 {WHO} 助手 吧"),
    Talk(name="grant", zh=f"任命 {WHO} 小当家", en=f"grant {WHO} moderator", says="现在是小当家",
         wrong="任命"),
    Talk(name="staff", zh="管理员", en="staff", says="群主 Jessie", wrong="管理员 都有谁"),
    Talk(name="duty", zh="值班", en="duty", says="09:00–21:00（现在） 客服：kf1", wrong="值班 今天"),
    Talk(name="report", zh=f"举报 {WHO} 广告", en=f"report {WHO} adverts", says="已经转给管理员",
         does=Do.task),
    Talk(name="warn", zh=f"警告 {WHO} 刷屏", en=f"warn {WHO} 刷屏", says="提醒一下：刷屏（第 1 次，案 1）",
         wrong="警告"),
    Talk(name="kick", zh=f"踢 {WHO} 广告", en=f"kick {WHO} 广告", says="已把 小明🌸 移出群聊：广告（案 1）",
         does=Do.remove, wrong="踢"),
    Talk(name="pardon", zh=f"原谅 {WHO}", en=f"pardon {WHO}", says="1 次警告一笔勾销", before=(HIT,),
         wrong="原谅"),
    Talk(name="why", zh="为什么 1", en="why 1", says="no-ads：hit → strike, fine", before=(HIT,),
         wrong="为什么 呢 呢"),
    Talk(name="cases", zh="案件", en="cases", says="小明🌸 no-ads → strike,fine", before=(HIT,),
         wrong="案件 全部"),
    Talk(name="undo", zh="撤销 １", en="undo 1", says="案 1 已撤销，对不住 小明🌸 啦", before=(HIT,),
         wrong="撤销 它 它"),
    Talk(name="strike", zh=f"记过 {WHO} 两次 刷屏", en=f"strike {WHO} 2 刷屏",
         says="记过 2 次：刷屏（共 2 次",
         wrong="记过"),
    Talk(name="mute", zh=f"禁言 {WHO} 半小时", en=f"mute {WHO} 30m", says="小明🌸 先休息 30 分钟",
         does=Do.mute,
         wrong=f"禁言 {WHO} 一年"),
    Talk(name="recall", zh="撤回", en="recall", does=Do.recall, quotes=True, wrong=f"撤回 {WHO}"),
    Talk(name="ban", zh=f"拉黑 {WHO} 7天 广告", en=f"ban {WHO} 7d 广告",
         says="已拉黑 小明🌸，7 天内：广告（案 1）",
         does=Do.remove, wrong="拉黑"),
    Talk(name="ban everywhere", zh=f"拉黑 所有群 {WHO}", en=f"ban everywhere {WHO}", says="小明🌸",
         wrong="拉黑 所有群"),
    Talk(name="unban", zh=f"解封 {WHO}", en=f"unban {WHO}", says="小明🌸 可以再进群了",
         before=("/拉黑 小明🌸",),
         wrong="解封"),
    Talk(name="bans", zh="黑名单", en="bans", says="1. 小明🌸 广告", before=("/拉黑 小明🌸 广告",),
         wrong="黑名单 全部"),
    Talk(name="block", zh=f"全群拉黑 {WHO} 三十天 骗子", en=f"block {WHO} 30d 骗子", says="30 天内：骗子",
         wrong="全群拉黑"),
    Talk(name="unblock", zh=f"全群解封 {WHO}", en=f"unblock {WHO}", says="不在共享黑名单里",
         wrong="全群解封"),
    Talk(name="blocks", zh="共享黑名单", en="blocks", says="共享黑名单", wrong="共享黑名单 全部"),
    Talk(name="ok", zh="是广告 1", en="ok 1", says="没有待审 1", wrong="是广告 它"),
    Talk(name="no", zh="放过 1", en="no 1", says="没有待审 1", wrong="放过 它"),
    Talk(name="reviews", zh="待审", en="reviews", says="没有等着看的消息", wrong="待审 全部"),
    Talk(name="ad", zh="广告 加我领大奖哦", en="ad 加我领大奖哦", says="记住了（样本 ", wrong="广告"),
    Talk(name="notad", zh="不是广告 今天的菜好", en="notad 今天的菜好", says="记住了（样本 ",
         wrong="不是广告"),
    Talk(name="ads", zh="广告样本", en="ads", says="样本", wrong="广告样本 全部"),
    Talk(name="ads remove", zh="广告样本 删除 99", en="ads remove 99", says="没有样本 99",
         wrong="广告样本 删除 它"),
    Talk(name="tag", zh=f"标签 {WHO} 老客户", en=f"tag {WHO} 老客户", says="有了标签「老客户」",
         wrong=f"标签 {WHO}"),
    Talk(name="untag", zh=f"去标签 {WHO} 老客户", en=f"untag {WHO} 老客户", says="标签「老客户」去掉了",
         before=("/标签 小明🌸 老客户",), wrong="去标签"),
    Talk(name="spare", zh=f"放行 {WHO}", en=f"spare {WHO}", says="规则不再处罚 小明🌸", wrong="放行 没有人"),
    Talk(name="spare off", zh=f"放行 取消 {WHO}", en=f"spare off {WHO}", says="规则照常管 小明🌸 了",
         before=("/放行 小明🌸",), wrong="放行 取消"),
    Talk(name="points give", zh=f"积分 给 {WHO} 十分 好评", en=f"points give {WHO} 10 好评",
         says="小明🌸 得到 10 分：好评，现有 10 分", wrong=f"积分 给 {WHO} 很多"),
    Talk(name="points take", zh=f"积分 扣 {WHO} 3", en=f"points take {WHO} 3", says="扣了 3 分",
         wrong=f"积分 扣 {WHO}"),
    Talk(name="red-packet", zh="红包", en="red-packet", says="1. 小明🌸", before=(HIT,), wrong="红包 全部"),
    Talk(name="red-packet due", zh="红包 欠", en="red-packet due", says="1. 小明🌸", before=(HIT,),
         wrong="红包 欠 全部"),
    Talk(name="red-packet paid", zh=f"红包 已发 {WHO}", en=f"red-packet paid {WHO}",
         says="红包收到，一笔勾销",
         before=(HIT,), wrong="红包 已发"),
    Talk(name="invite", zh=f"邀请 {WHO}", en=f"invite {WHO}", says="正在请 小明🌸 进群", does=Do.invite,
         wrong="邀请"),
    Talk(name="say", zh="说 今晚八点开抢", en="say 今晚八点开抢", says="今晚八点开抢", wrong="说"),
    Talk(name="announce", zh="公告 今晚八点", en="announce 今晚八点", says="全群都会看到。确定的话",
         wrong="公告"),
    Talk(name="in", zh="在 妈妈* /状态", en="in 妈妈* /status", says="要在管理群里发", wrong="在"),
    Talk(name="broadcast", zh="群发 妈妈* 晚安", en="broadcast 妈妈* 晚安", says="要在管理群里发",
         wrong="群发 妈妈*"),
    Talk(name="quiet", zh="安静时间", en="quiet", says="现在没有额外的安静", wrong="安静时间 一会儿"),
    Talk(name="quiet on", zh="安静时间 开", en="quiet on", says="安静时间，到 /安静时间 关 为止",
         wrong="安静时间 开 吧"),
    Talk(name="quiet off", zh="安静时间 关", en="quiet off", says="现在没有额外的安静",
         wrong="安静时间 关 吧"),
    Talk(name="quiet until", zh="安静时间 到 ２２：００", en="quiet until 22:00", says="到 03-02 22:00 为止",
         wrong="安静时间 到 改天"),
    Talk(name="pause", zh="暂停 两小时", en="pause 2h", says="我先停手，03-02 11:00 回来", wrong="暂停 一会"),
    Talk(name="resume", zh="恢复", en="resume", says="我回来啦", before=("/暂停",), wrong="恢复 吧"),
    Talk(name="status", zh="状态", en="status", says="规则：3 条执行", wrong="状态 怎样"),
    Talk(name="stats", zh="统计 七天", en="stats 7d", says="本群 7 天内：处理 1 次", before=(HIT,),
         wrong="统计 全部"),
    Talk(name="audit", zh="审计", en="audit", says="Jessie /status → 规则", before=("/状态",),
         wrong="审计 全部"),
    Talk(name="forget", zh=f"遗忘 {WHO}", en=f"forget {WHO}", says="确定的话，两分钟内发 /确认",
         wrong="遗忘"),
    Talk(name="yes", zh="确认 1234", en="yes 1234", says="现在没有等你确认的事", wrong="确认"),
)  # fmt: skip
"""Every command; `test_talks.py` fails for one that is not here."""
