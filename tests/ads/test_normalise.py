"""What the normaliser promises: the text an advertiser meant, every step shown, whatever comes in."""

import pytest

from handlers.ads.folding import LIMIT
from handlers.ads.normalise import disguised, reading, trace

GOLDEN = [
    ("加薇❤️", "加微", ["invisible", "separators", "homophones"]),
    ("發(fā)廣告", "发广告", ["gloss", "simplify"]),
    ("發（fa）廣（guǎng）告", "发广告", ["gloss", "simplify"]),
    ("加薇❤️领返利 vx12345", "加微领返利微信12345", ["invisible", "separators", "homophones"]),
    ("➕V：jt4910", "加微 jt4910", ["nfkc", "case", "plus", "separators", "homophones"]),
    ("薇 信 号", "微信号", ["separators", "homophones"]),
    ("威信abc123", "微信abc123", ["homophones"]),
    ("加佳微信", "加加微信", ["homophones"]),
    ("扣扣：12345", "qq12345", ["nfkc", "separators", "homophones"]),
    ("进裙领取", "进群领取", ["homophones"]),
    ("峮号", "群号", ["simplify"]),
    ("弓长老师", "张老师", ["split"]),
    ("力口微信", "加微信", ["split"]),
    ("一三八零零一三八零零零", "13800138000", ["numerals"]),
    ("①③⑧壹贰叁四五六七八", "13812345678", ["nfkc", "numerals"]),
    ("1七叁伍⓪壹O六③8一", "17350106381", ["nfkc", "case", "numerals"]),
    ("刷\u200b单", "刷单", ["invisible"]),
    ("𝐯𝐱", "微信", ["nfkc", "homophones"]),
    ("ｆｒｅｅ", "free", ["nfkc"]),
    ("оur сhannel", "our channel", ["lookalike"]),
    ("ищy pабoтy c пpибылью", "ищу работу с прибылью", ["lookalike"]),
    ("pa6oтa с обмeннuкaми", "работа с обменниками", ["lookalike"]),
    ("🅵🆁🅴🅴", "free", ["lookalike"]),
    ("f r e e", "free", ["separators"]),
    ("m0ney cr3dit", "money credit", ["leet"]),
    ("jia wei xin", "加微信", ["pinyin"]),
    ("jiaweixin", "加微信", ["pinyin"]),
    ("免fei领取", "免费领取", ["homophones"]),
    ("号信微加", "加微信号", ["reversed"]),
    ("\u202eabc\u202c", "cba", ["right_to_left"]),
    ("免.费-领*取", "免费领取", ["separators"]),
    ("徽信号", "微信号", ["homophones"]),
    ("微x12345", "微信12345", ["homophones"]),
    ("加v信", "加微信", ["homophones"]),
    ("咖威12345", "加微12345", ["homophones"]),
    ("茄薇", "加微", ["homophones"]),
    ("夹威10", "加微10", ["homophones"]),
    ("喂心c4d571", "微信c4d571", ["homophones"]),
    ("佳扣775536", "加qq775536", ["homophones"]),
    ("嫁口775536", "加qq775536", ["homophones"]),
    ("+薇", "加微", ["plus", "homophones"]),
    ("Ꮩ Ꮖ Ꮲ", "vip", ["lookalike", "case", "separators"]),
    ("νχ12345", "微信12345", ["lookalike", "homophones"]),
    ("ⓥⓧ①②③④⑤", "微信12345", ["nfkc", "homophones"]),
    ("𝙓𝙀Ｋ496", "xek496", ["nfkc", "case"]),
    ("ᗩᗷᑕ ₮G", "abc tg", ["lookalike", "case"]),
    ("加❤微🔥信", "加微信", ["separators"]),
    ("q裙1234567", "qq群1234567", ["homophones"]),
    ("mian fei", "免费", ["pinyin"]),
    ("言兑=说", "言兑说", ["separators"]),
    ("讠兑明", "说明", ["split"]),
    ("加灬微丶信", "加微信", ["invisible"]),
    ("v✘12345", "微信12345", ["plus", "homophones"]),
    ("加√❤abc123", "加微 abc123", ["plus", "separators", "homophones"]),
    ("🐧群1234567", "qq群1234567", ["plus"]),
    ("＋🛰️：abc123", "加微信abc123", ["invisible", "nfkc", "plus", "separators"]),
    ("加卫星abc123", "加微信abc123", ["homophones"]),
    ("绿泡泡同号", "微信同号", ["homophones"]),
    ("加q：1234567", "加qq 1234567", ["nfkc", "separators", "homophones"]),
    ("加我V❤", "加微", ["case", "separators", "homophones"]),
    ("私我v", "私我微", ["homophones"]),
    ("福利裙", "福利群", ["homophones"]),
    ("高价収丅恤", "高价收t恤", ["simplify", "lookalike"]),
    ("⻋票髙价", "车票高价", ["simplify"]),
    ("٠١٣٨", "0138", ["lookalike"]),
    ("l38oo13800o", "13800138000", ["numerals"]),
    ("妖三吧灵灵妖三吧灵灵灵", "13800138000", ["numerals"]),
    ("jian职日jie", "兼职日结", ["pinyin"]),
    ("上fen下fen", "上分下分", ["pinyin"]),
    ("曰λ过千", "日入过千", ["homophones"]),
    ("發fā廣guǎng告", "发广告", ["gloss", "simplify"]),
    ("发「fa」广告", "发广告", ["gloss"]),
    ("加νχ:abcд123", "加微信 abcд123", ["lookalike", "separators", "homophones"]),
    ("加ღ微ཀ信", "加微信", ["invisible"]),
    ("vღx丶abc123", "微信 abc123", ["invisible", "separators", "homophones"]),
    ("v乂12345", "微信12345", ["plus", "homophones"]),
    ("嶶伩abc123", "微信abc123", ["simplify", "homophones"]),
    ("媺号ccз4367", "微信号cc34367", ["lookalike", "homophones"]),
    ("ǪǪ群〡〢〣", "qq群123", ["lookalike"]),
    ("手机v同步", "手机微信同步", ["homophones"]),
    ("加v.x同号", "加微信同号", ["separators", "homophones"]),
    ("fгее деньги", "free деньги", ["lookalike"]),
]


@pytest.mark.parametrize(("text", "folded", "steps"), GOLDEN)
def test_a_disguise_is_seen_through_and_every_step_is_shown(text: str, folded: str, steps: list[str]) -> None:
    """The folded text is the plain one, and the trace names each step that changed something."""
    assert reading(text).folded == folded
    assert [step.name for step in trace(text)] == steps


@pytest.mark.parametrize(
    "text",
    [
        "国家卫健委通知",
        "一九九八年的夏天",
        "十二个人",
        "三十五块",
        "企业微信客服",
        "老师很有威信",
        "面包红了",
        "大家喂猫了吗",
        "加口味的薯片",
        "养家糊口",
        "账号信息填一下",
        "简单刷一下题",
        "转钱给你",
        "普通的一句话",
        "hello world",
        "привет всем",
        "пишу на python и go для linux",
        "деньgи сразу",
        "去cafe吗",
        "坐拥金沙滩",
        "加期期的人在吗",
        "巴巴吧吧三三两两",
        "双十vip打折",
        "发射了北斗卫星",
        "买条裙子",
        "v同学来了",
        "q12024的财报",
        "за 3 часа",
        "办500w信用卡",
        "做梦都想赚大钱",
        "happy chinese new year",
    ],
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    """Homophone and numeral rules need a context; ordinary Chinese, English and Russian pass unchanged."""
    assert reading(text).folded == text
    assert trace(text) == []


@pytest.mark.parametrize("text", [text for text, _, _ in GOLDEN])
def test_the_last_step_of_the_trace_is_the_reading(text: str) -> None:
    """The story told to people and the text that is judged are the same."""
    assert trace(text)[-1].text == reading(text).folded


def test_the_clean_text_keeps_what_extractors_need() -> None:
    """Punctuation of addresses and prices survives in `clean`, and is gone from `folded`."""
    read = reading("Ｗww.ABC.com，5.8元")
    assert read.clean == "www.abc.com,5.8元"
    assert read.folded == "www abc com 58元"


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    """A megabyte is cut: both places where adverts say what they want stay."""
    read = reading("开头" + "水" * 1_000_000 + "结尾")
    assert len(read.clean) == LIMIT
    assert read.clean.startswith("开头")
    assert read.clean.endswith("结尾")


def test_text_that_shows_nothing_folds_to_nothing() -> None:
    """Only invisible characters, lone surrogates and signs leave an empty text."""
    assert reading("\ud800\u200b‍\x00️ !?…").folded == ""


def test_brackets_that_are_no_gloss_stay() -> None:
    """A bracket is dropped only when it holds the reading of the character before it."""
    assert reading("苹果(red)").clean == "苹果(red)"
    assert reading("行(háng)业").clean == "行业"


@pytest.mark.parametrize(
    ("word", "changes"), [("兼职", False), ("薇信", True), ("廣告", True), ("五五五五五", True)]
)
def test_whether_a_word_would_change_is_known_without_reading_it(word: str, changes: bool) -> None:
    """The short cut for word lists errs only towards reading a word in full."""
    assert disguised(word) or reading(word).folded == word
    assert not changes or disguised(word)


@pytest.mark.parametrize(
    "text",
    [
        "参加windows10培训班",
        "加wps2019",
        "充电器5v×2a输出",
        "w×h",
        "周一✓×周二",
        "求√x的导数",
        "未来v型反转",
        "本来v3",
        "买菠菜网上下单",
        "优惠裙子",
        "气象卫星landsat8",
        "绿泡泡真可爱",
        "安徽2023年高考",
        "说得好，you are right",
        "拥金牌教师",
        "w信号",
    ],
)
def test_ordinary_words_are_no_disguise(text: str) -> None:
    """Signs, letters and names that only look like an advertiser's stand-ins."""
    folded = reading(text).folded
    assert not [word for word in ("微", "qq", "群", "佣", "好友", "博彩") if word in folded]
