"""What training promises: the same folder gives the same weights, and what it learned it finds again."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest

from handlers.ads import train as training
from handlers.ads.model import Model, ModelError, load, pack, unpack
from handlers.ads.normalise import reading
from handlers.ads.signals import probability
from handlers.ads.tables import readings, simplified
from handlers.ads.train import TrainingError, examples, fit, learn, train
from handlers.ads.train import tables as building
from handlers.ads.train.compose import SLOT, adverts, fill, ordinary, read
from handlers.ads.train.examples import Example, weights
from handlers.ads.train.rewrite import HARD, MILD, rewritten


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of labelled texts of our own, and training small enough for a test."""
    monkeypatch.setattr(examples, "OWN_ADVERTS", 150)
    monkeypatch.setattr(examples, "OWN_HAM", 150)
    for name, seed in (("train", 1), ("dev", 2)):
        rows = [(t, 1) for t in adverts(120, Random(seed))] + [(t, 0) for t in ordinary(120, Random(seed))]
        lines = (json.dumps({"text": t, "label": y, "source": "lccc"}) + "\n" for t, y in rows)
        (tmp_path / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def test_what_was_learned_is_found_again_and_repeatable(folder: Path) -> None:
    """Two runs write the same bytes; the weights tell adverts from ordinary talk; limits are in order."""
    header = train(folder, folder / "a.bin")
    train(folder, folder / "b.bin")
    assert (folder / "a.bin").read_bytes() == (folder / "b.bin").read_bytes()
    model = unpack((folder / "a.bin").read_bytes())
    assert model.logit(reading("兼职日结，日赚三百，加微信abc123")) > model.logit(
        reading("这个多少钱，包邮吗")
    )
    assert 0 < model.review <= model.act < 1
    assert header["rows"] > 500


def test_missing_data_is_told(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(TrainingError, match=r"train.jsonl is missing"):
        train(tmp_path, tmp_path / "out.bin")


def test_missing_scikit_learn_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "sklearn", None)
    with pytest.raises(TrainingError, match=r"qunguan\[train\]"):
        training.train(folder, folder / "out.bin")


def test_a_row_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    """File and line."""
    (tmp_path / "x.jsonl").write_text('{"text": "a"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"x.jsonl:1: expected"):
        examples.read(tmp_path / "x.jsonl")


def test_large_sources_speak_less_per_row() -> None:
    """A row of a small source weighs more; the mean is one."""
    rows = [Example("a", True, "big")] * 90 + [Example("b", True, "small")] * 10
    given = weights(rows)
    assert given[0] < 1 < given[-1]
    assert sum(given) / len(given) == pytest.approx(1)


def test_what_only_one_source_says_is_trusted_less() -> None:
    """A place that four sources have counts in full; one that a single source has, far less."""
    texts = ["共同的话"] * 8 + ["只有一处说"] * 2
    rows = [Example(text, False, f"s{n // 2}") for n, text in enumerate(texts)]
    table = fit.matrix(texts)
    trusted = fit.spread(table, rows)
    common, single = set(table[0].indices), set(table[8].indices)
    assert {float(trusted[place]) for place in common - single} == {1.0}
    assert {float(trusted[place]) for place in single - common} == {float(np.float32(0.4))}


def test_limits_keep_to_their_rates_on_real_talk() -> None:
    """With a ham in a thousand above `act`, and in two hundred above `review`, both limits are in order."""
    held = [Example(text, False, "tgcn") for text in ordinary(400, Random(1))]
    held += [Example(text, True, "tgcn") for text in adverts(100, Random(2))]
    rows = [Example(t, True, "a") for t in adverts(300, Random(3))]
    rows += [Example(t, False, "b") for t in ordinary(300, Random(4))]
    table = fit.matrix([row.text for row in rows])
    fitted = fit.fit(table, np.array([row.advert for row in rows]), rows)
    header, weights = learn.finish(fitted, held)
    model = Model(header, weights)
    scores = [probability(model.logit(reading(row.text))) for row in held if not row.advert]
    assert sum(score >= header["act"] for score in scores) <= 1
    assert sum(score >= header["review"] for score in scores) <= 2
    assert header["review"] <= header["act"]


@pytest.mark.parametrize(
    "family", sorted({f.__name__: f for f in (*HARD, *MILD)}.items()), ids=lambda f: f[0]
)
def test_every_family_of_rewriting_is_repeatable_and_survives_any_text(family: tuple[str, object]) -> None:
    """The same seed, the same disguise; empty and Latin texts are no error."""
    rewrite = family[1]
    assert callable(rewrite)
    for text in ("", "abc", "加微信领红包12345，www.abc.com"):
        assert rewrite(text, Random(1)) == rewrite(text, Random(1))


def test_most_disguises_are_seen_through() -> None:
    """What the normaliser undoes needs no learning: a third of the light rewritings fold back entirely."""
    plain = reading("加微信领红包").folded
    folded = [reading(rewritten("加微信领红包", Random(n), MILD)).folded for n in range(100)]
    assert folded.count(plain) >= 33


def test_parts_fill_every_slot() -> None:
    """No advert and no message goes out with a brace in it, and seeds repeat."""
    for make in (adverts, ordinary):
        texts = make(300, Random(3))
        assert not [text for text in texts if "{" in text or "}" in text or not text.strip()]
        assert texts == make(300, Random(3))
        assert len(set(texts)) > 200


def test_slots_within_slots_are_filled() -> None:
    """A slot's choice may hold slots again."""
    topics = read("adverts")
    assert "{" not in fill("{econtact}{contact}", topics[0].slots, Random(1))
    assert {topic.title for topic in topics} >= {"loans", "gambling", "english money", "russian offers"}


@pytest.mark.parametrize("kind", ["adverts", "ham"])
def test_every_text_of_every_part_can_be_filled(kind: str) -> None:
    """No slot is misspelled, no text empty, and no two texts of a kind are the same."""
    topics = read(kind)
    for topic in topics:
        asked = {slot for text in topic.texts for slot in SLOT.findall(text)}
        assert asked <= {"d", "l", "p", "q", *topic.slots}, topic.title
    texts = [text for topic in topics for text in topic.texts]
    assert all(text.strip() for text in texts)
    assert len(texts) == len(set(texts))


def test_the_shipped_tables_are_what_the_builder_makes() -> None:
    """The data files are not edited by hand."""
    assert building.simplified() == (building.DATA / "simplify.txt").read_text(encoding="utf-8")
    assert building.readings() == (building.DATA / "pinyin.txt").read_text(encoding="utf-8")


def test_the_tables_know_the_usual_characters() -> None:
    """Traditional to simplified, and readings without tone."""
    assert simplified()[ord("廣")] == "广"
    assert {char: readings()[char] for char in "微薇發"} == {"微": "wei", "薇": "wei", "發": "fa"}


def test_weights_of_another_version_are_refused() -> None:
    """The error says what to do, or what differs."""
    with pytest.raises(ModelError, match="qunguan ads train"):
        unpack(b"something else")
    with pytest.raises(ModelError, match="bits"):
        unpack(pack({}, load()._weights[:8]).replace(b'"bits": 21', b'"bits": 20'))  # noqa: SLF001


def test_the_limits_stand_in_the_weights() -> None:
    """What is written is what is read: the header comes back."""
    model = load()
    again = unpack(pack(model.header, model._weights))  # noqa: SLF001
    assert again.header == model.header
    assert again.logit(reading("早上好")) == model.logit(reading("早上好"))


def test_chat_sources_are_named_as_the_data_names_them() -> None:
    """Limits are set on ham written as groups talk."""
    assert {"tgcn", "qqmc", "lccc"} <= learn.CHAT
