"""What the extractor of contacts promises: numbers, ids, codes, prices however written, and nothing else."""

import pytest

from tests.ads.extracting import found


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("电话13812345678", "phone", "13812345678"),
        ("1 3 8-1234-5678", "phone", "13812345678"),
        ("一三八一二三四五六七八", "phone", "13812345678"),
        ("①③⑧1②34伍陆七八", "phone", "13812345678"),
        ("+86 138 1234 5678", "phone", "13812345678"),
        ("call +14155550123 now", "phone", "14155550123"),
        ("座机 010-62771234", "landline", "01062771234"),
        ("热线400-888-9999", "landline", "4008889999"),
        ("薇信：abc_123xyz", "wechat", "abc_123xyz"),
        ("加v abc123", "wechat", "abc123"),
        ("➕V:jt-491-a", "wechat", "jt-491-a"),
        ("vx12345", "wechat", "12345"),
        ("扣扣：12345678", "qq", "12345678"),
        ("加q2938475610", "qq", "2938475610"),
        ("裙 1 2 3 4 5 6 7", "group", "1234567"),
        ("进群 556677889", "group", "556677889"),
        ("Q群：83920117", "group", "83920117"),
        ("邀请码：AB12cd", "invite_code", "ab12cd"),
        ("𝟭𝟯𝟴𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴", "phone", "13812345678"),
        ("壹叁捌壹贰叁肆伍陆柒捌", "phone", "13812345678"),
        ("1⃣3⃣8⃣1⃣2⃣3⃣4⃣5⃣6⃣7⃣8⃣", "phone", "13812345678"),
        ("手机l38l2345678", "phone", "13812345678"),
        ("➕微心 abc_123xyz", "wechat", "abc_123xyz"),
        ("Ｖ信:ＡＢＣ12345", "wechat", "abc12345"),
        ("卫星号abc12345", "wechat", "abc12345"),
        ("企鹅号 2938475610", "qq", "2938475610"),
        ("抠抠2938475610", "qq", "2938475610"),
        ("峮号 1234567", "group", "1234567"),
        ("加裙：83920117", "group", "83920117"),
        ("推荐码 8X6Y2Z", "invite_code", "8x6y2z"),
        ("invite code: ab12cd", "invite_code", "ab12cd"),
        ("单价5.8元", "price", "5.8元"),
        ("一单$30", "price", "$30"),
        ("返佣80", "commission", "80"),
        ("月入过万，日薪500", "commission", "500"),
        ("飞机 @some_one88", "handle", "some_one88"),
        ("只要9.9元", "price", "9.9元"),
        ("¥199", "price", "¥199"),
        ("日赚300", "commission", "300"),
        ("+852 6123 4567", "phone", "85261234567"),
        ("收件人李四 13912345678", "phone", "13912345678"),
        ("13912345678五号楼", "phone", "13912345678"),
        ("vx 13800138000", "phone", "13800138000"),
        ("加我vx2576361", "wechat", "2576361"),
        ("V: abc-def", "wechat", "abc-def"),
        ("飞机号：@Q95588x", "telegram", "q95588x"),
        ("TG:some_one88", "telegram", "some_one88"),
        ("加薇 kefuxiao", "wechat", "kefuxiao"),
        ("卫星abc12345", "wechat", "abc12345"),
        ("我的邀请码是 ABC123", "invite_code", "abc123"),
        ("￥1,299", "price", "¥1,299"),
        ("付50u", "price", "50u"),
        ("两千元", "price", "两千元"),
        ("月入过万", "commission", "过万"),
        ("一天300元", "commission", "300"),
        (
            "UQBFyeJVqWOgbz8RaKDpxWVSoTdYjPNl6PXWPVbYXPRtFCCL",
            "wallet",
            "UQBFyeJVqWOgbz8RaKDpxWVSoTdYjPNl6PXWPVbYXPRtFCCL",
        ),
        (
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "wallet",
            "0x52908400098527886E0F7030069857D2E4169EE7",
        ),
        (
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            "wallet",
            "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
        ),
        ("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", "wallet", "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"),
        ("飞机：ca1234x", "telegram", "ca1234x"),
        ("电报:mu5735", "telegram", "mu5735"),
        ("微信12345678分享", "wechat", "12345678"),
        ("vx 88887777天天在线", "wechat", "88887777"),
        ("vx12345678人工客服", "wechat", "12345678"),
        ("微信abc12345分享", "wechat", "abc12345"),
        ("扣扣12345678天天在线", "qq", "12345678"),
        ("群号12345678分享", "group", "12345678"),
        ("邀请码：abcdef", "invite_code", "abcdef"),
        ("电话+852 6123 4567", "phone", "85261234567"),
        ("whatsapp:+85261234567", "phone", "85261234567"),
        ("今日入账500", "commission", "500"),
        ("日入500元", "commission", "500"),
    ],
)
def test_a_contact_is_found_however_it_is_written(text: str, kind: str, value: str) -> None:
    """Digits in any shape, homophones of the app's name and separators lead to the same value."""
    assert value in found(text).of(kind)


def test_a_number_that_is_nothing_else_is_kept_for_comparing() -> None:
    """A bare number of six to twelve digits may be an account; one that is known is not told twice."""
    assert found("看 88665544").of("number") == ["88665544"]
    assert found("电话13812345678").of("number") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15:30-17:00 301教室", "phone"),
        ("2024-11-22 13:30 见", "number"),
        ("开放时间 8:30-16:00", "number"),
        ("订单号 138001380001234", "phone"),
        ("快递 SF1380013800012", "phone"),
        ("+5000", "phone"),
        ("微信 windows 版登录不了", "wechat"),
        ("微软高管twitter说的", "wechat"),
        ("i have attended", "wechat"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "wechat"),
        ("微信转了10000元", "wechat"),
        ("Q1 2024 的数据", "qq"),
        ("建群 20241122", "group"),
        ("进群 100000人了", "group"),
        ("邀请码在哪 where", "invite_code"),
        ("3万人看过", "price"),
        ("第5块屏幕", "price"),
        ("thank 4u", "price"),
        ("100元宝", "price"),
        ("一天24小时", "commission"),
        ("创建于20241122", "number"),
        ("飞机晚点了 @xiaoming", "telegram"),
        ("坐飞机 hello", "telegram"),
        ("一天喝2000毫升水", "commission"),
        ("138888888888888888888888888", "wallet"),
        ("飞机：MU5735 晚点两小时", "telegram"),
        ("飞机:ca1234", "telegram"),
        ("邀请码：https://a.example.com/x", "invite_code"),
        ("邀请码：http://a.example.com/x", "invite_code"),
        ("没有邀请码, login不了", "invite_code"),
        ("要邀请码\nabcd1234", "invite_code"),
        ("邀请码：\nabcd1234", "invite_code"),
        ("加v:https://a.example.com", "wechat"),
        ("v信：\nabcdefg 你好", "wechat"),
        ("tg:https://a.example.com", "telegram"),
        ("微信123456天", "wechat"),
        ("扣20000元", "qq"),
        ("q10000人", "qq"),
        ("分数+12345678", "phone"),
        ("得分 +100 200 300 400", "phone"),
        ("得分 +200 300 400 500", "phone"),
        ("abc+85261234567", "phone"),
        ("今日入群 15 人", "commission"),
        ("月λ=500nm", "commission"),
    ],
)
def test_what_only_looks_like_a_contact_is_none(text: str, kind: str) -> None:
    """Times, dates, orders, programs and counts are nobody's number, id or price."""
    assert found(text).of(kind) == []


def test_a_date_begins_where_no_number_goes_on() -> None:
    """The end of a longer number is none."""
    assert found("12024-01-02").of("number") == ["120240102"]
    assert found("见 2024-01-02 12345").of("number") == []


@pytest.mark.parametrize("text", ["今天天气不错", "我有三个苹果", "hello there", "第二章 12 页", ""])
def test_ordinary_talk_has_no_contact(text: str) -> None:
    """Nothing to reach in it."""
    assert found(text).contacts == []
