"""The steps of normalising that look at characters only: what is invisible, wide, traditional or disguised.

Every function takes text and returns text, in time linear in its length; `normalise` strings them together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from handlers.ads.tables import lookalikes, readings, simplified

LIMIT = 2000
"""Characters read of one message; WeChat itself takes about as many in one text."""
_TAIL = 500
_HAN = "一-鿿㐀-䶿"


def _invisible() -> dict[int, None]:
    """What shows nothing: controls, zero width, selectors, tags, combining marks, lone surrogates."""
    spans = [(0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C)]
    spans += [(0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E)]
    spans += [(0x2060, 0x206F), (0x20D0, 0x20FF), (0x2800, 0x2800), (0x3164, 0x3164), (0xD800, 0xDFFF)]
    spans += [(0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF9, 0xFFFB), (0xE0000, 0xE0FFF)]
    marks = (c for a, b in _MARKS for c in range(a, b) if unicodedata.combining(chr(c)) and c not in _VOICED)
    return dict.fromkeys(marks) | {code: None for a, b in spans for code in range(a, b + 1)}


_MARKS = (
    (0x300, 0x1E00),
    (0x2C00, 0x3100),
    (0xA600, 0xAC00),
    (0xFB00, 0xFB50),
    (0xFE20, 0xFE30),
    (0x10100, 0x12000),
    (0x16A00, 0x16C00),
    (0x1D100, 0x1D250),
    (0x1E000, 0x1E950),
)
"""Blocks with marks that combine; asking all of Unicode would take a tenth of the start."""
_VOICED = (0x3099, 0x309A)
_INVISIBLE = _invisible()


def _any_of(codes: Iterable[int], spans: str = "") -> re.Pattern[str]:
    """Finds one of these characters, or one beyond the basic plane; far faster than asking each."""
    plane = "".join(re.escape(chr(code)) for code in codes if code < 0x10000)
    return re.compile(f"[{plane}{spans}\U00010000-\U0010ffff]")


@cache
def _seen_lookalike() -> re.Pattern[str]:
    """Finds a look-alike; made when first asked for, since such a pattern takes a tenth of the start."""
    return _any_of(lookalikes())


_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ"
_FAR = (
    "\u0590-\u05ff\u0700-\u109f\u10d0-\u10ff\u1200-\u139f\u1680-\u1cff\u2c00-\u2dff\ua000-\ua4cf\ua500-\uabff"
)
"""Scripts that nobody mixes with Chinese but for show, from Hebrew to Yi; those of look-alikes left out."""
STROKES = "丶丨丿灬乄乂ʚɞˇˉˊˋ"
"""Characters that are written between others for show only."""
_COVERED = _any_of([*_INVISIBLE, *map(ord, "(（[【〔{｛<《「『" + _TONED + STROKES)], _FAR)
_ORNAMENT = re.compile(
    rf"(?<=[{_HAN}])[{STROKES}]{{1,2}}(?=[{_HAN}])"
    rf"|(?<=[{_HAN}a-zA-Z0-9])(?:(?!\d)[{_FAR}]){{1,2}}(?=[{_HAN}a-zA-Z0-9])"
)
_ORNAMENT_SEEN = re.compile(f"[{STROKES}{_FAR}]")
_FOREIGN = _any_of([*simplified(), *lookalikes()])
_TURNED = re.compile("[\u202e\u2067]([^\u202c\u2069\n]*)[\u202c\u2069]?")
_GLOSS = re.compile(
    rf"([{_HAN}])(?:[(（\[【〔{{｛<《「『]([^\W\d_]{{1,6}})[)）\]】〕}}｝>》」』]"
    rf"|([a-zü]{{0,3}}[{_TONED}][a-z]{{0,3}})(?![^\W\d_{_HAN}]))"
)
_OTHER_SCRIPT = re.compile("[бгджзийлфцчшщъыьэюяδζθλμξπρσφψ]", re.IGNORECASE)
_CHINESE = re.compile(f"[{_HAN}]")
_CYRILLIC_RUN = re.compile(r"(?<![\w@./])[A-Za-zА-Яа-яЁё]+(?:[063][A-Za-zА-Яа-яЁё]+)*(?!\w)")
_ASCII = re.compile("[A-Za-z0-9]")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_LATIN_IN_CYRILLIC = str.maketrans("aeopcyxkmthbunrABEKMHOPCTXY630", "аеорсухкмтньипгАВЕКМНОРСТХУбзо")
_LIKE_CYRILLIC = re.compile("[aeopcyxkABEKMHOPCTXY]{1,2}")
_ONLY_LATIN = re.compile("[dfgijlqsvwzDFGIJLQRSUVWZ]")
_ONE_LETTER = {ord("ü"): "v", ord("Ü"): "v"}


def cleaned(text: str) -> str:
    """All steps of this file in turn; two looks tell whether most of them have anything to do."""
    text = cut(text)
    if _COVERED.search(text):
        text = unglossed(visible(turned(text)))
    text = compatible(text)
    return lower(plain_letters(simplify(text)) if _FOREIGN.search(text) else text)


def cut(text: str) -> str:
    """At most `LIMIT` characters: the beginning and the end, where adverts put what they want."""
    return text if len(text) <= LIMIT else text[: LIMIT - _TAIL] + text[-_TAIL:]


def turned(text: str) -> str:
    """Stretches that a right-to-left override shows backwards, in the order they are read."""
    if "\u202e" not in text and "\u2067" not in text:
        return text
    return _TURNED.sub(lambda found: found[1][::-1], text)


def visible(text: str) -> str:
    """Without characters that show nothing, or that stand between Chinese ones for show only.

    Lone surrogates go too (RE2 and Aho-Corasick refuse them).
    """
    if not _COVERED.search(text):
        return text
    text = text.translate(_INVISIBLE)
    return _ORNAMENT.sub("", text) if _ORNAMENT_SEEN.search(text) else text


def unglossed(text: str) -> str:
    """Without a reading after its character, in brackets or with its tone: `發(fā)`, `發fā` → `發`."""
    return _GLOSS.sub(_without_gloss, text) if _GLOSS.search(text) else text


def _without_gloss(found: re.Match[str]) -> str:
    """The character alone when its reading follows, or in brackets any reading with a tone mark."""
    gloss = (found[2] or found[3]).lower().translate(_ONE_LETTER)
    plain = gloss.translate(lookalikes())
    toned = plain != gloss and plain.isascii() and found[3] is None
    return found[1] if toned or plain == readings().get(found[1]) else found[0]


def compatible(text: str) -> str:
    """NFKC: full width, mathematical letters, digits in circles; cut again, since NFKC can lengthen."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)[:LIMIT]


def simplify(text: str) -> str:
    """Traditional characters → simplified ones (OpenCC's table, character by character)."""
    return text.translate(simplified()) if _FOREIGN.search(text) else text


def plain_letters(text: str) -> str:
    """Look-alike letters → ASCII; in a text really written in Cyrillic, Latin stand-ins → Cyrillic.

    A text with as much Chinese in it as letters of another script's own is Chinese: one `д` saves no `νχ`.
    """
    if not _seen_lookalike().search(text):
        return text
    other = _OTHER_SCRIPT.search(text)
    if other is None or len(_CHINESE.findall(text)) >= len(_OTHER_SCRIPT.findall(text)):
        return text.translate(lookalikes())
    return _CYRILLIC_RUN.sub(_in_cyrillic, text) if _CYRILLIC.match(other[0]) else text


def _in_cyrillic(found: re.Match[str]) -> str:
    """A word of both scripts in Cyrillic (`pаботa` → `работа`), a Latin `c` alone too; others as is.

    One with a letter that no Cyrillic one looks like is a Latin word: `fгее` → `free`.
    """
    word = found[0]
    if word.isascii():
        return word.translate(_LATIN_IN_CYRILLIC) if _LIKE_CYRILLIC.fullmatch(word) else word
    if not _ASCII.search(word):
        return word
    latin = word.translate(lookalikes())
    if latin.isascii() and _ONLY_LATIN.search(word):
        return latin
    return word.translate(_LATIN_IN_CYRILLIC)


def lower(text: str) -> str:
    """Small letters."""
    return text.lower()
