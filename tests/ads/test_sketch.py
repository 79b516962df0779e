"""Sketches: copies look alike, others do not, and copies find each other."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ads.normalise import reading
from handlers.ads.sketch import (
    ALIKE,
    SHORTEST,
    alike,
    bands,
    distance,
    same_picture,
    share,
    text_sketch,
    told,
)

OFFER = (
    "日结兼职宝妈学生都可以做，一天三百左右，名额有限先到先得，有兴趣的私聊我了解详情吧",
    "日结兼职宝妈学生都可以做！一天三百左右~名额有限先到先得，有兴趣的私我了解详情吧亲",
    "日 结 兼 职 宝 妈 学 生 都 可 以 做 一天三百左右名额有限先到先得有兴趣的私聊我了解详情吧",
)
TALK = "我家宝宝今天学会自己吃饭了，一顿能吃一大碗，奶奶高兴得不得了，给大家看看照片"


def sketch(text: str) -> str:
    """The sketch of a text as it is read."""
    return text_sketch(reading(text).folded)


def test_near_copies_are_alike_and_find_each_other() -> None:
    """Other punctuation, a word here and there, spaces between."""
    first, second, third = map(sketch, OFFER)
    for other in (second, third):
        assert share(first, other) >= ALIKE
        assert set(bands("text", first)) & set(bands("text", other))
        assert alike("text", first, other)


def test_other_texts_are_not_alike() -> None:
    """Of the same length, about children too."""
    assert share(sketch(OFFER[0]), sketch(TALK)) < 0.2


def test_a_short_text_has_no_sketch() -> None:
    """It is known again by its very words, which name the actor that counts it, and is like no longer one."""
    assert text_sketch("好" * (SHORTEST - 1)) == ""
    assert alike("text", "", "")
    assert not alike("text", "", text_sketch("欢迎大家来我的小店看看今天的新款连衣裙" * 3))


def test_the_share_is_about_that_of_common_grams() -> None:
    """Within what 32 values can tell."""
    rng = Random(5)
    for _ in range(20):
        letters = [chr(0x4E00 + rng.randrange(3000)) for _ in range(120)]
        cut = rng.randrange(0, 100)
        one, other = "".join(letters), "".join(letters[cut:] + [chr(0x6E00 + n) for n in range(cut)])
        grams = [{text[at : at + 3] for at in range(len(text) - 2)} for text in (one, other)]
        true = len(grams[0] & grams[1]) / len(grams[0] | grams[1])
        assert abs(share(text_sketch(one), text_sketch(other)) - true) < 0.36


@pytest.mark.parametrize("blank", ["0" * 64, "f" * 64, "1" + "0" * 63])
def test_a_blank_picture_is_nobodys_copy(blank: str) -> None:
    """White, black, nearly so: it has no bands to be found by."""
    assert bands("picture", blank) == []


def test_pictures_are_alike_by_their_bits() -> None:
    """A few may differ; without a hash all do."""
    picture = "0123456789abcdef" * 4
    near, far = picture[:-1] + "0", "fedcba9876543210" * 4
    assert distance(picture, near) == 4
    assert alike("picture", picture, near)
    assert not alike("picture", picture, far)
    assert distance(picture, "") == 256
    assert set(bands("picture", picture)) & set(bands("picture", near))


def test_pages_with_little_on_them_must_be_more_alike() -> None:
    """Two screenshots of chats share their empty margins: a third of what they tell may differ, no more."""
    page = "000000000000ffff" * 2 + "0" * 32
    assert (told(page), same_picture(page, page)) == (32, True)
    other = "00000000000fff0f" * 2 + "0" * 32
    assert distance(page, other) == 8 * 2
    assert not same_picture(page, other)


def test_things_are_the_same_by_name() -> None:
    """A number has no sketch."""
    assert alike("thing", "", "")


@given(st.text(max_size=60))
def test_any_text_is_sketched(text: str) -> None:
    """The same each time, of one length or none."""
    found = text_sketch(text)
    assert len(found) in (0, 128)
    assert found == text_sketch(text)
