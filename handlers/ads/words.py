"""The steps of normalising that know words: characters in two halves, homophones of contact words, pinyin.

A rule is tried only when a character it starts from stands in the text, so that ordinary talk costs little.
"""

from __future__ import annotations

import re
from functools import cache

_HALVES = (
    "弓长=张 立早=章 讠兑=说 亻尔=你 亻言=信 力口=加 走召=超 贝兼=赚 贝才=财 贝宅=贷 代贝=贷 钅戋=钱 "
    "金戋=钱 禾责=积 口巴=吧 木又=权 彳艮=很 彳散=微 君羊=群 君羌=群 尹口羊=群 言舌=话 讠舌=话 "
    "月佥=脸 女马=妈 女乃=奶 氵去=法 扌白=拍 扌丑=扭 扌兆=挑 亻弋=代 亻七=化 亻也=他 亻故=做 亻牛=件 "
    "贝者=赌 贝曾=赠 贝勾=购 贝反=贩 贝占=贴 纟工=红 纟合=给 纟及=级 氵工=江 氵每=海 月卖=服 口昌=唱 "
    "口乞=吃 口贝=呗 禾中=种 火包=炮 女支=妓 女臣=姬 白勺=的 讠正=证 讠寸=讨 讠卖=读 讠果=课 讠周=调 "
    "讠川=训 广占=店 扌召=招 扌句=拘 扌寺=持 扌口=扣 扌由=抽 扌丁=打 扌安=按 氵主=注 石马=码 石弟=梯 "
    "石皮=破 亻介=价 亻尤=优 亻义=仪 亻专=传 钅艮=银 钅失=铁 氵显=湿 番羽=翻 舌甘=甜"
)
_SPLIT = dict(pair.split("=") for pair in _HALVES.split())
_SPLIT_SEEN = re.compile("|".join(sorted(map(re.escape, _SPLIT), key=len, reverse=True)))

_HAN = "\u4e00-\u9fff"
_ADD = "加佳咖茄迦嘉伽夹嫁珈枷泇笳"
_GROUPS = "资源|交流|福利|内部|羊毛|看片|粉丝|学习|兼职|返利|优惠|资料|同城|股票"
"""Groups that are offered, two characters each, so that a rule can look back at them."""
_RULES: tuple[tuple[str, str, str], ...] = (
    # 加微: the verb and the name disguised together
    ("薇徽溦嶶葳媺微", rf"[{_ADD}家架][薇徽溦嶶葳媺]|[{_ADD}]微(?=信|[a-z0-9]|$)", "加微"),
    ("威喂", rf"[{_ADD}][我您你]?[威喂](?=信|[a-z0-9]|$)|家[威喂](?=[a-z0-9])", "加微"),
    (
        "vwxv",
        rf"[{_ADD}](?<!参加)[我您你]?(?:[vw] ?x|[vw][芯心信]|w(?= ?[0-9]{{2}}| [a-z]{{1,12}}[0-9]{{2}}))",
        "加微信",
    ),
    ("v", rf"[{_ADD}][我您你]?v(?!ip)(?=[a-z_]{{0,12}}[0-9]|[^a-z]|$)", "加微"),
    ("v", r"([私滴戳]我?)v(?![a-z])", r"\1微"),
    ("v", r"v(?<![a-z0-9]v)(?=同[号步样])", "微信"),
    # 微信
    ("薇徽溦嶶媺维v", r"[薇徽溦嶶媺维v](?<!安徽)(?:信|芯|xin(?![a-z]))|[薇徽溦嶶媺]心(?=[a-z0-9号])", "微信"),
    (
        "微w",
        r"微(?:芯|xin(?![a-z])|x(?![a-z])|心(?=[a-z0-9号]))|w(?:ei信|(?<![a-z0-9]w)信(?!用|息|号(?![:：]?[a-z0-9])))",
        "微信",
    ),
    ("威唯围危巍徴", rf"(?<![{_HAN}])[威唯围危巍徴]信(?=[a-z0-9号])|(?<=加)[威唯围危巍徴]信", "微信"),
    (
        "卫泡",
        r"卫星(?=号[a-z0-9]|[a-z]{2,12}[0-9]{3})|(?<=加)卫星(?=[a-z0-9])|绿泡泡(?=[a-z0-9号同])|(?<=加)绿泡泡",
        "微信",
    ),
    ("vw", r"[vw](?<![a-z][vw])(?:x|xin| x(?=[号同])|e?chat|ei?xin|eichat)(?![a-z])", "微信"),
    ("vw", r"[vw](?<![a-z0-9][vw])x(?=[a-z]{0,15}[0-9])", "微信"),
    ("薇徽溦嶶媺", r"[薇徽溦嶶媺](?<!安徽)(?=号|[a-z]{0,15}[0-9])", "微信"),
    ("喂", r"喂[心信](?=[a-z0-9号]|$)", "微信"),
    # QQ
    ("口叩扣抠", rf"[{_ADD}][口叩扣抠](?=[a-z0-9]|$)", "加qq"),
    ("扣抠蔻寇口秋球企", r"扣扣|抠抠|蔻蔻|寇寇|(?:口口|秋秋|球球|企鹅)(?=[号群裙0-9])", "qq"),
    ("q", r"q(?<![a-z]q)(?=[号群裙]| ?(?![1-4]20[0-9]{2}(?![0-9]))[0-9]{5})", "qq"),
    ("扣抠", r"[扣抠](?=[0-9]{5})", "qq"),
    # 群
    (
        "裙宭裠",
        rf"(?<=[加进入拉建家q微信])[裙宭裠]|[裙宭裠](?=[号主里0-9])|(?<={_GROUPS})裙(?![子装摆衣裤款])",
        "群",
    ),
    ("q", rf"qun(?![a-z])(?:(?<=[加进入拉]qun)|(?<=(?:{_GROUPS})qun))", "群"),
    # a few of the most abused words
    ("费废沸免", r"[勉冕免][费废沸](?<!免费)|免fei(?![a-z])", "免费"),
    ("拥", "(?<!坐)拥金(?![牌融山杯])", "佣金"),
    ("间煎兼", r"[间煎][职值](?![得班])|兼[值直置]|兼zhi(?![a-z])", "兼职"),
    ("撰转篡赚", r"[撰转篡][米钱q](?<!转钱)(?![a-z])|赚(?:米|q(?![a-z]))", "赚钱"),
    ("优尤忧", r"[优尤忧][会蕙](?=[价券活酬中])|[尤忧]惠", "优惠"),
    ("包红", r"[洪鸿]包|红[苞孢](?!子)|hong包", "红包"),
    ("私聊", r"私撩|思聊|丝聊|si聊|私liao(?![a-z])", "私聊"),
    ("俐莉返", r"[饭反返][俐莉](?=[0-9群网平高到日]|$)|返li(?![a-z])", "返利"),
    ("款矿", r"[带贷戴][款矿](?<!贷款)(?=[急秒快利不])", "贷款"),
    ("菜踩采", r"[菜踩采][票漂](?=[0-9群网平计带])", "彩票"),
)
"""Characters one of which a rule needs; what it finds; what is meant."""
_MISWRITTEN_WORDS = (
    "诏聘=招聘 招骋=招聘 洮宝=淘宝 点攒=点赞 搏彩=博彩 菠菜平台=博彩平台 曰结=日结 曰入=日入 "
    "曰赚=日赚 曰薪=日薪 日λ=日入 曰λ=日入 月λ=月入 嫂码=扫码 贷欵=贷款"
)
_MISWRITTEN = dict(pair.split("=") for pair in _MISWRITTEN_WORDS.split())
"""Words as they are miswritten, and what is meant."""
_RULES += tuple(("".join(set(wrong) - set(right)), wrong, right) for wrong, right in _MISWRITTEN.items())
_TRIGGERS = frozenset("".join(triggers for triggers, _, _ in _RULES))
_STARTING = {c: tuple(n for n, rule in enumerate(_RULES) if c in rule[0]) for c in sorted(_TRIGGERS)}
"""Character → the rules that need it, by number; most texts have one or two such characters."""

_PINYIN_WORDS = (
    "wei xin=微信 jia wei=加微 jia wei xin=加微信 jia qun=加群 jin qun=进群 jian zhi=兼职 "
    "fan li=返利 hong bao=红包 mian fei=免费 you hui=优惠 zhuan qian=赚钱 shua dan=刷单 "
    "dai kuan=贷款 cai piao=彩票 du bo=赌博 si liao=私聊 lian xi=联系 dian hua=电话 "
    "zhao pin=招聘 dai li=代理 tao bao=淘宝 sao ma=扫码 tui guang=推广 guang gao=广告 "
    "jia kou=加扣 wei shang=微商 dai gou=代购 chong zhi=充值 ri jie=日结 wang zhuan=网赚 "
    "ru qun=入群 yong jin=佣金 qi pai=棋牌 bo cai=博彩 du chang=赌场 shang fen=上分 xia fen=下分 "
    "dian zan=点赞 yang mao=羊毛 qun zhu=群主 hao you=好友 jia hao you=加好友 wei xin hao=微信号 "
    "zhuan zhang=转账"
)
_PINYIN = dict(re.findall(r"([a-z ]+)=(\S+) ?", _PINYIN_WORDS))
_PINYIN_FORMS = "|".join(form.replace(" ", " ?") for form in sorted(_PINYIN, key=len, reverse=True))
_PINYIN_SEEN = re.compile(rf"(?<![a-z])(?:{_PINYIN_FORMS})(?![a-z])")
_LATIN = re.compile("[a-z]{2,}")
_PINYIN_JOINED = {form.replace(" ", ""): word for form, word in _PINYIN.items()}
_HALF: dict[str, str] = {
    half: word
    for form, word in _PINYIN.items()
    if len(word) == 2 and word != "好友"
    for half in (form.split()[0] + word[1], word[0] + form.split()[1])
}
"""Words with one of their two characters in pinyin: `jian职`, `兼zhi`; not `好you`: English may follow."""
_SYLLABLES = frozenset(syllable for form in _PINYIN for syllable in form.split())
_SECOND_HALF = re.compile(rf"[{_HAN}][a-z]{{2,6}}(?![a-z])")
_FIRST_HALF = re.compile(rf"(?<![a-z])[a-z]{{2,6}}[{_HAN}]")


def unsplit(text: str) -> str:
    """Characters written in two halves, put together: `弓长` → `张`."""
    return _SPLIT_SEEN.sub(lambda found: _SPLIT[found[0]], text)


def homophones(text: str) -> str:
    """Homophones and look-alike characters of contact words → the plain word, where the context shows it."""
    if _TRIGGERS.isdisjoint(text):
        return text
    seen = _TRIGGERS.intersection(text)
    for number in sorted({number for char in seen for number in _STARTING[char]}):
        _, pattern, replacement = _RULES[number]
        text = _compiled(pattern).sub(replacement, text)
    return text


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern, made when it is first needed: all at once they would be a part of the start."""
    return re.compile(pattern)


def pinyin(text: str) -> str:
    """Advertisers' words written in pinyin → characters."""
    if not _LATIN.search(text):
        return text
    text = _PINYIN_SEEN.sub(lambda found: _PINYIN_JOINED[found[0].replace(" ", "")], text)
    if text.isascii() or _SYLLABLES.isdisjoint(_LATIN.findall(text)):
        return text
    return _FIRST_HALF.sub(_whole, _SECOND_HALF.sub(_whole, text))


def _whole(found: re.Match[str]) -> str:
    """The word of whose two characters one stands in pinyin, or what stands there."""
    return _HALF.get(found[0], found[0])


def touches(word: str) -> bool:
    """Whether any of these steps could change a word of plain characters."""
    return bool(_TRIGGERS.intersection(word) or _SPLIT_SEEN.search(word))
