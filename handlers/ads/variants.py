"""The steps of normalising that look at neighbours: gaps, numerals, split characters, homophones.

They come after `folding`: small letters, simplified characters, nothing invisible. Patterns are simple and
bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re

HAN = "一-鿿㐀-䶿"

_PLUS = re.compile(r"[+➕✚✙＋†][\W_]{0,3}(?=[薇微威徽溦嶶维v扣抠q裙群]|w[xe])")
_GAPS = re.compile(r"[\W_]+")
_GAP_AT_HAN = re.compile(rf"(?<=[{HAN}]) | (?=[{HAN}])")
_SPELLED = re.compile(r"(?<![a-z0-9])[a-z0-9](?: [a-z0-9]){2,}(?![a-z0-9])")
_DIGIT_GAP = re.compile(r"(?<=[0-9]) (?=[0-9])")

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖弍弎弌贰", "1234567892312")
_COMMON = str.maketrans("〇零一二三四五六七八九幺两", "0012345678912")
_NUMERALS = re.compile("[0-9ol〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弍弎弌]{2,}")
_FORMAL_SEEN = re.compile("[壹贰叁肆伍陆柒捌玖弍弎弌]")
_O_IN_NUMBER = re.compile(r"(?<=[0-9])o(?=[0-9o])|(?<=[0-9]o)o(?=[0-9])|(?<=[0-9])[il](?=[0-9])")

_SPLIT = dict(
    pair.split("=")
    for pair in [
        "弓长=张",
        "立早=章",
        "讠兑=说",
        "亻尔=你",
        "亻言=信",
        "力口=加",
        "走召=超",
        "贝兼=赚",
        "贝才=财",
        "贝宅=贷",
        "代贝=贷",
        "钅戋=钱",
        "金戋=钱",
        "禾责=积",
        "口巴=吧",
        "木又=权",
        "彳艮=很",
        "彳散=微",
        "君羊=群",
        "君羌=群",
        "尹口羊=群",
        "言舌=话",
        "讠舌=话",
        "月佥=脸",
        "女马=妈",
        "女乃=奶",
        "氵去=法",
        "扌白=拍",
        "扌丑=扭",
        "扌兆=挑",
        "亻弋=代",
        "亻七=化",
        "亻也=他",
        "亻故=做",
        "亻牛=件",
        "贝者=赌",
        "贝曾=赠",
        "贝勾=购",
        "贝反=贩",
        "贝占=贴",
        "纟工=红",
        "纟合=给",
        "纟及=级",
        "氵工=江",
        "氵每=海",
        "月卖=服",
        "口昌=唱",
        "口乞=吃",
        "口贝=呗",
        "目艮=眼",
        "禾口=和",
        "禾中=种",
        "火包=炮",
        "女支=妓",
        "女臣=姬",
        "白勺=的",
        "讠正=证",
        "讠寸=讨",
        "讠卖=读",
        "讠果=课",
        "讠周=调",
        "讠川=训",
        "王元=玩",
        "王求=球",
        "王里=理",
        "广占=店",
        "广车=库",
        "门口=问",
        "扌召=招",
        "扌句=拘",
        "扌寺=持",
        "扌口=扣",
        "扌由=抽",
        "扌丁=打",
        "扌安=按",
        "氵主=注",
        "石马=码",
        "石弟=梯",
        "石皮=破",
        "亻介=价",
        "亻介格=价格",
        "亻尤惠=优惠",
        "亻尤=优",
        "亻义=仪",
        "亻专=传",
        "钅艮=银",
        "钅失=铁",
        "氵显=湿",
        "日月=明",
        "番羽=翻",
        "舌甘=甜",
        "卜卦=卦",
    ]
)
_SPLIT_SEEN = re.compile("|".join(sorted(map(re.escape, _SPLIT), key=len, reverse=True)))

_SOLICIT = "加佳咖茄迦嘉伽"
_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # 加微: the verb and the name disguised together
        (rf"[{_SOLICIT}家架](?:[薇徽溦嶶]|微(?=信|[a-z0-9]|$))", "加微"),
        (rf"[{_SOLICIT}][我您你]?威(?=信|[a-z0-9]|$)", "加微"),
        (rf"[{_SOLICIT}家](?:[vw]x|v[芯心信])", "加微信"),
        (rf"[{_SOLICIT}家]v(?!ip)(?=[a-z_]{{0,12}}[0-9]|[^a-z]|$)", "加微"),
        # 微信
        (
            r"[薇徽溦嶶维v](?:信|芯|xin(?![a-z]))|微(?:芯|xin(?![a-z])|x(?![a-z]))|wei信|[薇徽溦嶶微]心(?=[a-z0-9号])",
            "微信",
        ),
        (r"(?<![\u4e00-\u9fff])威信(?=[a-z0-9号])|(?<=加)威信|卫星(?=号[a-z0-9])", "微信"),
        (r"(?<![a-z])(?:[vw]x|vxin|wechat|weixin|wexin|weichat)(?![a-z])", "微信"),
        (r"(?<![a-z0-9])[vw]x(?=[a-z]{0,15}[0-9])|[薇徽溦嶶](?=号|[a-z]{0,15}[0-9])", "微信"),
        # QQ
        (r"扣扣|抠抠|蔻蔻|寇寇|(?:口口|秋秋|球球|企鹅)(?=[号群裙0-9])", "qq"),
        (r"(?<![a-z])q(?=[号群裙]|[0-9]{5})|[扣抠](?=[0-9]{5})", "qq"),
        # 群
        (r"(?<=[加进入拉建家q微信])[裙宭裠]|[裙宭裠](?=[号主里0-9])|(?<=[加进入拉])qun(?![a-z])", "群"),
        # a few of the most abused words
        (r"[勉冕免][费废沸](?<!免费)|免fei(?![a-z])", "免费"),
        (r"[间煎][职值](?![得班])|兼[值直置]|兼zhi(?![a-z])", "兼职"),
        (r"[撰转篡][米钱q](?<!转钱)(?![a-z])|赚(?:米|q(?![a-z]))", "赚钱"),
        (r"[优尤忧][会蕙](?=[价券活酬中])|[尤忧]惠", "优惠"),
        (r"[洪鸿]包|红[苞孢](?!子)|hong包", "红包"),
        (r"私撩|思聊|丝聊|si聊|私liao(?![a-z])", "私聊"),
        (r"[饭反返][俐莉](?=[0-9群网平高到日]|$)|返li(?![a-z])", "返利"),
        (r"[带贷戴][款矿](?<!贷款)(?=[急秒快利不])", "贷款"),
        (r"[菜踩采][票漂](?=[0-9群网平计带])", "彩票"),
    )
]
_RULES_GATE = re.compile(
    "[薇微威徽溦嶶维卫vwxq扣抠蔻寇口秋球企裙宭裠间煎兼撰转篡赚优尤忧洪鸿红私思丝饭反返带贷戴菜踩采勉冕免]|[ho]n?g?[包u]"
)

_PINYIN_WORDS = (
    "wei xin=微信 jia wei=加微 jia wei xin=加微信 jia qun=加群 jin qun=进群 jian zhi=兼职 "
    "fan li=返利 hong bao=红包 mian fei=免费 you hui=优惠 zhuan qian=赚钱 shua dan=刷单 "
    "dai kuan=贷款 cai piao=彩票 du bo=赌博 si liao=私聊 lian xi=联系 dian hua=电话 "
    "zhao pin=招聘 dai li=代理 tao bao=淘宝 sao ma=扫码 tui guang=推广 guang gao=广告 "
    "jia kou=加扣 wei shang=微商 dai gou=代购 chong zhi=充值 ri jie=日结 wang zhuan=网赚 "
    "qun zhu=群主 hao you=好友 jia hao you=加好友 wei xin hao=微信号 zhuan zhang=转账"
)
_PINYIN = dict(re.findall(r"([a-z ]+)=(\S+) ?", _PINYIN_WORDS))
_PINYIN_FORMS = "|".join(form.replace(" ", " ?") for form in sorted(_PINYIN, key=len, reverse=True))
_PINYIN_SEEN = re.compile(rf"(?<![a-z])(?:{_PINYIN_FORMS})(?![a-z])")
_PINYIN_JOINED = {form.replace(" ", ""): word for form, word in _PINYIN.items()}

_BACKWARDS = re.compile(
    "(?=信微|职兼|单刷|利返|费免|聊私|赚日|号信|款贷|q[我群]?加|票彩|购代|微加|群进|领费)"
)
_FORWARDS = re.compile("微信|兼职|刷单|返利|红包|免费|私聊|日赚|信号|贷款|加[我群]?qq|彩票|代购")
_LEET = re.compile(r"(?<=[a-z])[@$013]{1,2}(?=[a-z])")
_LEET_LETTERS = {"@": "a", "$": "s", "0": "o", "1": "i", "3": "e"}


def plus(text: str) -> str:
    """`+v` and `➕薇` → `加v`, `加薇`: a plus sign before a contact is the verb."""
    return _PLUS.sub("加", text)


def leet(text: str) -> str:
    """Signs and digits inside a word → the letters they stand for: `fr33`-like spellings of Latin words."""
    return _LEET.sub(lambda found: "".join(map(_LEET_LETTERS.__getitem__, found[0])), text)


def joined(text: str) -> str:
    """Without punctuation, spaces and emoji between letters; Latin words keep one space between them."""
    text = _GAP_AT_HAN.sub("", _GAPS.sub(" ", text)).strip()
    text = _SPELLED.sub(lambda found: found[0].replace(" ", ""), text)
    return _DIGIT_GAP.sub("", text)


def forwards(text: str) -> str:
    """A text written backwards, turned round."""
    if _BACKWARDS.search(text) and not _FORWARDS.search(text) and len(_BACKWARDS.findall(text)) > 1:
        return text[::-1]
    return text


def numerals(text: str) -> str:
    """Chinese numerals used as digits of a number → digits; `一九九八年` and `十二` stay words."""
    return _O_IN_NUMBER.sub(_letter_digit, _NUMERALS.sub(_number, text))


def _number(found: re.Match[str]) -> str:
    """The run in digits when it cannot be an ordinary word."""
    run = found[0]
    digits = sum(c.isascii() and c.isdigit() for c in run)
    formal = _FORMAL_SEEN.search(run) is not None
    numerals = sum(c not in "ol" for c in run)
    if numerals >= 5 or (numerals >= 3 and digits + formal >= 1):
        return run.translate(_FORMAL).translate(_COMMON)
    return run.translate(_FORMAL) if formal else run


def _letter_digit(found: re.Match[str]) -> str:
    """The digit that a letter inside a number stands for."""
    return "0" if found[0] == "o" else "1"


def unsplit(text: str) -> str:
    """Characters written in two halves, put together: `弓长` → `张`."""
    return _SPLIT_SEEN.sub(lambda found: _SPLIT[found[0]], text)


def homophones(text: str) -> str:
    """Homophones and look-alike characters of contact words → the plain word, where the context shows it."""
    if not _RULES_GATE.search(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def pinyin(text: str) -> str:
    """Advertisers' words written in pinyin → characters."""
    return _PINYIN_SEEN.sub(lambda found: _PINYIN_JOINED[found[0].replace(" ", "")], text)


def touches(word: str) -> bool:
    """Whether any of these steps could change a word of plain characters."""
    return any(pattern.search(word) for pattern in (_RULES_GATE, _SPLIT_SEEN, _NUMERALS, _BACKWARDS))
