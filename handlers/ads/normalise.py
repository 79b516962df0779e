"""The normaliser: one text in, the text an advertiser meant out, every step on the record.

`reading(text)` is the fast path; `trace(text)` tells the same story step by step, for `/why` and the case.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from handlers.ads import folding, variants, words

CLEAN: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("cut", folding.cut),
    ("right_to_left", folding.turned),
    ("invisible", folding.visible),
    ("gloss", folding.unglossed),
    ("nfkc", folding.compatible),
    ("simplify", folding.simplify),
    ("lookalike", folding.plain_letters),
    ("case", folding.lower),
)
"""Steps that keep punctuation: what the extractors read."""

FOLD: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("plus", variants.plus),
    ("leet", variants.leet),
    ("separators", variants.joined),
    ("reversed", variants.forwards),
    ("split", words.unsplit),
    ("numerals", variants.numerals),
    ("homophones", words.homophones),
    ("pinyin", words.pinyin),
)
"""Steps that go on to the text that lexicons and the model read."""


class Reading(NamedTuple):
    """A text as read: `clean` has its punctuation, `folded` is what is matched and weighed."""

    clean: str
    folded: str


class Step(NamedTuple):
    """One step that changed something: its name and the text after it."""

    name: str
    text: str


def reading(text: str) -> Reading:
    """The two normal forms of `text` (any `str`, lone surrogates too). Never raises; linear time."""
    clean = folding.cleaned(text)
    return Reading(clean, fold(clean))


def fold(clean: str) -> str:
    """The folded form of a clean text."""
    for _, step in FOLD:
        clean = step(clean)
    return clean


def disguised(word: str) -> bool:
    """Whether a word of Chinese characters alone would change; much cheaper than reading it."""
    return folding.simplify(word) != word or variants.touches(word) or words.touches(word)


def trace(text: str) -> list[Step]:
    """The steps that changed `text`, in order; the last one's text is `reading(text).folded`."""
    steps: list[Step] = []
    for name, step in CLEAN + FOLD:
        after = step(text)
        if after != text:
            steps.append(Step(name, after))
        text = after
    return steps
