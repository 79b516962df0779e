"""Features of the learned text model: hashed n-grams over four views of a text, and its Latin words.

The views: the folded text; the same with numbers and ids masked by kind and length; its pronunciation, so
that a homophone or a word in pinyin meets the weights of the plain word; the clean text with its
punctuation, where style shows. Each is an array of 32-bit codes; an n-gram is their rolling hash. Nothing
but hashes leaves this file.
"""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from handlers.ads.normalise import Reading
from handlers.ads.tables import syllables

BITS = 21
"""log2 of the number of weights."""
ORDERS = 4
"""Longest n-gram, in characters or syllables."""

Codes = NDArray[np.uint32]

_TOKEN = re.compile("[a-z0-9]{5,}")
_DIGITS = re.compile("[0-9]+")
_HAS_DIGIT = re.compile("[0-9]")
_LATIN = re.compile("[a-z]+")
_WORDS = re.compile("[a-zа-яё]{2,}")
_CLASSES = "00\ue001\ue002\ue003\ue004\ue004\ue005\ue005\ue006\ue006\ue007\ue008\ue008"
_LONG = "\ue009"
_ANY_ID = "\ue00a"
_EDGE = "\ue00b"
_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"))
_MIX = np.uint32(0x9E3779B1)
_STEP = np.uint32(0x01000193)
_SPREAD = np.uint32(0x85EBCA6B)
_SHIFT = np.uint32(32 - BITS)
_FOLD = np.uint32(15)
_CLEAN_VIEW, _MASKED_VIEW = np.uint32(0x00200000), np.uint32(0x00400000)
_FIRST = np.array([True])
_BMP = np.uint32(0xFFFF)


def masked(folded: str) -> str:
    """A folded text between edges, every number replaced by its length class, every id by one sign."""
    if _HAS_DIGIT.search(folded):
        folded = _DIGITS.sub(_length_class, _TOKEN.sub(_without_id, folded))
    return f"{_EDGE}{folded}{_EDGE}"


def _without_id(found: re.Match[str]) -> str:
    """One sign for a run of letters and digits both; a word or a number as it is."""
    run = found[0]
    return run if run.isalpha() or run.isdigit() else _ANY_ID


def _length_class(found: re.Match[str]) -> str:
    size = found.end() - found.start()
    return _CLASSES[size] if size < len(_CLASSES) else _LONG


def _sound(syllable: str) -> str:
    """The syllable as a careless ear hears it."""
    for clear, blurred in _FUZZY:
        syllable = syllable.replace(clear, blurred)
    return syllable


@cache
def _sound_codes() -> Codes:
    """Code point of the basic plane → code of its sound; characters without a reading stay themselves."""
    table = np.arange(0x10000, dtype=np.uint32)
    for syllable, chars in syllables().items():
        table[_codes(chars)] = zlib.crc32(_sound(syllable).encode()) | 0x10000
    return table


@cache
def _syllables() -> tuple[re.Pattern[str], dict[str, str]]:
    """The pattern of a syllable, longest first, and one character for each."""
    standing = {syllable: chars[0] for syllable, chars in syllables().items()}
    return re.compile("|".join(sorted(standing, key=len, reverse=True))), standing


@lru_cache(maxsize=4096)
def _syllabic(word: str) -> str:
    """A Latin run that is pinyin throughout, as characters of that sound; any other run as it is."""
    pattern, standing = _syllables()
    parts = pattern.findall(word)
    return "".join(standing[part] for part in parts) if len("".join(parts)) == len(word) else word


def _voiced(found: re.Match[str]) -> str:
    return _syllabic(found[0])


def _codes(text: str) -> Codes:
    """Code points of a text without lone surrogates."""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def indices(read: Reading) -> Codes:
    """Places in the weight table of the n-grams of a text, ascending, each once; never empty.

    The views stand one after another in one array, told apart by their codes, so that one pass hashes all.
    """
    clean, folded = read
    hidden = masked(folded)
    written = _codes(f"{_EDGE}{folded}{_EDGE}{clean}{hidden}")
    heard = _sound_codes().take(_codes(_LATIN.sub(_voiced, hidden)) & _BMP)
    units = np.concatenate((written, heard))
    after_folded, after_clean = len(folded) + 2, len(folded) + len(clean) + 2
    units[after_folded:after_clean] += _CLEAN_VIEW
    units[after_clean : len(written)] += _MASKED_VIEW
    units *= _MIX
    rolled, parts = units, [units]
    for order in range(2, ORDERS + 1):
        rolled = rolled[:-1] * _STEP
        rolled += units[order - 1 :]
        parts.append(rolled)
    if words := _WORDS.findall(folded):
        parts.append(_words(words))
    hashed = np.concatenate(parts)
    hashed ^= hashed >> _FOLD
    hashed *= _SPREAD
    hashed >>= _SHIFT
    hashed.sort()
    places: Codes = hashed[np.concatenate((_FIRST, hashed[1:] != hashed[:-1]))]
    return places


def _words(words: list[str]) -> Codes:
    """Hashes of Latin words and of their pairs."""
    pairs = map(" ".join, pairwise(words))
    return np.array([zlib.crc32(word.encode()) for word in (*words, *pairs)], dtype=np.uint32)
