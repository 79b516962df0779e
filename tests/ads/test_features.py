"""What features promise: hashes of the n-grams of a text, each once, the same one by one and in a batch."""

import numpy as np
import pytest

from handlers.ads.features import BITS, MOST, ORDERS, batch, indices, keys, masked, placed
from handlers.ads.normalise import Reading, reading
from tests.ads.corpus import ADVERTS, ENGLISH, EVASIONS, HAM

TEXTS = ["", "早", "a", "🔥", "a b", *ADVERTS[::9], *EVASIONS[::4], *ENGLISH[::4], *HAM[::9]]


def shared(one: str, other: str) -> float:
    """Share of the n-grams of two texts that both have."""
    first, second = set(indices(reading(one)).tolist()), set(indices(reading(other)).tolist())
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("text", TEXTS)
def test_places_are_in_the_table_in_order_and_each_once(text: str) -> None:
    """Never empty, so that a sum may be divided by their number."""
    places = indices(reading(text))
    assert len(places) > 0
    assert (np.diff(places.astype(np.int64)) > 0).all()
    assert places.max() < 1 << BITS
    assert placed(keys(reading(text))).tolist() == places.tolist()


def test_a_batch_has_the_same_places_as_its_texts_one_by_one() -> None:
    """No n-gram reaches from one text into the next, nor from one view into another text's."""
    reads = [reading(text) for text in TEXTS]
    places, starts = batch(reads)
    assert len(reads) <= MOST
    for read, begin, end in zip(reads, starts, [*starts[1:], len(places)], strict=True):
        assert places[begin:end].tolist() == indices(read).tolist()


def test_every_n_gram_up_to_the_longest_counts() -> None:
    """One more letter makes new n-grams of every order, in both views of words; one seen before, fewer."""
    short, longer = indices(reading("甲乙丙丁戊己庚辛")), indices(reading("甲乙丙丁戊己庚辛壬"))
    assert len(longer) - len(short) == 2 * ORDERS
    assert len(indices(reading("甲乙丙丁甲乙丙丁"))) < len(short)


def test_words_of_latin_letters_count_as_words_too() -> None:
    """Two texts with the same words in another order share more than their letters' n-grams do."""
    assert shared("join channel now", "now join channel") > shared("join channel now", "now nioj lennahc")


@pytest.mark.parametrize(("plain", "other"), [("加威信领钱", "加葳芯领钱"), ("看我头像", "kan我头像")])
def test_what_sounds_the_same_shares_weights(plain: str, other: str) -> None:
    """A homophone, or pinyin in letters, meets the n-grams of the plain word in the view of sounds."""
    assert shared(plain, other) > shared(plain, "春眠不觉晓") + 0.2


def test_a_number_is_its_length_and_an_id_one_sign() -> None:
    """Other digits of the same length make the same text; a word stays itself."""
    assert masked("电话13812345678") == masked("电话13987654321") != masked("电话138")
    assert masked("加微信ab12cd") == masked("加微信zz99yy") != masked("加微信zzzzzz")


def test_letters_beyond_the_basic_plane_are_no_other_letter() -> None:
    """An emoji has places of its own in the clean view."""
    fire, other = Reading("🔥", ""), Reading(chr(ord("🔥") & 0xFFFF), "")
    assert indices(fire).tolist() != indices(other).tolist()
