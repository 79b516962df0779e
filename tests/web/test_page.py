import re
from datetime import timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from bot.contract import Do, GatewayStatus, State
from bot.gateways.playground import Playground
from tests.web.conftest import START
from tests.web.scripted import MovableClock, ScriptedDesk, action
from tests.web.test_people import do, heard_message


async def say(page: Page, text: str) -> None:
    """Type and send with the keyboard alone."""
    await page.get_by_label("输入消息").fill(text)
    await page.keyboard.press("Enter")


def line(page: Page, text: str) -> Locator:
    """The line of the flow that holds a text."""
    return page.locator("#flow .line", has_text=text).last


async def test_an_advert_is_removed_and_the_page_says_why(page: Page) -> None:
    """The member's message, the bot's word, the removal, and the rule with its evidence, all in the flow."""
    await page.get_by_label("发言身份").select_option("lily")
    await say(page, "广告：领返利")
    why = line(page, "广告：领返利").locator(".why")
    await expect(why.locator("summary")).to_contain_text("no-ads")
    await expect(why.locator("summary")).to_contain_text("移出")
    await why.locator("summary").click()
    await expect(why.locator(".evidence").first).to_contain_text("vx12345")
    await expect(why.locator(".evidence").first).to_contain_text("image_text（图片里的文字）")
    await expect(why).to_contain_text("规则版本 3")
    await expect(page.locator("#flow .bot .text").last).to_have_text("因系统检测到群友发广告,已经移出群聊")
    await expect(page.locator(".system.leave")).to_contain_text("群管小助手 将 Lily 移出了群聊")
    await expect(page.get_by_label("发言身份").locator("option", has_text="Lily")).to_have_count(0)
    await expect(page.locator("[data-member=lily]")).to_contain_text("已被移出")
    await expect(page.locator(".count")).to_have_text("96")


async def test_a_shadow_rule_is_shown_as_such_and_silence_too(page: Page) -> None:
    """What was withheld is named; where no rule acted, that is said."""
    await say(page, "影子")
    await expect(line(page, "影子").locator(".why summary")).to_contain_text("影子模式")
    await say(page, "大家早")
    await expect(line(page, "大家早").locator(".why summary")).to_contain_text("没有规则动作")


async def test_a_bots_answer_leads_to_its_cause(page: Page) -> None:
    """From the bot's message to the rule, and to the message that set it off."""
    await say(page, "签到")
    because = line(page, "第 1 天").locator(".because")
    await expect(because.locator("code")).to_have_text("check-in")
    await because.locator("summary").click()
    await because.get_by_role("button", name="查看起因").click()
    await expect(page.locator("#flow .mine", has_text="签到").last).to_be_focused()


@pytest.mark.parametrize(
    ("kind", "fields", "shown"),
    [
        ("链接", {"网址": "https://example.com/a", "标题": "看看"}, "example.com"),
        ("小程序", {"小程序 ID": "wx123", "标题": "团购"}, "团购"),
        ("名片", {"微信号或 ID": "wxid_9", "名字": "阿姨"}, "wxid_9"),
        ("红包", {"祝福语": "大吉大利"}, "大吉大利"),
        ("图片", {"图片说明": "一只猫"}, "一只猫"),
        ("表情", {}, "👍"),
        ("语音", {"语音转成的文字": "明天见"}, "明天见"),
        ("视频", {"视频说明": "开箱"}, "开箱"),
        ("文件", {"文件名": "价目.pdf"}, "价目.pdf"),
        ("聊天记录", {"聊天记录": "小明: 加我返利\n收到"}, "加我返利"),
    ],
)
async def test_the_menu_posts_every_kind(
    kind: str, fields: dict[str, str], shown: str, page: Page, desk: ScriptedDesk
) -> None:
    """Each tile asks what it needs, and its message appears in the flow."""
    await page.get_by_label("更多消息类型").click()
    await page.locator(".menu").get_by_role("button", name=kind).click()
    for label, value in fields.items():
        await page.get_by_role("dialog").get_by_label(label).fill(value)
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(page.locator("#flow .mine").last).to_contain_text(shown)
    await desk.until(lambda desk: desk.heard)


async def test_quoting_and_mentioning(page: Page, desk: ScriptedDesk) -> None:
    """A quote and an @ arrive as such; both are marked in the message."""
    await line(page, "儿童防晒").get_by_role("button", name=re.compile("引用")).click()
    await expect(page.locator(".quoting")).to_contain_text("豆豆妈")
    await page.get_by_label("输入消息").press_sequentially("问问 @")
    await page.get_by_role("dialog").get_by_label("提醒谁？").select_option("doudou")
    await page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await expect(page.get_by_label("输入消息")).to_have_value("问问 @豆豆妈 ")
    await page.keyboard.press("Enter")
    mine = page.locator("#flow .mine").last
    await expect(mine.locator("blockquote")).to_contain_text("儿童防晒")
    await expect(mine.locator(".at")).to_have_text("@豆豆妈")
    await desk.until(lambda desk: desk.heard)
    heard = desk.heard[0].model_dump()
    assert (heard["mentions"], heard["quote"]["text"]) == (("doudou",), "蹲一个儿童防晒推荐 🙋")


async def test_people_come_and_go_by_hand(page: Page) -> None:
    """A new member, one who leaves, one who is removed and invited back."""
    await page.get_by_role("button", name="新成员进群").click()
    await page.get_by_label("新成员的名字").fill("小林")
    await page.get_by_label("邀请人").select_option("lily")
    await page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await expect(page.locator("#flow .join")).to_contain_text("Lily 邀请 小林 加入了群聊")
    await expect(line(page, "欢迎 小林")).to_be_visible()
    await page.get_by_role("button", name="让 豆豆妈 退群").click()
    await expect(page.locator("#flow .leave").last).to_contain_text("豆豆妈 退出了群聊")
    await page.get_by_role("button", name="把 Lily 移出群聊").click()
    await expect(page.locator("#flow .leave").last).to_contain_text("杰西 Jessie 将 Lily 移出了群聊")
    await page.get_by_role("button", name="拉 Lily 回群").click()
    await expect(page.locator("#flow .join").last).to_contain_text("Lily 加入了群聊")
    await expect(page.locator("[data-member=lily]")).not_to_contain_text("已被移出")


async def test_an_invitation_of_the_bots_is_accepted_by_a_click(
    page: Page, playground: Playground, desk: ScriptedDesk
) -> None:
    """The invitation stands in the flow until it is taken up."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.remove))
    await playground.perform(action(event, Do.invite))
    await page.locator("#flow .invite").get_by_role("button", name="接受邀请").click()
    await expect(page.locator("#flow .join").last).to_contain_text("群管小助手 邀请 Lily 加入了群聊")
    await expect(page.get_by_role("button", name="接受邀请")).to_have_count(0)


async def test_what_else_the_bot_does_is_seen(page: Page, playground: Playground, desk: ScriptedDesk) -> None:
    """Notice, private message, mute and recall."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.announce, text="周五不打烊"))
    await expect(page.locator("#notice")).to_contain_text("周五不打烊")
    await playground.perform(action(event, Do.direct, text="只给你看"))
    await expect(line(page, "只给你看")).to_contain_text("私信给 Lily")
    await page.get_by_role("tab", name="待办").click()
    await expect(page.get_by_role("tabpanel")).to_contain_text("只给你看")
    await playground.perform(action(event, Do.recall, message=event.id))
    await expect(page.locator(f"[data-entry='{event.id}']")).to_contain_text("这条消息已被撤回")
    await playground.perform(action(event, Do.mute, seconds=3600))
    await expect(page.locator("#flow .mute")).to_contain_text("群管小助手 禁言了 Lily")
    await page.get_by_label("发言身份").select_option("lily")
    await expect(page.get_by_label("输入消息")).to_have_attribute("placeholder", re.compile("被禁言到"))


async def test_a_refused_message_is_explained_and_kept(
    page: Page, playground: Playground, desk: ScriptedDesk
) -> None:
    """What was typed stays in the composer, to be sent once it can be."""
    event = await heard_message(playground, desk)
    await playground.perform(action(event, Do.mute, seconds=600))
    await page.get_by_label("发言身份").select_option("lily")
    await say(page, "让我说完")
    await expect(page.get_by_role("alert")).to_contain_text("正在被禁言")
    await expect(page.get_by_label("输入消息")).to_have_value("让我说完")


async def test_the_clock_is_moved(page: Page, clock: MovableClock) -> None:
    """By a step or by a span of one's own; the new time is shown."""
    await expect(page.locator(".clock time")).to_have_text("17:00")
    await page.locator(".clock").click()
    await page.get_by_role("button", name="+ 1 小时").click()
    await expect(page.locator(".clock time")).to_have_text("18:00")
    await expect(page.locator("#flow .time")).to_contain_text("时间前进了 1h")
    await page.locator(".clock").click()
    await page.get_by_label("自定义").fill("10分钟")
    await page.keyboard.press("Enter")
    await expect(page.locator(".clock time")).to_have_text("18:10")
    assert clock.now() == START + timedelta(minutes=70)


async def test_rooms_are_switched_renamed_and_count_what_is_new(page: Page, playground: Playground) -> None:
    """Another room's news shows as a number, gone when it is opened."""
    other = page.locator("[data-room=study]")
    await do(playground, "post", room="study", member="ahe", text="打卡")
    await expect(other.locator(".badge")).to_have_text("1")
    await other.click()
    await expect(other.locator(".badge")).to_have_count(0)
    await expect(line(page, "打卡")).to_be_visible()
    await page.get_by_role("button", name="修改群名").click()
    await page.get_by_label("新群名").fill("学习二群")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="学习二群")).to_be_visible()
    await expect(other).to_contain_text("学习二群")


async def test_tasks_problems_and_a_login_code_are_shown(
    page: Page, playground: Playground, desk: ScriptedDesk
) -> None:
    """What waits for a person, what is wrong in the rule files, and the code to scan."""
    event = await heard_message(playground, desk)
    desk.open = [action(event, Do.task, text="请给 Lily 退款", to="owner")]
    desk.problems = ["rules/a.yaml:3:1 rule no-ads: unknown key 'word'"]
    desk.gateways = [
        GatewayStatus(platform="wechat", account="main", state=State.scan, since=START, qr="code")
    ]
    desk.is_ready = False
    await expect(page.get_by_role("tab", name="待办")).to_contain_text("1")
    await expect(page.get_by_role("status")).to_contain_text("规则文件有 1 个问题")
    await expect(page.get_by_role("status")).to_contain_text("机器人还没就绪")
    await page.get_by_role("tab", name="待办").click()
    await expect(page.get_by_role("tabpanel")).to_contain_text("请给 Lily 退款")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tabpanel")).to_contain_text("unknown key 'word'")
    code = page.get_by_alt_text("main 的登录二维码")
    await expect(code).to_be_visible()
    await expect(code).to_have_js_property("complete", True)
    assert await code.evaluate("image => image.naturalWidth") > 100
