"""Character tables: traditional → simplified, look-alike → plain letter, character → syllable.

The first and the last are data files made by `handlers.ads.train.tables` (OpenCC, Apache-2.0; pypinyin,
MIT); the look-alikes are our own choice of what advertisers really use.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

_LOOKALIKES = {
    # Cyrillic
    "аеорсухіјѕһԁԛԝвкмнтгпз": "aeopcyxijshdqwbkmhtrn3",
    "АВЕКМНОРСТУХІЈЅԚԜЗ": "ABEKMHOPCTYXIJSQW3",
    # Greek
    "αβεικνορτυχωγκηµ": "abeikvoptuxwykhu",
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "ABEZHIKMNOPTYX",
    # Cherokee
    "ᎪᏴᏟᎠᎬᎻᎥᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᏤᏉᎳᏃᎩᏀᏁᏳᏎ": "ABCDEHiIJKLMPRSTVVVWZYGNGS",
    # Canadian syllabics
    "ᗩᗷᑕᗪᖴᕼᒍᒪᗰᑎᑭᑫᖇᔕᑌᐯᗯ᙭ᘔ": "ABCDFHJLMNPQRSUVWXZ",
    # signs of currencies that stand for letters only
    "₳₵₣₲₭₥₦₴₮": "ACFGKMNST",
    # Latin beyond ASCII that NFKC keeps: small capitals, phonetic and stroked letters
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ": "abcdefghijklmnoprstuvwyz",
    "ɑɡıɩʟɵøđłŧħƙʋѵѴƒɾǪǫʠⱱ": "agiiloodlthkvvvfrqqqv",
    # Armenian, Lisu
    "օոսցհյզգϙ": "onughjqqq",
    "ꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ": "BCDEFGHIJKLMNOPRSTUVWXYZ",
    # digits in discs and signs that stand for letters
    "❶❷❸❹❺❻❼❽❾➀➁➂➃➄➅➆➇➈➊➋➌➍➎➏➐➑➒⓿": "1234567891234567891234567890",
    "〇Ø∅℗Ⓥ✓✔丅": "00 pvvvt".replace(" ", "0"),
    "〡〢〣〥〦〧〨〩": "12356789",
}
_VARIANTS = {
    # forms of printers and of Japan that OpenCC's table does not hold
    "髙吿囬囯亓峮児両広伩訫㣲貮帬": "高告回国元群儿两广信信微贰裙",
    "発単収関円売楽実図気対団県": "发单收关元卖乐实图气对团县",
    "経変読帯応銭薬転伝価検険": "经变读带应钱药转传价检险",
    # parts of characters that stand for the character; NFKC turns only the Kangxi ones
    "⺟⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻩⻬⻮⻰⻳": "母民见角贝车长门青韦页风飞食马鬼鱼鸟黄齐齿龙龟",
}
_UNDECODED = {0x1F150: 26, 0x1F170: 26, 0x1F1E6: 26}
"""First code point and number of the letter blocks A–Z (discs, squares, flags) that NFKC leaves alone."""
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6)
"""The zeros of other scripts' digits; Thai ones are left out, being eyes in many a `๑•̀ㅂ•́๑`."""


@cache
def simplified() -> dict[int, str]:
    """Traditional character (code point) → simplified character."""
    old, new = (DATA / "simplify.txt").read_text(encoding="utf-8").splitlines()
    variants = {ord(a): b for forms, plain in _VARIANTS.items() for a, b in zip(forms, plain, strict=True)}
    return dict(zip(map(ord, old), new, strict=True)) | variants


@cache
def lookalikes() -> dict[int, str]:
    """Letter or sign that looks like an ASCII letter or digit (code point) → that letter or digit."""
    table = {ord(a): b for old, new in _LOOKALIKES.items() for a, b in zip(old, new, strict=True)}
    for first, count in _UNDECODED.items():
        table |= {first + n: chr(ord("a") + n) for n in range(count)}
    return _accented() | _digits() | table


def _accented() -> dict[int, str]:
    """Accented Latin letters → the letter without its marks."""
    letters = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
    plain = {code: unicodedata.normalize("NFD", chr(code))[0] for code in letters}
    return {code: letter for code, letter in plain.items() if letter.isascii() and letter.isalpha()}


def _digits() -> dict[int, str]:
    """Digits of other scripts (Arabic, Persian, Indian) → ASCII; each script's stand in a row of ten."""
    return {first + n: str(n) for first in _ZEROS for n in range(10)}


@cache
def syllables() -> dict[str, str]:
    """Syllable without tone → all characters read so (`wei` → `微薇…`)."""
    lines = (DATA / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line.split()[1] for line in lines}


@cache
def readings() -> dict[str, str]:
    """Character → its syllable without tone (`微` → `wei`)."""
    return {char: syllable for syllable, chars in syllables().items() for char in chars}
