"""Features of the learned text model: hashed n-grams over three views of a text, and its Latin words.

The views: its pronunciation, folded and with numbers and ids masked by kind and length, so that a homophone,
a word in pinyin or another number meets the weights of the plain word; the clean text with its punctuation,
where style shows; its shape, which no choice of words changes. Each is an array of 32-bit codes; an n-gram is
their rolling hash. Nothing but hashes leaves this file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from handlers.ads.normalise import Reading
from handlers.ads.shapes import shape
from handlers.ads.tables import syllables

BITS = 22
"""log2 of the number of weights."""
ORDERS = 4
"""Longest n-gram, in characters or syllables."""

POWER = 0.42
"""A text's sum is divided by the number of its n-grams to this power: a longer text may say a little more."""

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
_MIX = 0x9E3779B1
_STEP = 0x01000193
_SPREAD = np.uint32(0x85EBCA6B)
_FOLD = np.uint32(15)
_SHIFT = np.uint32(32 - BITS)
_OWNER, _PLACE = np.uint32(BITS), np.uint32((1 << BITS) - 1)
MOST = 1 << (32 - BITS)
"""Texts of one batch: their number must fit above a place."""
_CLEAN_VIEW = np.uint32(0x00200000)
_SILENCE = np.zeros(ORDERS - 1, dtype=np.uint32)
"""What a text ends in, so that an n-gram of every order begins at each of its units."""
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


def _rolling() -> Codes:
    """One row an order: by what each unit of an n-gram is multiplied, for its rolling hash is their sum."""
    table = np.zeros((ORDERS, ORDERS), dtype=np.uint32)
    for order in range(ORDERS):
        for at in range(order + 1):
            table[order, at] = _MIX * _STEP ** (order - at) & 0xFFFFFFFF
    return table


_ROLLING = _rolling()


def indices(read: Reading) -> Codes:
    """Places in the weight table of the n-grams of a text, ascending, each once; never empty."""
    return placed(_keys(read))


def keys(read: Reading) -> Codes:
    """The n-grams of a text as 32-bit keys, ascending, each once; a key without its last bits is a place.

    Two n-grams at one place mostly have two keys, so these tell which of them come again.
    """
    return _once(_keys(read))


def outline(read: Reading) -> Codes:
    """Places of the n-grams of a text's shape alone."""
    units = np.concatenate((shape(_codes(_views(read)[0])), _SILENCE))
    places = _mixed(_hashed(units, len(units) - len(_SILENCE)).reshape(-1))
    places >>= _SHIFT
    return places


def placed(keys_: Codes) -> Codes:
    """The places of keys in ascending order, each once."""
    return _once(keys_ >> _SHIFT)


def _keys(read: Reading) -> Codes:
    """The keys of all n-grams.

    The views stand one after another in one array, told apart by their codes, so that one pass hashes all.
    """
    clean, heard = _views(read)
    size, spoken = len(clean), len(clean) + len(heard)
    text = _codes(f"{clean}{heard}")
    units = np.concatenate((text, shape(text[:size]), _SILENCE))
    units[:size] += _CLEAN_VIEW
    voice = units[size:spoken]
    _sound_codes().take(voice, out=voice, mode="wrap")
    hashed = _hashed(units, len(units) - len(_SILENCE)).reshape(-1)
    words = _WORDS.findall(read.folded)
    return _mixed(np.concatenate((hashed, _words(words))) if words else hashed)


def _hashed(units: Codes, size: int) -> Codes:
    """The rolling hashes of the n-grams that begin at the first `size` units: one row an order."""
    windows: Codes = np.ndarray((ORDERS, size), np.uint32, units, 0, (4, 4))
    hashed: Codes = np.matmul(_ROLLING, windows)
    return hashed


def _once(keys: Codes) -> Codes:
    """Sorted, each once."""
    keys.sort()
    new = np.empty(len(keys), dtype=bool)
    new[0] = True
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    once: Codes = keys[new]
    return once


def batch(reads: Sequence[Reading]) -> tuple[Codes, NDArray[np.int64]]:
    """The `indices` of at most `MOST` texts, one text after another, and where each text's begin.

    One pass hashes all texts; a place with its text's number above it keeps them apart in one sort.
    """
    views = []
    for clean, heard in (map(_codes, _views(read)) for read in reads):
        views += [clean, heard, shape(clean), _SILENCE]
    sizes = np.array([len(view) for view in views])
    units = np.concatenate(views)
    kind = np.repeat(np.arange(len(views)) % 4, sizes)
    units[kind == 0] += _CLEAN_VIEW
    units[kind == 1] = _sound_codes().take(units[kind == 1] & _BMP)
    begins = np.flatnonzero(kind[: -len(_SILENCE)] < 3)
    owner = np.repeat(np.arange(len(reads), dtype=np.uint32) << _OWNER, sizes.reshape(-1, 4).sum(axis=1))
    hashed = _mixed(_hashed(units, len(units) - len(_SILENCE))[:, begins]) >> _SHIFT | owner[begins]
    said = [_WORDS.findall(read.folded) for read in reads]
    parts = [
        _mixed(_words(words)) >> _SHIFT | np.uint32(n) << _OWNER for n, words in enumerate(said) if words
    ]
    places = _once(np.concatenate([hashed.reshape(-1), *parts]))
    return places & _PLACE, np.searchsorted(places >> _OWNER, np.arange(len(reads), dtype=np.uint32))


def _views(read: Reading) -> tuple[str, str]:
    """The clean text between edges, without blanks around it, and what is to be pronounced."""
    return f"{_EDGE}{read.clean.strip()}{_EDGE}", _LATIN.sub(_voiced, masked(read.folded))


def _mixed(hashed: Codes) -> Codes:
    """Rolling hashes mixed once more, in the same array."""
    hashed ^= hashed >> _FOLD
    hashed *= _SPREAD
    return hashed


def _words(words: list[str]) -> Codes:
    """Hashes of Latin words and of their pairs."""
    pairs = map(" ".join, pairwise(words))
    return np.array([zlib.crc32(word.encode()) for word in (*words, *pairs)], dtype=np.uint32)
